/**
 * Secrets that are planted in an installed hub, each where such a one lies, and looked for in all that it says.
 *
 * Owns what they are. One that was not planted is a failure: what was never there is not found either.
 */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NETWORKS } from './cable.ts';
import { DATA, type InstalledHub, expect } from './installed-hub.ts';

const NODE_KEY = '5ec7e75ec7e75ec7e75ec7e75ec7e75e';
export const PASSPHRASE = '5ec7e7 correct horse';
const CLIENT_KEY = String(
  generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
);
const FILES = { 'node-1.key': `${NODE_KEY}\n`, 'hub.key': CLIENT_KEY };
const SAID = '/share/said.txt';

/** Into the shared folder; their names. */
export function writeSecrets(share: string): string[] {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(share, name), text);
  return Object.keys(FILES);
}

/** `code`: by which a visit has claimed the console. Throws with what was found. */
export function findNoSecret(hub: InstalledHub, code: string): void {
  // The first line of a key is mostly what all such keys begin with (RFC 5958, RFC 5915); the second is of this one alone.
  const [, , line = ''] = CLIENT_KEY.split('\n');
  const lying: readonly (readonly [string, string])[] = [
    [NODE_KEY, '/etc/anbu'],
    [line, '/etc/anbu'],
    [PASSPHRASE, NETWORKS],
  ];
  for (const [secret, folder] of lying)
    expect(
      `planted in ${folder}`,
      secret !== '' && hub.run(`grep -rqF '${secret}' ${folder}`).code === 0,
      true,
    );
  if (code === '') throw new Error('no visit has claimed the console');
  for (const verb of [
    'status',
    'status --json',
    'doctor --config /etc/anbu/hub.yaml',
    'inspect journal --last 500 --json',
    'inspect config /etc/anbu/hub.yaml --json',
  ])
    hub.run(`anbu ${verb} >>${SAID}`);
  hub.sh(`journalctl --no-pager >>${SAID}`);
  hub.sh(`cat ${DATA}/journal* >>${SAID}`);
  const digits = code.replaceAll('-', '');
  for (const secret of [...lying.map(([each]) => each), code, digits])
    expect(`lines with ${secret}`, hub.run(`grep -aciF '${secret}' ${SAID}`).out.trim(), '0');
}
