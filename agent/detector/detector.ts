/**
 * The detector: how long a silence is too long, and the verdict with its evidence.
 *
 * Owns the choice of the line that holds now: the learned one, the prior, the cap, the way back of somebody who is
 * out, or the bound of blindness. Must never ask twice about one thing: after a verdict it is silent while somebody
 * is asked or told, but never for longer than a day, whatever the desk leaves undone. Closed form: when it is called
 * makes no difference to what it says.
 */
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Config } from '../config/config.ts';
import type { Body, Overdue, SensorClass } from '../record.ts';
import {
  type LineContext,
  crossingOf,
  highestLineMs,
  learnedDays,
  longestMinutes,
  slotOf,
} from './alert-line.ts';
import { roomsUnseen } from './coverage.ts';
import { type Basis, explain } from './explain.ts';
import { type PlannedReturn, plannedReturn } from './plans.ts';
import { AGAIN_MS, takenUpUntilMs } from './silence.ts';

interface Verdict {
  readonly cause: Overdue['cause'];
  readonly basis: Basis;
  /** Home time. */
  readonly dueMs: number;
  readonly lineMs: number;
}

const NOTHING: readonly Body[] = [];
/** A clock with fractions rounds sums up: nearer than this is now, or the alarm would ring for ever. */
const CLOSE_MS = 1;
const NEVER_MS = Number.POSITIVE_INFINITY;

/** Says when silence has passed its line, or blindness its bound. Returns at most one `overdue` record. */
export function decideDetector({ state, now, policy }: Turn): readonly Body[] {
  if (isTooSoon(state, now, policy)) return NOTHING;
  const verdict = nextVerdict(state, now, policy);
  if (verdict === null || verdict.dueMs - now.ms >= CLOSE_MS) return NOTHING;
  return [overdue(state, now, policy, verdict)];
}

/**
 * Home time (ms) at which `decideDetector` has to look again; Infinity when only a record can change anything.
 * In the first minutes of a silence it is the earliest time at which any line could be crossed.
 */
export function deadlineOfDetector(state: Readonly<HubState>, now: Moment, policy: Config): number {
  const { sinceMs } = state.detector;
  if (sinceMs !== null && isTooSoon(state, now, policy)) return sinceMs + policy.detector.floorMs;
  return nextVerdict(state, now, policy)?.dueMs ?? NEVER_MS;
}

/** No line is lower than the floor: what nearly every call ends with. */
function isTooSoon(state: Readonly<HubState>, now: Moment, policy: Config): boolean {
  const { sinceMs, frozenMs } = state.detector;
  return sinceMs !== null && frozenMs === null && now.ms < sinceMs + policy.detector.floorMs;
}

/** The verdict that comes next if nothing happens; null when none will. */
function nextVerdict(state: Readonly<HubState>, now: Moment, policy: Config): Verdict | null {
  const { sinceMs, askedInactivityMs, askedCannotSeeMs, endedMs } = state.detector;
  if (sinceMs === null || state.home.sensors.length === 0) return null;
  const isBlindNow = state.sensors.blindSinceMs !== null && state.presence.state !== 'away';
  const cause = isBlindNow ? 'cannot-see' : 'inactivity';
  const heldMs = takenUpUntilMs(state, cause, now.ms);
  if (heldMs === NEVER_MS) return null;
  const verdict = isBlindNow ? blindVerdict(state, policy) : silenceVerdict(state, sinceMs, now, policy);
  const askedMs = isBlindNow ? askedCannotSeeMs : askedInactivityMs;
  if (verdict === null) return null;
  const againMs = Math.max(askedMs ?? -NEVER_MS, endedMs ?? -NEVER_MS) + AGAIN_MS;
  return { ...verdict, dueMs: Math.max(verdict.dueMs, heldMs, againMs) };
}

