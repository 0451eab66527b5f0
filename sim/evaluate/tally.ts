/**
 * False alarms and delays counted up: what a setting did in one home, or in many, in the space of one.
 *
 * Delays are kept by the minute, so that fifty settings over hundreds of homes neither fill memory nor need sorting.
 * Owns that loss: half a minute at most, in quantiles alone.
 */
import type { DelayFigures } from './figures.ts';
import { fixed } from './fixed.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './units.ts';

const MINUTES_MAX = DAY_MS / MINUTE_MS;
const MINUTES_PER_HOUR = HOUR_MS / MINUTE_MS;

export class Tally {
  falseAlarms = 0;
  days = 0;
  collapses = 0;
  missed = 0;
  /** What never rang counts a day. */
  sumMs = 0;
  readonly #minutes = new Uint32Array(MINUTES_MAX + 1);

  alarm(): void {
    this.falseAlarms += 1;
  }

  /** Null: not within a day. */
  delay(ms: number | null): void {
    this.collapses += 1;
    if (ms === null) this.missed += 1;
    this.sumMs += ms ?? DAY_MS;
    this.#add(ms === null ? MINUTES_MAX : Math.floor(ms / MINUTE_MS), 1);
  }

  add(other: Tally): this {
    this.falseAlarms += other.falseAlarms;
    this.days += other.days;
    this.collapses += other.collapses;
    this.missed += other.missed;
    this.sumMs += other.sumMs;
    for (const [minute, count] of other.#minutes.entries()) if (count > 0) this.#add(minute, count);
    return this;
  }

  /** Hours; by the rule of the judge: the value at place ⌊share · n⌋ of those in order. */
  quantileHours(share: number): number {
    const place = Math.min(this.collapses - 1, Math.floor(share * this.collapses));
    let passed = 0;
    for (const [minute, count] of this.#minutes.entries()) {
      passed += count;
      if (passed > place) return minute === MINUTES_MAX ? 24 : (minute + 0.5) / MINUTES_PER_HOUR;
    }
    return 0;
  }

  /** Null: no collapse, nothing to say. */
  figures(): DelayFigures | null {
    if (this.collapses === 0) return null;
    return {
      collapses: this.collapses,
      medianHours: fixed(this.quantileHours(0.5)),
      p90Hours: fixed(this.quantileHours(0.9)),
      p95Hours: fixed(this.quantileHours(0.95)),
      meanHours: fixed(this.sumMs / HOUR_MS / this.collapses),
      over6Share: this.#shareFrom(6),
      over12Share: this.#shareFrom(12),
      missed: this.missed,
    };
  }

  #shareFrom(hours: number): number {
    let over = 0;
    for (let minute = hours * MINUTES_PER_HOUR; minute <= MINUTES_MAX; minute += 1)
      over += this.#minutes[minute] ?? 0;
    return fixed(over / this.collapses);
  }

  #add(minute: number, count: number): void {
    this.#minutes[minute] = (this.#minutes[minute] ?? 0) + count;
  }
}

export function sumOf(tallies: Iterable<Tally>): Tally {
  const sum = new Tally();
  for (const tally of tallies) sum.add(tally);
  return sum;
}
