/**
 * Certificates for a test: an authority, a broker's and a hub's, made by openssl in a folder that goes with the test.
 * Keys of two days on the curve P-256, for the loopback address alone; good for nothing else.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certified {
  readonly certificate: string;
  readonly key: string;
}
export interface Certificates {
  /** The authority's own certificate. */
  readonly authority: string;
  readonly broker: Certified;
  readonly hub: Certified;
  sweep(): void;
}

export const hasOpenssl = (): boolean => spawnSync('openssl', ['version']).status === 0;

/** One authority and what it signed. Another call makes another authority, that knows nothing of the first. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-certificates-'));
  const file = (name: string): string => join(folder, name);
  const openssl = (...words: string[]): void => {
    execFileSync('openssl', words, { cwd: folder, stdio: 'pipe' });
  };
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...fresh,
    '-subj',
    '/CN=test authority',
    '-days',
    '2',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  );
  const sign = (name: string, usage: string): Certified => {
    writeFileSync(file(`${name}.ext`), `subjectAltName=IP:127.0.0.1\nextendedKeyUsage=${usage}\n`);
    openssl('req', ...fresh, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    const by = [
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-days',
      '2',
      '-extfile',
      `${name}.ext`,
    ];
    openssl('x509', '-req', '-in', `${name}.csr`, ...by, '-out', `${name}.pem`);
    // A broker started by root reads its key as another user.
    chmodSync(file(`${name}.key`), 0o644);
    return { certificate: file(`${name}.pem`), key: file(`${name}.key`) };
  };
  chmodSync(folder, 0o755);
  const broker = sign('broker', 'serverAuth');
  const hub = sign('hub', 'clientAuth');
  const sweep = (): void => rmSync(folder, { recursive: true, force: true });
  return { authority: file('ca.pem'), broker, hub, sweep };
}
