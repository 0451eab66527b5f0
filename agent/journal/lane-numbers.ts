/**
 * The sequence numbers of this boot's lanes: given in the commit, so that a lane has no hole.
 *
 * Owns the last number of each lane. Must never give a number that the disk has already.
 */
import type { StoreOpening } from '../ports.ts';
import { LANES, type Lane } from '../record.ts';
import type { Draft } from './shedding.ts';

export class LaneNumbers {
  readonly #last: Record<Lane, number> = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };

  give(drafts: readonly Draft[]): void {
    for (const draft of drafts) {
      if (draft.lane === null || draft.seq !== null) continue;
      this.#last[draft.lane] += 1;
      draft.seq = this.#last[draft.lane];
    }
  }

  /** After a failed commit history gives its numbers back: it can wait, and may be shed. */
  takeBackHistory(drafts: readonly Draft[]): void {
    for (const draft of drafts) {
      if (draft.lane !== 'history' || draft.seq === null) continue;
      draft.seq = null;
      this.#last.history -= 1;
    }
  }

  /** What the disk has of this boot, numbers that were given back among them: the next ones come after. */
  goOnFrom(previous: StoreOpening['previous'], boot: string | null): void {
    if (previous === null || previous.boot !== boot) return;
    for (const lane of LANES) this.#last[lane] = Math.max(this.#last[lane], previous.lastSeq[lane]);
  }
}
