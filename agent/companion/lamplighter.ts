/**
 * Keeps the companion's light at what state says, and hands on what the companion tells of itself.
 *
 * Owns only what was shown last, so that nothing is shown twice. Must never decide what is shown (`light.ts`). Without a
 * lamp it does nothing.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { CompanionFact, Light } from '../ports.ts';
import { type LightPattern, lightOf } from './light.ts';

export class Lamplighter {
  readonly #light: Light | undefined;
  readonly #emit: (fact: CompanionFact) => void;
  #shown: LightPattern | null = null;

  constructor(light: Light | undefined, emit: (fact: CompanionFact) => void) {
    this.#light = light;
    this.#emit = emit;
  }

  start(): void {
    this.#light?.open(this.#emit);
  }

  follow(state: Readonly<HubState>, now: Moment): void {
    if (this.#light === undefined) return;
    const pattern = lightOf(state, now);
    if (pattern === this.#shown) return;
    this.#shown = pattern;
    this.#light.show(pattern);
  }

  stop(): void {
    this.#light?.close();
  }
}
