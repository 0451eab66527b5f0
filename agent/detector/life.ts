/**
 * What counts as a sign of life: an edge, never a level; one row per device class.
 *
 * Owns the table and the rule of two for electricity. Must never look at a number: a rising temperature or a
 * watt reading is not a person by itself.
 */
import type { ObservationValue, SensorClass } from '../record.ts';

/**
 * activation: every `on` is one, also after an `on`: a detector that reports no `off`, or a log with repeats
 *   removed, has only those; `off` is the end of its hold time, not a person.
 * change: a value other than the one before. Getting up (mat released) is as much life as sitting down; the
 *   first value after a start is a level and counts as nothing.
 * pair: an `on` counts only with an `on` of another such sensor shortly before: a fridge switches itself on, an
 *   oven switches itself off, and only two appliances put to use together are somebody.
 */
type Edge = 'activation' | 'change' | 'pair';

const LIFE: Readonly<Record<SensorClass, Edge>> = {
  motion: 'activation',
  door: 'change',
  item: 'change',
  pressure: 'change',
  power: 'pair',
  light: 'change',
};

/** Two appliances put to use within this time are one person cooking: a kettle or a toaster runs 2 to 5 min. */
export const PAIR_MS_MAX = 10 * 60_000;

/** The last `on` of a sensor that counts only in pairs. */
export interface Switched {
  sensor: string;
  ms: number;
}

/** Whether `value` after `before` (null: not known) is an edge that may show life. */
export function isEdge(kind: SensorClass, before: ObservationValue | null, value: ObservationValue): boolean {
  if (typeof value === 'number') return false;
  if (LIFE[kind] === 'activation') return value === 'on';
  if (before === null || before === value) return false;
  return LIFE[kind] === 'change' || value === 'on';
}

/** Whether an edge of this class needs a second one of another sensor to be life. */
export function needsPair(kind: SensorClass): boolean {
  return LIFE[kind] === 'pair';
}

/** Whether the edge of `sensor` at `ms` (home time) completes a pair with the last one. */
export function isPair(last: Switched | null, sensor: string, ms: number): boolean {
  return last !== null && last.sensor !== sensor && ms - last.ms <= PAIR_MS_MAX;
}
