/**
 * The hazard of silence before anything is known of a home: how many signs a minute somebody at home gives.
 *
 * Owns the figures a hub is shipped with; `hazard.ts` bends them to the home within days. Must never be fitted on one
 * home. Read off casas_hh103, casas_tm000, kasteren_a, kasteren_c and mit_s1 (ordonez_a may not be used): after the
 * first minutes the hazard hardly depends on the age of a silence. By day it is 20 to 50 in 1,000 minutes in every
 * home; at night 13 to 17 where a bedroom is seen, and 2 to 5 where it is not.
 */
import { BINS, fromMinutes } from './habit.ts';
import { type RoomType, type Sights, isHeld, roomOf, typeOf } from './places.ts';
import type { Sign } from './signs.ts';

/** Retiring and rising included. */
export function isNight(hour: number): boolean {
  return hour >= 22 || hour < 8;
}

/** Signs a minute: by day, by night. */
type Rates = readonly [number, number];
const SEEN: Rates = [1 / 40, 1 / 90];
/** Cupboards and doors only: whoever sits or sleeps there touches nothing. */
const UNSEEN: Rates = [1 / 70, 1 / 200];
/** A chair or a bed that bears somebody tells of them only when they get up. */
const HELD: Rates = [1 / 120, 1 / 400];
/** Nobody stays long in these, and whoever leaves is seen in the next room. */
const PASSED: Readonly<Partial<Record<RoomType, number>>> = {
  bath: 1 / 25,
  kitchen: 1 / 30,
  passage: 1 / 30,
};
/** Movement in one room goes on for longer than silence does; a round through the rooms is rarer still. */
const ROOM_CHANGE: Rates = [1 / 80, 1 / 200];
const ROUND: Rates = [1 / 120, 1 / 300];

/** Young silences end sooner: the share of an age in which it ends by doubling it. */
const YOUNG = 0.7;
const YOUNG_LONGER = 0.5;
/** Below this age (minutes) it makes no difference. */
const AGE_MIN = 2;
const AGE_LONGER_MIN = 5;

/** Ends per minute of a silence, by day and by night, each by bin. */
export type PriorTable = readonly [readonly number[], readonly number[]];

/** By rate: there are fewer than a dozen, and they are asked for at every turn. */
const shortBins = new Map<number, readonly number[]>();
const longBins = new Map<number, readonly number[]>();

/** The shipped hazards of a place. */
export function priorTable(sign: Sign, sights: Sights, place: string): PriorTable {
  if (sign !== 'any')
    return both(sign === 'room' ? ROOM_CHANGE : ROUND, longBins, YOUNG_LONGER, AGE_LONGER_MIN);
  return both(anyRates(sights, place), shortBins, YOUNG, AGE_MIN);
}

function both(
  rates: Rates,
  known: Map<number, readonly number[]>,
  young: number,
  ageMin: number,
): PriorTable {
  const [day, night] = rates.map((rate) => {
    const bins =
      known.get(rate) ??
      Array.from({ length: BINS }, (_, bin) => Math.max(rate, young / Math.max(ageMin, fromMinutes(bin))));
    known.set(rate, bins);
    return bins;
  });
  return [day ?? [], night ?? []];
}

export function priorOf(prior: PriorTable, hour: number, bin: number): number {
  return prior[isNight(hour) ? 1 : 0][bin] ?? 0;
}

function anyRates(sights: Sights, place: string): Rates {
  if (isHeld(place)) return HELD;
  if (!sights.seen.has(roomOf(place))) return UNSEEN;
  const passed = sights.allSeen ? (PASSED[typeOf(place)] ?? 0) : 0;
  return [Math.max(SEEN[0], passed), Math.max(SEEN[1], passed)];
}
