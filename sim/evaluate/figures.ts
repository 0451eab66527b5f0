/**
 * The figures of the protocol from raw times: delays censored at a day, rates with exact Poisson intervals.
 *
 * Owns the rules of counting: a quantile is an observed value (as the judge takes it), what never rang counts a day.
 * Pure arithmetic; no home and no detector is known here.
 */
import { poissonInterval } from './poisson.ts';
import { HOUR_MS, MONTH_DAYS } from './units.ts';

/** Hours from a collapse to what was to follow. */
export interface DelayFigures {
  /** Collapses the figures are of. */
  readonly collapses: number;
  readonly medianHours: number;
  readonly p90Hours: number;
  readonly p95Hours: number;
  /** What never rang counts 24 h. */
  readonly meanHours: number;
  readonly over6Share: number;
  readonly over12Share: number;
  readonly missed: number;
}
export interface RateFigures {
  readonly count: number;
  readonly days: number;
  /** Per thirty days. */
  readonly perMonth: number;
  /** Exact Poisson 95 %, per thirty days. */
  readonly interval: readonly [number, number];
}

const CENSORED_HOURS = 24;

/** Null: no collapse, nothing to say. `delaysMs`: null where nothing rang within a day. */
export function delayFigures(delaysMs: readonly (number | null)[]): DelayFigures | null {
  if (delaysMs.length === 0) return null;
  const hours = Float64Array.from(delaysMs, (ms) => (ms === null ? CENSORED_HOURS : ms / HOUR_MS)).sort();
  const share = (limit: number): number => fixed(hours.filter((one) => one > limit).length / hours.length);
  return {
    collapses: hours.length,
    medianHours: fixed(quantile(hours, 0.5)),
    p90Hours: fixed(quantile(hours, 0.9)),
    p95Hours: fixed(quantile(hours, 0.95)),
    meanHours: fixed(hours.reduce((sum, one) => sum + one, 0) / hours.length),
    over6Share: share(6),
    over12Share: share(12),
    missed: delaysMs.filter((ms) => ms === null).length,
  };
}

/** Of delays, ms; what never rang counts a day. */
export function medianMs(delaysMs: readonly (number | null)[]): number {
  return quantile(Float64Array.from(delaysMs, (ms) => ms ?? CENSORED_HOURS * HOUR_MS).sort(), 0.5);
}

/** Of values in order; 0 for none. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

export function rateFigures(count: number, days: number): RateFigures {
  const months = days / MONTH_DAYS;
  const [low, high] = poissonInterval(count);
  return {
    count,
    days: fixed(days),
    perMonth: fixed(count / months),
    interval: [fixed(low / months), fixed(high / months)],
  };
}

/** Four decimals: more than anybody reads, and the same text on any machine. */
export function fixed(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
