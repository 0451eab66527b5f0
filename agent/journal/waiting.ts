/**
 * Which rows of which lane still wait for the receiver: counted, never searched for.
 *
 * One book per store. It holds, per boot and lane, the receiver's mark, the last sequence number, and the stretches
 * of numbers that wait: one stretch normally, more only where a failing store shed rows. Owns no rows, touches no
 * disk, and never moves a mark backwards or past what exists.
 */
import type { Batch, KeptUpTo } from '../ports.ts';
import { LANES, type Lane } from '../record.ts';

interface Stretch {
  readonly from: number;
  to: number;
}
interface LaneBook {
  keptUpTo: number;
  lastSeq: number;
  stretches: Stretch[];
}
type BootBook = Readonly<Record<Lane, LaneBook>>;

export class Waiting {
  /** In the order of the boots. */
  readonly #boots = new Map<string, BootBook>();
  readonly #rows: Record<Lane, number> = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };

  /** A boot that has rows, or had. Known ones are left alone. */
  know(boot: string): BootBook {
    const known = this.#boots.get(boot);
    if (known !== undefined) return known;
    const book = {
      alert: emptyLane(),
      notice: emptyLane(),
      need: emptyLane(),
      state: emptyLane(),
      history: emptyLane(),
    };
    this.#boots.set(boot, book);
    return book;
  }

  /** A row was committed, or found at opening. Numbers of one lane and boot must rise. */
  admit(boot: string, lane: Lane, seq: number): void {
    const book = this.know(boot)[lane];
    book.lastSeq = Math.max(book.lastSeq, seq);
    if (seq <= book.keptUpTo) return;
    const last = book.stretches.at(-1);
    if (last !== undefined && last.to === seq - 1) last.to = seq;
    else book.stretches.push({ from: seq, to: seq });
    this.#rows[lane] += 1;
  }

  /** The receiver's mark moved. A mark behind the one before, or for a boot nobody knows, changes nothing. */
  keep({ lane, boot, upTo }: KeptUpTo): void {
    const book = this.#boots.get(boot)?.[lane];
    if (book === undefined || upTo <= book.keptUpTo) return;
    book.keptUpTo = upTo;
    book.lastSeq = Math.max(book.lastSeq, upTo);
    const left: Stretch[] = [];
    for (const { from, to } of book.stretches) {
      this.#rows[lane] -= Math.max(0, Math.min(to, upTo) - from + 1);
      if (to > upTo) left.push({ from: Math.max(from, upTo + 1), to });
    }
    book.stretches = left;
  }

  /**
   * The marks of a batch that really move, once its rows are in. A receiver that claims more than there is keeps
   * only what there is: a number taken on trust would lose the rows that get it later.
   */
  advances(batch: Batch): KeptUpTo[] {
    const moved: KeptUpTo[] = [];
    // Highest first, so that of two marks for one lane the first one taken holds.
    for (const { lane, boot, upTo } of batch.kept.toSorted((one, other) => other.upTo - one.upTo)) {
      if (moved.some((mark) => mark.lane === lane && mark.boot === boot)) continue;
      const book = this.#boots.get(boot)?.[lane];
      let lastSeq = book?.lastSeq ?? 0;
      for (const row of batch.rows) {
        if (row.lane === lane && row.entry.at.boot === boot) lastSeq = Math.max(lastSeq, row.seq ?? 0);
      }
      const mark = Math.min(upTo, lastSeq);
      if (mark > (book?.keptUpTo ?? 0)) moved.push({ lane, boot, upTo: mark });
    }
    return moved;
  }

  /** One row stands for these numbers now, at the last of them. */
  thin(boot: string, lane: Lane, first: number, last: number): void {
    const book = this.#boots.get(boot)?.[lane];
    if (book === undefined) return;
    const left: Stretch[] = [];
    for (const { from, to } of book.stretches) {
      if (from < first) left.push({ from, to: Math.min(to, first - 1) });
      if (to >= last) left.push({ from: Math.max(from, last), to });
      this.#rows[lane] -= Math.max(0, Math.min(to, last - 1) - Math.max(from, first) + 1);
    }
    book.stretches = left;
  }

  isKept(boot: string, lane: Lane, seq: number): boolean {
    const book = this.#boots.get(boot)?.[lane];
    return book !== undefined && seq <= book.keptUpTo;
  }
  /** The last number that was given, or is known to have been; 0 when none. */
  lastSeq(boot: string, lane: Lane): number {
    return this.#boots.get(boot)?.[lane].lastSeq ?? 0;
  }
  rows(lane: Lane): number {
    return this.#rows[lane];
  }

  /** The last boot, with the last sequence number of each lane; null when there was none. */
  lastBoot(): { boot: string; lastSeq: Record<Lane, number> } | null {
    const boot = [...this.#boots.keys()].at(-1);
    const book = boot === undefined ? undefined : this.#boots.get(boot);
    if (boot === undefined || book === undefined) return null;
    const lastSeq = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };
    for (const lane of LANES) lastSeq[lane] = book[lane].lastSeq;
    return { boot, lastSeq };
  }

  /** All marks, oldest boot first, lanes in their order. */
  marks(): KeptUpTo[] {
    const marks: KeptUpTo[] = [];
    for (const [boot, book] of this.#boots) {
      for (const lane of LANES) {
        if (book[lane].keptUpTo > 0) marks.push({ lane, boot, upTo: book[lane].keptUpTo });
      }
    }
    return marks;
  }

  /** Forgets the boots before this one: none of their rows is left. */
  forgetBefore(oldest: string): void {
    if (!this.#boots.has(oldest)) return;
    for (const boot of this.#boots.keys()) {
      if (boot === oldest) return;
      this.#boots.delete(boot);
    }
  }
}

function emptyLane(): LaneBook {
  return { keptUpTo: 0, lastSeq: 0, stretches: [] };
}
