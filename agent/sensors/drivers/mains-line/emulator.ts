/**
 * An optocoupler across the mains, on a pull-up: the wire is low while there is mains. Starts with mains.
 *
 * Knows no driver. A failing fuse chatters: `flicker`.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

export class MainsLineEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 1);
    this.line.set(0);
  }

  cut(): void {
    this.line.set(1);
  }
  restore(): void {
    this.line.set(0);
  }
  /** Gone for so long and back. */
  flicker(goneMs: number): void {
    this.cut();
    this.line.surroundings.after(goneMs, () => this.restore());
  }
}
