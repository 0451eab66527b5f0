/**
 * When a change of the link becomes a fact: each one, until there are too many; then the last one, now and then.
 *
 * Owns the state of the link and how many of its facts an hour may hold. A link that flaps all day must neither
 * fill the journal nor go untold: losses without a fact of their own are counted in the next one.
 */
import type { ErrorCode } from '../errors.ts';
import type { Link } from '../record.ts';

/** Four at once, then one each five minutes: 16 in the busiest hour, 292 in the busiest day. */
const FACTS_AT_ONCE = 4;
const FACT_EVERY_MS = 5 * 60_000;

export class LinkTeller {
  readonly #emit: (fact: Link) => void;
  #state: Link['state'] | null = null;
  #why: ErrorCode | null = null;
  #told: Link['state'] | null = null;
  /** Losses since the last fact. */
  #losses = 0;
  /** When the allowance will be whole again. */
  #wholeMs = Number.NEGATIVE_INFINITY;

  constructor(emit: (fact: Link) => void) {
    this.#emit = emit;
  }

  /** Null before the first word of the pipe. */
  get state(): Link['state'] | null {
    return this.#state;
  }

  /** A link that fails to come up a thousand times is one fact. */
  change(state: Link['state'], why: ErrorCode | null, nowMs: number): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#why = why;
    if (state === 'down') this.#losses += 1;
    this.wake(nowMs);
  }

  /** When what was not told may be; Infinity when all is told. */
  dueMs(): number {
    if (this.#state === this.#told) return Number.POSITIVE_INFINITY;
    return this.#wholeMs - (FACTS_AT_ONCE - 1) * FACT_EVERY_MS;
  }

  /** Tells what is to be told, when it may. Harmless otherwise. */
  wake(nowMs: number): void {
    const state = this.#state;
    if (state === null || nowMs < this.dueMs()) return;
    this.#wholeMs = Math.max(this.#wholeMs, nowMs) + FACT_EVERY_MS;
    this.#told = state;
    const flaps = state === 'down' ? this.#losses - 1 : this.#losses;
    this.#losses = 0;
    this.#emit({ kind: 'link', state, why: this.#why, ...(flaps > 0 ? { flaps } : {}) });
  }
}
