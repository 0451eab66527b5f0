/**
 * Habit: how silences of this home have ended, by place, local hour and age.
 *
 * Owns the tables. A cell holds, for the silences that began in a place and were of an age at an hour, how many ended
 * there and how many minutes of silence were lived there; from both follows the hazard (`hazard.ts`). Strictly causal:
 * a silence enters when it has ended. What is old fades: half of it in 45 home days, so that habits may change.
 * Numbers are kept as Float32 holds them, so that a checkpoint may write them as such and lose nothing.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

export const HOURS = 24;
/**
 * Upper ages of the bins, in minutes; the last bin has none. Fine where most silences end, and as coarse as a month of
 * nights can fill; hazards of real homes hardly change between neighbours.
 */
export const AGES_MINUTES = [
  5, 10, 20, 30, 45, 60, 90, 120, 150, 180, 240, 300, 360, 420, 480, 600, 720,
] as const;
export const BINS = AGES_MINUTES.length + 1;
/**
 * In the first bins most silences end within seconds: what counts there is how many got through, not when the others
 * ended, so each adds the whole bin.
 */
export const COARSE_BINS = 3;
/**
 * 13 places × 24 hours × 18 bins × 2 numbers × 4 bytes are 44 KiB, and 59 KiB as the base64 of a checkpoint: two such
 * tables and the one place of rounds are below 128 KiB there. No real home has more than 8 places.
 */
export const PLACES_MAX = 13;
/** Shares a table's last place with whatever comes after it. */
const OTHER = '…';
/** 2^(-1/45): half of what was learned is forgotten in 45 home days. */
const KEPT_PER_DAY = 0.984714828;
/** 1 / (1 − 2^(-1/45)): no more than this is ever held. */
const DAYS_HELD_MAX = 65.4;
/** A day is a home day when so much of its silence was learned, which is a day with somebody in it. */
const HOME_DAY_MS_MIN = 6 * HOUR_MS;

export interface HabitTable {
  /** In order of first mention; a cell's index is (place × HOURS + hour) × BINS + bin. */
  places: string[];
  /** Silences that ended in the cell. */
  ended: number[];
  /** Minutes of silence lived in the cell. */
  lived: number[];
  /** How many silences were ever learned: changes whenever a cell does. */
  learned: number;
}
export interface HabitDays {
  /** Local day number that is running; null before the first silence. */
  day: number | null;
  /** Silence learned of that day, ms. */
  coveredMs: number;
  /** Home days so far. */
  homeDays: number;
}

export function initialTable(): HabitTable {
  return { places: [], ended: [], lived: [], learned: 0 };
}

export function initialDays(): HabitDays {
  return { day: null, coveredMs: 0, homeDays: 0 };
}

/** The lower age of a bin, minutes. */
export function fromMinutes(bin: number): number {
  return bin === 0 ? 0 : (AGES_MINUTES[bin - 1] ?? 0);
}
/** The upper age of a bin, minutes; Infinity for the last. */
export function toMinutes(bin: number): number {
  return AGES_MINUTES[bin] ?? Number.POSITIVE_INFINITY;
}

/** The hour (0 to 23) of a local time. */
export function hourOf(localMs: number): number {
  const hour = Math.floor(localMs / HOUR_MS) % HOURS;
  return hour < 0 ? hour + HOURS : hour;
}

/** The place's number in a table; −1 when nothing was learned of it. */
export function placeIndex(table: Readonly<HabitTable>, place: string): number {
  const known = table.places.indexOf(place);
  return known < 0 && table.places.length >= PLACES_MAX ? table.places.indexOf(OTHER) : known;
}

/**
 * Learns a silence that began in `place` at `startLocalMs` (local wall clock) and ended after `silenceMs`. Changes
 * `table` in place: one cell for nearly every event, one per bin for a long silence.
 */
export function learnSilence(
  table: HabitTable,
  place: string,
  startLocalMs: number,
  silenceMs: number,
): void {
  const at = placeFor(table, place) * HOURS;
  const minutes = silenceMs / MINUTE_MS;
  table.learned += 1;
  for (let bin = 0; bin < BINS; bin += 1) {
    const from = fromMinutes(bin);
    const to = toMinutes(bin);
    const cell = (at + hourOf(startLocalMs + from * MINUTE_MS)) * BINS + bin;
    const isEnd = minutes < to;
    add(table.lived, cell, isEnd && bin >= COARSE_BINS ? minutes - from : to - from);
    if (!isEnd) continue;
    add(table.ended, cell, 1);
    return;
  }
}

function add(cells: number[], cell: number, amount: number): void {
  cells[cell] = Math.fround((cells[cell] ?? 0) + amount);
}

function placeFor(table: HabitTable, place: string): number {
  const known = placeIndex(table, place);
  if (known >= 0) return known;
  table.places.push(table.places.length === PLACES_MAX - 1 ? OTHER : place);
  for (let cell = 0; cell < HOURS * BINS; cell += 1) {
    table.ended.push(0);
    table.lived.push(0);
  }
  return table.places.length - 1;
}

/** Counts a learned silence to its local day; true when a home day has passed since the last call. */
export function countDay(days: HabitDays, endLocalMs: number, silenceMs: number): boolean {
  const day = Math.floor(endLocalMs / DAY_MS);
  const isNew = days.day !== null && days.day !== day;
  const isHomeDay = isNew && days.coveredMs >= HOME_DAY_MS_MIN;
  if (isHomeDay) days.homeDays += 1;
  if (isNew && isHomeDay) days.coveredMs = 0;
  days.day = day;
  days.coveredMs += silenceMs;
  return isHomeDay;
}

/** How many days' worth of silences the tables hold: what is old counts less. */
export function daysHeld(homeDays: number): number {
  let held = 1;
  for (let day = 0; day < homeDays && held < DAYS_HELD_MAX; day += 1) held = 1 + held * KEPT_PER_DAY;
  return held;
}

/** A home day has passed: everything known counts a little less. Changes `table` in place. */
export function fade(table: HabitTable): void {
  table.learned += 1;
  for (const cells of [table.ended, table.lived]) {
    for (let cell = 0; cell < cells.length; cell += 1) {
      const known = cells[cell] ?? 0;
      if (known !== 0) cells[cell] = Math.fround(known * KEPT_PER_DAY);
    }
  }
}
