/**
 * When whoever is well is asleep: the hours in which a question wakes somebody.
 *
 * Owns the hours. Where the time of day is not known it is day: then nobody waits longer than by day.
 */
import { hourOf } from './habit.ts';
import type { Moment } from '../moment.ts';

/** From ten in the evening to seven in the morning. */
export const NIGHT_FROM_HOUR = 22;
export const NIGHT_TO_HOUR = 7;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export function isNight({ localMs, trusted }: Moment): boolean {
  return trusted && isNightHour(hourOf(localMs));
}

/** Home time at which the night is over: the next morning that comes. */
export function morningMs({ ms, localMs }: Moment): number {
  const thisMorning = Math.floor(localMs / DAY_MS) * DAY_MS + NIGHT_TO_HOUR * HOUR_MS;
  return ms + (localMs < thisMorning ? thisMorning : thisMorning + DAY_MS) - localMs;
}

export function isNightHour(hour: number): boolean {
  return hour >= NIGHT_FROM_HOUR || hour < NIGHT_TO_HOUR;
}
