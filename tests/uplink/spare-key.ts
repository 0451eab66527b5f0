/**
 * Throwaway keys of the centre with their public half as a command carries it.
 *
 * Only for tests: whoever knows the seed can sign.
 */
import { createPublicKey } from 'node:crypto';
import { type CentreKey, centreKey } from '../../sim/keys.ts';

/** `raw`: the 32 bytes of the public key, base64url, as `key-add` has them. */
export function spareKey(seed: string): CentreKey & { readonly raw: string } {
  const key = centreKey(seed);
  return { ...key, raw: createPublicKey(key.publicKey).export({ format: 'jwk' }).x ?? '' };
}
