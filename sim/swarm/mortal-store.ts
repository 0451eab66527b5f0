/**
 * The journal's store in a world where the hub may die inside a transaction, and where somebody keeps count.
 *
 * Passes everything on to the store in memory. Owns the two instants of death: just before a commit is on disk, and
 * just after. Must never change what is written.
 */
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type { Batch, JournalStore, Row } from '../../agent/ports.ts';
import type { Lane } from '../../agent/record.ts';

/** The hub dies here. Not an operating error: nothing in the hub may catch it. */
export class Death extends Error {
  override readonly name = 'Death';
}

export class MortalStore implements JournalStore {
  readonly inner: MemoryStore;
  /** Whether the last transaction was refused: what is in memory only dies with the hub. */
  failing = false;
  readonly #written: (batch: Batch) => void;
  #dies: 'never' | 'before' | 'after' = 'never';

  /** `written` is told of every transaction that reached the disk, also of the one the hub dies in. */
  constructor(inner: MemoryStore, written: (batch: Batch) => void) {
    this.inner = inner;
    this.#written = written;
  }

  /** The next transaction is the last thing this hub does. */
  dieAtCommit(when: 'before' | 'after'): void {
    this.#dies = when;
  }

  commit(batch: Batch): void {
    if (this.#dies === 'before') throw new Death('before the commit');
    this.failing = true;
    this.inner.commit(batch);
    this.failing = false;
    this.#written(batch);
    if (this.#dies === 'after') throw new Death('after the commit');
  }
  open(): ReturnType<JournalStore['open']> {
    return this.inner.open();
  }
  read(after: number, limit: number): Row[] {
    return this.inner.read(after, limit);
  }
  readLane(lane: Lane, after: number, limit: number): Row[] {
    return this.inner.readLane(lane, after, limit);
  }
  readCheckpoints(limit: number): Row[] {
    return this.inner.readCheckpoints(limit);
  }
  backlog(lane: Lane): { readonly rows: number; readonly oldestWallMs: number | null } {
    return this.inner.backlog(lane);
  }
  bytes(): number {
    return this.inner.bytes();
  }
  close(): void {
    this.inner.close();
  }
}
