/**
 * A passive infrared detector as its datasheet has it: output high for the hold time, held on by more movement.
 *
 * AM312: hold 2.3 s. After power-up it pulses on its own for up to a minute. Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const HOLD_MS = 2_300;
/** After a pulse the element rests and sees nothing (AM312: 2 s; the HC-SR501's "block time" is 2.5 s). */
const BLOCK_MS = 1_200;
const WARM_UP_MS = 45_000;
const NOISE_PULSES = 3;

export class PirEmulator {
  readonly line: EmulatedLine;
  /** Counts movements, so that only the last one's hold ends the pulse. */
  #movements = 0;
  #isBlocked = false;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 0);
  }

  /** Power comes: the element settles, and pulses meanwhile. */
  powerOn(): void {
    const { after, unit } = this.line.surroundings;
    for (let pulse = 0; pulse < NOISE_PULSES; pulse += 1) after(unit() * WARM_UP_MS, () => this.movement());
  }

  movement(): void {
    if (this.#isBlocked) return;
    this.#movements += 1;
    const movement = this.#movements;
    this.line.set(1);
    this.line.surroundings.after(HOLD_MS, () => {
      if (movement !== this.#movements) return;
      this.line.set(0);
      this.#isBlocked = true;
      this.line.surroundings.after(BLOCK_MS, () => {
        this.#isBlocked = false;
      });
    });
  }
}
