/**
 * The baselines that need no model of the home: a fixed time, the alert line, the inactivity score.
 *
 * B0 is what municipal services run; B1 after Cuddihy et al. 2007; B4 after Wilhelm & Wahl 2024 (Sensors 24:6583).
 * They are rivals, not parts of the product: nothing in agent/ may learn from their sweeps.
 */
import type { SensorClass } from '../../../agent/record.ts';
import { HOUR_MS } from '../units.ts';
import type { Family, Method, MethodSign } from './method.ts';
import { SlotMemory } from './slot-memory.ts';

export const FIXED: Family = {
  id: 'B0',
  name: 'fixed time',
  parameter: 'h',
  sweep: [3, 4, 5, 6, 8, 10, 12, 24],
  create: (hours) => ({ sign: () => undefined, alarmAfterMs: () => hours * HOUR_MS }),
};

class AlertLine implements Method {
  readonly #memory = new SlotMemory();
  readonly #bufferMs: number;
  #localMs = 0;

  constructor(bufferMs: number) {
    this.#bufferMs = bufferMs;
  }
  sign({ localMs, silenceMs }: MethodSign): void {
    if (silenceMs !== null) this.#memory.learn(localMs - silenceMs, localMs);
    this.#localMs = localMs;
  }
  alarmAfterMs(): number {
    return this.#memory.crossing(this.#localMs, 0, (longestMs) => longestMs + this.#bufferMs);
  }
}

export const ALERT_LINE: Family = {
  id: 'B1',
  name: 'alert line',
  parameter: 'h more',
  sweep: [-1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 6, 8, 10],
  create: (hours) => new AlertLine(hours * HOUR_MS),
};

/** P(a person caused it), by class of sensor: a switch was worked by somebody, heat and motors may be nobody. */
const BY_PERSON: Readonly<Record<SensorClass, number>> = {
  motion: 0.9,
  door: 0.99,
  item: 0.99,
  pressure: 0.95,
  power: 0.5,
  light: 0.95,
};

/** Σ over the events that may have been the last one by a person of its age × q_i Π(1 − q_later) is one mean, kept. */
class InactivityScore implements Method {
  readonly #memory = new SlotMemory();
  readonly #factor: number;
  #meanLocalMs = Number.NaN;
  #localMs = 0;

  constructor(factor: number) {
    this.#factor = factor;
  }
  sign({ localMs, silenceMs, class: kind }: MethodSign): void {
    const known = !Number.isNaN(this.#meanLocalMs);
    if (known && silenceMs !== null) this.#memory.learn(this.#meanLocalMs, localMs);
    const share = BY_PERSON[kind];
    // An absence is no inactivity, however doubtful the first sign after it.
    const isMean = known && silenceMs !== null;
    this.#meanLocalMs = isMean ? share * localMs + (1 - share) * this.#meanLocalMs : localMs;
    this.#localMs = localMs;
  }
  alarmAfterMs(): number {
    const aheadMs = this.#localMs - this.#meanLocalMs;
    const line = (longestMs: number): number => longestMs * this.#factor;
    return this.#memory.crossing(this.#meanLocalMs, aheadMs, line) - aheadMs;
  }
}
export const INACTIVITY_SCORE: Family = {
  id: 'B4',
  name: 'inactivity score',
  parameter: 'times',
  sweep: [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 12],
  create: (factor) => new InactivityScore(factor),
};
