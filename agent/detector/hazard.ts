/**
 * The hazard of a silence: how likely it is to end in the next minute, by place, hour and age, as far as this home has
 * shown it.
 *
 * Owns the smoothing. A month has too few silences for a table of 400 cells a place, so each cell leans on a wider
 * view where it knows little: first how this home compares with the shipped figures at about this hour, then how this
 * place does at just this hour, then the cell with its neighbours (empirical Bayes by pseudo-events, detector.md §4).
 * Chosen by predicting each silence of the real homes before learning it. Pure; no transcendental functions.
 */
import { expMinus } from './exponential.ts';
import {
  BINS,
  COARSE_BINS,
  HOURS,
  type HabitTable,
  fromMinutes,
  hourOf,
  placeIndex,
  toMinutes,
} from './habit.ts';
import { type Sights, isHeld } from './places.ts';
import { type PriorTable, isNight, priorOf, priorTable } from './prior.ts';
import type { Sign } from './signs.ts';
import { MINUTE_MS } from './time.ts';

export interface Habitat {
  readonly sign: Sign;
  readonly table: Readonly<HabitTable>;
  readonly sights: Sights;
}

/** Pseudo-events with which a cell, the place's hour and the home's hours lean on the wider view. */
const CELL_PSEUDO = 3;
const HOUR_PSEUDO = 3;
const HOME_PSEUDO = 6;
/** The home may differ from what is shipped by so much at most, for one factor. */
const FACTOR_MAX = 6;
/** What another room of the home tells of this one: in a cell, at the home's hours, at this hour. */
const OTHER_IN_CELL = 0.15;
const OTHER_IN_HOME = 0.15;
const OTHER_IN_HOUR = 0.05;
/** Neighbouring ages count beside a cell from this age on (minutes): nights end by the clock more than by age. */
const NEIGHBOURS_FROM = 120;
const NEIGHBOUR_WEIGHTS = [1, 1, 0.5] as const;
/** A probability of one would be a promise. */
const ENDS_MAX = 0.9995;

const CELL_HOURS = kernel(1.5, 0.1);
const HOME_HOURS = kernel(3, 0.1);
const THIS_HOUR = kernel(0.8, 0);

/** Weight of an hour by its distance on the clock: a bell of so many hours, and a part that all hours share. */
function kernel(sigmaHours: number, shared: number): readonly number[] {
  return Array.from({ length: HOURS }, (_, distance) => {
    const hours = Math.min(distance, HOURS - distance);
    return expMinus((hours * hours) / (2 * sigmaHours * sigmaHours)) + shared;
  });
}

/**
 * By bin: ends per minute where a bin is as long as its silences, and for the first, coarse bins the hazard that lets
 * through whoever got through.
 */
export function hazardsOf(habitat: Habitat, place: string, startLocalMs: number): HazardByBin {
  const view = new View(habitat, place);
  return Array.from({ length: BINS }, (_, bin) => view.hazard(hourAtBin(startLocalMs, bin), bin));
}

/** The hour at which a silence that began then reaches a bin. */
export function hourAtBin(startLocalMs: number, bin: number): number {
  return hourOf(startLocalMs + fromMinutes(bin) * MINUTE_MS);
}
export type HazardByBin = readonly number[];

/** What each place and hour showed, and what the shipped figures expected of the minutes lived there. */
interface Tally {
  readonly ended: number;
  readonly expected: number;
}

/** One place of one table while its hazards are asked for: what several bins share is summed once. */
class View {
  readonly #habitat: Habitat;
  readonly #place: string;
  readonly #index: number;
  readonly #prior: PriorTable;
  readonly #tallies: readonly Tally[];
  readonly #factors = new Map<number, number>();

  constructor(habitat: Habitat, place: string) {
    this.#habitat = habitat;
    this.#place = place;
    this.#index = placeIndex(habitat.table, place);
    this.#prior = priorTable(habitat.sign, habitat.sights, place);
    this.#tallies = tally(habitat);
  }

