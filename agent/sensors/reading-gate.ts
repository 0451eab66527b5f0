/**
 * How fast the readings of one sensor may enter: a burst, then one each second, the newest of the others held.
 *
 * Owns that bound (F53: writes ≤ 1/s). Must never lose the last reading: what it was last is what counts.
 */
import type { ObservationValue } from '../record.ts';

/** Readings of one sensor: twenty at once (a door slammed ten times), then one each second. */
export const READINGS_BURST = 20;
export const READING_MS = 1_000;

export class ReadingGate {
  #tokens = READINGS_BURST;
  #tokensAtMs = 0;
  /** The newest reading that came too fast. */
  #held: ObservationValue | null = null;
  /** Readings that a later one replaced. */
  coalesced = 0;

  /** Returns what may enter now, or null: it is held, and due at `dueMs`. */
  take(value: ObservationValue, nowMs: number): ObservationValue | null {
    if (this.#nextMs() <= nowMs) return this.#pass(value, nowMs);
    if (this.#held !== null) this.coalesced += 1;
    this.#held = value;
    return null;
  }
  /** What was held and may enter now; null when there is nothing. */
  release(nowMs: number): ObservationValue | null {
    return this.#held !== null && this.#nextMs() <= nowMs ? this.#pass(this.#held, nowMs) : null;
  }
  /** Monotonic ms at which a held reading may enter; Infinity when none is held. */
  dueMs(): number {
    return this.#held === null ? Number.POSITIVE_INFINITY : this.#nextMs();
  }

  #pass(value: ObservationValue, nowMs: number): ObservationValue {
    this.#tokens = Math.min(READINGS_BURST, this.#tokens + (nowMs - this.#tokensAtMs) / READING_MS) - 1;
    this.#tokensAtMs = nowMs;
    this.#held = null;
    return value;
  }
  #nextMs(): number {
    return this.#tokens >= 1
      ? this.#tokensAtMs
      : this.#tokensAtMs + Math.ceil((1 - this.#tokens) * READING_MS);
  }
}
