/**
 * Certificates for a test: authorities and what they sign, made by openssl in a folder that goes with the test.
 * Keys on the curve P-256, for the loopback address unless said otherwise; good for nothing else.
 */
import { X509Certificate } from 'node:crypto';
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
/** What a certificate says; what is left out is good for a broker on the loopback address, today and tomorrow. */
export interface Wanted {
  readonly name?: string;
  readonly from?: Date;
  readonly to?: Date;
  readonly usage?: 'serverAuth' | 'clientAuth';
  /** As in subjectAltName of openssl. */
  readonly host?: string;
  readonly digest?: 'sha256' | 'sha1';
  /** Whatever else stands in the extension file. */
  readonly lines?: readonly string[];
}

const DAY_MS = 86_400_000;

export const hasOpenssl = (): boolean => spawnSync('openssl', ['version']).status === 0;

/** A folder of certificates; another one knows nothing of it. */
export class Mint {
  readonly folder = mkdtempSync(join(tmpdir(), 'anbu-certificates-'));
  #count = 0;

  constructor() {
    chmodSync(this.folder, 0o755);
    writeFileSync(this.#file('index.txt'), '');
    const lines = ['[ca]', 'default_ca=d', '[d]', 'database=index.txt', 'new_certs_dir=.', 'rand_serial=yes'];
    writeFileSync(
      this.#file('ca.cnf'),
      [...lines, 'policy=p', 'unique_subject=no', '[p]', 'commonName=supplied', ''].join('\n'),
    );
  }

  /** An authority: signed by itself, or by one above it. */
  authority(by: Certified | null = null, wanted: Wanted = {}): Certified {
    const lines = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];
    return this.#sign(by, { name: 'test authority', ...wanted }, [...lines, ...(wanted.lines ?? [])]);
  }
  /** A certificate of somebody who signs nothing. */
  issue(by: Certified | null, wanted: Wanted = {}): Certified {
    const { usage = 'serverAuth', host = 'IP:127.0.0.1' } = wanted;
    const lines = ['basicConstraints=CA:FALSE', `subjectAltName=${host}`, `extendedKeyUsage=${usage}`];
    return this.#sign(by, wanted, [...lines, ...(wanted.lines ?? [])]);
  }
  /** The same certificate with one bit of its signature turned. */
  forge({ certificate, key }: Certified): Certified {
    const der = Buffer.from(new X509Certificate(readFileSync(certificate)).raw);
    der.writeUInt8(der.readUInt8(der.length - 1) ^ 1, der.length - 1);
    return { certificate: this.#write(pem(der)), key };
  }
  /** A certificate file with what is to be sent along behind it. */
  bundle(leaf: Certified, ...sent: readonly Certified[]): Certified {
    const parts = [leaf, ...sent].map(({ certificate }) => readFileSync(certificate, 'utf8'));
    return { certificate: this.#write(parts.join('\n')), key: leaf.key };
  }
  sweep(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #sign(by: Certified | null, wanted: Wanted, extensions: readonly string[]): Certified {
    const { name = 'broker', digest = 'sha256' } = wanted;
    const { from = new Date(Date.now() - DAY_MS), to = new Date(from.getTime() + 2 * DAY_MS) } = wanted;
    this.#count += 1;
    const own = { certificate: this.#file(`${this.#count}.pem`), key: this.#file(`${this.#count}.key`) };
    const request = this.#file(`${this.#count}.csr`);
    writeFileSync(this.#file(`${this.#count}.ext`), `${extensions.join('\n')}\n`);
    const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', own.key];
    this.#openssl('req', ...fresh, '-subj', `/CN=${name}`, '-out', request);
    const signer =
      by === null ? ['-selfsign', '-keyfile', own.key] : ['-cert', by.certificate, '-keyfile', by.key];
    const dates = ['-startdate', stamp(from), '-enddate', stamp(to)];
    const files = ['-in', request, '-out', own.certificate, '-extfile', `${this.#count}.ext`];
    this.#openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      'ca.cnf',
      '-md',
      digest,
      ...signer,
      ...dates,
      ...files,
    );
    // A broker started by root reads its key as another user.
    chmodSync(own.key, 0o644);
    return own;
  }
  #write(text: string): string {
    this.#count += 1;
    const file = this.#file(`${this.#count}.pem`);
    writeFileSync(file, text);
    return file;
  }
  #file(name: string): string {
    return join(this.folder, name);
  }
  #openssl(...words: string[]): void {
    execFileSync('openssl', words, { cwd: this.folder, stdio: 'pipe' });
  }
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
/** As openssl ca reads it: YYYYMMDDHHMMSSZ. */
function stamp(at: Date): string {
  return `${at.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
}

/** One authority, a broker and a hub. Another call makes another authority, that knows nothing of the first. */
export function makeCertificates(): Certificates {
  const mint = new Mint();
  const authority = mint.authority();
  const broker = mint.issue(authority);
  const hub = mint.issue(authority, { name: 'hub', usage: 'clientAuth' });
  return { authority: authority.certificate, broker, hub, sweep: () => mint.sweep() };
}
