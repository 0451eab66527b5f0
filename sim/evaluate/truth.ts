/**
 * When somebody was at home, as far as a log can tell afterwards: the judge's rule, for judging only.
 *
 * Nobody is held to be at home in a silence of more than 20 min that one of the last four lines of an entrance
 * sensor began, nor in one of 16 h or more. Looks into the future of each moment, so no detector may ever ask it.
 */
import { HOUR_MS, MINUTE_MS } from './units.ts';

const BY_DOOR_MS = 20 * MINUTE_MS;
const GONE_MS = 16 * HOUR_MS;
/** Lines up to and with the last one before the silence. */
const LINES_BEFORE = 4;

export class Truth {
  readonly #ms: readonly number[];
  readonly #atHomeAfter: readonly boolean[];

  /** `lines` in order of time; `entrance`: ids of the sensors at entrance doors. */
  constructor(
    lines: readonly { readonly ms: number; readonly sensor: string }[],
    entrance: ReadonlySet<string>,
  ) {
    this.#ms = lines.map(({ ms }) => ms);
    this.#atHomeAfter = lines.map(({ ms }, at) => {
      const next = lines[at + 1];
      if (next === undefined) return true;
      const gapMs = next.ms - ms;
      const before = lines.slice(Math.max(0, at - LINES_BEFORE + 1), at + 1);
      const byDoor = gapMs > BY_DOOR_MS && before.some(({ sensor }) => entrance.has(sensor));
      return !byDoor && gapMs < GONE_MS;
    });
  }

  atHome(ms: number): boolean {
    return this.#atHomeAfter[this.#indexAt(ms)] ?? false;
  }

  /** Home time at which the first absence within a span begins; Infinity when there is none. */
  awayWithin(fromMs: number, toMs: number): number {
    for (let at = Math.max(0, this.#indexAt(fromMs)); at < this.#ms.length; at += 1) {
      const ms = this.#ms[at] ?? toMs;
      if (ms >= toMs) break;
      if (this.#atHomeAfter[at] === false) return Math.max(ms, fromMs);
    }
    return Number.POSITIVE_INFINITY;
  }

  /** The last line at or before a moment; −1 when there is none. */
  #indexAt(ms: number): number {
    let low = 0;
    let high = this.#ms.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#ms[middle] ?? 0) <= ms) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** The moments at which collapses are tried: every `stepMs` of home time while somebody is at home. */
export function gridOf(truth: Truth, fromMs: number, toMs: number, stepMs: number): number[] {
  const grid: number[] = [];
  for (let ms = Math.ceil(fromMs / stepMs) * stepMs; ms <= toMs; ms += stepMs)
    if (truth.atHome(ms)) grid.push(ms);
  return grid;
}
