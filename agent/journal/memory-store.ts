/**
 * The journal in memory: the same contract as the one on disk, for replay, simulator and tests.
 *
 * A commit is durable at once, as on disk: `crash()` gives the store as the next process would find it. Faults are
 * injected from outside (`failNext`), never by chance. Rows are held by reference and must not change after a
 * commit. Never touches a disk, a clock or a random number.
 */
import { AnbuError, type ErrorCode, assert } from '../errors.ts';
import type { Batch, JournalStore, KeptUpTo, Row, StandIn, StoreOpening } from '../ports.ts';
import { LANES, type Lane } from '../record.ts';
import { CHECKPOINTS_KEPT, PRUNE_ROWS_MAX } from './bounds.ts';
import { Waiting } from './waiting.ts';

export type Refusal = 'refused' | 'taken';
export interface MemoryStore extends JournalStore {
  /**
   * So many commits to come throw this and change nothing; Infinity: until `mend`. `taken`: the disk took it and said
   * no, so that whoever opens it next finds the last of them, unless one went through since.
   */
  failNext(
    code: Extract<ErrorCode, 'journal-unwritable' | 'journal-full'>,
    commits?: number,
    how?: Refusal,
  ): void;
  mend(): void;
  /** The process died: what the next one finds. This store must not be used any more. */
  crash(): MemoryStore;
}

/** An empty journal. */
export function createMemoryStore(): MemoryStore {
  return new InMemory([], new Waiting(), new Map());
}

/** What a row takes on disk with its share of index and free space; for `bytes()`, which is an estimate here. */
const ROW_BYTES = 100;
/** Rows let go at the head of a queue before it is cut: half of a queue at most is waste. */
const CUT_ROWS = 1024;

/** Rows of one lane that wait, oldest first. */
interface Queue {
  rows: Row[];
  head: number;
}

class InMemory implements MemoryStore {
  readonly #rows: Row[];
  readonly #waiting: Waiting;
  readonly #sent: Map<Lane, number>;
  readonly #queues: Record<Lane, Queue>;
  readonly #checkpoints: Row[];
  #lastN: number;
  #sweptTo = 0;
  /** Up to here a whole round of deletions has just left what must stay; 0: something may go since. */
  #cleanTo = 0;
  #changed = false;
  #fault: { code: ErrorCode; commits: number; how: Refusal } | null = null;
  /** What the disk took and said no to: there at the next opening, and not before. */
  #taken: Batch | null = null;
  #state: 'closed' | 'open' | 'dead' = 'closed';

