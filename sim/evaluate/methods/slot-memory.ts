/**
 * The longest inactivity reached in each half-hour of each of the last days at home, and where a line drawn over it
 * is crossed: what the alert line and the inactivity score have in common.
 *
 * After Cuddihy, Weisenberg, Graichen, Ganesh 2007 (48 slots). Learns only silences that have ended.
 */
import { DAY_MS, MINUTE_MS } from '../units.ts';
import { FLOOR_MS } from './method.ts';

export const SLOT_MS = 30 * MINUTE_MS;
const SLOTS = 48;
/** Home days remembered (reference §3: N = 30). */
const DAYS_MAX = 30;
/** Beyond two days a crossing is no alarm of this silence. */
const LOOK_MS_MAX = 2 * DAY_MS;

export class SlotMemory {
  #day = Number.NaN;
  #today = new Float64Array(SLOTS);
  #before = new Float64Array(SLOTS);
  readonly #days: Float64Array[] = [];

  /** An inactivity (local times) that has ended. */
  learn(fromLocalMs: number, toLocalMs: number): void {
    const day = Math.floor(toLocalMs / DAY_MS);
    if (day !== this.#day) this.#open(day);
    const last = Math.floor(toLocalMs / SLOT_MS);
    const first = Math.max(Math.floor(fromLocalMs / SLOT_MS), last - 2 * SLOTS);
    for (let slot = first; slot <= last; slot += 1) {
      const reachedMs = Math.min((slot + 1) * SLOT_MS, toLocalMs) - fromLocalMs;
      const place = slot % SLOTS;
      if ((this.#today[place] ?? 0) < reachedMs) this.#today[place] = reachedMs;
    }
  }

  #open(day: number): void {
    if (!Number.isNaN(this.#day)) this.#days.push(this.#today);
    if (this.#days.length > DAYS_MAX) this.#days.shift();
    this.#day = day;
    this.#today = new Float64Array(SLOTS);
    this.#before = new Float64Array(SLOTS);
    for (const row of this.#days)
      for (let at = 0; at < SLOTS; at += 1) this.#before[at] = Math.max(this.#before[at] ?? 0, row[at] ?? 0);
  }

  /** Ms from `fromLocalMs` until inactivity passes `line` of the longest in its slot, not looking before `agedMs`. */
  crossing(fromLocalMs: number, agedMs: number, line: (longestMs: number) => number): number {
    let aged = Math.max(agedMs, FLOOR_MS);
    for (let slot = Math.floor((fromLocalMs + aged) / SLOT_MS); aged < LOOK_MS_MAX; slot += 1) {
      const place = slot % SLOTS;
      const lineMs = line(Math.max(this.#before[place] ?? 0, this.#today[place] ?? 0));
      const endMs = (slot + 1) * SLOT_MS - fromLocalMs;
      if (lineMs <= aged) return aged;
      if (lineMs < endMs) return lineMs;
      aged = endMs;
    }
    return Number.POSITIVE_INFINITY;
  }
}
