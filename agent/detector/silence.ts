/**
 * The silences: since when there was no sign of each kind, and what one teaches when it ends.
 *
 * Owns the detector's slice. Silence runs on home time, stands still while the home cannot be seen, and is learned only
 * when it ended in sight and at home, by a sign: an answer by word or button ends the question, not the silence; what a
 * visit ended teaches nothing; an alert that nobody came for ends none when it is closed. One that was answered in the
 * end teaches like any, or whoever sleeps through questions is asked each night. Must never read policy.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { heldUntilMs } from '../alert-life.ts';
import { unreachable } from '../errors.ts';
import { indexHome } from '../home-index.ts';
import {
  type Alert,
  type Answer,
  type Body,
  type ClockStep,
  type Decision,
  type Fact,
  type Ordered,
  type Overdue,
  type Presence,
  isDecision,
  isOfOffer,
  isOrdered,
} from '../record.ts';
import { countDay, fade, learnSilence } from './habit.ts';
import { isPaused } from './pause.ts';
import { placeOf } from './places.ts';
import { watchLevel } from './plans.ts';
import { lowerPrice, raisePrice } from './price.ts';
import { ROUND_PLACE, SIGNS, type Sign, visit } from './signs.ts';
import type { DetectorState, Silence } from './slice.ts';
import { freeze, skip, spoil } from './unheard.ts';

/** After a verdict that nobody took up, an answer or a closing, this passes before the next. */
export const AGAIN_MS = 30 * 60_000;

/** Home time until which somebody is being asked or told already, so that a verdict would say nothing new. */
export function takenUpUntilMs(state: Readonly<HubState>, cause: Overdue['cause'], nowMs: number): number {
  return heldUntilMs(state.checkon, cause, state.sensors.lifeMs, nowMs);
}

/** Applies one record; the slices of sensors and presence have taken it in already. Changes `slice` in place. */
export function evolveDetector(
  slice: DetectorState,
  body: Body,
  now: Moment,
  state: HubState,
): DetectorState {
  if (state.sensors.blindSinceMs !== null || slice.frozenMs !== null) freeze(slice, now, state);
  if (isOrdered(body)) {
    if (body.kind === 'pause') spoil(slice);
  } else if (isDecision(body)) followDecision(slice, body, now, state);
  else followFact(slice, body, now, state);
  return slice;
}

function followFact(slice: DetectorState, body: Exclude<Fact, Ordered>, now: Moment, state: HubState): void {
  switch (body.kind) {
    case 'observation':
      if (state.presence.proof) signOfLife(slice, body.sensor, now, state);
      break;
    case 'boot':
    case 'config':
      if (slice.silences === null) restart(slice, now, state);
      else if (body.kind === 'boot' && body.offMs === null) slice.unknownGaps += 1;
      break;
    case 'clock':
      followClock(slice, body, now);
      break;
    case 'sensor-health':
      beginRounds(slice, body.sensor, now, state);
      break;
    case 'badge':
    case 'battery':
    case 'climate':
    case 'card-written':
    case 'console':
    case 'companion':
    case 'frame-counter':
    case 'supply':
    case 'reply':
    case 'speech':
    case 'desk':
    case 'kept':
    case 'link':
    case 'delivery':
    case 'withheld':
    case 'refused':
    case 'store':
    case 'deadline':
    case 'test-asked':
    case 'press-expected':
    case 'settings-judged':
      break;
    default:
      unreachable(body);
  }
}

function followDecision(slice: DetectorState, body: Decision, now: Moment, state: HubState): void {
  if (isOfOffer(body)) return;
  switch (body.kind) {
    case 'presence':
      followPresence(slice, body, now, state);
      break;
    case 'overdue':
      noteVerdict(slice, body, now);
      break;
    case 'answer':
      followAnswer(slice, body, now, state);
      break;
    case 'alert':
      if (!body.test) followAlert(slice, body, now, state);
      break;
    case 'pause-over':
    case 'peace':
      spoil(slice);
      break;
    case 'summary':
    case 'welfare-card':
    case 'consent':
    case 'settings-settled':
    case 'message-outcome':
    case 'reminder-outcome':
    case 'probe':
    case 'prompt':
    case 'postponed':
    case 'correction':
    case 'say':
    case 'condition':
    case 'checkpoint':
      break;
    default:
      unreachable(body);
  }
}

