/**
 * Whose word is obeyed: the keys of the configuration, those added since by a signed word, without those retired.
 *
 * Owns its part of the centre's slice. A key that was retired never comes back under its name, whatever a file or a
 * command says. The hub is never left without a key: one is retired only by another that has proven itself, which stays.
 */
import type { Signatures } from '../ports.ts';
import type { KeyChange } from '../record.ts';

export interface AddedKey {
  readonly keyId: string;
  /** The 32 bytes of an Ed25519 public key, base64url without padding (`x` of RFC 8037). */
  readonly publicKey: string;
}
export interface KeyringState {
  added: AddedKey[];
  /** Names that are never obeyed again. */
  retired: string[];
}

/**
 * Added and retired keys together, beyond which none is added: a new key each month for five years. What may still be
 * retired then are those and the 16 a file may name, so 80 names of 64 characters are the most: 5 KiB of a checkpoint.
 */
export const KEYS_EVER_MAX = 64;
/** 32 bytes are 42 free characters and one that carries four bits; any other spelling is a second name for it. */
const PUBLIC_KEY = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

export function initialKeyring(): KeyringState {
  return { added: [], retired: [] };
}

/** Applies one record; owns `slice` and may change it in place. */
export function evolveKeyring(slice: KeyringState, { change, key, publicKey }: KeyChange): void {
  slice.added = slice.added.filter(({ keyId }) => keyId !== key);
  if (change === 'added' && publicKey !== null) slice.added.push({ keyId: key, publicKey });
  else if (!slice.retired.includes(key)) slice.retired.push(key);
}

export function isPublicKey(text: unknown): text is string {
  return typeof text === 'string' && PUBLIC_KEY.test(text);
}

/** What is asked of the keys in force. */
export type Keyring = Pick<Signatures, 'known' | 'verify'>;

/** The keys in force. A file put there in person wins over what was added under the same name. */
export function keyringOf(signatures: Signatures, { added, retired }: Readonly<KeyringState>): Keyring {
  const addedKey = (keyId: string): AddedKey | undefined => added.find((key) => key.keyId === keyId);
  const known = (keyId: string): boolean =>
    !retired.includes(keyId) && (signatures.known(keyId) || addedKey(keyId) !== undefined);
  return {
    known,
    verify: (keyId, text, signature) => {
      if (!known(keyId)) return false;
      if (signatures.known(keyId)) return signatures.verify(keyId, text, signature);
      const key = addedKey(keyId);
      return key !== undefined && signatures.verifyWith(key.publicKey, text, signature);
    },
  };
}

/** What a command that changes keys is judged by. */
export interface KeyView {
  /** Whether it is in force. */
  readonly known: (keyId: string) => boolean;
  /** Whether an envelope under it was opened before this one. */
  readonly isProven: (keyId: string) => boolean;
  /** Whether it is or was the name of a key. */
  readonly wasKnown: (keyId: string) => boolean;
  /** Keys that were added and not retired, and all that were retired. */
  readonly ever: number;
}

/** `lastCounter`: the highest counter used up under a key; 0 when none. */
export function keyView(
  { known }: Keyring,
  { added, retired }: Readonly<KeyringState>,
  lastCounter: (keyId: string) => number,
): KeyView {
  return {
    known,
    isProven: (keyId) => lastCounter(keyId) > 0,
    wasKnown: (keyId) => known(keyId) || retired.includes(keyId),
    ever: added.length + retired.length,
  };
}
