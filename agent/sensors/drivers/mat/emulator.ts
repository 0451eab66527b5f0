/**
 * A pressure mat on a pull-up: low while somebody's weight is on it. Starts empty.
 *
 * Its foils flicker while weight comes and goes, and come apart for a moment when somebody turns over. Knows no driver.
 */
import { EmulatedLine, type Surroundings } from '../../emulated-line.ts';

const FLICKER_MS = 120;
const FLICKERS_MAX = 12;
const TURNING_MS_MAX = 900;

export class MatEmulator {
  readonly line: EmulatedLine;

  constructor(surroundings: Surroundings) {
    this.line = new EmulatedLine(surroundings, 1);
  }

  lieDown(): void {
    this.#move(0);
  }
  getUp(): void {
    this.#move(1);
  }
  /** Of somebody who lies: off the foils for less than a second, and on them again. */
  turnOver(): void {
    const { after, unit } = this.line.surroundings;
    this.#move(1);
    after(FLICKER_MS * 2 + unit() * TURNING_MS_MAX, () => this.#move(0));
  }

  #move(level: 0 | 1): void {
    const edges = 1 + 2 * Math.floor((this.line.surroundings.unit() * FLICKERS_MAX) / 2);
    this.line.bounceTo(level, edges, FLICKER_MS);
  }
}