/** Whoever comes home starts afresh; whoever is gone leaves a silence behind that teaches nothing. */
function followPresence(slice: DetectorState, presence: Presence, now: Moment, state: HubState): void {
  if (presence.state !== 'home') spoil(slice);
  else if (slice.askedInactivityMs === null) restart(slice, now, state);
}

function followAnswer(slice: DetectorState, { by }: Answer, now: Moment, state: HubState): void {
  payFor(slice, now, state);
  end(slice, now, state);
  if (by === 'motion') walk(slice, now, state);
}

/** Somebody who was well had to answer. A closer watch and an absence are asked about at prices of their own. */
function payFor(slice: DetectorState, now: Moment, state: HubState): void {
  if (slice.askedInactivityMs === null || state.presence.state !== 'home') return;
  if (watchLevel(state, now) === 'normal') raisePrice(slice.habits);
}

/** Who answered by going through two rooms has moved: that silence is over. A round takes a third. */
function walk(slice: DetectorState, now: Moment, state: HubState): void {
  // One walk may answer a question and the alert of an earlier one.
  if (slice.silences?.any.sinceMs === now.ms) return;
  hear(slice, 'any', now, state);
  hear(slice, 'room', now, state);
}

function noteVerdict(slice: DetectorState, { cause }: Overdue, now: Moment): void {
  if (cause === 'inactivity') slice.askedInactivityMs = now.ms;
  else slice.askedCannotSeeMs = now.ms;
}

function followClock(slice: DetectorState, { frozenMs, offMs }: ClockStep, now: Moment): void {
  if (frozenMs !== undefined) skip(slice, frozenMs, now);
  // How long it was off is known after all.
  if (offMs !== undefined) slice.unknownGaps = Math.max(0, slice.unknownGaps - 1);
}

/** A round through rooms of which one is not seen may go unnoticed: neither asked about nor learned. */
function beginRounds(slice: DetectorState, sensor: string, now: Moment, state: HubState): void {
  const kind = indexHome(state.home.sensors).sensors.get(sensor)?.class;
  if (slice.silences === null || (kind !== 'motion' && kind !== 'pressure')) return;
  slice.silences.round = { ...begun('round', slice, now, state), spoiled: true };
}

function signOfLife(slice: DetectorState, sensor: string, now: Moment, state: HubState): void {
  const room = noteSign(slice, sensor, now, state);
  const isRound = visit(slice.visits, room, now.ms);
  if (slice.askedInactivityMs !== null) {
    // An open question is ended by an answer, not by a stir; one that nobody took up is ended by this.
    if (takenUpUntilMs(state, 'inactivity', now.ms) > now.ms) return;
    slice.askedInactivityMs = null;
    spoil(slice);
  }
  hear(slice, 'any', now, state);
  if (slice.silences?.room.place !== room) hear(slice, 'room', now, state);
  if (isRound) hear(slice, 'round', now, state);
}

/** A sign of this kind: its silence is over and the next one begins. */
function hear(slice: DetectorState, sign: Sign, now: Moment, state: HubState): void {
  learn(slice, sign, now, state);
  if (slice.silences === null) restart(slice, now, state);
  else slice.silences[sign] = begun(sign, slice, now, state);
}

/** Returns the room of the sign. */
function noteSign(slice: DetectorState, sensor: string, now: Moment, state: HubState): string {
  if (slice.unknownGaps > 0 || state.time.unobservedMs !== slice.sinceUnobservedMs) spoil(slice);
  quietFrom(slice, now, state);
  const room = indexHome(state.home.sensors).sensors.get(sensor)?.room ?? '';
  slice.lastSign ??= { room, sensor, localMs: now.localMs };
  slice.lastSign.room = room;
  slice.lastSign.sensor = sensor;
  slice.lastSign.localMs = now.localMs;
  return room;
}

