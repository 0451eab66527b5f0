/**
 * A ceiling switch with a cord, on a pull-up: low while somebody pulls.
 *
 * A pull is slower than a press, and its heavy contact bounces longer. Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const BOUNCE_MS = 12;
const BOUNCES = 7;
const HELD_MS = 700;

export class PullCordEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 1);
  }

  pull(heldMs: number = HELD_MS): void {
    this.line.bounceTo(0, BOUNCES, BOUNCE_MS);
    this.line.surroundings.after(BOUNCE_MS * 2 + heldMs, () => this.line.bounceTo(1, BOUNCES, BOUNCE_MS));
  }
}
