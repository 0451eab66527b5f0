/**
 * The verbs of the channel `command`: what a centre may order a hub to do, and within which bounds.
 *
 * Owns the form of each verb. Must never obey half of an order: a verb, a word or a field that this version does not
 * know makes the whole of it unsupported. What excuses silence needs a believed clock, for it ends at an instant; what
 * brings back the usual rules is obeyed whatever the clock. Instants are RFC 3339 text with their offset.
 */
import { AHEAD_MS_MAX, PLANNED, PLAN_MS_MAX, type Planned, RAISED_MS_MAX } from '../detector/plan-slice.ts';
import type { ErrorCode } from '../errors.ts';
import type { Plan, Watch } from '../record.ts';
import { type Opened, isText, parseObject } from './envelope.ts';
import { parseRfc3339 } from './rfc3339.ts';

/** What a `command` envelope carries, as the desk writes it. `from` left out: from now. */
export type CommandPayload =
  | {
      readonly kind: 'plan';
      readonly plan: Planned;
      readonly from?: string;
      readonly until: string;
      readonly by: string;
    }
  | { readonly kind: 'plan-withdrawn'; readonly by: string }
  | { readonly kind: 'watch'; readonly level: 'raised'; readonly until: string; readonly by: string }
  | { readonly kind: 'watch'; readonly level: 'normal'; readonly by: string };

/** What the hub knows of the time and its home while it reads. */
export interface Reading {
  /** Wall clock, ms since 1970 UTC. */
  readonly nowWallMs: number;
  /** Whether it can be believed (`home-time.ts`). */
  readonly believed: boolean;
  /** Whether anything in the home notices who leaves: without it a plan would excuse nothing. */
  readonly seesLeaving: boolean;
}
export type Order =
  | { readonly ok: true; readonly fact: Plan | Watch }
  | { readonly ok: false; readonly why: ErrorCode };

type Fields = Readonly<Partial<Record<string, unknown>>>;

/** Names and roles: longer than any, short enough to be read out. */
const BY_CHARS_MAX = 200;
const PLAN_FIELDS = ['kind', 'plan', 'from', 'until', 'by'];
const WITHDRAWN_FIELDS = ['kind', 'by'];
const RAISED_FIELDS = ['kind', 'level', 'until', 'by'];
const NORMAL_FIELDS = ['kind', 'level', 'by'];

/**
 * Judges an order whose envelope was opened. Refuses with `envelope-malformed`, `command-unsupported`,
 * `clock-untrusted`, `leaving-unseen`, `time-passed` or `time-too-far`.
 */
export function readOrder(opened: Opened, reading: Reading): Order {
  const fields = parseObject(opened.payload);
  if (fields === null) return refuse('envelope-malformed');
  switch (fields['kind']) {
    case 'plan':
      return readPlan(fields, opened, reading);
    case 'plan-withdrawn':
      return readWithdrawn(fields, opened);
    case 'watch':
      return readWatch(fields, opened, reading);
    default:
      return refuse('command-unsupported');
  }
}

function readPlan(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { nowWallMs, believed, seesLeaving } = reading;
  const plan = PLANNED.find((known) => known === fields['plan']);
  if (plan === undefined || !hasOnly(fields, PLAN_FIELDS)) return refuse('command-unsupported');
  const { by, from } = fields;
  const untilWallMs = instantIn(fields['until']);
  const fromWallMs = from === undefined ? null : instantIn(from);
  if (untilWallMs === null || (from !== undefined && fromWallMs === null))
    return refuse('envelope-malformed');
  if (!isText(by, BY_CHARS_MAX)) return refuse('envelope-malformed');
  if (fromWallMs !== null && untilWallMs <= fromWallMs) return refuse('envelope-malformed');
  if (!seesLeaving) return refuse('leaving-unseen');
  if (!believed) return refuse('clock-untrusted');
  if (untilWallMs <= nowWallMs) return refuse('time-passed');
  // What lies behind us is excused already: only what is still to come counts.
  const beginsWallMs = Math.max(fromWallMs ?? nowWallMs, nowWallMs);
  if (beginsWallMs - nowWallMs > AHEAD_MS_MAX) return refuse('time-too-far');
  if (untilWallMs - beginsWallMs > PLAN_MS_MAX[plan]) return refuse('time-too-far');
  return { ok: true, fact: { kind: 'plan', plan, fromWallMs, untilWallMs, by, keyId, counter } };
}

function readWithdrawn(fields: Fields, { keyId, counter }: Opened): Order {
  const { by } = fields;
  if (!hasOnly(fields, WITHDRAWN_FIELDS)) return refuse('command-unsupported');
  if (!isText(by, BY_CHARS_MAX)) return refuse('envelope-malformed');
  const never = { fromWallMs: null, untilWallMs: null };
  return { ok: true, fact: { kind: 'plan', plan: 'none', ...never, by, keyId, counter } };
}

function readWatch(fields: Fields, { keyId, counter }: Opened, { nowWallMs, believed }: Reading): Order {
  const { level, by } = fields;
  const isRaised = level === 'raised';
  if (!isRaised && level !== 'normal') return refuse('command-unsupported');
  if (!hasOnly(fields, isRaised ? RAISED_FIELDS : NORMAL_FIELDS)) return refuse('command-unsupported');
  if (!isText(by, BY_CHARS_MAX)) return refuse('envelope-malformed');
  if (!isRaised)
    return { ok: true, fact: { kind: 'watch', level: 'normal', untilWallMs: null, by, keyId, counter } };
  const untilWallMs = instantIn(fields['until']);
  if (untilWallMs === null) return refuse('envelope-malformed');
  if (!believed) return refuse('clock-untrusted');
  if (untilWallMs <= nowWallMs) return refuse('time-passed');
  if (untilWallMs - nowWallMs > RAISED_MS_MAX) return refuse('time-too-far');
  return { ok: true, fact: { kind: 'watch', level: 'raised', untilWallMs, by, keyId, counter } };
}

function instantIn(value: unknown): number | null {
  return typeof value === 'string' ? parseRfc3339(value) : null;
}

function hasOnly(fields: Fields, known: readonly string[]): boolean {
  return Object.keys(fields).every((name) => known.includes(name));
}

function refuse(why: ErrorCode): Order {
  return { ok: false, why };
}
