/**
 * The signed envelope around everything that comes down and can change a life: acknowledgements and commands.
 *
 * Owns the text that is signed and the order in which an envelope is judged: size, form, key, signature, counter,
 * expiry. Ed25519 (RFC 8032); the cryptography itself is behind the Signatures port. Must never return a payload
 * of which one bit was not signed, and never let the hub's own clock, when it is not synced, refuse a message.
 */
import type { ErrorCode } from '../errors.ts';
import type { Keyring } from './keyring.ts';

export interface Seal {
  readonly alg: 'ed25519';
  readonly keyId: string;
  /** Higher than every one before it under the same key, over both topics. */
  readonly counter: number;
  /** Wall clock, ms since 1970 UTC, after which the message must not be obeyed. */
  readonly expiry: number;
}
export interface Envelope extends Seal {
  readonly payload: string;
  /** 64 bytes, base64 with padding. */
  readonly signature: string;
}
export interface Opened {
  readonly keyId: string;
  readonly counter: number;
  readonly payload: string;
}
export type Opening =
  | { readonly ok: true; readonly opened: Opened }
  | { readonly ok: false; readonly why: ErrorCode };
/** What an envelope is judged by. */
export interface Judge {
  readonly keyring: Keyring;
  /** The highest counter obeyed so far under a key; 0 when none. */
  readonly lastCounter: (keyId: string) => number;
  readonly nowWallMs: number;
  /** Whether `nowWallMs` comes from a time server; expiry is judged only then. */
  readonly trusted: boolean;
}

/** Characters: a 2 KiB message of the centre, twice escaped, is below 8 KiB; eight times that is nobody's message. */
export const ENVELOPE_CHARS_MAX = 65_536;
const KEY_ID = /^[A-Za-z0-9._-]{1,64}$/;
/** 64 bytes are 85 free characters, one that carries two bits, and "=="; any other spelling is a second signature. */
const SIGNATURE = /^[A-Za-z0-9+/]{85}[AQgw]==$/;
const FIELDS = 6;

/**
 * The text that is signed. One line per field, the payload last: no field before it can hold a line feed, so no
 * two envelopes give the same text. The topic is in it, so that a message for one hub is nothing to another.
 */
export function sealText(topic: string, seal: Seal, payload: string): string {
  return ['anbu-envelope-1', seal.alg, seal.keyId, seal.counter, seal.expiry, topic, payload].join('\n');
}

/** The envelope as it goes over the wire. */
export function envelopeText(seal: Seal, payload: string, signature: string): string {
  const { alg, keyId, counter, expiry } = seal;
  return JSON.stringify({ alg, keyId, counter, expiry, payload, signature } satisfies Envelope);
}

/**
 * Judges an envelope that came on `topic`. Gives the payload, or one of `envelope-malformed`, `key-unknown`,
 * `signature-wrong`, `counter-replayed`, `envelope-expired`.
 */
export function openEnvelope(topic: string, text: string, judge: Judge): Opening {
  const envelope = parseEnvelope(text);
  if (envelope === null) return refuse('envelope-malformed');
  const { keyId, counter, payload } = envelope;
  if (!judge.keyring.known(keyId)) return refuse('key-unknown');
  if (!judge.keyring.verify(keyId, sealText(topic, envelope, payload), envelope.signature)) {
    return refuse('signature-wrong');
  }
  if (counter <= judge.lastCounter(keyId)) return refuse('counter-replayed');
  if (judge.trusted && judge.nowWallMs > envelope.expiry) return refuse('envelope-expired');
  return { ok: true, opened: { keyId, counter, payload } };
}

function refuse(why: ErrorCode): Opening {
  return { ok: false, why };
}

/** The envelope as written, judged by form alone; null when it is not one. */
export function parseEnvelope(text: string): Envelope | null {
  if (text.length > ENVELOPE_CHARS_MAX) return null;
  const fields = parseObject(text);
  if (fields === null || Object.keys(fields).length !== FIELDS) return null;
  const { alg, keyId, counter, expiry, payload, signature } = fields;
  if (alg !== 'ed25519' || !isKeyId(keyId)) return null;
  if (!isCount(counter) || counter === 0 || !isCount(expiry)) return null;
  if (typeof payload !== 'string') return null;
  if (typeof signature !== 'string' || !SIGNATURE.test(signature)) return null;
  return { alg, keyId, counter, expiry, payload, signature };
}

/** A JSON object with unknown fields, or null: the parse boundary for all that comes down. */
export function parseObject(text: string): Readonly<Partial<Record<string, unknown>>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

export function isKeyId(value: unknown): value is string {
  return typeof value === 'string' && KEY_ID.test(value);
}

/** A whole number that JSON and every language carry exactly. */
export function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** A text that says something, of a bounded length. */
export function isText(value: unknown, charsMax: number): value is string {
  return typeof value === 'string' && value !== '' && value.length <= charsMax;
}
