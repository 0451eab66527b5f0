/**
 * Chance of the simulated home: one stream per seed and purpose, so that no day depends on the days before it.
 *
 * Owns drawing times. Distributions are tables of quantiles, because a logarithm differs between machines.
 */
import { seededUnit } from '../quiet-ports.ts';

export type Unit = () => number;

/** The stream of a purpose: `parts` are whole numbers such as seed, day, use. */
export function unitOf(...parts: readonly number[]): Unit {
  let mixed = 0x9e3779b9;
  for (const part of parts) mixed = Math.imul(mixed ^ (part | 0), 0x85ebca6b) ^ (mixed >>> 13);
  const unit = seededUnit(mixed);
  // The first numbers of neighbouring seeds are alike.
  unit();
  unit();
  return unit;
}

export function between(unit: Unit, low: number, high: number): number {
  return low + unit() * (high - low);
}
/** Around a middle, at most `spread` away: the sum of two uniform draws. */
export function around(unit: Unit, middle: number, spread: number): number {
  return middle + (unit() + unit() - 1) * spread;
}

/** Shares at which the tables below give a value, in seconds. */
const SHARES = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 1] as const;
type Seconds = readonly [number, number, number, number, number, number, number, number];

/**
 * Seconds from one movement to the next that a detector can see, by what somebody does. Bathroom and chair follow
 * casas_hh103 (medians 4.8 and 4–20 s), the kitchen is half as busy as there, for a home of about 2,000 readings a
 * day; sleepers turn over every ten minutes to two hours and a half.
 */
export const MOVEMENTS = {
  busy: [1, 2, 4, 8, 16, 28, 75, 150],
  washing: [1.5, 2.1, 3, 4.8, 9.4, 27, 150, 300],
  eating: [2, 4, 8, 20, 45, 120, 300, 420],
  seated: [2, 3, 5, 20, 120, 600, 2_400, 4_200],
  talking: [1, 2, 4, 8, 20, 60, 180, 300],
  asleep: [60, 480, 1_200, 2_100, 3_600, 5_400, 7_800, 9_000],
  floor: [5, 10, 15, 25, 45, 80, 150, 200],
} as const satisfies Readonly<Record<string, Seconds>>;
export type Manner = keyof typeof MOVEMENTS;

/** Ms until the next movement. */
export function nextMovementMs(unit: Unit, manner: Manner): number {
  const table = MOVEMENTS[manner];
  const share = unit();
  let at = 0;
  while (at < SHARES.length - 2 && share >= (SHARES[at + 1] ?? 1)) at += 1;
  const [low = 0, high = 1] = [SHARES[at], SHARES[at + 1]];
  const [from = 1, to = 1] = [table[at], table[at + 1]];
  return Math.round((from + ((to - from) * (share - low)) / (high - low)) * 1_000);
}
