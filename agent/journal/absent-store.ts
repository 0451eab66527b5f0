/**
 * A journal store that cannot be written since the start: the disk is full, read-only or gone.
 *
 * Every commit is refused with the reason, so the hub lives from memory, marks what it does `durable: false` and says
 * so; alerts still leave. What can still be read is given out, so that no open call is forgotten. The disk is tried
 * again every few commits. Never pretends to have kept anything, and never writes after rows it has not read.
 */
import { AnbuError, type ErrorCode } from '../errors.ts';
import type { Ballast, Batch, JournalStore, StoreOpening } from '../ports.ts';

export interface SickDisk {
  readonly why: ErrorCode;
  readonly detail: string;
  /** What can be read of it; null when nothing can. */
  readonly readable: JournalStore | null;
  /** Tries to open the disk for writing; throws `AnbuError` as long as it is sick. Null: there is no use in trying. */
  readonly retry: (() => JournalStore) | null;
  /** The disk works again and knows more than was read from it: only another start can take that up. */
  readonly recovered: () => void;
}

/** A group is tried each 10 s while the store fails: the disk is tried about once a minute. */
const RETRY_EVERY_COMMITS = 6;
const EMPTY: StoreOpening = {
  lastN: 0,
  lastStamp: null,
  previous: null,
  kept: [],
  sent: [],
  quarantined: null,
};

/** The store of a disk that was sick at the start. Its reads are those of `readable`. */
export function refusingStore(disk: SickDisk): JournalStore {
  return new RefusingStore(disk);
}

/** One of which nothing is known and nothing is hoped. */
export function absentStore(why: ErrorCode, detail: string): JournalStore {
  return refusingStore({ why, detail, readable: null, retry: null, recovered: () => {} });
}

class RefusingStore implements JournalStore {
  readonly #disk: SickDisk;
  #inner: JournalStore | null;
  #opening: StoreOpening = EMPTY;
  #isWell = false;
  #isTold = false;
  #retryIn = RETRY_EVERY_COMMITS;
  #why: AnbuError;

  constructor(disk: SickDisk) {
    this.#disk = disk;
    this.#inner = disk.readable;
    this.#why = new AnbuError(disk.why, disk.detail);
  }

  open(): StoreOpening {
    this.#opening = this.#inner?.open() ?? EMPTY;
    return this.#opening;
  }
  commit(batch: Batch): void {
    if (!this.#isWell) this.#tryDisk();
    if (!this.#isWell || this.#inner === null) throw this.#why;
    this.#inner.commit(batch);
  }
  read(after: number, limit: number): ReturnType<JournalStore['read']> {
    return this.#inner?.read(after, limit) ?? [];
  }
  readLane(...asked: Parameters<JournalStore['readLane']>): ReturnType<JournalStore['readLane']> {
    return this.#inner?.readLane(...asked) ?? [];
  }
  readCheckpoints(limit: number): ReturnType<JournalStore['readCheckpoints']> {
    return this.#inner?.readCheckpoints(limit) ?? [];
  }
  backlog(...asked: Parameters<JournalStore['backlog']>): ReturnType<JournalStore['backlog']> {
    return this.#inner?.backlog(...asked) ?? { rows: 0, oldestWallMs: null };
  }
  bytes(): number {
    return this.#inner?.bytes() ?? 0;
  }
  close(): void {
    this.#inner?.close();
  }
  get ballast(): Ballast | undefined {
    return this.#isWell ? this.#inner?.ballast : undefined;
  }
  takesFiles(): boolean {
    return this.#isWell && this.#inner?.takesFiles?.() === true;
  }

  #tryDisk(): void {
    this.#retryIn -= 1;
    if (this.#retryIn > 0 || this.#isTold || this.#disk.retry === null) return;
    this.#retryIn = RETRY_EVERY_COMMITS;
    try {
      const store = this.#disk.retry();
      const { lastN, previous } = store.open();
      if (lastN === this.#opening.lastN && previous?.boot === this.#opening.previous?.boot) {
        this.#inner?.close();
        this.#inner = store;
        this.#isWell = true;
        return;
      }
      store.close();
      this.#isTold = true;
      this.#disk.recovered();
    } catch (error) {
      if (!(error instanceof AnbuError)) throw error;
      this.#why = error;
    }
  }
}
