/**
 * The day as the hub has learned it: by place and local hour, after how long a silence anbu would ask, and how often
 * signs come.
 *
 * Owns the question "what if": a silence that nobody has lived is put to the detector that ships, look after look, as
 * the loop would, so that a number here is what happens in the home. Never computes a line of its own.
 */
import type { Config } from '../config/config.ts';
import { BINS, HOURS, type HabitTable, daysHeld, placeIndex, toMinutes } from '../detector/habit.ts';
import { dueOf } from '../detector/overdue.ts';
import { placeOf } from '../detector/places.ts';
import { watchLevel } from '../detector/plans.ts';
import { ROUND_PLACE, SIGNS, type Sign } from '../detector/signs.ts';
import type { Silence } from '../detector/slice.ts';
import { HOUR_MS, MINUTE_MS } from '../detector/time.ts';
import { indexHome } from '../home-index.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';

/** A silence of an hour is one that begins in the middle of it. */
export const BEGINS_AT_MINUTE = 30;

export interface DayRow {
  readonly sign: Sign;
  /** As the tables name it (`detector/places.ts`). */
  readonly place: string;
  /** Whether anything was learned of it; else the shipped figures speak. */
  readonly learned: boolean;
  /** By local hour, minutes of silence after which anbu asks; null: such a silence alone never makes it ask. */
  readonly askMinutes: readonly (number | null)[];
  /** By local hour, signs that came there on a day at home. */
  readonly signsPerHour: readonly number[];
}

/** Where and when a silence begins, and of which kind it is. */
export interface Beginning {
  readonly sign: Sign;
  readonly place: string;
  readonly hour: number;
}

/** The whole map: places by kind of sign, rooms in the order of the home's description. */
export function learnedDay(state: Readonly<HubState>, policy: Config): DayRow[] {
  return SIGNS.flatMap((sign) => placesOf(state, sign).map((place) => rowOf(state, sign, place, policy)));
}

function rowOf(state: Readonly<HubState>, sign: Sign, place: string, policy: Config): DayRow {
  const table = state.detector.habits.tables[sign];
  const held = daysHeld(state.detector.habits.days.homeDays);
  const hours = Array.from({ length: HOURS }, (_, hour) => hour);
  return {
    sign,
    place,
    learned: placeIndex(table, place) >= 0,
    askMinutes: hours.map((hour) => minutesToAsk(state, { sign, place, hour }, policy)),
    signsPerHour: hours.map((hour) => Math.round((begunAt(table, place, hour) / held) * 10) / 10),
  };
}

/** Every place from which a silence of this kind is judged: whoever came in and was seen nowhere is presence's matter. */
function placesOf({ home, detector }: Readonly<HubState>, sign: Sign): string[] {
  if (sign === 'round') return [ROUND_PLACE];
  const { rooms } = indexHome(home.sensors);
  if (sign === 'room') return [...rooms];
  const { places } = detector.habits.tables.any;
  const mats = new Set(home.sensors.filter((one) => one.class === 'pressure').map(({ room }) => room));
  return rooms.flatMap((room) => {
    const held = placeOf(room, true);
    return mats.has(room) || places.includes(held) ? [room, held] : [room];
  });
}

/** Silences that began there: each sign begins one. What is old counts less. */
function begunAt(table: Readonly<HabitTable>, place: string, hour: number): number {
  const index = placeIndex(table, place);
  return index < 0 ? 0 : (table.lived[(index * HOURS + hour) * BINS] ?? 0) / toMinutes(0);
}

/**
 * Minutes after which anbu asks about a silence of this kind that begins there in that local hour, with all that
 * is known and in force now, and somebody at home; null: never.
 */
export function minutesToAsk(
  state: Readonly<HubState>,
  { sign, place, hour }: Beginning,
  policy: Config,
): number | null {
  // Whole minutes: the hours of its ages must not hang on a fraction.
  const sinceMs = Math.floor(state.time.lastMs / MINUTE_MS) * MINUTE_MS;
  const startLocalMs = hour * HOUR_MS + BEGINS_AT_MINUTE * MINUTE_MS;
  const at = (ageMs: number): Moment => {
    return { ms: sinceMs + ageMs, localMs: startLocalMs + ageMs, trusted: true };
  };
  const asked = playOut(imagined(state, place, sinceMs), sign, at, policy);
  return asked === null ? null : Math.round(asked.ageMs / MINUTE_MS);
}

function imagined(state: Readonly<HubState>, place: string, sinceMs: number): HubState {
  const begun = (): Silence => ({ sinceMs, place, fromMs: sinceMs, answers: 0, closed: 0, spoiled: true });
  const silences = { any: begun(), room: begun(), round: begun() };
  const isWatched = watchLevel(state, { ms: state.time.lastMs, localMs: 0, trusted: true }) === 'raised';
  return {
    ...state,
    // What is in force now holds for the whole map.
    plans: { ...state.plans, watchUntilMs: isWatched ? Number.POSITIVE_INFINITY : null },
    detector: { ...state.detector, silences, quietMs: sinceMs },
  };
}

/** A day's steps of the detector's grid, and the look at the floor. */
const LOOKS_MAX = 24 * 12 + 2;

/**
 * The age (ms) at which a silence of the state is asked about if nothing happens, looked at whenever the detector says
 * so; null: never. `momentAt`: the moment at which it has an age (ms).
 */
export function playOut(
  state: Readonly<HubState>,
  sign: Sign,
  momentAt: (ageMs: number) => Moment,
  policy: Config,
): { readonly ageMs: number; readonly byCap: boolean } | null {
  let ageMs = 0;
  for (let look = 0; look < LOOKS_MAX; look += 1) {
    const due = dueOf(state, sign, momentAt(ageMs), policy);
    if (due === null) return null;
    if (due.asks && due.afterMs <= ageMs) return { ageMs, byCap: due.byCap };
    ageMs = Math.max(ageMs, due.afterMs);
  }
  return null;
}
