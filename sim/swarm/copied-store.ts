/**
 * A journal taken from another: the card copied into a second box, and the card found damaged at a start.
 *
 * What a damaged file is left as follows `agent/journal/sqlite-store.ts`: all of it moved aside and an empty one begun,
 * or a whole beginning. Gives a store that was never opened. Touches no disk.
 */
import { type MemoryStore, createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { KeptUpTo, Row } from '../../agent/ports.ts';

/** A journal of these rows, of which so much was kept. */
export function storeOf(rows: readonly Row[], kept: readonly KeptUpTo[]): MemoryStore {
  const store = createMemoryStore();
  store.open();
  store.commit({ rows, kept, sent: [], pruneUpTo: null });
  return store.crash();
}

/** The same store, which says at its opening that something was moved aside. */
export function quarantinedStore(store: MemoryStore): MemoryStore {
  return {
    open: () => ({ ...store.open(), quarantined: 'the seed damaged the journal' }),
    commit: (batch) => store.commit(batch),
    read: (after, limit) => store.read(after, limit),
    readLane: (lane, after, limit) => store.readLane(lane, after, limit),
    readCheckpoints: (limit) => store.readCheckpoints(limit),
    backlog: (lane) => store.backlog(lane),
    bytes: () => store.bytes(),
    close: () => store.close(),
    takesFiles: () => store.takesFiles?.() === true,
    failNext: (code, commits, how) => store.failNext(code, commits, how),
    mend: () => store.mend(),
    crash: () => store.crash(),
  };
}
