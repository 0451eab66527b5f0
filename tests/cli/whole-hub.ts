/**
 * Everything that a hub has on its machine when it leaves a home, in a folder that stands for that machine; and what is not its own.
 *
 * Real files, a real key. Owns nothing of how any of it is wiped.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { tellStory } from './journal-story.ts';

export const CONFIG = `home: { home: flat-12 }
devices:
  - { id: node-1, part: sensor-node, key: node-1.key }
uplink:
  site: district-9
  hub: hub-12
  clientKey: hub.key
  clientCertificate: hub.pem
  authority: ../authority.pem
  centreKeys: { desk: centre.pem }
`;

export interface WholeHub {
  readonly root: string;
  readonly config: string;
  readonly data: string;
  readonly claims: string;
  readonly networks: string;
  /** Where a receipt may be written. */
  readonly out: string;
}

export function wholeHub(): WholeHub {
  const root = mkdtempSync(join(tmpdir(), 'anbu-whole-hub-'));
  for (const name of ['anbu', 'networks', 'stick', 'data', 'data/messages', 'claims'])
    mkdirSync(join(root, name));
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const files = {
    'anbu/hub.yaml': CONFIG,
    'anbu/hub.key': String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    'anbu/hub.key.next': 'a new key',
    'anbu/hub.pem': 'a certificate',
    'anbu/node-1.key': '231d39c1d7cc1ab1aee224cd096db932\n',
    'anbu/centre.pem': 'a public key',
    'anbu/receipts.jsonl': '{}\n',
    'anbu/uplink-clientKey.0badcafe.pem': 'a key that no configuration names',
    'anbu/hub.yaml.before': 'as it was',
    'authority.pem': 'of the whole machine',
    'claims/claims.7.json': '{}',
    'networks/anbu-wifi.nmconnection': 'psk=open sesame',
    'networks/other.nmconnection': 'psk=not ours',
    'data/messages/one.wav': 'a sentence',
    'data/config.last-good.yaml': CONFIG,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(root, name), text);
  return {
    root,
    config: join(root, 'anbu/hub.yaml'),
    data: join(root, 'data'),
    claims: join(root, 'claims'),
    networks: join(root, 'networks'),
    out: join(root, 'stick/receipt.json'),
  };
}

/** A journal of so many records of the story: 12 end with an open alert, 15 with a closed one. */
export async function lived({ data }: WholeHub, length: number): Promise<void> {
  const store = await openSqliteStore(data);
  tellStory(store, length);
  store.close();
}

/** Every file there is, by its path from the root. */
export function filesOf({ root }: WholeHub): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}
