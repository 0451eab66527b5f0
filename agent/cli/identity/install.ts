/**
 * A certificate that came back, put where the hub finds it: only after everything about it was looked at.
 *
 * Owns the parsing and the place: the first certificate of a hub lies where the configuration says; another one beside
 * it, where the running hub tries it and keeps the old one until it was let in. Must never overwrite the one in force.
 */
import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import {
  type CertificateFacts,
  type CertificateWanted,
  type Objection,
  objectionsTo,
} from '../../provisioning/certificate.ts';
import { type OwnIdentity, isThere, keyIdOf } from './own-identity.ts';

export interface Installed {
  /** Where it lies now. */
  readonly path: string;
  /** Whether another one stays in force until this one was let in. */
  readonly isBeside: boolean;
  readonly keyId: string;
  readonly endMs: number;
  /** False: no authority was named, so nobody looked who had issued it. */
  readonly isChainChecked: boolean;
}

/** A certificate, and what lies between it and its authority. */
const CHAIN_MAX = 8;
const FILE_CHARS_MAX = 65_536;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Null with its reasons when it is refused: then nothing was written. Throws `AnbuError` for files. */
export function installCertificate(
  own: OwnIdentity,
  files: { readonly certificate: string; readonly authority: string | null },
  now: Pick<CertificateWanted, 'nowMs' | 'isTimeKnown'>,
): Installed | { readonly refused: readonly Objection[] } {
  const chain = certificatesIn(files.certificate);
  const [leaf] = chain;
  if (leaf === undefined)
    throw new AnbuError('certificate-refused', `${files.certificate} holds no certificate (PEM)`);
  const authorities = files.authority === null ? null : certificatesIn(files.authority);
  const refused = objectionsTo(factsOf(leaf, chain, authorities, own), { ...own, ...now });
  if (refused.length > 0) return { refused };
  const isBeside = isThere(own.clientCertificate) && !isSame(own.clientCertificate, leaf);
  const path = isBeside ? own.nextCertificate : own.clientCertificate;
  try {
    writeSynced(path, `${chain.map(String).join('').trim()}\n`, true);
  } catch (error) {
    throw new AnbuError('file-unwritable', `${path} cannot be written: ${String(error)}`, {
      hint: 'Run it as root. Check the folder and the space that is left.',
      cause: error,
    });
  }
  return {
    path,
    isBeside,
    keyId: keyIdOf(leaf.publicKey.export({ type: 'spki', format: 'der' })),
    endMs: Date.parse(leaf.validTo),
    isChainChecked: authorities !== null,
  };
}

function certificatesIn(path: string): X509Certificate[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').slice(0, FILE_CHARS_MAX);
  } catch (error) {
    throw new AnbuError('file-not-found', `cannot read ${path}`, { cause: error });
  }
  try {
    return (text.match(PEM) ?? []).slice(0, CHAIN_MAX).map((pem) => new X509Certificate(pem));
  } catch (error) {
    throw new AnbuError('certificate-refused', `${path} is damaged: ${String(error)}`, { cause: error });
  }
}

function factsOf(
  leaf: X509Certificate,
  chain: readonly X509Certificate[],
  authorities: readonly X509Certificate[] | null,
  own: OwnIdentity,
): CertificateFacts {
  // Node's name for the extended key usage; none means any.
  const purposes: readonly string[] | undefined = leaf.keyUsage;
  return {
    commonName: partOf(leaf.subject, 'CN'),
    organisation: partOf(leaf.subject, 'O'),
    fromMs: Date.parse(leaf.validFrom),
    endMs: Date.parse(leaf.validTo),
    isAuthority: leaf.ca,
    purposes: purposes ?? null,
    isForOurKey: [own.clientKey, own.nextKey].some((key) => isFor(leaf, key)),
    isIssued: authorities === null ? null : leadsTo(chain, authorities),
  };
}

/** Lines of `CN=…`, as Node prints a name. The last one counts, as mosquitto reads it. */
function partOf(subject: string | undefined, name: string): string | null {
  const lines = (subject ?? '').split('\n').filter((line) => line.startsWith(`${name}=`));
  return lines.at(-1)?.slice(name.length + 1) ?? null;
}

function isFor(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(readFileSync(key)));
  } catch {
    return false;
  }
}

function isSame(path: string, certificate: X509Certificate): boolean {
  try {
    return new X509Certificate(readFileSync(path)).fingerprint256 === certificate.fingerprint256;
  } catch {
    // What lies there is no certificate, so none is in force.
    return true;
  }
}

/** Each issued by the next one in the file, the last by an authority. */
function leadsTo(chain: readonly X509Certificate[], authorities: readonly X509Certificate[]): boolean {
  let below = chain[0];
  for (let depth = 0; below !== undefined && depth < CHAIN_MAX; depth += 1) {
    const one: X509Certificate = below;
    if (authorities.some((authority) => hasIssued(authority, one))) return true;
    below = chain.find((other) => other !== one && hasIssued(other, one));
  }
  return false;
}

function hasIssued(issuer: X509Certificate, below: X509Certificate): boolean {
  try {
    return issuer.ca && below.checkIssued(issuer) && below.verify(issuer.publicKey);
  } catch {
    // A key that Node cannot use signs nothing.
    return false;
  }
}
