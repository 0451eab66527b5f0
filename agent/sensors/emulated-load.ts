/**
 * What an emulated meter measures: power as it is set, and the energy that has come of it.
 *
 * Owns the home behind the meter: a base, and a kettle that somebody may put on. Knows no driver and no protocol.
 */
import type { EmulatedBeing } from './emulated-bus.ts';
import type { Surroundings } from './emulated-line.ts';

export const VOLTS = 230;
const KETTLE_WATTS = 2_000;
const KETTLE_MS = 150_000;
/** Fridge, router and stand-by. */
const BASE_WATTS = 60;

export class EmulatedLoad {
  readonly #after: Surroundings['after'];
  readonly #nowMs: () => number;
  #watts = BASE_WATTS;
  #wattHours: number;
  #sinceMs: number;

  constructor(surroundings: Surroundings, being: EmulatedBeing, wattHours: number) {
    this.#after = surroundings.after;
    this.#nowMs = being.nowMs;
    this.#sinceMs = being.nowMs();
    this.#wattHours = wattHours;
  }

  get watts(): number {
    return this.#watts;
  }
  get wattHours(): number {
    this.#count();
    return this.#wattHours;
  }
  /** Power besides, W: an appliance goes on, or off (negative). */
  add(watts: number): void {
    this.#count();
    this.#watts = Math.max(0, this.#watts + watts);
  }
  /** Somebody boils water. */
  kettle(): void {
    this.add(KETTLE_WATTS);
    this.#after(KETTLE_MS, () => this.add(-KETTLE_WATTS));
  }
  /** The counter of energy begins anew, as after a reset or a change of the meter. */
  reset(): void {
    this.#count();
    this.#wattHours = 0;
  }

  #count(): void {
    const nowMs = this.#nowMs();
    this.#wattHours += (this.#watts * (nowMs - this.#sinceMs)) / 3_600_000;
    this.#sinceMs = nowMs;
  }
}
