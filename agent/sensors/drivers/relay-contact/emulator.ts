/**
 * A relay's dry contact on a pull-up: low while it is closed. Starts open.
 *
 * Small relays bounce for some ms when they close, hardly when they open. Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const BOUNCE_MS = 5;
const BOUNCES = 5;

export class RelayContactEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 1);
  }

  close(): void {
    this.line.bounceTo(0, BOUNCES, BOUNCE_MS);
  }
  open(): void {
    this.line.set(1);
  }
}
