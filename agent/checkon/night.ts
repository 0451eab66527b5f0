/**
 * When whoever is well is asleep: the hours in which a question wakes somebody.
 *
 * Owns the hours. Where the time of day is not known it is day: then nobody waits longer than by day.
 */
import { hourOf } from '../detector/habit.ts';
import type { Moment } from '../moment.ts';

/** From ten in the evening to seven in the morning. */
export const NIGHT_FROM_HOUR = 22;
export const NIGHT_TO_HOUR = 7;

export function isNight({ localMs, trusted }: Moment): boolean {
  return trusted && isNightHour(hourOf(localMs));
}

export function isNightHour(hour: number): boolean {
  return hour >= NIGHT_FROM_HOUR || hour < NIGHT_TO_HOUR;
}
