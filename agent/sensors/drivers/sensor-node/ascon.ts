/**
 * Ascon-AEAD128 of NIST SP 800-232: authenticated encryption for small devices, with a tag of any length up to 16 bytes.
 *
 * Owns the cipher and nothing of the protocol. A word of 64 bits is two halves of 32, low half first, so that no
 * BigInt is needed. Must never return a text whose tag is wrong, and never use a nonce twice: both are in the caller's
 * hands by `open` returning null and by the nonce being an argument.
 */

/** What a text is sealed with: `key` and `nonce` of 16 bytes each, `associated` of any length, sent in the clear. */
export interface Seal {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly associated: Uint8Array;
}
export const KEY_BYTES = 16;
export const TAG_BYTES = 16;

/** Five words, ten halves. */
type State = Int32Array;
const RATE_BYTES = 16;
/** 0x00001000808c0001: rate, tag, rounds and the identity of the algorithm (SP 800-232, table 14). */
const IV_LOW = 0x80_8c_00_01;
const IV_HIGH = 0x00_00_10_00;
/** The permutation of 12 rounds, and from which constant on the one of 8. */
const ROUND_CONSTANTS = [0xf0, 0xe1, 0xd2, 0xc3, 0xb4, 0xa5, 0x96, 0x87, 0x78, 0x69, 0x5a, 0x4b];
const ALL_ROUNDS = 0;
const EIGHT_ROUNDS = 4;

/** Encrypts; returns the text, as long as `plain`, with the first `tagBytes` of the tag behind it. */
export function seal(with_: Seal, plain: Uint8Array, tagBytes: number = TAG_BYTES): Uint8Array {
  const state = begin(with_);
  const sealed = new Uint8Array(plain.length + tagBytes);
  for (const [at, byte] of plain.entries()) {
    mix(state, at, byte);
    sealed[at] = byteOf(state, at % RATE_BYTES);
    if (at % RATE_BYTES === RATE_BYTES - 1) permute(state, EIGHT_ROUNDS);
  }
  sealed.set(tagAfter(state, plain.length, with_.key).subarray(0, tagBytes), plain.length);
  return sealed;
}

/** Decrypts what `seal` returned; null when the tag, or anything else, is not what was sealed. */
export function open(with_: Seal, sealed: Uint8Array, tagBytes: number = TAG_BYTES): Uint8Array | null {
  const length = sealed.length - tagBytes;
  if (length < 0) return null;
  const state = begin(with_);
  const plain = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) {
    const byte = (sealed[at] ?? 0) ^ byteOf(state, at % RATE_BYTES);
    plain[at] = byte;
    mix(state, at, byte);
    if (at % RATE_BYTES === RATE_BYTES - 1) permute(state, EIGHT_ROUNDS);
  }
  const tag = tagAfter(state, length, with_.key);
  let difference = 0;
  for (let at = 0; at < tagBytes; at += 1) difference |= (tag[at] ?? 0) ^ (sealed[length + at] ?? 0);
  return difference === 0 ? plain : null;
}

function begin({ key, nonce, associated }: Seal): State {
  const state = new Int32Array(10);
  state[0] = IV_LOW;
  state[1] = IV_HIGH;
  for (let at = 0; at < RATE_BYTES; at += 1) {
    mixAt(state, 8 + at, key[at] ?? 0);
    mixAt(state, 24 + at, nonce[at] ?? 0);
  }
  permute(state, ALL_ROUNDS);
  for (let at = 0; at < KEY_BYTES; at += 1) mixAt(state, 24 + at, key[at] ?? 0);
  if (associated.length > 0) {
    for (const [at, byte] of associated.entries()) {
      mix(state, at, byte);
      if (at % RATE_BYTES === RATE_BYTES - 1) permute(state, EIGHT_ROUNDS);
    }
    mix(state, associated.length, 1);
    permute(state, EIGHT_ROUNDS);
  }
  // Text follows: the highest bit of the last word keeps it apart from associated data.
  mixAt(state, 39, 0x80);
  return state;
}

function tagAfter(state: State, textBytes: number, key: Uint8Array): Uint8Array {
  mix(state, textBytes, 1);
  for (let at = 0; at < KEY_BYTES; at += 1) mixAt(state, 16 + at, key[at] ?? 0);
  permute(state, ALL_ROUNDS);
  return Uint8Array.from({ length: TAG_BYTES }, (_, at) => byteOf(state, 24 + at) ^ (key[at] ?? 0));
}

/** Adds one byte of a stream at its place in the block. */
function mix(state: State, at: number, byte: number): void {
  mixAt(state, at % RATE_BYTES, byte);
}
function mixAt(state: State, at: number, byte: number): void {
  state[at >> 2] = (state[at >> 2] ?? 0) ^ (byte << (8 * (at & 3)));
}
function byteOf(state: State, at: number): number {
  return ((state[at >> 2] ?? 0) >>> (8 * (at & 3))) & 0xff;
}

/** The low half of a word turned right by less than 32; with the halves exchanged, the high half. */
function turned(low: number, high: number, by: number): number {
  return (low >>> by) | (high << (32 - by));
}

/** Rounds from the `first` constant to the last: constant, substitution, diffusion (SP 800-232, section 3). */
function permute(state: State, first: number): void {
  let [a = 0, A = 0, b = 0, B = 0, c = 0, C = 0, d = 0, D = 0, e = 0, E = 0] = state;
  for (let round = first; round < ROUND_CONSTANTS.length; round += 1) {
    c ^= ROUND_CONSTANTS[round] ?? 0;
    a ^= e;
    A ^= E;
    e ^= d;
    E ^= D;
    c ^= b;
    C ^= B;
    const t = e ^ (~a & b);
    const T = E ^ (~A & B);
    const p = a ^ (~b & c) ^ t;
    const P = A ^ (~B & C) ^ T;
    const q = b ^ (~c & d) ^ a ^ (~b & c);
    const Q = B ^ (~C & D) ^ A ^ (~B & C);
    const s = d ^ (~e & a) ^ c ^ (~d & e);
    const S = D ^ (~E & A) ^ C ^ (~D & E);
    const r = ~(c ^ (~d & e));
    const R = ~(C ^ (~D & E));
    a = p ^ turned(p, P, 19) ^ turned(p, P, 28);
    A = P ^ turned(P, p, 19) ^ turned(P, p, 28);
    // 61 and 39 are 32 and 29, 32 and 7: the halves change places.
    b = q ^ turned(Q, q, 29) ^ turned(Q, q, 7);
    B = Q ^ turned(q, Q, 29) ^ turned(q, Q, 7);
    c = r ^ turned(r, R, 1) ^ turned(r, R, 6);
    C = R ^ turned(R, r, 1) ^ turned(R, r, 6);
    d = s ^ turned(s, S, 10) ^ turned(s, S, 17);
    D = S ^ turned(S, s, 10) ^ turned(S, s, 17);
    e = t ^ turned(t, T, 7) ^ turned(T, t, 9);
    E = T ^ turned(T, t, 7) ^ turned(t, T, 9);
  }
  state.set([a, A, b, B, c, C, d, D, e, E]);
}
