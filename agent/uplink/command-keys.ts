/**
 * The verbs that change whose word is obeyed: a key is added, or retired.
 *
 * Owns their forms and the two rules that keep the hub reachable. A key that was added is in force, and has proven
 * itself with the first envelope under it that is obeyed. Only another key that has proven itself retires one, so that
 * one that works always stays; no name of a key ever comes a second time.
 */
import { type Opened, isKeyId } from './envelope.ts';
import { type Fields, type Order, type Reading, hasOnly, isBy, refuse } from './command-fields.ts';
import { KEYS_EVER_MAX, isPublicKey } from './keyring.ts';

export type KeyPayload =
  | { readonly kind: 'key-add'; readonly key: string; readonly publicKey: string; readonly by: string }
  | { readonly kind: 'key-retire'; readonly key: string; readonly by: string };

const ADD_FIELDS = ['kind', 'key', 'publicKey', 'by'];
const RETIRE_FIELDS = ['kind', 'key', 'by'];

/** Refuses with `command-unsupported`, `envelope-malformed`, `key-in-use` or `key-limit`. */
export function readKeyAdd(fields: Fields, { keyId, counter }: Opened, { keys }: Reading): Order {
  const { key, publicKey, by } = fields;
  if (!hasOnly(fields, ADD_FIELDS)) return refuse('command-unsupported');
  if (!isKeyId(key) || !isPublicKey(publicKey) || !isBy(by)) return refuse('envelope-malformed');
  if (keys.wasKnown(key)) return refuse('key-in-use');
  if (keys.ever >= KEYS_EVER_MAX) return refuse('key-limit');
  return { ok: true, fact: { kind: 'key', change: 'added', key, publicKey, by, keyId, counter } };
}

/** Refuses with `command-unsupported`, `envelope-malformed`, `key-unknown` or `key-not-proven`. */
export function readKeyRetire(fields: Fields, { keyId, counter }: Opened, { keys }: Reading): Order {
  const { key, by } = fields;
  if (!hasOnly(fields, RETIRE_FIELDS)) return refuse('command-unsupported');
  if (!isKeyId(key) || !isBy(by)) return refuse('envelope-malformed');
  if (!keys.known(key)) return refuse('key-unknown');
  if (key === keyId || !keys.isProven(keyId)) return refuse('key-not-proven');
  return { ok: true, fact: { kind: 'key', change: 'retired', key, publicKey: null, by, keyId, counter } };
}
