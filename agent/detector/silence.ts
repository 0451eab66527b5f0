/**
 * The silence: since when there was no proof of life, and what it teaches when it ends.
 *
 * Owns the detector's slice. Silence runs on home time, stands still while the home cannot be seen, and is learned
 * only when it ended in sight and at home: by life, or by an answer, for whoever answers was fine for so long. What
 * an alert ended is not learned; nobody knows what it was. An alert that nobody came for ends no silence when it is
 * closed. Must never read policy.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { heldUntilMs } from '../checkon/alert-life.ts';
import { unreachable } from '../errors.ts';
import { indexHome } from '../home-index.ts';
import type { Alert, Body, ClockStep, Overdue } from '../record.ts';
import { learnSilence } from './alert-line.ts';
import type { DetectorState } from './slice.ts';

/** After a verdict that nobody took up, an answer or a closing, this passes before the next: no conversation lasts longer. */
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
  switch (body.kind) {
    case 'observation':
      if (state.presence.proof) signOfLife(slice, body.sensor, now, state);
      break;
    case 'boot':
    case 'config':
      if (slice.sinceMs === null) restart(slice, now, state);
      else if (body.kind === 'boot' && body.offMs === null) slice.unknownGaps += 1;
      break;
    case 'presence':
      // Whoever comes home starts afresh; whoever is gone leaves a silence behind that teaches nothing.
      if (body.state !== 'home') slice.spoiled = true;
      else if (slice.askedInactivityMs === null) restart(slice, now, state);
      break;
    case 'overdue':
      noteVerdict(slice, body, now);
      break;
    case 'answer':
      // The person was fine for so long: that is what the line has to know.
      if (slice.askedInactivityMs !== null) learn(slice, now, state);
      end(slice, now, state);
      break;
    case 'clock':
      followClock(slice, body, now);
      break;
    case 'alert':
      if (!body.test) followAlert(slice, body, now, state);
      break;
    case 'sensor-health':
    case 'reply':
    case 'speech':
    case 'desk':
    case 'kept':
    case 'plan':
    case 'watch':
    case 'link':
    case 'delivery':
    case 'withheld':
    case 'refused':
    case 'store':
    case 'deadline':
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
  return slice;
}

function noteVerdict(slice: DetectorState, { cause }: Overdue, now: Moment): void {
  if (cause === 'inactivity') slice.askedInactivityMs = now.ms;
  else slice.askedCannotSeeMs = now.ms;
}

/** The silence stands still from the loss of sight to its return, and what stood still is not counted. */
function freeze(slice: DetectorState, now: Moment, state: HubState): void {
  const { blindSinceMs } = state.sensors;
  if (blindSinceMs !== null) {
    slice.frozenMs ??= blindSinceMs;
    slice.spoiled = true;
    return;
  }
  if (slice.frozenMs === null) return;
  if (slice.sinceMs !== null && slice.quietMs !== null && state.presence.state !== 'away') {
    slice.sinceMs += now.ms - Math.max(slice.frozenMs, slice.sinceMs);
    slice.quietMs += now.ms - Math.max(slice.frozenMs, slice.quietMs);
  }
  slice.frozenMs = null;
}

function followClock(slice: DetectorState, { frozenMs, offMs }: ClockStep, now: Moment): void {
  if (frozenMs !== undefined) skip(slice, frozenMs, now);
  // How long it was off is known after all.
  if (offMs !== undefined) slice.unknownGaps = Math.max(0, slice.unknownGaps - 1);
}

/** A span in which the hub stood still was not silence: nobody listened. It teaches nothing either. */
function skip(slice: DetectorState, spanMs: number, now: Moment): void {
  slice.spoiled = true;
  if (slice.sinceMs === null || slice.quietMs === null || slice.frozenMs !== null) return;
  slice.sinceMs = Math.min(now.ms, slice.sinceMs + spanMs);
  slice.quietMs = Math.min(now.ms, slice.quietMs + spanMs);
}

function signOfLife(slice: DetectorState, sensor: string, now: Moment, state: HubState): void {
  noteSign(slice, sensor, now, state);
  if (slice.askedInactivityMs !== null) {
    // An open question is ended by an answer, not by a stir; one that nobody took up is ended by this.
    if (takenUpUntilMs(state, 'inactivity', now.ms) > now.ms) return;
    slice.askedInactivityMs = null;
    slice.spoiled = true;
  }
  learn(slice, now, state);
  restart(slice, now, state);
}

function noteSign(slice: DetectorState, sensor: string, now: Moment, state: HubState): void {
  if (slice.unknownGaps > 0 || state.time.unobservedMs !== slice.sinceUnobservedMs) slice.spoiled = true;
  quietFrom(slice, now, state);
  const room = indexHome(state.home.sensors).sensors.get(sensor)?.room ?? '';
  if (slice.lastSign === null) {
    slice.lastSign = { room, sensor, localMs: now.localMs };
    return;
  }
  slice.lastSign.room = room;
  slice.lastSign.sensor = sensor;
  slice.lastSign.localMs = now.localMs;
}

function learn(slice: DetectorState, now: Moment, state: HubState): void {
  if (slice.sinceMs === null || slice.spoiled || slice.frozenMs !== null || !now.trusted) return;
  if (state.presence.state !== 'home' || slice.unknownGaps > 0) return;
  if (state.time.unobservedMs !== slice.sinceUnobservedMs) return;
  learnSilence(slice.line, now.localMs, now.ms - slice.sinceMs);
}

function quietFrom(slice: DetectorState, now: Moment, state: HubState): void {
  slice.quietMs = now.ms;
  slice.sinceUnobservedMs = state.time.unobservedMs;
  slice.unknownGaps = 0;
}

function restart(slice: DetectorState, now: Moment, state: HubState): void {
  slice.sinceMs = now.ms;
  quietFrom(slice, now, state);
  slice.spoiled = slice.frozenMs !== null || state.presence.state !== 'home';
  if (slice.frozenMs !== null) slice.frozenMs = now.ms;
}

function end(slice: DetectorState, now: Moment, state: HubState): void {
  slice.askedInactivityMs = null;
  slice.askedCannotSeeMs = null;
  slice.endedMs = now.ms;
  restart(slice, now, state);
}

function followAlert(slice: DetectorState, alert: Alert, now: Moment, state: HubState): void {
  if (alert.why === 'answered') end(slice, now, state);
  else if (alert.stage === 'closed') close(slice, alert.alert, now, state);
  else if (alert.why === 'raised' || alert.why === 'asked-again') slice.spoiled = true;
}

/**
 * After a visit silence begins again, though nobody stirred, and so does an absence that the desk knows of. Else it
 * goes on: a closing is no sign of life, and whoever is told next must hear since when there was none.
 */
function close(slice: DetectorState, alert: string, now: Moment, { checkon, presence }: HubState): void {
  slice.askedInactivityMs = null;
  slice.askedCannotSeeMs = null;
  slice.endedMs = now.ms;
  slice.spoiled = true;
  if (slice.sinceMs === null) return;
  const visited = checkon.alerts.some((open) => open.alert === alert && open.stage === 'arrived');
  const begins = visited || presence.state === 'away';
  slice.sinceMs = begins ? now.ms : Math.max(slice.sinceMs, slice.quietMs ?? slice.sinceMs);
}
