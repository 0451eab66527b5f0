/**
 * A reed contact on a pull-up: the wire is low while the magnet is near. Starts closed.
 *
 * Blades bounce for up to 5 ms, a slammed door for longer. Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const BOUNCE_MS = 5;
const BOUNCES_MAX = 8;

export class ReedEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 1);
    this.line.set(0);
  }

  open(): void {
    this.#move(1);
  }
  close(): void {
    this.#move(0);
  }

  #move(level: 0 | 1): void {
    const edges = 1 + 2 * Math.floor((this.line.surroundings.unit() * BOUNCES_MAX) / 2);
    this.line.bounceTo(level, edges, BOUNCE_MS);
  }
}
