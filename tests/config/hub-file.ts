/**
 * A small hub file that is right, and ways to write it down, for tests of the configuration.
 * Owns a temporary folder with the files that it names; knows nothing of how they are read.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

export const RIGHT = `home:
  home: flat-12
  timezone: Asia/Seoul
  sensors:
    - { id: bathroom, room: bathroom, class: motion }
    - { id: front-door, room: hall, class: door, entrance: true }
board: raspberry-pi-4
devices:
  - { id: bathroom, part: pir, connector: gpio4 }
  - { id: front-door, part: reed, connector: gpio17 }
  - { id: button, part: button, connector: gpio27, role: button }
uplink:
  url: mqtt://localhost:1883
  site: district-9
  hub: hub-12
  centreKeys: { desk: centre.pem }
`;

/** The lines of RIGHT with each `[from, to]` replaced once. Throws when `from` is not there. */
export function rightWith(...changes: readonly (readonly [string, string])[]): string {
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`"${from}" is not in the file`);
    return text.replace(from, () => to);
  }, RIGHT);
}

const folder = mkdtempSync(join(tmpdir(), 'anbu-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const keys = generateKeyPairSync('ed25519');
writeFileSync(join(folder, 'centre.pem'), keys.publicKey.export({ type: 'spki', format: 'pem' }));
writeFileSync(join(folder, 'node.key'), '231d39c1d7cc1ab1aee224cd096db932\n');
writeFileSync(join(folder, 'private.pem'), keys.privateKey.export({ type: 'pkcs8', format: 'pem' }));

/** Writes a file beside the keys and returns its path. */
export function written(text: string, name = 'hub.yaml'): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
