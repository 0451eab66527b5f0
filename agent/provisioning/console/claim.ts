/**
 * The right to set up a hub over its cable: a code from its label, good once, and not to be guessed.
 *
 * Owns what is remembered of codes (hashes, never a code), how many wrong ones make it wait, and for how long. A try is
 * counted before its verdict may be said, and a wait begins anew with the process that keeps its time, so that pulling
 * the plug gains nothing. 80 bits and ten tries an hour are older than the home.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { Buffer } from 'node:buffer';

/** Crockford's base 32: no I, L, O, U, so that a label is read aloud without doubt. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
/** 16 digits of 5 bits are 80 bits. */
const CODE_DIGITS = 16;
export const CODE_BYTES = 10;
/** A card of codes: one for the installation, the others for visits. */
export const CODES_MAX = 32;
/** Somebody who reads a label badly needs a few; somebody who guesses needs 2^79. */
export const WRONG_MAX = 10;
const MINUTE_MS = 60_000;
const LOCKED_MS_MIN = 15 * MINUTE_MS;
/** It runs only while a console does, and that may be as long as its cable is in: a technician must be able to sit it out. */
const LOCKED_MS_MAX = 60 * MINUTE_MS;

export interface ClaimState {
  /** SHA-256, hex, of the codes that are still good. */
  readonly codes: readonly string[];
  /** Wrong ones since the last right one or the last wait. */
  readonly wrong: number;
  /** Waits since the last right one. */
  readonly waits: number;
}
export const NO_CODES: ClaimState = { codes: [], wrong: 0, waits: 0 };

export type Verdict =
  | { readonly is: 'right'; readonly codesLeft: number }
  | { readonly is: 'wrong'; readonly triesLeft: number }
  /** `begins`: with this try. */
  | { readonly is: 'locked'; readonly leftMs: number; readonly begins: boolean }
  | { readonly is: 'malformed' }
  | { readonly is: 'none' };
export interface Tried {
  /** To be on disk before the verdict is said. */
  readonly state: ClaimState;
  readonly verdict: Verdict;
}

/** How long it waits now, ms: 15 minutes, doubled each time; 0 when it does not. */
export function lockedMs({ wrong, waits }: ClaimState): number {
  if (wrong < WRONG_MAX) return 0;
  // Two doublings of a quarter are an hour: no larger power is needed.
  return Math.min(LOCKED_MS_MIN * (1 << Math.min(waits, 2)), LOCKED_MS_MAX);
}

/** The wait is over: ten more may be tried, and the next wait is longer. */
export function afterWait(state: ClaimState): ClaimState {
  return { ...state, wrong: 0, waits: state.waits + 1 };
}

/** `waitedMs`: for how long this process has known that it is locked. */
export function tryCode(state: ClaimState, text: string, waitedMs: number): Tried {
  const waitMs = lockedMs(state);
  if (waitedMs < waitMs)
    return { state, verdict: { is: 'locked', leftMs: waitMs - waitedMs, begins: false } };
  const open = waitMs === 0 ? state : afterWait(state);
  if (state.codes.length === 0) return { state: open, verdict: { is: 'none' } };
  const code = codeOf(text);
  // What cannot be a code of ours was mistyped: it tells nothing about one.
  if (code === null) return { state: open, verdict: { is: 'malformed' } };
  const found = findHash(open.codes, hashOf(code));
  if (found !== null) {
    const codes = open.codes.filter((each) => each !== found);
    return { state: { codes, wrong: 0, waits: 0 }, verdict: { is: 'right', codesLeft: codes.length } };
  }
  const next = { ...open, wrong: open.wrong + 1 };
  const leftMs = lockedMs(next);
  const verdict: Verdict =
    leftMs > 0 ? { is: 'locked', leftMs, begins: true } : { is: 'wrong', triesLeft: WRONG_MAX - next.wrong };
  return { state: next, verdict };
}

/** The code of 10 random bytes, in groups of four, as it stands on the label. */
export function codeText(bytes: Uint8Array): string {
  let bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  let digits = '';
  for (let at = 0; at < CODE_DIGITS; at += 1) {
    digits = `${ALPHABET.charAt(Number(bits & 31n))}${digits}`;
    bits >>= 5n;
  }
  return digits.replaceAll(/(.{4})(?=.)/g, '$1-');
}

/** Adds a code, and ends a wait: it comes from root, who needs no code. Null: there are as many as may be, or it is none. */
export function withCode(state: ClaimState, text: string): ClaimState | null {
  const code = codeOf(text);
  if (code === null || state.codes.length >= CODES_MAX) return null;
  return { codes: [...state.codes, hashOf(code)], wrong: 0, waits: 0 };
}

/** 16 digits; small letters, dashes and blanks are forgiven, and what looks alike is the digit (Crockford). */
function codeOf(text: string): string | null {
  const digits = text.toUpperCase().replaceAll(/[\s-]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
  const isCode =
    digits.length === CODE_DIGITS && Array.from(digits).every((digit) => ALPHABET.includes(digit));
  return isCode ? digits : null;
}

function hashOf(code: string): string {
  return createHash('sha256').update(code).digest('hex');
}

/** Takes as long whichever of them it is, and when it is none. */
function findHash(codes: readonly string[], hash: string): string | null {
  const wanted = Buffer.from(hash, 'hex');
  let found: string | null = null;
  for (const each of codes) {
    const candidate = Buffer.from(each, 'hex');
    if (candidate.length === wanted.length && timingSafeEqual(candidate, wanted)) found = each;
  }
  return found;
}

/** What a file holds; null: it is none of ours, or damaged. */
export function readClaimState(text: string): ClaimState | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  const { codes, wrong, waits } = { codes: null, wrong: null, waits: null, ...value };
  if (!isHashes(codes) || !isCount(wrong) || !isCount(waits)) return null;
  return { codes, wrong, waits };
}

function isHashes(value: unknown): value is string[] {
  const isHash = (each: unknown): boolean => typeof each === 'string' && /^[0-9a-f]{64}$/.test(each);
  return Array.isArray(value) && value.length <= CODES_MAX && value.every(isHash);
}

function isCount(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
