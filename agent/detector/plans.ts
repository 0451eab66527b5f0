/**
 * Planned absence, planned outing and a watch level raised for a while: what of it is in force.
 *
 * Owns its slice. A plan excuses the silence of a home that somebody was seen to leave, until they are overdue. It must
 * never mute a home in which somebody is: it counts only while the home may be empty, and whoever stirs or presses a
 * button there has come back, which ends it. Until somebody has left it waits, for they may be packing.
 *
 * Time. A plan names instants on the wall clock; it is turned into home time once, when it enters, so that it means
 * the same after a reboot, a step of the clock or without any clock. A hub that cannot believe its clock at that moment
 * refuses it (`uplink/command-verbs.ts`): it could not tell how long to keep still, and a person must be told so.
 * Afterwards a believed clock may bring the return nearer (the hub was off, and home time stood still for a part of
 * it), never farther: an early question costs a telephone call, a late one may cost a life. Whatever was recorded,
 * the bounds of `plan-slice.ts` hold here again. A raised watch runs on home time alone.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import {
  type Body,
  type Entry,
  type Plan,
  type Programme,
  type ProgrammeStep,
  type Stamp,
  type Watch,
  type WatchLevel,
  isOut,
} from '../record.ts';
import {
  AHEAD_MS_MAX,
  GRACE_MS,
  OVERDUE_KEPT_MS,
  PLANNED,
  PLAN_MS_MAX,
  type Planned,
  type PlannedOut,
  type PlansState,
  RAISED_MS_MAX,
} from './plan-slice.ts';
import { evolvePause } from './pause.ts';
import { evolveVisit } from './visit.ts';

/** Both in home time. */
export interface PlannedReturn {
  readonly expectedMs: number;
  /** When whoever is not back is asked after. */
  readonly dueMs: number;
}

/** Home time drifts from a disciplined wall clock by less; so much more is off-time that was not counted. */
const DRIFT_MS = 60_000;

/**
 * When somebody who is out is expected back, and overdue. Null when no plan says so, or nobody was seen to leave.
 *
 * `usualMs`: home time at which they would be asked after without any plan. A plan that begins later excuses nothing;
 * of two that follow on each other the last one counts. Closed form: when it is called makes no difference.
 */
export function plannedReturn(
  { presence, plans }: Pick<Readonly<HubState>, 'presence' | 'plans'>,
  usualMs: number,
): PlannedReturn | null {
  if (!presence.mayBeEmpty || (plans.absence === null && plans.outing === null)) return null;
  let found: PlannedReturn | null = null;
  for (const [planned, { fromMs, returnMs }] of inOrder(plans)) {
    // Whoever left after the time at which they were to be back left for something else.
    if (presence.sinceMs !== null && presence.sinceMs >= returnMs) continue;
    if (fromMs !== null && fromMs > (found?.dueMs ?? usualMs)) continue;
    const dueMs = returnMs + GRACE_MS[planned];
    if (found === null || dueMs > found.dueMs) found = { expectedMs: returnMs, dueMs };
  }
  return found;
}

/** How closely the home is to be watched now. */
export function watchLevel({ plans }: Pick<Readonly<HubState>, 'plans'>, now: Moment): WatchLevel {
  return plans.watchUntilMs !== null && now.ms < plans.watchUntilMs ? 'raised' : 'normal';
}

/** Applies one record; presence has taken it in already. Changes `slice` in place. */
export function evolvePlans(
  slice: PlansState,
  { at, body }: Entry,
  now: Moment,
  state: HubState,
): PlansState {
  const { presence } = state;
  evolvePause(slice, { at, body }, now);
  evolveVisit(slice, { at, body }, now);
  if (body.kind === 'programme' || body.kind === 'programme-step') together(slice, body, state);
  if (body.kind === 'plan') plan(slice, body, at, now);
  else if (body.kind === 'watch') watch(slice, body, at, now);
  if (slice.watchUntilMs !== null && now.ms >= slice.watchUntilMs) slice.watchUntilMs = null;
  if (slice.absence === null && slice.outing === null) return slice;
  const wasOut = presence.mayBeEmpty || presence.state === 'unknown';
  const isBack = wasOut && isSomebody(body, presence.proof);
  for (const planned of PLANNED) {
    const out = slice[planned];
    if (out === null) continue;
    if (now.trusted) bringNearer(out, now.ms + out.untilWallMs - at.wallMs);
    const hasBegun = out.fromMs === null || out.fromMs <= now.ms;
    const overMs = now.ms - out.returnMs - GRACE_MS[planned];
    const isSettled = overMs >= 0 && (!presence.mayBeEmpty || settles(body));
    if ((isBack && hasBegun) || isSettled || overMs >= OVERDUE_KEPT_MS) slice[planned] = null;
  }
  return slice;
}

