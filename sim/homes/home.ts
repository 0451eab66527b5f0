/**
 * One simulated home: who lives there, its description, and its log, day by day for as long as it is asked for.
 *
 * Owns putting plan, life and sensors together. Lazy: never more than a day in memory. Pure; the same person, bend
 * and day give the same observations, whatever was asked before.
 */
import type { Home } from '../../agent/config/config.ts';
import { liveDay } from './life.ts';
import type { Person } from './person.ts';
import { type Bend, type Part, riseMs } from './plan.ts';
import { seeDay } from './seen.ts';
import type { Seen } from './tick.ts';

export interface SimulatedDay {
  readonly parts: readonly Part[];
  readonly seen: readonly Seen[];
}

/** Seoul keeps one time all year: local wall clock is home time. */
export const TIMEZONE = 'Asia/Seoul';
export const UTC_OFFSET_MIN = 540;

export function descriptionOf(person: Person): Home {
  return { home: person.name, timezone: TIMEZONE, sensors: person.kit.sensors };
}

/** A day from its rising to the next. */
export function simulateDay(person: Person, day: number, bend: Bend = {}): SimulatedDay {
  const { signs, parts } = liveDay(person, day, bend);
  const span = { fromMs: riseMs(person, day, bend), untilMs: riseMs(person, day + 1, bend) };
  return { parts, seen: seeDay(person, day, signs, span) };
}

/** What goes on by itself on a day: lone pulses, the fridge. Whoever collapses stops none of it. */
export function machineDay(person: Person, day: number, bend: Bend = {}): readonly Seen[] {
  const span = { fromMs: riseMs(person, day, bend), untilMs: riseMs(person, day + 1, bend) };
  return seeDay(person, day, [], span);
}

/** The log of days [from, to), without an end where `to` is Infinity. */
export function* simulateLog(
  person: Person,
  from: number,
  to: number,
  bend: Bend = {},
): Generator<Seen, void> {
  for (let day = from; day < to; day += 1) yield* simulateDay(person, day, bend).seen;
}