  constructor(rows: Row[], waiting: Waiting, sent: Map<Lane, number>) {
    this.#rows = rows;
    this.#waiting = waiting;
    this.#sent = sent;
    this.#queues = {
      alert: this.#queueOf('alert'),
      notice: this.#queueOf('notice'),
      need: this.#queueOf('need'),
      state: this.#queueOf('state'),
      history: this.#queueOf('history'),
    };
    this.#checkpoints = rows.filter((row) => row.entry.body.kind === 'checkpoint').slice(-CHECKPOINTS_KEPT);
    this.#lastN = rows.at(-1)?.n ?? 0;
  }

  open(): StoreOpening {
    assert(this.#state === 'closed', 'the journal is opened once, and not after a crash');
    this.#state = 'open';
    this.#findTaken();
    this.#sweptTo = 0;
    return {
      lastN: this.#lastN,
      lastStamp: this.#rows.at(-1)?.entry.at ?? null,
      previous: this.#waiting.lastBoot(),
      kept: this.#waiting.marks(),
      sent: LANES.flatMap((lane) => {
        const n = this.#sent.get(lane);
        return n === undefined ? [] : [{ lane, n }];
      }),
      quarantined: null,
    };
  }

  commit(batch: Batch): void {
    this.#assertOpen();
    if (this.#fault !== null && this.#fault.commits > 0) {
      this.#fault.commits -= 1;
      // A copy: whoever was told no goes on with its rows.
      if (this.#fault.how === 'taken')
        this.#taken = { ...batch, rows: batch.rows.map((row) => ({ ...row })) };
      throw new AnbuError(this.#fault.code, 'the journal was made to fail');
    }
    this.#taken = null;
    this.#apply(batch);
  }

  #apply(batch: Batch): void {
    const marks = this.#waiting.advances(batch);
    for (const row of batch.rows) this.#append(row);
    for (const standIn of batch.standIns ?? []) this.#thin(standIn);
    for (const mark of marks) this.#keep(mark);
    for (const { lane, n } of batch.sent) this.#sent.set(lane, n);
    if (batch.pruneUpTo !== null) this.#prune(batch.pruneUpTo);
  }

  read(after: number, limit: number): Row[] {
    this.#assertOpen();
    const first = firstAfter(this.#rows, 0, after);
    return this.#rows.slice(first, first + limit);
  }
  readLane(lane: Lane, after: number, limit: number): Row[] {
    this.#assertOpen();
    const { rows, head } = this.#queues[lane];
    const first = firstAfter(rows, head, after);
    return rows.slice(first, first + limit);
  }
  readCheckpoints(limit: number): Row[] {
    this.#assertOpen();
    return this.#rows
      .filter((row) => row.entry.body.kind === 'checkpoint')
      .slice(limit === 0 ? this.#rows.length : -limit)
      .reverse();
  }
  backlog(lane: Lane): { rows: number; oldestWallMs: number | null } {
    this.#assertOpen();
    const { rows, head } = this.#queues[lane];
    return { rows: this.#waiting.rows(lane), oldestWallMs: rows[head]?.entry.at.wallMs ?? null };
  }
  bytes(): number {
    return this.#rows.length * ROW_BYTES;
  }
  takesFiles(): boolean {
    return this.#fault === null || this.#fault.commits === 0 || this.#fault.how === 'taken';
  }
  close(): void {
    if (this.#state === 'open') this.#state = 'closed';
  }

  failNext(code: ErrorCode, commits = 1, how: Refusal = 'refused'): void {
    this.#fault = { code, commits, how };
  }
  mend(): void {
    this.#fault = null;
  }
  crash(): MemoryStore {
    this.#findTaken();
    this.#state = 'dead';
    return new InMemory(this.#rows, this.#waiting, this.#sent);
  }

  #findTaken(): void {
    if (this.#taken !== null) this.#apply(this.#taken);
    this.#taken = null;
  }

  #assertOpen(): void {
    assert(this.#state === 'open', 'the journal is not open');
  }

  #queueOf(lane: Lane): Queue {
    return { rows: this.#rows.filter((row) => waits(row, lane, this.#waiting)), head: 0 };
  }

  #append(row: Row): void {
    assert(row.n > this.#lastN, `record ${row.n} comes after record ${this.#lastN}`);
    assert(
      (row.lane === null) === (row.seq === null),
      `record ${row.n} has a lane or a sequence number, not both`,
    );
    this.#lastN = row.n;
    this.#rows.push(row);
    const { boot } = row.entry.at;
    this.#waiting.know(boot);
    if (row.entry.body.kind === 'checkpoint') {
      this.#changed = true;
      this.#checkpoints.push(row);
      if (this.#checkpoints.length > CHECKPOINTS_KEPT) this.#checkpoints.shift();
    }
    if (row.lane === null || row.seq === null) return;
    this.#waiting.admit(boot, row.lane, row.seq);
    this.#queues[row.lane].rows.push(row);
  }

  #thin({ row, fromN }: StandIn): void {
    const { lane, seq, entry } = row;
    assert(
      lane !== null && seq !== null && entry.body.kind === 'withheld',
      'what is thinned waits in a lane',
    );
    const goes = (each: Row) => each.lane === lane && each.entry.at.boot === entry.at.boot;
    replaceRun(this.#rows, { row, fromN }, goes);
    replaceRun(this.#queues[lane].rows, { row, fromN }, goes);
    this.#waiting.thin(entry.at.boot, lane, entry.body.from ?? seq, seq);
  }

  #keep(mark: KeptUpTo): void {
    this.#changed = true;
    this.#waiting.keep(mark);
    const queue = this.#queues[mark.lane];
    for (let row = queue.rows[queue.head]; row !== undefined; row = queue.rows[queue.head]) {
      if (waits(row, mark.lane, this.#waiting)) break;
      queue.head += 1;
    }
    const first = queue.rows[queue.head];
    // An older boot still waits in front: what was kept behind it is taken out of the middle.
    const middle = first !== undefined && first.entry.at.boot !== mark.boot;
    if (!middle && queue.head < CUT_ROWS) return;
    queue.rows = queue.rows.slice(queue.head);
    queue.head = 0;
    if (middle) queue.rows = queue.rows.filter((row) => waits(row, mark.lane, this.#waiting));
  }

  /** Looks at the next rows up to `upTo` and lets go those that may; begins again at the oldest when it is through. */
  #prune(upTo: number): void {
    if (!this.#changed && upTo <= this.#cleanTo) return;
    if (this.#sweptTo === 0) this.#changed = false;
    const first = firstAfter(this.#rows, 0, this.#sweptTo);
    const end = Math.min(firstAfter(this.#rows, first, upTo), first + PRUNE_ROWS_MAX);
    const swept = this.#rows.slice(first, end);
    this.#sweptTo = swept.length < PRUNE_ROWS_MAX ? 0 : (swept.at(-1)?.n ?? 0);
    // The last row stays only while it is the last, and what comes after it was not looked at.
    this.#cleanTo = this.#sweptTo === 0 && !this.#changed ? Math.min(upTo, this.#lastN - 1) : 0;
    const staying = swept.filter((row) => this.#stays(row));
    if (staying.length < swept.length) this.#rows.splice(first, end - first, ...staying);
    const oldest = this.#rows[0];
    if (oldest !== undefined) this.#waiting.forgetBefore(oldest.entry.at.boot);
  }

  #stays(row: Row): boolean {
    if (row.n === this.#lastN || this.#checkpoints.includes(row)) return true;
    return row.lane !== null && waits(row, row.lane, this.#waiting);
  }
}

function waits(row: Row, lane: Lane, waiting: Waiting): boolean {
  return row.lane === lane && row.seq !== null && !waiting.isKept(row.entry.at.boot, lane, row.seq);
}

/** In place: of the rows from `fromN` up to the new one's number, those that go, and there it is. */
function replaceRun(rows: Row[], { row, fromN }: StandIn, goes: (each: Row) => boolean): void {
  const first = firstAfter(rows, 0, fromN - 1);
  const end = firstAfter(rows, first, row.n);
  const left = rows.slice(first, end).filter((each) => !goes(each));
  rows.splice(first, end - first, ...left, row);
}

/** Index of the first row with n > `after`, looking from `from` on; rows rise in n. */
function firstAfter(rows: readonly Row[], from: number, after: number): number {
  let low = from;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rows[middle]?.n ?? 0) > after) high = middle;
    else low = middle + 1;
  }
  return low;
}
