/**
 * The detector: how long a silence is too long, and the verdict with its evidence.
 *
 * Owns the choice of what is asked about next: a silence at home that the habits find too long, the cap, the way back
 * of somebody who is out, or the bound of blindness. Must never ask twice about one thing: after a verdict it is silent
 * while somebody is asked or told, but never for longer than a day, whatever the desk leaves undone. Closed form: when
 * it is called makes no difference to what it says.
 */
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Config } from '../config/config.ts';
import type { Body, Overdue } from '../record.ts';
import { roomsUnseen } from './coverage.ts';
import { type Basis, explain } from './explain.ts';
import { firstAsked, firstDue, onceInDays } from './overdue.ts';
import { judgedFromMs } from './pause.ts';
import { type PlannedReturn, plannedReturn } from './plans.ts';
import { AGAIN_MS, takenUpUntilMs } from './silence.ts';
import type { Sign } from './signs.ts';

interface Verdict {
  readonly cause: Overdue['cause'];
  readonly basis: Basis;
  readonly sign: Sign;
  /** Home time. */
  readonly dueMs: number;
  /** After so much silence (ms) it is asked. */
  readonly lineMs: number;
  /** Whether anything is asked then; else only looked at. */
  readonly asks: boolean;
}

const NOTHING: readonly Body[] = [];
/** A clock with fractions rounds sums up: nearer than this is now, or the alarm would ring for ever. */
const CLOSE_MS = 1;
const NEVER_MS = Number.POSITIVE_INFINITY;
/** Blind while the silence had already lasted for most of what is usual: half the time to a request to phone. */
const BLIND_HIGH_FACTOR = 0.5;
/** Home days after which what is usual here is mostly this home's own. */
const KNOWN_DAYS = 10;
/** Most of what is usual. */
const HIGH_SHARE = 0.5;

/** Says when silence has gone on for too long, or blindness for its bound. Returns at most one `overdue` record. */
export function decideDetector({ state, now, policy }: Turn): readonly Body[] {
  const verdict = nextVerdict(state, now, policy);
  if (verdict === null || !verdict.asks || verdict.dueMs - now.ms >= CLOSE_MS) return NOTHING;
  return [overdue(state, now, policy, verdict)];
}

/** Home time (ms) at which `decideDetector` has to look again; Infinity when only a record can change anything. */
export function deadlineOfDetector(state: Readonly<HubState>, now: Moment, policy: Config): number {
  return nextVerdict(state, now, policy)?.dueMs ?? NEVER_MS;
}

/**
 * Home time at which a person at home will be asked about their silence if nothing happens; Infinity while that is not
 * known yet, or somebody is asked, told, or out.
 */
export function askDueMs(state: Readonly<HubState>, now: Moment, policy: Config): number {
  if (state.presence.state !== 'home') return NEVER_MS;
  const verdict = nextVerdict(state, now, policy, firstAsked);
  return verdict === null || verdict.cause !== 'inactivity' ? NEVER_MS : verdict.dueMs;
}

/** The verdict that comes next if nothing happens; null when none will. */
function nextVerdict(
  state: Readonly<HubState>,
  now: Moment,
  policy: Config,
  dueFirst = firstDue,
): Verdict | null {
  const { silences, askedInactivityMs, askedCannotSeeMs, endedMs } = state.detector;
  if (silences === null || state.home.sensors.length === 0) return null;
  const isBlindNow = state.sensors.blindSinceMs !== null && state.presence.state !== 'away';
  const cause = isBlindNow ? 'cannot-see' : 'inactivity';
  const heldMs = takenUpUntilMs(state, cause, now.ms);
  if (heldMs === NEVER_MS) return null;
  const verdict = isBlindNow
    ? blindVerdict(state, now, policy)
    : silenceVerdict(state, now, policy, dueFirst);
  const askedMs = isBlindNow ? askedCannotSeeMs : askedInactivityMs;
  if (verdict === null) return null;
  const againMs = Math.max(askedMs ?? -NEVER_MS, endedMs ?? -NEVER_MS) + AGAIN_MS;
  return { ...verdict, dueMs: Math.max(verdict.dueMs, heldMs, againMs, judgedFromMs(state.plans, cause)) };
}

