/**
 * How the desk of a seed signs: with a keyed hash instead of Ed25519, for a run signs thousands of times.
 *
 * Only the mathematics differs; envelope, counters, expiry and every refusal are the shipped ones. Never use it
 * outside a seed: whoever can verify can sign.
 */
import { hash } from 'node:crypto';
import type { Signatures } from '../../agent/ports.ts';
import type { CentreKey } from '../keys.ts';

const SECRET = 'known to everybody who reads this';
const KEY_ID = 'swarm-key';

/** As long as an Ed25519 signature. */
function seal(text: string): string {
  return hash('sha512', `${SECRET}\n${text}`, 'base64');
}

export const SWARM_KEY: CentreKey = { keyId: KEY_ID, publicKey: 'none: a keyed hash', sign: seal };
export const SWARM_SIGNATURES: Signatures = {
  known: (keyId) => keyId === KEY_ID,
  verify: (keyId, text, signature) => keyId === KEY_ID && signature === seal(text),
  verifyWith: (_publicKey, text, signature) => signature === seal(text),
};
