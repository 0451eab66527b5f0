/**
 * A capacitive touch key: its output rises while a hand is on it, cleanly, and falls when the hand goes.
 *
 * Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

/** A hand laid on, not a tap. */
const HELD_MS = 400;

export class TouchEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 0);
  }

  touch(heldMs: number = HELD_MS): void {
    this.line.set(1);
    this.line.surroundings.after(heldMs, () => this.line.set(0));
  }
}
