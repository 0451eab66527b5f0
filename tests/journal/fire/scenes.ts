/**
 * What lies in the data folder before a recorded run begins: nothing, a journal with damaged records, a damaged file.
 *
 * Pokes at closed files with SQLite itself. Each scene says what the next start must make of it, cut or not.
 */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';

import { type MemoryStore, createMemoryStore } from '../../../agent/journal/memory-store.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import { LANES } from '../../../agent/record.ts';
import { batchOf } from '../journal-rows.ts';
import { Life } from './workload.ts';

export interface Laid {
  /** What the journal holds once it was opened, in memory. */
  readonly store: MemoryStore;
  readonly firstLife: number;
  readonly mayQuarantine: boolean;
  /** Bytes that must still be there under some name. */
  readonly keeps: Buffer | null;
}
export type Scene = (folder: string) => Promise<Laid>;

const VERSION_1 = join(import.meta.dirname, '..', '..', 'fixtures', 'journal', 'v1');
const SEED = 4711;
const TURNS = 25;
const ROWS_MAX = 1_000_000;

export const SCENES = {
  'an empty folder': async () => ({
    store: createMemoryStore(),
    firstLife: 1,
    mayQuarantine: false,
    keeps: null,
  }),

  /** They are set aside and stand-ins put in their place, in one transaction at the next start. */
  'three damaged records': async (folder) => {
    await lived(folder);
    const db = new Sqlite(join(folder, JOURNAL_FILE));
    const rows = db.prepare('SELECT n FROM record WHERE lane IS NOT NULL ORDER BY n DESC LIMIT 3').pluck();
    for (const n of rows.all()) db.prepare(`UPDATE record SET body = '{' WHERE n = ?`).run(n);
    db.close();
    return { store: await opened(folder), firstLife: 2, mayQuarantine: true, keeps: null };
  },

  /** The tables are brought to today's version, in one transaction. */
  'a journal of version 1': async (folder) => {
    cpSync(VERSION_1, folder, { recursive: true });
    return { store: await opened(folder), firstLife: 2, mayQuarantine: false, keeps: null };
  },

  /** It is moved aside whole, and a new one begun with what can be read of it. */
  'a damaged file': async (folder) => {
    await lived(folder);
    const path = join(folder, JOURNAL_FILE);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 3 * 1024, 4 * 1024);
    writeFileSync(path, bytes);
    return { store: await opened(folder), firstLife: 2, mayQuarantine: true, keeps: bytes };
  },
} as const satisfies Record<string, Scene>;

async function lived(folder: string): Promise<void> {
  const life = new Life(await openSqliteStore(folder), { seed: SEED, life: 1 });
  for (let turn = 0; turn < TURNS; turn += 1) {
    life.prepare();
    life.journal.flush();
  }
  life.journal.close();
}

/** The same rows and marks in memory, as an uncut start finds them. */
async function opened(folder: string): Promise<MemoryStore> {
  const copy = `${folder}.copy`;
  cpSync(folder, copy, { recursive: true });
  const store = await openSqliteStore(copy);
  const { kept, sent } = store.open();
  const memory = createMemoryStore();
  memory.open();
  memory.commit(batchOf({ rows: store.read(0, ROWS_MAX) }));
  memory.commit(batchOf({ kept, sent }));
  for (const lane of LANES) {
    if (memory.backlog(lane).rows !== store.backlog(lane).rows) throw new Error(`${lane} is not as it was`);
  }
  store.close();
  return memory.crash();
}

/** The files of a folder, by path. */
export function filesIn(folder: string, names: readonly string[]): Map<string, Buffer> {
  mkdirSync(folder, { recursive: true });
  return new Map(names.map((name) => [join(folder, name), readFileSync(join(folder, name))]));
}
