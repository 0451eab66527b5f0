/**
 * Whether a broker is who it should be, judged by hand while the hub does not know the time.
 *
 * OpenSSL keeps only the last thing it found wrong with a chain: at 1970 that is "not yet valid" of the leaf, whatever
 * else is wrong below it. So nothing it says is believed then. Each link of the chain is verified here up to an
 * authority that is configured, with purpose, host and digest, and of all dates only the beginnings are forgiven: a
 * certificate that ended before a moment that has certainly passed is refused. What cannot be judged by hand (name
 * constraints, long chains) is refused too. RFC 5280 §6, RFC 9525.
 */
import { X509Certificate } from 'node:crypto';
import { type PeerCertificate, checkServerIdentity, getCACertificates } from 'node:tls';
import { AnbuError } from '../errors.ts';

export interface KnownTime {
  /** Whether a time server has set the clock. */
  readonly synced: boolean;
  /** A moment that has certainly passed, ms since 1970 UTC; the wall clock itself when it is synced. */
  readonly ms: number;
}
/** What a broker showed in its handshake. */
export interface Shown {
  readonly host: string;
  /** As Node reads it, for the check of the host. */
  readonly leaf: PeerCertificate;
  /** Its certificate first, then what it sent along. */
  readonly chain: readonly X509Certificate[];
}

/** Leaf, one issuer, anchor: with more in between, limits on the length of a path would have to be judged as well. */
const INTERMEDIATES_MAX = 1;
const SERVER_AUTH = '1.3.6.1.5.5.7.3.1';
/** The DER of the object identifier 2.5.29.30: name constraints. */
const NAME_CONSTRAINTS = Buffer.from('0603551d1e', 'hex');
const BROKEN_DIGEST = /md5|sha1(?!\d)/i;
const PEM = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * The verified path from the broker's certificate to its anchor. Throws `broker-untrusted` or `certificate-expired`.
 * `authorities`: PEM text; null: those that Node knows.
 */
export function verifyUntimed(
  { host, leaf, chain }: Shown,
  authorities: string | null,
  known: KnownTime,
): readonly X509Certificate[] {
  const path = pathOf(chain, anchorsOf(authorities));
  if (path === null) throw untrusted('no path to a known authority');
  const wrongHost = checkServerIdentity(host, leaf);
  if (wrongHost !== undefined) throw untrusted(wrongHost.message);
  refuseEnded(path, known.ms);
  return path;
}

/** Throws `certificate-expired` when one of them had ended at that moment. */
export function refuseEnded(path: readonly X509Certificate[], ms: number): void {
  for (const { validTo, subject } of path)
    if (!(Date.parse(validTo) >= ms)) throw expired(`${subject} ended on ${validTo}`);
}

/** Throws `certificate-expired` when one of them is not valid at that moment, which is believed. */
export function refuseOutOfDate(path: readonly X509Certificate[], ms: number): void {
  refuseEnded(path, ms);
  for (const { validFrom, subject } of path)
    if (!(Date.parse(validFrom) <= ms)) throw expired(`${subject} begins on ${validFrom}`);
}

function pathOf(
  [leaf, ...sent]: readonly X509Certificate[],
  anchors: readonly X509Certificate[],
): readonly X509Certificate[] | null {
  if (leaf === undefined || !serves(leaf)) return null;
  const path = [leaf];
  let last = leaf;
  for (let between = 0; between <= INTERMEDIATES_MAX; between += 1) {
    const below = last;
    const anchor = anchors.find((one) => hasIssued(one, below));
    if (anchor !== undefined) return [...path, anchor];
    const next = sent.find(
      (one) => serves(one) && !one.raw.includes(NAME_CONSTRAINTS) && hasIssued(one, below),
    );
    if (next === undefined) return null;
    path.push(next);
    last = next;
  }
  return null;
}

/** Meant for servers, and signed with a digest that still proves something. */
function serves({ keyUsage, signatureAlgorithm }: X509Certificate): boolean {
  // Node's name for the extended key usage; none means any.
  const purposes: readonly string[] | undefined = keyUsage;
  return (purposes?.includes(SERVER_AUTH) ?? true) && !BROKEN_DIGEST.test(signatureAlgorithm ?? 'md5');
}

function hasIssued(issuer: X509Certificate, below: X509Certificate): boolean {
  try {
    return issuer.ca && below.checkIssued(issuer) && below.verify(issuer.publicKey);
  } catch {
    // A key that Node cannot use signs nothing.
    return false;
  }
}

function anchorsOf(authorities: string | null): X509Certificate[] {
  const pems = authorities === null ? getCACertificates('default') : (authorities.match(PEM) ?? []);
  return pems.map((pem) => new X509Certificate(pem));
}

function untrusted(why: string): AnbuError {
  return new AnbuError('broker-untrusted', why);
}
function expired(why: string): AnbuError {
  return new AnbuError('certificate-expired', why);
}
