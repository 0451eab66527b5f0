/**
 * The pulse output of a meter: an open collector that pulls the wire low for 40 ms for each watt-hour (1000 imp/kWh).
 *
 * Counts energy as a real meter does: a change of power keeps what was counted towards the next pulse. DIN 43864.
 * Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const PULSE_MS = 40;
const JOULES_PER_PULSE = 3_600;

export class PulseMeterEmulator {
  readonly line: EmulatedLine;
  readonly #nowMs: () => number;
  #watts = 0;
  #joules = 0;
  #sinceMs: number;
  #callOff: () => void = () => {};

  constructor(surroundings: Surroundings, nowMs: () => number) {
    this.line = new EmulatedLine(surroundings, 1);
    this.#nowMs = nowMs;
    this.#sinceMs = nowMs();
  }

  /** Power from now on, W. */
  watts(watts: number): void {
    this.#count();
    this.#watts = watts;
    this.#plan();
  }
  /** Power besides, W: an appliance goes on, or off (negative). */
  add(watts: number): void {
    this.watts(Math.max(0, this.#watts + watts));
  }

  #count(): void {
    const nowMs = this.#nowMs();
    this.#joules += (this.#watts * (nowMs - this.#sinceMs)) / 1_000;
    this.#sinceMs = nowMs;
  }

  #plan(): void {
    this.#callOff();
    if (this.#watts <= 0) return;
    const { after } = this.line.surroundings;
    const waitMs = Math.max(1, Math.ceil(((JOULES_PER_PULSE - this.#joules) * 1_000) / this.#watts));
    this.#callOff = after(waitMs, () => {
      this.#count();
      if (this.#joules >= JOULES_PER_PULSE) {
        this.#joules -= JOULES_PER_PULSE;
        this.line.set(0);
        after(PULSE_MS, () => this.line.set(1));
      }
      this.#plan();
    });
  }
}
