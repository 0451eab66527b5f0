/**
 * The one press that a walk through the home has asked for: it is to be a test, once.
 *
 * Owns which press that is and when it is over. Whatever is real ends it: a question, a press that may be taken back, an alert,
 * a start of the hub. Pure. Must never outlive its time, nor make a test of a second press, of another source, of one that is
 * told late or was pressed before it was asked for; whoever presses in fright presses again, and then it is a call.
 */
import type { Moment } from '../moment.ts';
import type { Body, CallBy, Reply } from '../record.ts';
import type { CheckonState } from './slice.ts';

/** A second press sooner than this is the same press of a shaking hand. */
export const PRESS_SETTLE_MS = 1500;
/** As long as a walk waits at a step; it takes its word back when it goes on earlier. */
export const PRESS_EXPECTED_MS = 3 * 60_000;
/** So long after one that was a test the same source calls, whatever is asked for. */
export const PRESS_TESTED_MS_MIN = 5_000;
/** A home of ten buttons, walked twice; each is two records on the card. */
export const PRESSES_EXPECTED_PER_HOUR_MAX = 60;
const HOUR_MS = 3_600_000;

/** All in home time. */
export interface PressTests {
  /** The press that is to be a test; null: every press is real. */
  readonly expected: { readonly by: CallBy; readonly sinceMs: number; readonly untilMs: number } | null;
  /** The last that was one. */
  readonly tested: { readonly by: CallBy; readonly atMs: number } | null;
  /** How many were expected since the hour began. */
  readonly hour: { readonly sinceMs: number; readonly count: number };
}

export function initialPressTests(): PressTests {
  return { expected: null, tested: null, hour: { sinceMs: 0, count: 0 } };
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
export type NoPressTest =
  | Real
  | { readonly why: 'expected' }
  | { readonly why: 'too-soon'; readonly leftMs: number };

/** Null: nothing. */
export function whatIsReal(checkon: Readonly<CheckonState>): Real | null {
  const { startedMs, conversation, correction, alerts } = checkon;
  if (startedMs === null) return { why: 'not-started' };
  if (conversation !== null || correction !== null) return { why: 'asking' };
  const real = alerts.find(({ test }) => !test);
  return real === undefined ? null : { why: 'alert-open', alert: real.alert };
}

/** Null: the next press by it can be a test. */
export function whyNoPressTest(
  checkon: Readonly<CheckonState>,
  by: CallBy,
  nowMs: number,
): NoPressTest | null {
  const { expected, tested, hour } = checkon.pressTests;
  if (expected !== null && nowMs < expected.untilMs) return { why: 'expected' };
  const testedMs = tested?.by === by ? tested.atMs + PRESS_TESTED_MS_MIN - nowMs : 0;
  const hourMs = hour.count < PRESSES_EXPECTED_PER_HOUR_MAX ? 0 : hour.sinceMs + HOUR_MS - nowMs;
  const leftMs = Math.max(testedMs, hourMs);
  return leftMs > 0 ? { why: 'too-soon', leftMs } : whatIsReal(checkon);
}

/** Applies one record; returns what holds after it. Reads the slice as the record has left it. */
export function evolvePressTests(checkon: Readonly<CheckonState>, body: Body, now: Moment): PressTests {
  const { pressTests } = checkon;
  const { expected, hour } = pressTests;
  if (body.kind === 'press-expected') {
    const { by } = body;
    if (by === null) return { ...pressTests, expected: null };
    if (whyNoPressTest(checkon, by, now.ms) !== null) return pressTests;
    const isOver = now.ms >= hour.sinceMs + HOUR_MS;
    return {
      ...pressTests,
      expected: { by, sinceMs: now.ms, untilMs: now.ms + PRESS_EXPECTED_MS },
      hour: isOver ? { sinceMs: now.ms, count: 1 } : { ...hour, count: hour.count + 1 },
    };
  }
  if (expected === null) return pressTests;
  if (isTestOfPress(body))
    return { ...pressTests, expected: null, tested: { by: expected.by, atMs: now.ms } };
  if (body.kind !== 'boot' && whatIsReal(checkon) === null) return pressTests;
  return { ...pressTests, expected: null };
}

/** Whether this reply is the press. A voice, a word and a touch never are. */
export function isExpected({ pressTests }: Readonly<CheckonState>, reply: Reply, nowMs: number): boolean {
  const { expected } = pressTests;
  if (expected === null || reply.by !== expected.by || reply.isLate === true) return false;
  const pressedMs = nowMs - (reply.ageS ?? 0) * 1000;
  return pressedMs >= expected.sinceMs && nowMs < expected.untilMs;
}

/** A shaking hand, or a cord that is pulled in two goes: the same press again. */
export function isTestedPress({ pressTests }: Readonly<CheckonState>, reply: Reply, nowMs: number): boolean {
  const { tested } = pressTests;
  return tested?.by === reply.by && reply.isLate !== true && nowMs - tested.atMs < PRESS_SETTLE_MS;
}

/** The record by which a press has become a test. */
export function isTestOfPress(body: Body): boolean {
  return body.kind === 'alert' && body.test && body.why === 'raised' && body.asked === 'called-for-help';
}