/** After an answer the next question waits as long as any silence may last, for the fault has its own owner. */
function blindVerdict({ sensors, detector }: Readonly<HubState>, policy: Config): Verdict | null {
  if (sensors.blindSinceMs === null) return null;
  const { blindMaxMs, capMs } = policy.detector;
  const { endedMs } = detector;
  const isAnswered = endedMs !== null && endedMs >= sensors.blindSinceMs;
  const dueMs = isAnswered ? endedMs + Math.max(capMs, blindMaxMs) : sensors.blindSinceMs + blindMaxMs;
  return { cause: 'cannot-see', basis: 'blind', dueMs, lineMs: blindMaxMs };
}

function silenceVerdict(state: Readonly<HubState>, sinceMs: number, now: Moment, policy: Config): Verdict {
  const { awayMaxMs, capMs } = policy.detector;
  const at = (basis: Basis, lineMs: number, silenceMs: number = lineMs): Verdict => {
    return { cause: 'inactivity', basis, dueMs: sinceMs + silenceMs, lineMs };
  };
  const planned = plannedBack(state, sinceMs, policy);
  if (planned !== null) return at('away', Math.max(0, planned.dueMs - sinceMs));
  if (state.presence.state === 'away') return at('away', awayMaxMs);
  if (state.presence.state === 'unknown') return at('cap', capMs);
  const context = contextOf(state, policy);
  if (!now.trusted) return at('untrusted', highestLineMs(context));
  const silenceMs = now.ms - sinceMs;
  const crossing = crossingOf(context, now.localMs - silenceMs, silenceMs);
  if (crossing.lineMs >= capMs) return at('cap', capMs, crossing.silenceMs);
  const isLearned = learnedDays(context) > 0 && longestOf(context, now) !== null;
  return at(isLearned ? 'learned' : 'prior', crossing.lineMs, crossing.silenceMs);
}

/** When whoever was seen to leave is planned to be back; null: they are asked after as usual. */
function plannedBack(
  state: Readonly<HubState>,
  sinceMs: number | null,
  { detector: { awayMaxMs, capMs } }: Config,
): PlannedReturn | null {
  if (sinceMs === null) return null;
  return plannedReturn(state, sinceMs + (state.presence.state === 'away' ? awayMaxMs : capMs));
}

/** A wardrobe or a lamp in the bedroom tells nothing of somebody who turns over in bed. */
function seesRest(kind: SensorClass): boolean {
  return kind === 'motion' || kind === 'pressure';
}

function contextOf({ home, detector }: Readonly<HubState>, policy: Config): LineContext {
  return {
    table: detector.line,
    room: detector.lastSign?.room ?? null,
    bedroomSeen: home.sensors.some((sensor) => sensor.room === 'bedroom' && seesRest(sensor.class)),
    policy: policy.detector,
  };
}

function longestOf({ table, policy }: LineContext, now: Moment): number | null {
  return longestMinutes(table, slotOf(now.localMs), policy.days);
}

function overdue(state: Readonly<HubState>, now: Moment, policy: Config, verdict: Verdict): Overdue {
  const { detector, presence, sensors } = state;
  const context = contextOf(state, policy);
  const isAway = verdict.basis === 'away';
  const planned = isAway ? plannedBack(state, detector.sinceMs, policy) : null;
  const endMs = detector.frozenMs ?? now.ms;
  const evidence = explain({
    basis: verdict.basis,
    lastSign: detector.lastSign,
    localMs: now.localMs,
    silenceMs: Math.max(0, endMs - (detector.quietMs ?? endMs)),
    lineMs: verdict.lineMs,
    blindMs: sensors.blindSinceMs === null ? 0 : now.ms - sensors.blindSinceMs,
    longestMinutes: longestOf(context, now),
    learnedDays: learnedDays(context),
    cannotSee: roomsUnseen(state),
    unobservedMs: state.time.unobservedMs - detector.sinceUnobservedMs,
    unknownGap: detector.unknownGaps > 0,
    timeTrusted: now.trusted,
    presenceKnown: presence.state !== 'unknown',
    leftLocalMs: isAway ? presence.sinceLocalMs : null,
    expectedLocalMs: planned === null ? null : now.localMs - (now.ms - planned.expectedMs),
  });
  return { kind: 'overdue', cause: verdict.cause, evidence };
}
