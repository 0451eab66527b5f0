/**
 * The centre's public keys, and the one question asked of them. A shell around node:crypto's Ed25519 (RFC 8032).
 *
 * Owns no secret: what verifies here cannot sign.
 */
import { type KeyObject, createPublicKey, verify } from 'node:crypto';
import type { Signatures } from '../ports.ts';

/** `keys`: keyId → SPKI public key in PEM. Throws on a key that is none: configuration was checked before. */
export function openSignatures(keys: Readonly<Record<string, string>>): Signatures {
  const opened = new Map<string, KeyObject>();
  for (const [keyId, pem] of Object.entries(keys)) opened.set(keyId, createPublicKey(pem));
  return {
    known: (keyId) => opened.has(keyId),
    verify: (keyId, text, signature) => {
      const key = opened.get(keyId);
      return key !== undefined && isSigned(key, text, signature);
    },
    verifyWith: (publicKey, text, signature) => {
      const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
      return isSigned(key, text, signature);
    },
  };
}

function isSigned(key: KeyObject, text: string, signature: string): boolean {
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
}
