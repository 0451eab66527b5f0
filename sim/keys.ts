/**
 * Throwaway signing keys of the centre for demo, seeds and tests.
 *
 * Owns nothing that lasts: a pair lives in memory. Never use a seeded pair in a real home: whoever knows the seed
 * can command the hub. Ed25519 by RFC 8032, key files by RFC 8410.
 */
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign } from 'node:crypto';

export interface CentreKey {
  /** First 16 hex digits of the SHA-256 of the public key (DER). */
  readonly keyId: string;
  /** PEM, as in `uplink.centreKeys` of the configuration. */
  readonly publicKey: string;
  /** Signature of a text in UTF-8, base64. */
  sign(text: string): string;
}

/** RFC 8410 §7: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A key pair; the same for the same seed, random without one. */
export function centreKey(seed?: string): CentreKey {
  const secret = seed === undefined ? randomBytes(32) : createHash('sha256').update(`anbu ${seed}`).digest();
  const privateKey = createPrivateKey({
    key: Buffer.concat([PKCS8_ED25519, secret]),
    format: 'der',
    type: 'pkcs8',
  });
  const publicKey = createPublicKey(privateKey);
  const der = publicKey.export({ format: 'der', type: 'spki' });
  return {
    keyId: createHash('sha256').update(der).digest('hex').slice(0, 16),
    publicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(),
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
}
