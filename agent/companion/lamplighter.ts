/**
 * Keeps the companion's light at what state says, and hands on what the companion tells of itself, and to it what of that
 * is on disk.
 *
 * Owns only what was shown last, so that nothing is shown twice. Must never decide what is shown (`light.ts`). Without a
 * lamp it does nothing.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Light, TellCompanion } from '../ports.ts';
import type { Entry } from '../record.ts';
import { type LightPattern, lightOf } from './light.ts';

export class Lamplighter {
  readonly #light: Light | undefined;
  readonly #emit: TellCompanion;
  #shown: LightPattern | null = null;

  constructor(light: Light | undefined, emit: TellCompanion) {
    this.#light = light;
    this.#emit = emit;
  }

  start({ sensors }: Readonly<HubState>): void {
    this.#light?.open(this.#emit, sensors.counters);
  }

  /** After a commit. */
  follow(state: Readonly<HubState>, now: Moment, committed: readonly Entry[]): void {
    if (this.#light === undefined) return;
    for (const { body } of committed) if (body.kind === 'frame-counter') this.#light.kept?.(body);
    const pattern = lightOf(state, now);
    if (pattern === this.#shown) return;
    this.#shown = pattern;
    this.#light.show(pattern);
  }

  stop(): void {
    this.#light?.close();
  }
}
