/**
 * What was done to a hub, by whom and when, as one line that its own key has signed.
 *
 * Owns the form: a JSON object, and beside it the signature over its bytes, so that whoever has the hub's certificate can
 * check it. Pure: the key is the caller's, and never part of it.
 */
import { createPublicKey, verify } from 'node:crypto';

export type ReceiptWhat =
  | 'key-made'
  | 'certificate-installed'
  | 'identity-settled'
  | 'decommissioned'
  | 'ready';

export interface Receipt {
  readonly kind: 'receipt';
  readonly what: ReceiptWhat;
  readonly site: string;
  readonly hub: string;
  /** RFC 3339, by the clock of the hub. */
  readonly at: string;
  /** Whoever was at the keys, as they called themselves; null: nobody said. */
  readonly by: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null | readonly string[]>>;
}
export interface SignedReceipt {
  /** The receipt as JSON: these bytes are signed. */
  readonly receipt: string;
  /** ECDSA on P-256 over SHA-256, in DER (FIPS 186-5); null: the hub had no key. */
  readonly alg: 'ecdsa-sha256' | null;
  /** Base64. */
  readonly signature: string | null;
  /** The public key, SPKI PEM. */
  readonly publicKey: string | null;
}

/** A line of a file: short enough that it is written whole. */
export const RECEIPT_CHARS_MAX = 8_192;

/** `sign`: null without a key. */
export function signedReceipt(
  receipt: Receipt,
  sign: ((text: string) => { readonly signature: string; readonly publicKey: string }) | null,
): SignedReceipt {
  const text = JSON.stringify(receipt);
  if (sign === null) return { receipt: text, alg: null, signature: null, publicKey: null };
  return { receipt: text, alg: 'ecdsa-sha256', ...sign(text) };
}

/** Whether it was signed by the key that it names. Whose that is, its certificate says. */
export function isSigned({ receipt, signature, publicKey }: SignedReceipt): boolean {
  if (signature === null || publicKey === null) return false;
  try {
    const key = createPublicKey(publicKey);
    return verify('sha256', Buffer.from(receipt, 'utf8'), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}