/** After an answer the next question waits as long as any silence may last, for the fault has its own owner. */
function blindVerdict(state: Readonly<HubState>, now: Moment, policy: Config): Verdict | null {
  const { blindSinceMs } = state.sensors;
  const sinceMs = hardlySeenSinceMs(state);
  if (blindSinceMs === null || sinceMs === null) return null;
  const { blindMaxMs, capMs } = policy.detector;
  const { endedMs } = state.detector;
  const isAnswered = endedMs !== null && endedMs >= sinceMs;
  const waitMs = wasHigh(state, now, policy, blindSinceMs) ? blindMaxMs * BLIND_HIGH_FACTOR : blindMaxMs;
  const dueMs = isAnswered ? endedMs + Math.max(capMs, blindMaxMs) : sinceMs + waitMs;
  return { cause: 'cannot-see', basis: 'blind', sign: 'any', dueMs, lineMs: waitMs, asks: true };
}

/** Since when the home has been blind but for moments; null while it can be seen. */
function hardlySeenSinceMs({ sensors }: Readonly<HubState>): number | null {
  return sensors.blindSinceMs === null ? null : (sensors.hardlySeenSinceMs ?? sensors.blindSinceMs);
}

/** Whether the silence was already long for this home when sight was lost. */
function wasHigh(state: Readonly<HubState>, now: Moment, policy: Config, blindSinceMs: number): boolean {
  const { silences } = state.detector;
  const inFullSight = { ...state, sensors: { ...state.sensors, lost: 0 } };
  const due = firstAsked(inFullSight, now, policy);
  if (silences === null || due === null) return false;
  const { sinceMs } = silences[due.sign];
  return blindSinceMs - sinceMs >= due.afterMs * HIGH_SHARE;
}

function silenceVerdict(
  state: Readonly<HubState>,
  now: Moment,
  policy: Config,
  dueFirst: typeof firstDue,
): Verdict | null {
  const { silences, quietMs, habits } = state.detector;
  if (silences === null || quietMs === null) return null;
  const { awayMaxMs, capMs, unknownMaxMs } = policy.detector;
  const { fromMs, answers } = silences.any;
  const at = (basis: Basis, lineMs: number): Verdict => {
    return { cause: 'inactivity', basis, sign: 'any', dueMs: fromMs + lineMs, lineMs, asks: true };
  };
  const planned = plannedBack(state, policy);
  if (planned !== null) return at('away', Math.max(0, planned.dueMs - fromMs));
  // Whoever was told of an absence that went on is told again ever later: after 2 days, 4 more, 6 more.
  if (state.presence.state === 'away') return at('away', awayMaxMs * (1 + answers));
  if (state.presence.state === 'unknown') return at('cap', mayBeOut(state.presence) ? unknownMaxMs : capMs);
  const due = dueFirst(state, now, policy);
  if (due === null) return null;
  const known: Basis = habits.days.homeDays < KNOWN_DAYS ? 'prior' : 'learned';
  const basis = due.byCap ? 'cap' : now.trusted ? known : 'untrusted';
  const { sign, dueMs, asks, afterMs } = due;
  return { cause: 'inactivity', basis, sign, dueMs, lineMs: afterMs, asks };
}

/** Where presence is not known: whether they may well be out. Not who came in by the door and was seen nowhere since. */
function mayBeOut({ mayBeEmpty, seenInside }: Readonly<HubState['presence']>): boolean {
  return mayBeEmpty && seenInside;
}

/** When whoever was seen to leave is planned to be back; null: they are asked after as usual. */
function plannedBack(state: Readonly<HubState>, { detector: policy }: Config): PlannedReturn | null {
  const fromMs = state.detector.silences?.any.fromMs;
  if (fromMs === undefined) return null;
  const usualMs = state.presence.state === 'away' ? policy.awayMaxMs : policy.unknownMaxMs;
  return plannedReturn(state, fromMs + usualMs);
}

function overdue(state: Readonly<HubState>, now: Moment, policy: Config, verdict: Verdict): Overdue {
  const { detector, presence } = state;
  const isAway = verdict.basis === 'away';
  const planned = isAway ? plannedBack(state, policy) : null;
  const endMs = detector.frozenMs ?? now.ms;
  const silence = detector.silences?.[verdict.sign] ?? null;
  const sinceMs = silence?.sinceMs ?? endMs;
  const isUsual = verdict.basis === 'learned' || verdict.basis === 'prior' || verdict.basis === 'cap';
  const evidence = explain({
    basis: verdict.basis,
    sign: verdict.sign,
    lastSign: detector.lastSign,
    localMs: now.localMs,
    silenceMs: Math.max(0, endMs - (detector.quietMs ?? endMs)),
    signMs: Math.max(0, endMs - sinceMs),
    lineMs: verdict.lineMs,
    blindMs: now.ms - (hardlySeenSinceMs(state) ?? now.ms),
    onceInDays: isUsual ? onceInDays(state, verdict.sign, endMs - sinceMs, now) : null,
    learnedDays: detector.habits.days.homeDays,
    answers: silence?.answers ?? 0,
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