function inOrder({ absence, outing }: Readonly<PlansState>): (readonly [Planned, PlannedOut])[] {
  const all: (readonly [Planned, PlannedOut])[] = [];
  if (absence !== null) all.push(['absence', absence]);
  if (outing !== null) all.push(['outing', outing]);
  return all.sort(([, a], [, b]) => beginsMs(a) - beginsMs(b));
}

function beginsMs({ fromMs }: PlannedOut): number {
  return fromMs ?? Number.MIN_SAFE_INTEGER;
}

function plan(
  slice: PlansState,
  { plan: word, fromWallMs, untilWallMs }: Plan,
  at: Stamp,
  now: Moment,
): void {
  if (word === 'none' || untilWallMs === null) {
    slice.absence = null;
    slice.outing = null;
    return;
  }
  const aheadMs = within(0, (fromWallMs ?? at.wallMs) - at.wallMs, AHEAD_MS_MAX);
  const returnAheadMs = within(aheadMs, untilWallMs - at.wallMs, aheadMs + PLAN_MS_MAX[word]);
  slice[word] = {
    fromMs: aheadMs === 0 ? null : now.ms + aheadMs,
    returnMs: now.ms + returnAheadMs,
    untilWallMs,
  };
}

/**
 * What is done together begins: whoever goes out for it is expected back, whoever comes is a visit. The centre's own word
 * stands, where there is one; and what is withdrawn is expected no more.
 */
function together(slice: PlansState, body: Programme | ProgrammeStep, { programmes }: HubState): void {
  const { programme } = body;
  if (body.kind === 'programme') {
    if (slice.outing?.programme === programme) slice.outing = null;
    if (slice.visit?.programme === programme) slice.visit = null;
    return;
  }
  const begun = body.step === 'begun' ? programmes.open.find(({ id }) => id === programme) : undefined;
  if (begun === undefined) return;
  const { fromMs, untilMs, untilWallMs } = begun;
  if (!isOut(begun)) slice.visit ??= { fromMs, untilMs, programme };
  else slice.outing ??= { fromMs: null, returnMs: untilMs, untilWallMs, programme };
}

function watch(slice: PlansState, { level, untilWallMs }: Watch, at: Stamp, now: Moment): void {
  const isRaised = level === 'raised' && untilWallMs !== null;
  slice.watchUntilMs = isRaised ? now.ms + within(0, untilWallMs - at.wallMs, RAISED_MS_MAX) : null;
}

/** Moves a plan so that its return is where the believed clock has it, if that is earlier. */
function bringNearer(out: PlannedOut, returnMs: number): void {
  const earlierMs = out.returnMs - returnMs;
  if (earlierMs < DRIFT_MS) return;
  out.returnMs = returnMs;
  if (out.fromMs !== null) out.fromMs -= earlierMs;
}

/** Whether a record shows that somebody is there, whatever presence can say of it (its door may be lost). */
function isSomebody(body: Body, proof: boolean): boolean {
  return body.kind === 'reply' || (body.kind === 'observation' && proof);
}

/** Whether what was asked or told about somebody overdue has been settled by this. */
function settles(body: Body): boolean {
  if (body.kind === 'answer') return true;
  return body.kind === 'alert' && !body.test && (body.why === 'answered' || body.stage === 'closed');
}

function within(leastMs: number, ms: number, mostMs: number): number {
  return Math.min(mostMs, Math.max(leastMs, ms));
}
