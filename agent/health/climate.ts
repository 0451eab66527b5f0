/**
 * The air of each room, as far as it can harm: since when it is too cold or too hot.
 *
 * Owns that slice of the conditions' state and the two conditions that follow from it. A reading counts for three
 * hours; a part that has fallen silent says nothing of the room any more. Must never judge by one reading: a window
 * that is opened for a quarter of an hour is airing. The bounds are in the record of the configuration.
 */
import type { Climate, ClimateBounds, ConditionCode, SensorDescription } from '../record.ts';
import { CONDITION_ROWS } from './conditions.ts';
import type { Edges, OpenCondition } from './edges.ts';

export interface RoomAir {
  room: string;
  celsius: number;
  heardMs: number;
  /** Home time since which it is so; null while it is not. */
  coldSinceMs: number | null;
  hotSinceMs: number | null;
}
export interface ClimateState {
  bounds: ClimateBounds;
  /** One per room of the home that has a thermometer. */
  rooms: RoomAir[];
}

/** As `home.sensors` of a configuration can have. */
const ROOMS_MAX = 256;
/** A room is warm again one degree above: a thermostat that swings by half a degree is one fact. */
const HYSTERESIS_C = 1;
/** Parts tell what has not changed once an hour; three of them missed, and nobody knows. */
const KNOWN_MS_MAX = 3 * 3_600_000;
/** No room that somebody lives in is outside these: a broken thermometer. */
const CELSIUS = { min: -30, max: 60 };

const CODES = ['room-too-cold', 'room-too-hot'] as const satisfies readonly ConditionCode[];
type RoomCode = (typeof CODES)[number];
export const ROOM_CODES: ReadonlySet<ConditionCode> = new Set(CODES);

/** The bounds of a configuration that was written before there were any. */
export const BOUNDS_BEFORE: ClimateBounds = { coldC: 16, hotC: 32 };

export function initialClimate(): ClimateState {
  return { bounds: BOUNDS_BEFORE, rooms: [] };
}

/** Takes a reading in; changes `state`. */
export function evolveAir(state: ClimateState, { room, quantity, value }: Climate, nowMs: number): void {
  if (quantity !== 'temperature' || room === null || value < CELSIUS.min || value > CELSIUS.max) return;
  let air = state.rooms.find((each) => each.room === room);
  if (air === undefined) {
    if (state.rooms.length >= ROOMS_MAX) return;
    air = { room, celsius: value, heardMs: nowMs, coldSinceMs: null, hotSinceMs: null };
    state.rooms.push(air);
  }
  // What it was before a long silence says nothing of the time between.
  if (nowMs - air.heardMs >= KNOWN_MS_MAX) Object.assign(air, { coldSinceMs: null, hotSinceMs: null });
  air.celsius = value;
  air.heardMs = nowMs;
  weigh(air, state.bounds, nowMs);
}

/** Takes new bounds and a new description over; a room that is gone is forgotten. */
export function layOutAir(
  state: ClimateState,
  { bounds, sensors }: { readonly bounds: ClimateBounds; readonly sensors: readonly SensorDescription[] },
  nowMs: number,
): void {
  state.bounds = bounds;
  state.rooms = state.rooms.filter(({ room }) => sensors.some((sensor) => sensor.room === room));
  for (const air of state.rooms) {
    if (nowMs - air.heardMs < KNOWN_MS_MAX) weigh(air, bounds, nowMs);
  }
}

function weigh(air: RoomAir, { coldC, hotC }: ClimateBounds, nowMs: number): void {
  if (air.celsius < coldC) air.coldSinceMs ??= nowMs;
  else if (air.celsius >= coldC + HYSTERESIS_C) air.coldSinceMs = null;
  if (air.celsius > hotC) air.hotSinceMs ??= nowMs;
  else if (air.celsius <= hotC - HYSTERESIS_C) air.hotSinceMs = null;
}

/** Raises what has lasted for its bound, and clears what is over or no longer known. */
export function followAir(turn: Edges, { rooms }: Readonly<ClimateState>, nowMs: number): void {
  for (const code of CODES) {
    for (const air of rooms) {
      const sinceMs = sinceOf(air, code);
      const isKnown = nowMs < air.heardMs + KNOWN_MS_MAX;
      if (sinceMs === null || !isKnown) turn.clear(code, air.room);
      else if (nowMs >= sinceMs + CONDITION_ROWS[code].boundMs) turn.raise(code, air.room);
    }
  }
  for (const { code, subject } of turn.open) {
    if (ROOM_CODES.has(code) && !rooms.some(({ room }) => room === subject)) turn.clear(code, subject);
  }
}

/** Home time of the next edge; Infinity: none. */
export function deadlineOfAir(
  { rooms }: Readonly<ClimateState>,
  open: readonly OpenCondition[],
  nowMs: number,
): number {
  let nextMs = Infinity;
  for (const air of rooms) {
    const endMs = air.heardMs + KNOWN_MS_MAX;
    for (const code of CODES) {
      const sinceMs = sinceOf(air, code);
      const isOpen = open.some((each) => each.code === code && each.subject === air.room);
      if (isOpen) nextMs = Math.min(nextMs, endMs);
      else if (sinceMs !== null && nowMs < endMs) {
        nextMs = Math.min(nextMs, sinceMs + CONDITION_ROWS[code].boundMs);
      }
    }
  }
  return nextMs;
}

function sinceOf(air: RoomAir, code: RoomCode): number | null {
  return code === 'room-too-cold' ? air.coldSinceMs : air.hotSinceMs;
}
