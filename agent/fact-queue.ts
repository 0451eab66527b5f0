/**
 * Facts that wait while a turn runs, in their order, and which of them belong together.
 *
 * Owns the bound: what does not fit is refused whole, and counted until somebody asks.
 */
import type { Fact } from './record.ts';

/** `isPart`: the next one happened with it, and is to be on disk with it. */
export interface Waiting {
  readonly fact: Fact;
  readonly isPart: boolean;
}

/** Inputs that may wait while a turn runs. A turn takes well under 10 ms: 1,024 are 10 s of a 100/s flood. */
const QUEUE_MAX = 1024;

export class FactQueue {
  readonly #waiting: Waiting[] = [];
  #dropped = 0;

  /** Facts of one instant: all or none. */
  enter(facts: readonly Fact[]): void {
    if (this.#waiting.length + facts.length > QUEUE_MAX) this.#dropped += facts.length;
    else
      for (const [at, fact] of facts.entries()) this.#waiting.push({ fact, isPart: at + 1 < facts.length });
  }
  /** The loop's own word, which is never refused: one at a time, from a turn that has ended. */
  say(fact: Fact): void {
    this.#waiting.push({ fact, isPart: false });
  }
  next(): Waiting | undefined {
    return this.#waiting.shift();
  }
  /** How many were refused since the last time. */
  takeDropped(): number {
    const dropped = this.#dropped;
    this.#dropped = 0;
    return dropped;
  }
}
