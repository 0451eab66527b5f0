/**
 * The one press that a walk through the home has asked for: it is to be a test, once.
 *
 * Owns which press that is and when it is over. Whatever is real ends it: a question, a press that may be taken back, an alert,
 * a start of the hub. Pure. Must never outlive its time, nor make a test of a second press, of another source, or of one that
 * is told late.
 */
import type { Moment } from '../moment.ts';
import type { Body, CallBy, Reply } from '../record.ts';
import type { CheckonState } from './slice.ts';

/** As long as a walk waits at a step; it takes its word back when it goes on earlier. */
export const PRESS_EXPECTED_MS = 3 * 60_000;

export interface ExpectedPress {
  readonly by: CallBy;
  /** Home time from which it is a call again. */
  readonly untilMs: number;
}

/** What is going on that no test may stand beside. */
export type Real =
  /** The hub has not lived for a moment yet. */
  | { readonly why: 'not-started' }
  /** The resident is being asked, or may take back a press. */
  | { readonly why: 'asking' }
  /** Somebody was told of something. */
  | { readonly why: 'alert-open'; readonly alert: string };
/** Why the next press stays a call. `expected`: another walk waits for one. */
export type NoPressTest = Real | { readonly why: 'expected' };

/** Null: nothing. */
export function whatIsReal(checkon: Readonly<CheckonState>): Real | null {
  const { startedMs, conversation, correction, alerts } = checkon;
  if (startedMs === null) return { why: 'not-started' };
  if (conversation !== null || correction !== null) return { why: 'asking' };
  const real = alerts.find(({ test }) => !test);
  return real === undefined ? null : { why: 'alert-open', alert: real.alert };
}

/** Null: the next press can be a test. */
export function whyNoPressTest(checkon: Readonly<CheckonState>, nowMs: number): NoPressTest | null {
  const { expected } = checkon;
  if (expected !== null && nowMs < expected.untilMs) return { why: 'expected' };
  return whatIsReal(checkon);
}

/** Applies one record; returns what is expected after it. Reads the slice as the record has left it. */
export function evolveExpected(
  checkon: Readonly<CheckonState>,
  body: Body,
  now: Moment,
): ExpectedPress | null {
  const { expected } = checkon;
  if (body.kind === 'press-expected') {
    if (body.by === null) return null;
    if (whyNoPressTest(checkon, now.ms) !== null) return expected;
    return { by: body.by, untilMs: now.ms + PRESS_EXPECTED_MS };
  }
  if (expected === null || body.kind === 'boot' || isTestOfPress(body)) return null;
  return whatIsReal(checkon) === null ? expected : null;
}

/** Whether this reply is the press. A voice, a word and a touch never are. */
export function isExpected({ expected }: Readonly<CheckonState>, reply: Reply, nowMs: number): boolean {
  return expected !== null && reply.by === expected.by && reply.isLate !== true && nowMs < expected.untilMs;
}

/** The record by which a press has become a test. */
export function isTestOfPress(body: Body): boolean {
  return body.kind === 'alert' && body.test && body.why === 'raised' && body.asked === 'called-for-help';
}
