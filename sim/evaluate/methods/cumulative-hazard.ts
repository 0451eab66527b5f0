/**
 * B3: the integral of the learned rate of signs since the last one, against a fixed θ.
 *
 * Rate by hour and age of the silence with the shipped prior of the reference (§4: four pseudo-events, hours smoothed,
 * room effect within 1/5 and 5, half-life 45 days); a fixed θ is what sets it apart from evidence kept in days.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../units.ts';
import type { Family, Method, MethodSign } from './method.ts';

/** Lower edges of the age bins, minutes. */
const AGES = [0, 1, 2, 5, 10, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720] as const;
const BINS = AGES.length;
const HOURS = 24;
const PSEUDO = 4;
const SMOOTH = [0.25, 0.5, 1, 0.5, 0.25] as const;
const DECAY_PER_DAY = 2 ** (-1 / 45);
const LOOK_MS_MAX = 2 * DAY_MS;

/** Events and minutes, per cell. */
interface Counts {
  readonly n: Float64Array;
  readonly minutes: Float64Array;
}

class CumulativeHazard implements Method {
  readonly #theta: number;
  readonly #hours = counts(HOURS * BINS);
  readonly #rooms = new Map<string, Counts>();
  readonly #pooled = new Float64Array(HOURS * BINS);
  #day = Number.NaN;
  #localMs = 0;
  #room = '';

  constructor(theta: number) {
    this.#theta = theta;
  }

  sign({ localMs, silenceMs, room }: MethodSign): void {
    const day = Math.floor(localMs / DAY_MS);
    if (day !== this.#day) this.#openDay(day);
    if (silenceMs !== null) this.#learn(localMs - silenceMs, silenceMs);
    this.#localMs = localMs;
    this.#room = room;
  }

  alarmAfterMs(): number {
    let sum = 0;
    for (const { fromMs, toMs, hour, bin } of pieces(this.#localMs, LOOK_MS_MAX)) {
      // A burst of one detector is no rhythm of a life: the first minute is not counted.
      const rate = bin === 0 ? 0 : this.#rate(hour, bin);
      const minutes = (toMs - fromMs) / MINUTE_MS;
      if (sum + rate * minutes >= this.#theta) return fromMs + ((this.#theta - sum) / rate) * MINUTE_MS;
      sum += rate * minutes;
    }
    return Number.POSITIVE_INFINITY;
  }

  #learn(fromLocalMs: number, silenceMs: number): void {
    const ofRoom = this.#rooms.get(this.#room) ?? counts(BINS);
    this.#rooms.set(this.#room, ofRoom);
    let [cell, age] = [0, 0];
    for (const { fromMs, toMs, hour, bin } of pieces(fromLocalMs, silenceMs)) {
      [cell, age] = [hour * BINS + bin, bin];
      add(this.#hours.minutes, cell, (toMs - fromMs) / MINUTE_MS);
      add(ofRoom.minutes, age, (toMs - fromMs) / MINUTE_MS);
    }
    add(this.#hours.n, cell, 1);
    add(ofRoom.n, age, 1);
  }

  #openDay(day: number): void {
    this.#day = day;
    for (const { n, minutes } of [this.#hours, ...this.#rooms.values()]) {
      for (let at = 0; at < n.length; at += 1) {
        n[at] = (n[at] ?? 0) * DECAY_PER_DAY;
        minutes[at] = (minutes[at] ?? 0) * DECAY_PER_DAY;
      }
    }
    for (let hour = 0; hour < HOURS; hour += 1)
      for (let bin = 0; bin < BINS; bin += 1) this.#pooled[hour * BINS + bin] = this.#smoothed(hour, bin);
  }

  #smoothed(hour: number, bin: number): number {
    let [n, minutes] = [PSEUDO, PSEUDO / prior(hour, bin)];
    for (const [at, weight] of SMOOTH.entries()) {
      const cell = ((hour + at - 2 + HOURS) % HOURS) * BINS + bin;
      n += weight * (this.#hours.n[cell] ?? 0);
      minutes += weight * (this.#hours.minutes[cell] ?? 0);
    }
    return n / minutes;
  }

  #rate(hour: number, bin: number): number {
    const pooled = this.#pooled[hour * BINS + bin] ?? 0;
    const ofRoom = this.#rooms.get(this.#room);
    if (ofRoom === undefined) return pooled;
    const n = (ofRoom.n[bin] ?? 0) + PSEUDO;
    const minutes = (ofRoom.minutes[bin] ?? 0) + PSEUDO / pooled;
    return pooled * Math.min(5, Math.max(1 / 5, n / minutes / pooled));
  }
}

function counts(cells: number): Counts {
  return { n: new Float64Array(cells), minutes: new Float64Array(cells) };
}
function add(cells: Float64Array, at: number, value: number): void {
  cells[at] = (cells[at] ?? 0) + value;
}

/** A sign each 40 minutes by day and 90 by night, and in long silences as scale-free as people are. */
function prior(hour: number, bin: number): number {
  const floor = hour >= 7 && hour < 23 ? 1 / 40 : 1 / 90;
  return Math.max(floor, 0.7 / Math.max(1, AGES[bin] ?? 1));
}

interface Piece {
  readonly fromMs: number;
  readonly toMs: number;
  readonly hour: number;
  readonly bin: number;
}

/** A silence cut where its age passes into the next bin and the clock into the next hour. */
function* pieces(startLocalMs: number, lengthMs: number): Generator<Piece> {
  let bin = 0;
  for (let fromMs = 0; fromMs < lengthMs;) {
    const hourIndex = Math.floor((startLocalMs + fromMs) / HOUR_MS);
    const hourEndMs = (hourIndex + 1) * HOUR_MS - startLocalMs;
    const binEndMs = (AGES[bin + 1] ?? Number.POSITIVE_INFINITY) * MINUTE_MS;
    const toMs = Math.min(lengthMs, hourEndMs, binEndMs);
    yield { fromMs, toMs, hour: hourIndex % HOURS, bin };
    if (toMs === binEndMs) bin += 1;
    fromMs = toMs;
  }
}

export const CUMULATIVE_HAZARD: Family = {
  id: 'B3',
  name: 'cumulative hazard',
  parameter: 'θ',
  sweep: [3, 3.5, 4, 4.5, 5, 5.5, 6, 7, 8, 10, 12],
  create: (theta) => new CumulativeHazard(theta),
};
