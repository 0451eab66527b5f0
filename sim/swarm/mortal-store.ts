/**
 * The journal's store in a world where the hub may die inside a transaction, where the disk fails, and where somebody
 * keeps count.
 *
 * Passes everything on to the store in memory. Owns the two instants of death, just before a commit is on disk and
 * just after, and what is wrong with the disk. Must never change what is written.
 */
import { AnbuError } from '../../agent/errors.ts';
import type { MemoryStore } from '../../agent/journal/memory-store.ts';
import type { Batch, JournalStore, KeptUpTo, Row, StoreOpening } from '../../agent/ports.ts';
import type { Lane } from '../../agent/record.ts';

/** The hub dies here. Not an operating error: nothing in the hub may catch it. */
export class Death extends Error {
  override readonly name = 'Death';
}
/** flapping: every other transaction fails. */
export type DiskFault = 'none' | 'unwritable' | 'full' | 'flapping';

/** Made once: to write down where each of thousands was thrown takes longer than all else. */
const FULL = new AnbuError('journal-full', 'the disk was made full');
const FAILING = new AnbuError('journal-unwritable', 'the disk was made to fail');

export class MortalStore implements JournalStore {
  readonly inner: MemoryStore;
  fault: DiskFault = 'none';
  /** Whether the last transaction was refused: what is in memory only dies with the hub. */
  failing = false;
  readonly #written: (batch: Batch) => void;
  readonly #marks = new Map<string, KeptUpTo>();
  #dies: 'never' | 'before' | 'after' = 'never';
  #commits = 0;

  /** `written` is told of every transaction that reached the disk, also of the one the hub dies in. */
  constructor(inner: MemoryStore, written: (batch: Batch) => void) {
    this.inner = inner;
    this.#written = written;
  }

  /** The next transaction is the last thing this hub does. */
  dieAtCommit(when: 'before' | 'after'): void {
    this.#dies = when;
  }
  get doomed(): boolean {
    return this.#dies !== 'never';
  }
  /** How far each lane of each boot is kept, by what is on disk. */
  get marks(): readonly KeptUpTo[] {
    return [...this.#marks.values()];
  }

  commit(batch: Batch): void {
    if (this.#dies === 'before') throw new Death('before the commit');
    this.failing = true;
    this.#fail();
    this.inner.commit(batch);
    this.failing = false;
    for (const mark of batch.kept) this.#mark(mark);
    this.#written(batch);
    if (this.#dies === 'after') throw new Death('after the commit');
  }
  open(): StoreOpening {
    const opening = this.inner.open();
    for (const mark of opening.kept) this.#mark(mark);
    return opening;
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

  #fail(): void {
    this.#commits += 1;
    if (this.fault === 'full') throw FULL;
    if (this.fault === 'unwritable' || (this.fault === 'flapping' && this.#commits % 2 === 0)) throw FAILING;
  }
  #mark(mark: KeptUpTo): void {
    const key = `${mark.lane}/${mark.boot}`;
    if (mark.upTo > (this.#marks.get(key)?.upTo ?? 0)) this.#marks.set(key, mark);
  }
}
