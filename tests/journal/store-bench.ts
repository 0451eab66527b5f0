/**
 * Both journal stores on the bench of the contract suite, in folders that go when the test file ends.
 *
 * Knows how each of them dies; expects nothing.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { createMemoryStore, type MemoryStore } from '../../agent/journal/memory-store.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../agent/ports.ts';

export interface StoreBench {
  /** An empty store, not yet opened. */
  fresh(): Promise<JournalStore>;
  /** What the next process finds after this one died without closing. */
  afterCrash(store: JournalStore): Promise<JournalStore>;
}

export async function opened(bench: StoreBench): Promise<JournalStore> {
  const store = await bench.fresh();
  store.open();
  return store;
}

const folders: string[] = [];
const open = new Set<JournalStore>();
const folderOf = new WeakMap<JournalStore, string>();

export function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'journal-test-'));
  folders.push(folder);
  return folder;
}
/** Opens, and closes when the test file ends. */
export async function openIn(folder: string): Promise<JournalStore> {
  const store = await openSqliteStore(folder);
  open.add(store);
  folderOf.set(store, folder);
  return store;
}
/** For `afterAll`. */
export function sweepFolders(): void {
  for (const store of open) store.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

const memoryStores = new WeakMap<JournalStore, MemoryStore>();
export const memoryBench: StoreBench = {
  fresh: () => Promise.resolve(remembered(createMemoryStore())),
  afterCrash: (store) => Promise.resolve(remembered(memoryStores.get(store)!.crash())),
};
function remembered(store: MemoryStore): MemoryStore {
  memoryStores.set(store, store);
  return store;
}

/** The next process finds the files as they lie: a copy of them, log included, taken while the first still runs. */
export const sqliteBench: StoreBench = {
  fresh: () => openIn(freshFolder()),
  afterCrash: async (store) => {
    const copy = freshFolder();
    cpSync(folderOf.get(store)!, copy, { recursive: true });
    store.close();
    return openIn(copy);
  },
};
