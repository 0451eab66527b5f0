/**
 * A page of stickers for a printer: each label in words and as a QR code, for the nodes of a kit and for its hub.
 *
 * Owns what a code says and how a sheet is laid out: A4, three by eight labels of 70 by 37 mm, which is what sheets without
 * margins are cut to. One file of HTML that asks no network. Must never hold a key. The code of a hub's console is a secret
 * until it was used: whoever writes this page to disk keeps it to themselves. The QR code (ISO/IEC 18004) is uqr's.
 */
import { renderSVG } from 'uqr';
import { type Labelled, checkCodeOf } from './labels.ts';

export interface Label {
  /** What the QR code says: `anbu:node?…` or `anbu:hub?…`. */
  readonly content: string;
  readonly lines: readonly string[];
}

/** Four modules of white around it are in the standard; M bears a scratch. */
const QR = { ecc: 'M', border: 4 } as const;

export function nodeLabel(home: string, { id, room, address, serial, key }: Labelled): Label {
  const check = checkCodeOf(key);
  const where = room === id ? id : `${id} (${room})`;
  const content = contentOf('node', { home, node: id, address: String(address), serial, check });
  return { content, lines: [home, where, `node ${address}`, serial, `check ${check}`] };
}

/** `code`: for its console, good once. */
export function hubLabel(home: string, hub: string, code: string): Label {
  const content = contentOf('hub', { home, hub, code });
  return { content, lines: [home, `hub ${hub}`, 'console, good once:', code.slice(0, 10), code.slice(10)] };
}

export function labelPage(labels: readonly Label[]): string {
  const stickers = labels.map(({ content, lines }) => {
    const [first = '', ...others] = lines.map(escaped);
    const words = [`<b>${first}</b>`, ...others].join('<br>');
    return `<div>${renderSVG(content, QR)}<p>${words}</p></div>\n`;
  });
  return `${HEAD}${stickers.join('')}</body></html>\n`;
}

const HEAD = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Labels</title>
<style>
@page { size: A4; margin: 0 }
body { margin: 0; display: grid; grid-template-columns: repeat(3, 70mm); grid-auto-rows: 37mm; font: 8pt sans-serif }
div { display: flex; align-items: center; overflow: hidden; break-inside: avoid }
svg { width: 34mm; height: 34mm; flex: none }
p { margin: 0; overflow-wrap: anywhere }
</style></head><body>
`;

function contentOf(what: 'node' | 'hub', fields: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  return `anbu:${what}?${pairs.join('&')}`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
function escaped(text: string): string {
  return text.replaceAll(/[&<>"]/g, (sign) => ENTITIES[sign] ?? sign);
}
