/**
 * One wire of an emulated part, with the ways in which a wire goes wrong. Electrical levels: 1 is the supply.
 *
 * Owns the level and who listens to it. Runs on injected time and chance only, and never knows a driver.
 */

/** Time and chance of a simulated home. */
export interface Surroundings {
  /** Runs something after so many ms; returns how to call it off. */
  readonly after: (ms: number, run: () => void) => () => void;
  /** Uniform in [0, 1). */
  readonly unit: () => number;
}
/**
 * dead: stays as it is · stuck: pulled to its active level for ever · flood: 100 edges a second · unplugged: falls to
 * the level of the hub's resistor · floating: no resistor, picks up whatever is in the air.
 */
export type LineFault = 'none' | 'dead' | 'stuck' | 'flood' | 'unplugged' | 'floating';

const FLOOD_MS = 10;
const FLOATING_MS_MAX = 4_000;

export class EmulatedLine {
  readonly #surroundings: Surroundings;
  readonly #idle: 0 | 1;
  /** What the part wants. */
  #wanted: 0 | 1;
  /** What is on the wire. */
  #level: 0 | 1;
  #fault: LineFault = 'none';
  #callOff: () => void = () => {};
  #listener: ((level: 0 | 1) => void) | null = null;

  constructor(surroundings: Surroundings, idle: 0 | 1) {
    this.#surroundings = surroundings;
    this.#idle = idle;
    this.#wanted = idle;
    this.#level = idle;
  }

  get level(): 0 | 1 {
    return this.#level;
  }
  get surroundings(): Surroundings {
    return this.#surroundings;
  }
  /** One listener, the bus; null when nothing is connected. */
  listen(listener: ((level: 0 | 1) => void) | null): void {
    this.#listener = listener;
  }

  /** What the part drives the wire to. */
  set(level: 0 | 1): void {
    this.#wanted = level;
    if (this.#fault === 'none') this.#become(level);
  }
  /** Comes to rest at a level after so many edges there and back within `withinMs`. */
  bounceTo(level: 0 | 1, edges: number, withinMs: number): void {
    const { after, unit } = this.#surroundings;
    let atMs = 0;
    for (let edge = 0; edge < edges; edge += 1) {
      const to: 0 | 1 = edge % 2 === 0 ? level : level === 1 ? 0 : 1;
      after(atMs, () => this.set(to));
      atMs += 1 + Math.floor((unit() * withinMs) / Math.max(1, edges));
    }
    after(atMs, () => this.set(level));
  }

  /** Breaks the wire in one way, or mends it. */
  break(fault: LineFault): void {
    this.#callOff();
    this.#callOff = () => {};
    this.#fault = fault;
    if (fault === 'none') this.#become(this.#wanted);
    else if (fault === 'stuck') this.#become(this.#idle === 1 ? 0 : 1);
    else if (fault === 'unplugged') this.#become(this.#idle);
    else if (fault !== 'dead') this.#chatter();
  }

  #chatter(): void {
    const { after, unit } = this.#surroundings;
    const ms = this.#fault === 'flood' ? FLOOD_MS : Math.ceil(unit() * FLOATING_MS_MAX);
    this.#callOff = after(ms, () => {
      this.#become(this.#level === 1 ? 0 : 1);
      this.#chatter();
    });
  }

  #become(level: 0 | 1): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#listener?.(level);
  }
}