  /** Ends per minute; in a coarse bin the probability of ending within it. */
  hazard(hour: number, bin: number): number {
    const shipped = priorOf(this.#prior, hour, bin);
    const { ended, lived } = this.#cell(hour, bin);
    if (bin >= COARSE_BINS) {
      const expected = shipped * this.#factor(hour);
      return (ended + CELL_PSEUDO) / (lived + CELL_PSEUDO / expected);
    }
    const width = toMinutes(bin) - fromMinutes(bin);
    const ends = 1 - expMinus(shipped * width);
    return Math.min(ENDS_MAX, (ended + CELL_PSEUDO * ends) / (lived / width + CELL_PSEUDO));
  }

  /** Weight of another place's silences. */
  #weight(other: number, hour: number, usual: number): number {
    if (other === this.#index) return 1;
    const name = this.#habitat.table.places[other] ?? '';
    if (isHeld(name) !== isHeld(this.#place)) return 0;
    // Nobody is seen to go to bed there: whatever room came last may be the last one before sleep.
    return isNight(hour) && !this.#habitat.sights.bedSeen && this.#habitat.sign === 'any' ? 1 : usual;
  }

  #cell(hour: number, bin: number): { ended: number; lived: number } {
    const { table } = this.#habitat;
    const reach = fromMinutes(bin) >= NEIGHBOURS_FROM ? NEIGHBOUR_WEIGHTS.length - 1 : 0;
    let ended = 0;
    let lived = 0;
    for (let place = 0; place < table.places.length; place += 1) {
      const weight = this.#weight(place, hour, OTHER_IN_CELL);
      if (weight === 0) continue;
      for (let near = -reach; near <= reach; near += 1) {
        const at = bin + near;
        if (at >= BINS || (near !== 0 && fromMinutes(at) < NEIGHBOURS_FROM)) continue;
        const ofAge = weight * (NEIGHBOUR_WEIGHTS[Math.abs(near)] ?? 0);
        for (let other = 0; other < HOURS; other += 1) {
          const cell = (place * HOURS + other) * BINS + at;
          const ends = table.ended[cell] ?? 0;
          const minutes = table.lived[cell] ?? 0;
          // Most cells, for months.
          if (ends === 0 && minutes === 0) continue;
          const share = ofAge * (CELL_HOURS[(other - hour + HOURS) % HOURS] ?? 0);
          ended += share * ends;
          lived += share * minutes;
        }
      }
    }
    return { ended, lived };
  }

  /** How much more often than shipped silences end: at about this hour in the home, and at just this one here. */
  #factor(hour: number): number {
    const known = this.#factors.get(hour);
    if (known !== undefined) return known;
    const home = this.#sum(hour, HOME_HOURS, OTHER_IN_HOME);
    const homeFactor = (home.ended + HOME_PSEUDO) / (home.expected + HOME_PSEUDO);
    const here = this.#sum(hour, THIS_HOUR, OTHER_IN_HOUR);
    const hereFactor = (here.ended + HOUR_PSEUDO) / (here.expected * homeFactor + HOUR_PSEUDO);
    const factor = Math.min(FACTOR_MAX, Math.max(1 / FACTOR_MAX, homeFactor * hereFactor));
    this.#factors.set(hour, factor);
    return factor;
  }

  #sum(hour: number, hours: readonly number[], usual: number): Tally {
    let ended = 0;
    let expected = 0;
    for (let place = 0; place < this.#habitat.table.places.length; place += 1) {
      const weight = this.#weight(place, hour, usual);
      if (weight === 0) continue;
      for (let other = 0; other < HOURS; other += 1) {
        const share = weight * (hours[(other - hour + HOURS) % HOURS] ?? 0);
        const one = this.#tallies[place * HOURS + other];
        ended += share * (one?.ended ?? 0);
        expected += share * (one?.expected ?? 0);
      }
    }
    return { ended, expected };
  }
}

function tally({ table, sign, sights }: Habitat): Tally[] {
  return table.places.flatMap((name, place) => {
    const prior = priorTable(sign, sights, name);
    return Array.from({ length: HOURS }, (_, hour) => {
      const at = (place * HOURS + hour) * BINS;
      let ended = 0;
      let expected = 0;
      for (let bin = COARSE_BINS; bin < BINS; bin += 1) {
        ended += table.ended[at + bin] ?? 0;
        expected += (table.lived[at + bin] ?? 0) * priorOf(prior, hour, bin);
      }
      return { ended, expected };
    });
  });
}
