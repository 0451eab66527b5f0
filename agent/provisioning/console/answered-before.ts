/**
 * What was asked in this visit, by its id, so that a request sent again is answered again and not carried out again.
 *
 * Owns the last answers. Ids go up: one that is older than what is remembered is never taken for new. Decides nothing else.
 */

/** A script that lost an answer asks again at once; it has no more than a few on the way. */
const REMEMBERED_MAX = 16;

interface Asked {
  readonly crc: string;
  /** Null: it is being carried out, and its answer will come. */
  readonly frame: string | null;
}
export type Before =
  | { readonly is: 'new' }
  | { readonly is: 'answered'; readonly frame: string }
  | { readonly is: 'underway' }
  /** The id stood for something else, or is older than what is remembered. */
  | { readonly is: 'other' };

export class AnsweredBefore {
  readonly #asked = new Map<number, Asked>();
  #highest = 0;

  of(id: number, crc: string): Before {
    const found = this.#asked.get(id);
    if (found === undefined) return { is: id > this.#highest ? 'new' : 'other' };
    if (found.crc !== crc) return { is: 'other' };
    return found.frame === null ? { is: 'underway' } : { is: 'answered', frame: found.frame };
  }

  begun(id: number, crc: string): void {
    this.#asked.set(id, { crc, frame: null });
    this.#highest = id;
    const [oldest] = this.#asked.keys();
    if (this.#asked.size > REMEMBERED_MAX && oldest !== undefined) this.#asked.delete(oldest);
  }

  answered(id: number, frame: string): void {
    const found = this.#asked.get(id);
    if (found !== undefined) this.#asked.set(id, { ...found, frame });
  }

  forget(): void {
    this.#asked.clear();
    this.#highest = 0;
  }
}
