/**
 * A push button on a pull-up: the wire is low while it is pressed, and bounces at both ends.
 *
 * Bounce by the datasheet of a tactile switch, 5 ms. Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const BOUNCE_MS = 5;
const BOUNCES = 3;
/** A finger; an unsteady hand stays longer. */
const HELD_MS = 180;

export class ButtonEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 1);
  }

  press(heldMs: number = HELD_MS): void {
    this.line.bounceTo(0, BOUNCES, BOUNCE_MS);
    this.line.surroundings.after(BOUNCE_MS * 2 + heldMs, () => this.line.bounceTo(1, BOUNCES, BOUNCE_MS));
  }
}
