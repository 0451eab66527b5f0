/**
 * A vibration switch on its comparator: a spring that chatters for a second while something is moved, and comes to rest.
 *
 * Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const SHAKE_MS = 1_000;
const SHAKES_MAX = 24;

export class VibrationEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 0);
  }

  /** Somebody pulls the drawer open. */
  shake(): void {
    const edges = 4 + 2 * Math.floor((this.line.surroundings.unit() * SHAKES_MAX) / 2);
    this.line.bounceTo(0, edges, SHAKE_MS);
  }
}
