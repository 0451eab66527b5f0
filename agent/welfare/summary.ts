/**
 * Hour by hour, what the home came to: signs by room, presence, doors, current, and how much of it could be seen.
 *
 * Owns the hour that is running. Counts only, and no order within an hour: nothing from which a minute of somebody's
 * life could be told. An hour that was not seen says so; it never looks like a quiet one.
 */
import { HOUR_MS, MINUTE_MS } from '../detector/time.ts';
import { indexHome } from '../home-index.ts';
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Body, Observation, PresenceState, Summary } from '../record.ts';

interface RoomHour {
  room: string;
  signs: number;
  /** Minutes with a sign, and the number of the last of them. */
  minutes: number;
  minute: number;
}
export interface SummaryState {
  /** Home time at which the hour began, and when it ends; null before the first record. */
  sinceMs: number | null;
  endsMs: number | null;
  /** Home time up to which it is accounted for, and what was so since. */
  upToMs: number;
  presence: PresenceState;
  isBlind: boolean;
  /** `time.unobservedMs` and `time.offUnknown` as they were there. */
  unobservedMs: number;
  offUnknown: boolean;
  homeMs: number;
  awayMs: number;
  seenMs: number;
  offMs: number;
  doorOpenings: number;
  powerSteps: number;
  rooms: RoomHour[];
}

/** An hour that would end within this ends with the next: a clock that was set by seconds makes no hours of seconds. */
const HOUR_MS_MIN = 5 * MINUTE_MS;
/**
 * Rooms with signs in one hour that are told by name: 8 are 300 bytes. No real home has more; of one that does, those
 * with the most signs are told.
 */
export const SUMMARY_ROOMS_MAX = 8;

export function initialSummary(): SummaryState {
  return {
    sinceMs: null,
    endsMs: null,
    upToMs: 0,
    presence: 'unknown',
    isBlind: false,
    unobservedMs: 0,
    offUnknown: false,
    homeMs: 0,
    awayMs: 0,
    seenMs: 0,
    offMs: 0,
    doorOpenings: 0,
    powerSteps: 0,
    rooms: [],
  };
}

/** Applies one record. `state` is the hub's, with all other slices changed already. Changes `slice` in place. */
export function evolveSummary(
  slice: SummaryState,
  body: Body,
  now: Moment,
  state: Readonly<HubState>,
): SummaryState {
  if (body.kind === 'deadline') return slice;
  if (slice.sinceMs === null || body.kind === 'summary') return begun(now, state);
  const isBlind = state.sensors.blindSinceMs !== null;
  const presence = state.presence.state;
  if (
    isBlind !== slice.isBlind ||
    presence !== slice.presence ||
    state.time.unobservedMs !== slice.unobservedMs
  ) {
    account(slice, now.ms, state.time.unobservedMs);
    slice.isBlind = isBlind;
    slice.presence = presence;
  }
  if (body.kind === 'boot' && body.offMs === null && body.previous !== null) slice.offUnknown = true;
  if (body.kind === 'clock' && body.offMs !== undefined) slice.offUnknown = false;
  if (body.kind === 'observation') count(slice, body, now, state);
  return slice;
}

function begun({ ms, localMs, trusted }: Moment, state: Readonly<HubState>): SummaryState {
  let leftMs = HOUR_MS;
  if (trusted) leftMs -= ((localMs % HOUR_MS) + HOUR_MS) % HOUR_MS;
  return {
    ...initialSummary(),
    sinceMs: ms,
    endsMs: ms + (leftMs < HOUR_MS_MIN ? leftMs + HOUR_MS : leftMs),
    upToMs: ms,
    presence: state.presence.state,
    isBlind: state.sensors.blindSinceMs !== null,
    unobservedMs: state.time.unobservedMs,
  };
}

/** What passed since it was last asked: as it was known to be, but for the time in which nobody watched. */
function account(slice: SummaryState, nowMs: number, unobservedMs: number): void {
  const passedMs = Math.max(0, nowMs - slice.upToMs);
  const offMs = Math.min(passedMs, unobservedMs - slice.unobservedMs);
  const watchedMs = passedMs - offMs;
  slice.offMs += offMs;
  if (!slice.isBlind) slice.seenMs += watchedMs;
  if (slice.presence === 'home') slice.homeMs += watchedMs;
  if (slice.presence === 'away') slice.awayMs += watchedMs;
  slice.upToMs = nowMs;
  slice.unobservedMs = unobservedMs;
}

function count(
  slice: SummaryState,
  { sensor, value, isLevel }: Observation,
  now: Moment,
  state: Readonly<HubState>,
): void {
  const placed = indexHome(state.home.sensors).sensors.get(sensor);
  if (placed === undefined || isLevel === true) return;
  if (placed.class === 'power' && value === 'on') slice.powerSteps += 1;
  if (!state.sensors.isLife) return;
  if (placed.class === 'door' && placed.entrance && value === 'open') slice.doorOpenings += 1;
  let room = slice.rooms.find((each) => each.room === placed.room);
  if (room === undefined) {
    room = { room: placed.room, signs: 0, minutes: 0, minute: -1 };
    slice.rooms.push(room);
  }
  const minute = Math.floor(now.ms / MINUTE_MS);
  room.signs += 1;
  if (minute !== room.minute) room.minutes += 1;
  room.minute = minute;
}

/** Says what the hour came to, when it is over: at most one `summary`. */
export function decideSummary({ state, now }: Turn): readonly Body[] {
  const { endsMs } = state.summary;
  return endsMs === null || now.ms < endsMs ? NOTHING : [summaryOf(state, now.ms)];
}
const NOTHING: readonly Body[] = [];

/** Home time at which the hour is over; Infinity before the first. */
export function deadlineOfSummary(state: Readonly<HubState>): number {
  return state.summary.endsMs ?? Number.POSITIVE_INFINITY;
}

function summaryOf({ summary, time }: Readonly<HubState>, nowMs: number): Summary {
  const whole = { ...summary };
  account(whole, nowMs, time.unobservedMs);
  const minutes = (ms: number): number => Math.round(ms / MINUTE_MS);
  const rooms = whole.rooms
    .toSorted((one, other) => other.signs - one.signs)
    .slice(0, SUMMARY_ROOMS_MAX)
    .map((each): [string, [number, number]] => [each.room, [each.signs, each.minutes]]);
  return {
    kind: 'summary',
    minutes: minutes(nowMs - (whole.sinceMs ?? nowMs)),
    seenMinutes: minutes(whole.seenMs),
    offMinutes: minutes(whole.offMs),
    ...(whole.offUnknown ? { offUnknown: true } : {}),
    homeMinutes: minutes(whole.homeMs),
    awayMinutes: minutes(whole.awayMs),
    doorOpenings: whole.doorOpenings,
    powerSteps: whole.powerSteps,
    rooms: Object.fromEntries(rooms),
  };
}
