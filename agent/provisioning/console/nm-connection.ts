/**
 * Networks as NetworkManager reads them from a file (nm-settings-keyfile(5)), mode 600, one per kind.
 *
 * Owns their text. What somebody typed can never become a second line or another key of it. Writes nothing.
 */
import type { Lte, Wifi } from './staged.ts';

export interface Connection {
  /** Its name to NetworkManager, and of its file. */
  readonly id: 'anbu-wifi' | 'anbu-lte';
  readonly text: string;
}

/** Before other networks that the machine knows; the modem after Wi-Fi, because its bytes cost. */
const WIFI_PRIORITY = 20;
const LTE_METRIC = 700;

export function wifiConnection({ ssid, psk }: Wifi): Connection {
  // A name may have any bytes: as numbers they cannot be misread.
  const bytes = new TextEncoder().encode(ssid).join(';');
  const head = section('anbu-wifi', 'wifi', [`autoconnect-priority=${WIFI_PRIORITY}`]);
  const security = psk === '' ? '' : `\n[wifi-security]\nkey-mgmt=wpa-psk\npsk=${escaped(psk)}\n`;
  const text = `${head}\n[wifi]\nmode=infrastructure\nssid=${bytes};\n${security}\n[ipv4]\nmethod=auto\n`;
  return { id: 'anbu-wifi', text };
}

export function lteConnection({ apn, pin }: Lte): Connection {
  const head = section('anbu-lte', 'gsm', []);
  const unlocks = pin === '' ? '' : `pin=${pin}\n`;
  const text = `${head}\n[gsm]\napn=${apn}\n${unlocks}\n[ipv4]\nmethod=auto\nroute-metric=${LTE_METRIC}\n`;
  return { id: 'anbu-lte', text };
}

/**
 * The same under another name, and only where it is asked for: what is tried is forgotten by a machine that starts again,
 * and takes nothing from a network that stands.
 */
export function trialText({ id, text }: Connection, name: string): string {
  return text
    .replace(`\nid=${id}\n`, () => `\nid=${name}\n`)
    .replace('\nautoconnect=true\n', '\nautoconnect=false\n');
}

function section(id: Connection['id'], type: string, more: readonly string[]): string {
  return `${['[connection]', `id=${id}`, `type=${type}`, 'autoconnect=true', ...more].join('\n')}\n`;
}

/** A value of a key file (GLib, GKeyFile): a backslash is two, a blank at its edge is \s. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll(/^ | $/g, '\\s');
}
