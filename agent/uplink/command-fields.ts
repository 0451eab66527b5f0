/**
 * What the verbs of a command have in common: what they are read from, how their fields are, and how one is refused.
 *
 * Owns no verb. Instants are RFC 3339 text with their offset.
 */
import type { ErrorCode } from '../errors.ts';
import type { Ordered } from '../record.ts';
import { type Opened, isText } from './envelope.ts';
import type { KeyView } from './keyring.ts';
import { parseRfc3339 } from './rfc3339.ts';

/** What the hub knows of the time, its home and its centre while it reads. */
export interface Reading {
  /** Wall clock, ms since 1970 UTC. */
  readonly nowWallMs: number;
  /** Whether it can be believed (`home-time.ts`). */
  readonly believed: boolean;
  /** Whether anything in the home notices who leaves: without it a plan would excuse nothing. */
  readonly seesLeaving: boolean;
  readonly keys: KeyView;
  /** Messages that wait to be said, and those taken in the last 24 h. */
  readonly messages: { readonly waiting: number; readonly recent: number };
  /** What the resident asked for and nobody has answered: ids. */
  readonly needs: readonly string[];
  /** Reminders that stand: their names. */
  readonly reminders: readonly string[];
  /** Ids of what is done together and is open, and of what is over. */
  readonly programmes: { readonly open: readonly string[]; readonly over: readonly string[] };
  readonly settings: {
    /** Whether this hub can change any. */
    readonly canChange: boolean;
    /** The highest version ever taken. */
    readonly version: number;
    /** Whether one is being judged or tried. */
    readonly isBusy: boolean;
    /** Orders of the last 24 h. */
    readonly recent: number;
  };
}
export type Order =
  | { readonly ok: true; readonly fact: Ordered }
  | { readonly ok: false; readonly why: ErrorCode };
export type Fields = Readonly<Partial<Record<string, unknown>>>;
/** One verb: the whole of its payload, what it came in, and what is known. */
export type ReadVerb = (fields: Fields, opened: Opened, reading: Reading) => Order;

/** Names and roles: longer than any, short enough to be read out. */
const BY_CHARS_MAX = 200;

export function isBy(value: unknown): value is string {
  return isText(value, BY_CHARS_MAX);
}

export function instantIn(value: unknown): number | null {
  return typeof value === 'string' ? parseRfc3339(value) : null;
}

export function hasOnly(fields: Fields, known: readonly string[]): boolean {
  return Object.keys(fields).every((name) => known.includes(name));
}

export function refuse(why: ErrorCode): Order {
  return { ok: false, why };
}
