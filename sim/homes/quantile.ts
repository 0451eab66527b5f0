/**
 * Distributions as tables of quantiles: a logarithm differs between machines, a table does not.
 *
 * Owns the shares at which every table gives a value, drawing from a table, and making one from a sample (with
 * values that were cut short, after Kaplan and Meier 1958). Pure.
 */
import type { Unit } from '../world/chance.ts';

export const SHARES = [
  0, 0.05, 0.1, 0.25, 0.5, 0.65, 0.75, 0.8, 0.85, 0.88, 0.9, 0.92, 0.94, 0.96, 0.98, 0.99, 0.995, 0.999,
  0.9997, 1,
] as const;
/** One value per share, rising. */
export type Quantiles = readonly number[];

/** A year holds a longer one than the month that was looked at; nothing says how much longer. */
const BEYOND_SEEN = 1.25;

/** The value at a share of [0, 1]. Straight between two shares, but bent down in the last piece: long ones are rare. */
export function valueAt(table: Quantiles, share: number): number {
  let at = 0;
  while (at < SHARES.length - 2 && share >= (SHARES[at + 1] ?? 1)) at += 1;
  const [low = 0, high = 1] = [SHARES[at], SHARES[at + 1]];
  const [from = 0, to = from] = [table[at], table[at + 1]];
  const part = (share - low) / (high - low);
  return from + (to - from) * (at === SHARES.length - 2 ? part * part : part);
}

export function draw(table: Quantiles, unit: Unit): number {
  return valueAt(table, unit());
}

export interface Lasted {
  readonly value: number;
  /** It would have gone on: something else ended it. */
  readonly cut: boolean;
}

/** The table of a sample; null when it is empty. `tail`: whether longer ones than the longest seen are allowed. */
export function tableOf(sample: readonly Lasted[], tail: boolean): Quantiles | null {
  const sorted = [...sample].sort(
    (left, right) => left.value - right.value || Number(left.cut) - Number(right.cut),
  );
  const longest = sorted.at(-1)?.value;
  const shortest = sorted.find(({ cut }) => !cut)?.value;
  if (longest === undefined || shortest === undefined) return null;
  const points: number[] = [];
  let survive = 1;
  let at = 0;
  for (const share of SHARES.slice(1, -1)) {
    let value = points.at(-1) ?? shortest;
    while (at < sorted.length && 1 - survive < share) {
      const one = sorted[at];
      if (one !== undefined && !one.cut) {
        survive *= 1 - 1 / (sorted.length - at);
        value = one.value;
      }
      at += 1;
    }
    points.push(1 - survive < share - 1e-9 ? longest : value);
  }
  return [shortest, ...points, tail ? longest * BEYOND_SEEN : longest];
}

export function plainTable(values: readonly number[], tail: boolean): Quantiles | null {
  return tableOf(
    values.map((value) => ({ value, cut: false })),
    tail,
  );
}

/** The quantile of a sample by nearest rank; NaN when it is empty. `sorted` rises. */
export function rankAt(sorted: readonly number[], share: number): number {
  const at = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1));
  return sorted[at] ?? Number.NaN;
}
