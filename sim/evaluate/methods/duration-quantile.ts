/**
 * B2: the length of a silence against a log-normal of its room and four hours (after Moshtaghi et al. 2015).
 *
 * Decayed moments of ln gap, gaps of two minutes and more; three pseudo-gaps from the room, and three of the shipped
 * prior beneath those. Owns nothing else.
 */
import { HOUR_MS, MINUTE_MS } from '../units.ts';
import type { Family, Method, MethodSign } from './method.ts';

const GAP_MS_MIN = 2 * MINUTE_MS;
const BLOCK_MS = 4 * HOUR_MS;
const BLOCKS = 6;
const DECAY = 0.999;
const PSEUDO = 3;
/** Before anything is known: ten minutes, give or take a factor e. */
const PRIOR = { mean: Math.log(10), variance: 1 };

interface Moments {
  n: number;
  sum: number;
  squares: number;
}

class DurationQuantile implements Method {
  readonly #z: number;
  readonly #cells = new Map<string, Moments>();
  #cell = '';
  #room = '';

  constructor(z: number) {
    this.#z = z;
  }
  sign({ localMs, silenceMs, room }: MethodSign): void {
    if (silenceMs !== null && silenceMs >= GAP_MS_MIN) {
      const x = Math.log(silenceMs / MINUTE_MS);
      this.#add(this.#cell, x);
      this.#add(this.#room, x);
    }
    this.#room = room;
    this.#cell = `${room}/${Math.floor(localMs / BLOCK_MS) % BLOCKS}`;
  }
  alarmAfterMs(): number {
    const ofRoom = blend(this.#cells.get(this.#room), PRIOR);
    const { mean, variance } = blend(this.#cells.get(this.#cell), ofRoom);
    return Math.exp(mean + this.#z * Math.sqrt(variance)) * MINUTE_MS;
  }
  #add(key: string, x: number): void {
    const cell = this.#cells.get(key) ?? { n: 0, sum: 0, squares: 0 };
    cell.n = cell.n * DECAY + 1;
    cell.sum = cell.sum * DECAY + x;
    cell.squares = cell.squares * DECAY + x * x;
    this.#cells.set(key, cell);
  }
}

function blend(cell: Moments | undefined, { mean, variance }: typeof PRIOR): typeof PRIOR {
  const n = (cell?.n ?? 0) + PSEUDO;
  const middle = ((cell?.sum ?? 0) + PSEUDO * mean) / n;
  const square = ((cell?.squares ?? 0) + PSEUDO * (variance + mean * mean)) / n;
  return { mean: middle, variance: Math.max(1e-4, square - middle * middle) };
}

export const DURATION_QUANTILE: Family = {
  id: 'B2',
  name: 'duration quantile',
  parameter: 'σ',
  sweep: [1.5, 2, 2.25, 2.5, 2.75, 3, 3.25, 3.5, 4, 5],
  create: (z) => new DurationQuantile(z),
};
