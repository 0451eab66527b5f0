/**
 * What lies here of keys and certificates, and the end of a rotation: the new pair takes the place of the old one.
 *
 * Owns the order of renames: the key first, so that at each instant there is a certificate with its key
 * (`uplink/mqtt-identity.ts` finds them). Must never settle what the broker has not let in.
 */
import { X509Certificate } from 'node:crypto';
import { readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import type { IdentityMemory } from '../../uplink/identity-choice.ts';
import { type IdentityPair, pairsAt } from '../../uplink/mqtt-identity.ts';
import { type OwnIdentity, isThere, keyIdAt, keyIdOf } from './own-identity.ts';

export interface ShownCertificate {
  readonly path: string;
  readonly subject: string;
  readonly issuer: string;
  /** RFC 3339. */
  readonly ends: string;
  readonly fingerprint: string;
  readonly keyId: string;
}
export interface IdentityReport {
  readonly kind: 'identity';
  readonly site: string;
  readonly hub: string;
  readonly certificate: ShownCertificate | null;
  /** A key without a certificate: one was asked for. */
  readonly requestedKeyId: string | null;
  /** A new certificate beside the one in force. */
  readonly next: ShownCertificate | null;
  readonly rotation: 'none' | 'waits' | 'proven' | 'refused';
}

export function identityReport(own: OwnIdentity, memory: IdentityMemory): IdentityReport {
  const { current, next } = pairsAt(own);
  const waiting = isThere(own.nextKey) ? own.nextKey : own.clientKey;
  const [asked, used] = [keyIdAt(waiting), [current, next].map(shownOf)];
  return {
    kind: 'identity',
    site: own.site,
    hub: own.hub,
    certificate: shownOf(current),
    requestedKeyId: used.some((one) => one?.keyId === asked) ? null : asked,
    next: shownOf(next),
    rotation: rotationOf(next, memory),
  };
}

function rotationOf(
  next: IdentityPair | null,
  { proven, refused }: IdentityMemory,
): IdentityReport['rotation'] {
  if (next === null) return 'none';
  if (next.fingerprint === proven) return 'proven';
  return next.fingerprint === refused ? 'refused' : 'waits';
}

function shownOf(pair: IdentityPair | null): ShownCertificate | null {
  if (pair === null) return null;
  const read = new X509Certificate(readFileSync(pair.certificate));
  return {
    path: pair.certificate,
    subject: read.subject.replaceAll('\n', ', '),
    issuer: read.issuer.replaceAll('\n', ', '),
    ends: new Date(pair.endMs).toISOString(),
    fingerprint: pair.fingerprint,
    keyId: keyIdOf(read.publicKey.export({ type: 'spki', format: 'der' })),
  };
}

/** False: nothing waits. Throws `identity-unproven` when what waits was not let in. Cut off anywhere, it goes on. */
export function settleIdentity(own: OwnIdentity, memory: IdentityMemory): boolean {
  const { next } = pairsAt(own);
  if (next === null) return false;
  if (next.fingerprint !== memory.proven)
    throw new AnbuError('identity-unproven', `${next.certificate} has not been let in by the broker yet`);
  if (next.key === own.nextKey) renameSync(own.nextKey, own.clientKey);
  renameSync(own.nextCertificate, own.clientCertificate);
  for (const path of [own.clientKey, own.clientCertificate]) syncFolder(dirname(path));
  return true;
}
