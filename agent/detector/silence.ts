/**
 * The silence: since when there was no proof of life, and what it teaches when it ends.
 *
 * Owns the detector's slice. Silence runs on home time, stands still while the home cannot be seen, and is learned
 * only when it ended in sight and at home: by life, or by an answer, for whoever answers was fine for so long. What
 * an alert ended is not learned; nobody knows what it was. Must never read policy.
 */
import { alertOpen, conversationOpen } from '../checkon/checkon.ts';
import { unreachable } from '../errors.ts';
import { indexHome } from '../home-index.ts';
import type { Body, Overdue } from '../record.ts';
import type { HubState, Moment } from '../state.ts';
import { type LineTable, initialLine, learnSilence } from './alert-line.ts';

/** A verdict that nobody took up is given again after this: longer than any conversation lasts. */
export const AGAIN_MS = 30 * 60_000;

export interface DetectorState {
  /** Home time from which silence is counted; null before the first start. */
  sinceMs: number | null;
  /** `time.unobservedMs` at that moment. */
  sinceUnobservedMs: number;
  /** Whether the home could not be seen during a part of this silence: then it teaches nothing. */
  spoiled: boolean;
  lastSign: { room: string; sensor: string; localMs: number } | null;
  /** Home time at which the silence stopped counting because the home cannot be seen. */
  frozenMs: number | null;
  /** Home time of the last answer or closing. */
  endedMs: number | null;
  /** Home time of the verdict that is still open, by cause. */
  askedInactivityMs: number | null;
  askedCannotSeeMs: number | null;
  line: LineTable;
}

export function initialDetector(): DetectorState {
  return {
    sinceMs: null,
    sinceUnobservedMs: 0,
    spoiled: false,
    lastSign: null,
    frozenMs: null,
    endedMs: null,
    askedInactivityMs: null,
    askedCannotSeeMs: null,
    line: initialLine(),
  };
}

/** Whether somebody is being asked or told already, so that a verdict of this cause would say nothing new. */
export function isTakenUp({ checkon }: Readonly<HubState>, cause: Overdue['cause']): boolean {
  return conversationOpen(checkon) || alertOpen(checkon, cause) || alertOpen(checkon, 'help');
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
    case 'config':
    case 'boot':
      if (slice.sinceMs === null) restart(slice, now, state);
      break;
    case 'presence':
      // Whoever comes home starts afresh; whoever is gone leaves a silence behind that teaches nothing.
      if (body.state !== 'home') slice.spoiled = true;
      else if (slice.askedInactivityMs === null) restart(slice, now, state);
      break;
    case 'overdue':
      if (body.cause === 'inactivity') slice.askedInactivityMs = now.ms;
      else slice.askedCannotSeeMs = now.ms;
      break;
    case 'answer':
      // The person was fine for so long: that is what the line has to know.
      if (slice.askedInactivityMs !== null) learn(slice, now, state);
      end(slice, now, state);
      break;
    case 'clock':
      if (body.frozenMs !== undefined) skip(slice, body.frozenMs, now);
      break;
    case 'alert':
      if (body.stage === 'closed' && !body.test) end(slice, now, state);
      break;
    case 'sensor-health':
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

/** The silence stands still from the loss of sight to its return, and what stood still is not counted. */
function freeze(slice: DetectorState, now: Moment, state: HubState): void {
  const { blindSinceMs } = state.sensors;
  if (blindSinceMs !== null) {
    slice.frozenMs ??= blindSinceMs;
    slice.spoiled = true;
    return;
  }
  if (slice.frozenMs === null) return;
  if (slice.sinceMs !== null && state.presence.state !== 'away') {
    slice.sinceMs += now.ms - Math.max(slice.frozenMs, slice.sinceMs);
  }
  slice.frozenMs = null;
}

/** A span in which the hub stood still was not silence: nobody listened. It teaches nothing either. */
function skip(slice: DetectorState, spanMs: number, now: Moment): void {
  slice.spoiled = true;
  if (slice.sinceMs !== null && slice.frozenMs === null)
    slice.sinceMs = Math.min(now.ms, slice.sinceMs + spanMs);
}

function signOfLife(slice: DetectorState, sensor: string, now: Moment, state: HubState): void {
  noteSign(slice, sensor, now, state);
  if (slice.askedInactivityMs !== null) {
    // An open question is ended by an answer, not by a stir; one that nobody took up is ended by this.
    if (isTakenUp(state, 'inactivity') || now.ms - slice.askedInactivityMs < AGAIN_MS) return;
    slice.askedInactivityMs = null;
    slice.spoiled = true;
  }
  learn(slice, now, state);
  restart(slice, now, state);
}

function noteSign(slice: DetectorState, sensor: string, now: Moment, state: HubState): void {
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
  if (state.presence.state !== 'home' || state.time.unobservedMs !== slice.sinceUnobservedMs) return;
  learnSilence(slice.line, now.localMs, now.ms - slice.sinceMs);
}

function restart(slice: DetectorState, now: Moment, state: HubState): void {
  slice.sinceMs = now.ms;
  slice.sinceUnobservedMs = state.time.unobservedMs;
  slice.spoiled = slice.frozenMs !== null || state.presence.state !== 'home';
  if (slice.frozenMs !== null) slice.frozenMs = now.ms;
}

function end(slice: DetectorState, now: Moment, state: HubState): void {
  slice.askedInactivityMs = null;
  slice.askedCannotSeeMs = null;
  slice.endedMs = now.ms;
  restart(slice, now, state);
}
