/**
 * What of this hub must not leave with a technician: the text of its keys, and by which name the resident is called.
 *
 * Reads whatever the configuration names, also one that cannot be used. Keeps and shows nothing; what cannot be read is
 * no secret that could be said.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { readTree } from '../../config/tree.ts';
import type { Secret } from '../../provisioning/redact.ts';
import { NEXT } from '../../uplink/mqtt-identity.ts';

/** Where NetworkManager keeps what it joins a network with. */
export const NETWORKS_FOLDER = '/etc/NetworkManager/system-connections';
const FILE_CHARS_MAX = 65_536;
/** A home that is called so is called nothing, and the word stands everywhere. */
const NO_NAME = 'home';
/** A line of a key in PEM or hex; what is shorter is a heading or a blank. */
const KEY_LINE_CHARS_MIN = 16;
/** Keys of the configuration whose value is a file with a secret, and those whose value is a personal word. */
const KEY_FILES: ReadonlySet<string> = new Set(['clientKey', 'key']);
const WORDS: Readonly<Record<string, string>> = { callName: 'name', home: 'home' };

/** `config`: null without one. */
export function secretsOf(config: string | null, networks = NETWORKS_FOLDER): Secret[] {
  const found: Secret[] = [];
  if (config !== null) {
    walk(readTree(textOf(config)).value, (key, value) => {
      if (KEY_FILES.has(key)) found.push(...keyLines(resolve(dirname(config), value)));
      const what = WORDS[key];
      if (what !== undefined && value !== NO_NAME) found.push({ what, text: value }, ...partsOf(value, what));
    });
  }
  return [...found, ...networkSecrets(networks)];
}

function keyLines(path: string): Secret[] {
  return [path, `${path}${NEXT}`].flatMap((file) =>
    textOf(file)
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line.length >= KEY_LINE_CHARS_MIN && !line.startsWith('-----'))
      .map((text) => ({ what: 'key', text })),
  );
}

/** 김 할머니 is also called 할머니; a word of one sign hides nobody. */
function partsOf(name: string, what: string): Secret[] {
  const parts = name.split(/\s+/).filter((part) => part.length > 1);
  return parts.length < 2 ? [] : parts.map((text) => ({ what, text }));
}

function networkSecrets(folder: string): Secret[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return [];
  }
  return names.flatMap((name) => {
    const lines = textOf(join(folder, name)).matchAll(/^(ssid|psk|password|pin|apn)=(.+)$/gm);
    return [...lines].map(([, key = '', value = '']) => ({
      what: key === 'ssid' || key === 'apn' ? 'network' : 'network secret',
      text: value.trim(),
    }));
  });
}

function walk(value: unknown, meet: (key: string, text: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    if (typeof inner === 'string') meet(key, inner);
    else walk(inner, meet);
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(0, FILE_CHARS_MAX);
  } catch {
    return '';
  }
}
