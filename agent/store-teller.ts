/**
 * What is said of the journal's store: once when it begins to fail or to shed, once when it has worked again for a while.
 *
 * Owns what was last said, by this life or the one before. Decides nothing; the condition follows from the record. A
 * store that takes one transaction and refuses the next must not have each of them told: what is told is urgent, and
 * would be the next transaction.
 */
import type { OpenCondition } from './health/edges.ts';
import type { Journal } from './journal/journal.ts';
import type { StoreState } from './record.ts';

/** So long after its last failure it works again: a card that works by fits is one that fails. */
const STEADY_MS = 60_000;

export class StoreTeller {
  readonly #journal: Journal;
  readonly #say: (fact: StoreState) => void;
  #told: StoreState['state'];
  #failedMs = Number.NEGATIVE_INFINITY;

  /** `open`: the conditions that were open when the hub started. */
  constructor(journal: Journal, open: readonly OpenCondition[], say: (fact: StoreState) => void) {
    this.#journal = journal;
    this.#say = say;
    const codes = open.map(({ code }) => code);
    if (codes.includes('journal-unwritable')) this.#told = 'failing';
    else this.#told = codes.includes('disk-full') ? 'shedding' : 'ok';
  }

  get state(): StoreState['state'] {
    if (this.#journal.failing !== null) return 'failing';
    return this.#journal.shedding ? 'shedding' : 'ok';
  }
  /** It fails, and nobody was told yet. */
  get failsUntold(): boolean {
    return this.#journal.failing !== null && this.#told !== 'failing';
  }

  /** Monotonic ms at which to look again whether it has held; Infinity: there is nothing to say. */
  get steadyMs(): number {
    const isBack = this.#told === 'failing' && this.state !== 'failing';
    return isBack ? this.#failedMs + STEADY_MS : Number.POSITIVE_INFINITY;
  }

  /** After a commit. `moved`: what was moved aside or lost, in words. */
  tell(moved: string | null, nowMs: number): void {
    const { state } = this;
    if (state === 'failing') this.#failedMs = nowMs;
    const isEarly = this.#told === 'failing' && nowMs < this.steadyMs;
    if (moved === null && (state === this.#told || isEarly)) return;
    this.#told = state;
    const found = moved === null ? null : 'journal-corrupt';
    const full = state === 'shedding' ? 'journal-full' : found;
    this.#say({
      kind: 'store',
      state,
      why: this.#journal.failing ?? full,
      dropped: this.#journal.takeDropped(),
    });
  }

  /** While the disk is full: how much was given up since that was last said. */
  tellShed(): void {
    if (this.state !== 'shedding') return;
    const dropped = this.#journal.takeDropped();
    if (dropped > 0) this.#say({ kind: 'store', state: 'shedding', why: 'journal-full', dropped });
  }
}