function learn(slice: DetectorState, sign: Sign, now: Moment, state: HubState): void {
  const silence = slice.silences?.[sign];
  if (silence === undefined || silence.spoiled || slice.frozenMs !== null || !now.trusted) return;
  if (state.presence.state !== 'home' || isPaused(state.plans, now.ms)) return;
  const { tables, days } = slice.habits;
  const spanMs = now.ms - silence.sinceMs;
  learnSilence(tables[sign], silence.place, now.localMs - spanMs, spanMs);
  if (sign !== 'any' || !countDay(days, now.localMs, spanMs)) return;
  for (const each of SIGNS) fade(tables[each]);
  lowerPrice(slice.habits, state.home.questionDays);
}

function quietFrom(slice: DetectorState, now: Moment, state: HubState): void {
  slice.quietMs = now.ms;
  slice.sinceUnobservedMs = state.time.unobservedMs;
  slice.unknownGaps = 0;
}

function restart(slice: DetectorState, now: Moment, state: HubState): void {
  quietFrom(slice, now, state);
  if (slice.frozenMs !== null) slice.frozenMs = now.ms;
  slice.silences = {
    any: begun('any', slice, now, state),
    room: begun('room', slice, now, state),
    round: begun('round', slice, now, state),
  };
}

function begun(sign: Sign, { frozenMs, lastSign }: DetectorState, now: Moment, state: HubState): Silence {
  const { presence } = state;
  const room = lastSign?.room ?? '';
  const isHeld = sign === 'any' && presence.heldRoom === room && presence.heldBy !== null;
  const place = sign === 'round' ? ROUND_PLACE : placeOf(room, isHeld);
  const spoiled = frozenMs !== null || presence.state !== 'home';
  return { sinceMs: now.ms, place, fromMs: now.ms, answers: 0, closed: 0, spoiled };
}

/** The person answered: they were fine until now. Whether anybody moves is another matter. */
function end(slice: DetectorState, now: Moment, state: HubState): void {
  slice.askedInactivityMs = null;
  slice.askedCannotSeeMs = null;
  slice.endedMs = now.ms;
  if (slice.silences === null) return restart(slice, now, state);
  if (slice.unknownGaps > 0 || state.time.unobservedMs !== slice.sinceUnobservedMs) spoil(slice);
  quietFrom(slice, now, state);
  for (const sign of SIGNS) {
    slice.silences[sign].fromMs = now.ms;
    slice.silences[sign].answers += 1;
  }
}

function followAlert(slice: DetectorState, alert: Alert, now: Moment, state: HubState): void {
  if (alert.why === 'answered') {
    payFor(slice, now, state);
    end(slice, now, state);
    if (alert.by === 'motion') walk(slice, now, state);
  } else if (alert.stage === 'closed') close(slice, alert.alert, now, state);
  else if (alert.why === 'asked-again' || alert.stage === 'dispatched' || alert.stage === 'arrived')
    spoil(slice);
}

/**
 * After a visit silence begins again, though nobody stirred, and so does an absence that the desk knows of. Else it
 * goes on: a closing is no sign of life, and whoever is told next must hear since when there was none. Whoever closes a
 * second time within the same silence knows more than we do: that holds for as long as an answer does.
 */
function close(slice: DetectorState, alert: string, now: Moment, { checkon, presence }: HubState): void {
  slice.askedInactivityMs = null;
  slice.askedCannotSeeMs = null;
  slice.endedMs = now.ms;
  spoil(slice);
  if (slice.silences === null) return;
  const visited = checkon.alerts.some((open) => open.alert === alert && open.stage === 'arrived');
  const begins = visited || presence.state === 'away';
  for (const sign of SIGNS) {
    const silence = slice.silences[sign];
    silence.sinceMs = begins ? now.ms : Math.max(silence.sinceMs, slice.quietMs ?? silence.sinceMs);
    silence.fromMs = silence.closed > 0 ? now.ms : silence.sinceMs;
    silence.closed += 1;
    // What the desk has dealt with is not told it again as soon.
    if (presence.state === 'away') silence.answers += 1;
  }
}
