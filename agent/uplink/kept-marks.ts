/**
 * How far the receiver has said that it keeps each lane, since the connection stands: whether its word is news.
 *
 * A receiver repeats itself, and a broker repeats it; a record of each would be a write for nothing. Owns no truth, that
 * is the journal's: what is forgotten here is written once more. Pure.
 */
import type { KeptUpTo } from '../ports.ts';

/** Five lanes of the boots that still wait: a dozen restarts without a receiver. */
const MARKS_MAX = 64;

export class KeptMarks {
  readonly #upTo = new Map<string, number>();

  /** A new connection: what was lost on the way into the journal is heard once more. */
  forget(): void {
    this.#upTo.clear();
  }
  /** Takes a mark in; true when it is further than those before. */
  isNews({ lane, boot, upTo }: KeptUpTo): boolean {
    const key = `${lane}/${boot}`;
    if (upTo <= (this.#upTo.get(key) ?? -1)) return false;
    this.#upTo.delete(key);
    this.#upTo.set(key, upTo);
    const [oldest] = this.#upTo.keys();
    if (this.#upTo.size > MARKS_MAX && oldest !== undefined) this.#upTo.delete(oldest);
    return true;
  }
}
