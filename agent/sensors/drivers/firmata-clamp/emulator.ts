/**
 * A current clamp of 30 A per volt on a pin of a 5 V board, closed around the supply of a home.
 *
 * Each look at it finds the wave a little further on, as a sampling does that is out of step with the mains. The wave is
 * a sine by Bhaskara's formula, 0.2 % off. Knows no driver.
 */
import type { EmulatedAnalog, EmulatedBeing, EmulatedPart } from '../../emulated-bus.ts';
import type { Surroundings } from '../../emulated-line.ts';
import { EmulatedLoad, VOLTS } from '../../emulated-load.ts';

const AMPERES_PER_SCALE = 30 * 5;
const STEPS = 1_023;
/** Half waves of 50 Hz in 97 ms. */
const HALF_WAVES = 9.7;

export class ClampEmulator implements EmulatedPart {
  readonly load: EmulatedLoad;
  readonly analog: EmulatedAnalog;
  #halfWaves: number;
  #isSilent = false;

  constructor(surroundings: Surroundings, being: EmulatedBeing) {
    this.load = new EmulatedLoad(surroundings, being, 0);
    this.#halfWaves = surroundings.unit();
    this.analog = { share: () => (this.#isSilent ? null : this.#share()) };
  }

  use(): void {
    this.load.kettle();
  }
  silence(isSilent: boolean): void {
    this.#isSilent = isSilent;
  }

  #share(): number {
    this.#halfWaves = (this.#halfWaves + HALF_WAVES) % 2;
    const peak = (this.load.watts / VOLTS / AMPERES_PER_SCALE) * Math.SQRT2;
    const share = 0.5 + peak * sine(this.#halfWaves);
    return Math.round(Math.min(1, Math.max(0, share)) * STEPS) / STEPS;
  }
}

/** Of an angle in half turns, from 0 to 2. */
function sine(halfTurns: number): number {
  const isUp = halfTurns < 1;
  const at = isUp ? halfTurns : halfTurns - 1;
  const product = at * (1 - at);
  const value = (16 * product) / (5 - 4 * product);
  return isUp ? value : -value;
}
