/**
 * The certificate and key that the hub shows its broker, and a new pair that lies beside them until it has proven itself.
 *
 * Owns how a pair is found: each certificate with whichever key it was made for, so that a power cut between two renames
 * leaves a pair all the same. The new files are called like those of the configuration, with NEXT behind. Reads only:
 * files are put there and settled by `anbu identity`.
 */
import { X509Certificate, createHash, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { UplinkPolicy } from '../config/config.ts';
import type { Log } from '../ports.ts';
import {
  type ChoiceState,
  type IdentityMemory,
  NOTHING_KNOWN,
  choose,
  firstChoice,
  isUntried,
  stood,
} from './identity-choice.ts';

export const NEXT = '.next';

export type IdentityPaths = Pick<UplinkPolicy, 'clientCertificate' | 'clientKey'>;
export interface IdentityPair {
  readonly certificate: string;
  readonly key: string;
  /** SHA-256 of the certificate, hex. */
  readonly fingerprint: string;
  /** Ms since 1970 UTC. */
  readonly endMs: number;
}
export interface IdentityPairs {
  readonly current: IdentityPair | null;
  readonly next: IdentityPair | null;
}
/** Where it is kept which new certificate was let in; nowhere: it is tried anew by each process. */
export interface KeptIdentity {
  readonly memory: IdentityMemory;
  readonly remember: (memory: IdentityMemory) => void;
}

/** What lies there now. A certificate without its key, or a file that cannot be read, is none. */
export function pairsAt({ clientCertificate, clientKey }: IdentityPaths): IdentityPairs {
  if (clientCertificate === null || clientKey === null) return { current: null, next: null };
  const keys = [clientKey, `${clientKey}${NEXT}`];
  return {
    current: pairOf(clientCertificate, keys),
    next: pairOf(`${clientCertificate}${NEXT}`, keys.toReversed()),
  };
}

function pairOf(path: string, keys: readonly string[]): IdentityPair | null {
  const certificate = readOrNull(path, (text) => new X509Certificate(text));
  if (certificate === null) return null;
  const key = keys.find((candidate) => {
    return readOrNull(candidate, (text) => certificate.checkPrivateKey(createPrivateKey(text))) === true;
  });
  const fingerprint = createHash('sha256').update(certificate.raw).digest('hex');
  return key === undefined
    ? null
    : { certificate: path, key, fingerprint, endMs: Date.parse(certificate.validTo) };
}

function readOrNull<T>(path: string, read: (text: Buffer) => T): T | null {
  try {
    return read(readFileSync(path));
  } catch {
    return null;
  }
}

export class LinkIdentity {
  readonly #policy: UplinkPolicy;
  readonly #log: Log;
  readonly #kept: KeptIdentity;
  #choice: ChoiceState;

  constructor(policy: UplinkPolicy, log: Log, kept: KeptIdentity | null) {
    this.#policy = policy;
    this.#log = log;
    this.#kept = kept ?? { memory: NOTHING_KNOWN, remember: () => {} };
    this.#choice = firstChoice(this.#kept.memory);
  }

  /** The policy with the files of this attempt; the one before has not stood. What is wrong with them TLS says. */
  forAttempt(): UplinkPolicy {
    const pairs = pairsAt(this.#policy);
    this.#choice = choose(this.#choice, shelfOf(pairs));
    const pair = [pairs.next, pairs.current].find((one) => one?.fingerprint === this.#choice.tried);
    if (pair === undefined || pair === null) return this.#policy;
    return { ...this.#policy, clientCertificate: pair.certificate, clientKey: pair.key };
  }

  /** The connection of the last attempt stands: we are heard, and can hear. */
  stood(): void {
    const before = this.#choice;
    this.#choice = stood(before, shelfOf(pairsAt(this.#policy)));
    const { proven, refused } = this.#choice;
    if (proven === before.proven && refused === before.refused) return;
    if (proven !== before.proven) this.#log.write('info', 'uplink: the new certificate is in force');
    else this.#log.write('warning', 'uplink: the new certificate was refused; the old one stays in force');
    this.#kept.remember({ proven, refused });
  }

  /** Whether a new certificate waits that was not tried yet. */
  isUntried(): boolean {
    return isUntried(this.#choice, shelfOf(pairsAt(this.#policy)));
  }

  /** When the certificate that is shown ends, ms since 1970 UTC; null without one. */
  endMs(): number | null {
    const { current, next } = pairsAt(this.#policy);
    const { tried, proven } = this.#choice;
    const shown = next !== null && [tried, proven].includes(next.fingerprint) ? next : (current ?? next);
    return shown !== null && Number.isFinite(shown.endMs) ? shown.endMs : null;
  }
}

function shelfOf({ current, next }: IdentityPairs): { current: string | null; next: string | null } {
  return { current: current?.fingerprint ?? null, next: next?.fingerprint ?? null };
}
