/**
 * The daily test alert: once a day the whole path to a person is used, so that silence there is noticed. Whoever stands at
 * the hub may ask for one between, and gets it by the same path.
 *
 * Never pages anyone and never says a word. Whether anybody acknowledged is judged in `health/tracker.ts`.
 */
import type { Moment } from '../moment.ts';
import type { CheckonPolicy } from '../config/config.ts';
import { raiseAlert, withdrawTest } from './alerts.ts';
import type { Draft } from './draft.ts';
import { askedTestEvidence, dailyTestEvidence } from './evidence.ts';
import { type Real, whatIsReal } from './expected-memory.ts';
import type { CheckonState } from './slice.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A new installation proves itself while the technician is still there. */
export const FIRST_TEST_MS = 60_000;
/** Two tests are never closer, however often the clock jumps over midnight. */
export const TEST_SPACING_MS_MIN = 12 * HOUR_MS;
/** Nor further apart, whatever day the clock believes: a day, and half of one for a test just after midnight. */
export const TEST_SPACING_MS_MAX = 36 * HOUR_MS;

/** A test is some kilobytes and three commits: one that is asked for again and again costs 288 of them a day. */
export const TEST_ASKED_SPACING_MS_MIN = 5 * 60_000;

/** Why none is raised just now, and what it waits for. */
export type NoTest =
  | Real
  /** A test is on its way already. */
  | { readonly why: 'test-open'; readonly alert: string }
  | { readonly why: 'too-soon'; readonly leftMs: number };

/** Home time of the next test; Infinity before the first boot. May be early by a clock change, never harmful. */
export function testDueMs(checkon: Readonly<CheckonState>, now: Moment, policy: CheckonPolicy): number {
  const { startedMs, testedMs, testedDay } = checkon;
  if (startedMs === null) return Infinity;
  if (testedMs === null) return startedMs + FIRST_TEST_MS;
  if (!now.trusted) return testedMs + DAY_MS;
  const today = Math.floor(now.localMs / DAY_MS);
  const day = today === testedDay ? today + 1 : today;
  const hourMs = now.ms + (day * DAY_MS + policy.testHour * HOUR_MS - now.localMs);
  return Math.min(Math.max(hourMs, testedMs + TEST_SPACING_MS_MIN), testedMs + TEST_SPACING_MS_MAX);
}

export function testDaily(draft: Draft): void {
  const { now, policy } = draft.turn;
  if (now.ms < testDueMs(draft.checkon, now, policy.checkon)) return;
  withdrawTest(draft);
  raiseAlert(draft, 'test', 'could-not-ask', dailyTestEvidence(now));
}

/** Null: a test that is asked for now is raised. It must wait for whatever is real. */
export function whyNoTest(checkon: Readonly<CheckonState>, nowMs: number): NoTest | null {
  const real = whatIsReal(checkon);
  if (real !== null) return real;
  const { testedMs, alerts } = checkon;
  const open = alerts.at(-1);
  if (open !== undefined) return { why: 'test-open', alert: open.alert };
  const leftMs = testedMs === null ? 0 : testedMs + TEST_ASKED_SPACING_MS_MIN - nowMs;
  return leftMs > 0 ? { why: 'too-soon', leftMs } : null;
}

export function testAsked(draft: Draft): void {
  const { now, input } = draft.turn;
  if (input.kind !== 'test-asked' || whyNoTest(draft.checkon, now.ms) !== null) return;
  raiseAlert(draft, 'test', 'could-not-ask', askedTestEvidence(now));
}
