/**
 * The journal on disk: one SQLite file, one process, on the card when `commit` returns.
 *
 * The only importer of better-sqlite3, lazily. WAL with synchronous=FULL (https://sqlite.org/wal.html): a killed
 * process or a cut power loses nothing acknowledged. The lock is the kernel's and dies with the process. A damaged
 * file is moved aside whole, a damaged record by itself; neither is ever repaired by guessing, and a journal of a
 * newer version is left as it is.
 */
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import type Sqlite from 'better-sqlite3';

import { AnbuError, assert } from '../errors.ts';
import type { Batch, JournalStore, Row, StoreOpening } from '../ports.ts';
import type { Lane } from '../record.ts';
import { encodeRow, numberOfLane } from './codec.ts';
import {
  type Damaged,
  type Opened,
  type Statements,
  admit,
  columnsOf,
  keep,
  recall,
  rowsOf,
  scan,
  statementsOf,
} from './opened.ts';
import { attempt, isCorrupt } from './sqlite-errors.ts';
import { MIGRATIONS, PRAGMAS, PRAGMAS_FIRST, PRAGMAS_NEW } from './sqlite-schema.ts';

/** The file in the data folder; SQLite keeps its log beside it. */
export const JOURNAL_FILE = 'journal.db';

/** Checked page by page at opening up to this size: 64 MiB is 600,000 records and 3 s of an SD card's reading. */
const CHECK_BYTES_MAX = 64 * 1024 * 1024;
/** Damaged files kept for inspection; the oldest goes first. Three of the checked size are 192 MiB. */
const DAMAGED_FILES_MAX = 3;
/** Free pages are reused, so the file shrinks only after an outage left more than 4 MiB of them, 512 KiB a commit. */
const FREE_PAGES_MAX = 4096;
const VACUUM_PAGES = 512;

/**
 * Opens the journal in `folder`, which is made when it is missing. Rejects with `journal-locked` when another process
 * has it, `journal-newer`, `journal-full`, or `journal-unwritable` (also when the native module does not load here).
 * After `close`, `open` opens it again.
 */
export async function openSqliteStore(folder: string): Promise<JournalStore> {
  return (await sqliteOpener(folder))();
}

/** The same in two steps: once the native module is loaded, opening can be tried again at any moment. */
export async function sqliteOpener(folder: string): Promise<() => JournalStore> {
  const module = await load();
  return () => {
    const store = new OnDisk(folder, module);
    store.connect();
    return store;
  };
}

async function load(): Promise<typeof Sqlite> {
  try {
    return (await import('better-sqlite3')).default;
  } catch (error) {
    throw new AnbuError('journal-unwritable', 'better-sqlite3 does not load on this machine', {
      cause: error,
    });
  }
}

class OnDisk implements JournalStore {
  readonly #folder: string;
  readonly #Sqlite: typeof Sqlite;
  #file: { readonly db: Sqlite.Database; readonly opened: Opened } | null = null;
  #opening: StoreOpening | null = null;

  constructor(folder: string, module: typeof Sqlite) {
    this.#folder = folder;
    this.#Sqlite = module;
  }

  /** Opens the file and reads what `open` will tell. */
  connect(): void {
    const path = join(this.#folder, JOURNAL_FILE);
    attempt(() => mkdirSync(this.#folder, { recursive: true }));
    try {
      this.#opening = this.#openFile(path, null);
    } catch (error) {
      this.close();
      if (!isCorrupt(error)) throw error;
      const quarantined = attempt(() => moveAside(this.#folder, error.message));
      this.#opening = this.#openFile(path, quarantined);
    }
  }

  open(): StoreOpening {
    if (this.#file === null) this.connect();
    assert(this.#opening !== null, 'the journal is opened once');
    const opening = this.#opening;
    this.#opening = null;
    return opening;
  }

  commit(batch: Batch): void {
    const { db, opened } = this.#use();
    const { run, waiting, boots, sent } = opened;
    assertRising(opened.lastN, batch.rows);
    const marks = waiting.advances(batch);
    const given = boots.give(batch.rows);
    const idOf = (nonce: string) => boots.id(nonce) ?? given.find((boot) => boot.nonce === nonce)?.id ?? 0;
    const sentAnew = batch.sent.filter(({ lane, n }) => sent.get(lane) !== n);
    const swept = transact(db, () => {
      for (const { id, nonce } of given) run.addBoot.run(id, nonce);
      for (const row of batch.rows) run.append.run(...encodeRow(row, idOf(row.entry.at.boot)));
      for (const { boot, lane, upTo } of marks) run.keep.run(idOf(boot), numberOfLane(lane), upTo);
      for (const { lane, n } of sentAnew) run.send.run(numberOfLane(lane), n);
      return batch.pruneUpTo === null ? null : sweep(db, opened, batch.pruneUpTo);
    });
    for (const boot of given) boots.know(boot);
    for (const row of batch.rows) admit(opened, row);
    for (const mark of marks) keep(opened, mark);
    for (const { lane, n } of sentAnew) sent.set(lane, n);
    if (swept === null) return;
    opened.sweptTo = swept.sweptTo;
    const oldest = boots.nonce(swept.oldestBoot);
    if (oldest !== undefined) waiting.forgetBefore(oldest);
    boots.forgetBefore(swept.oldestBoot);
  }

  read(after: number, limit: number): Row[] {
    return rowsOf(this.#use().opened, 'read', [after, limit]);
  }
  readLane(lane: Lane, after: number, limit: number): Row[] {
    const { opened } = this.#use();
    if (opened.waiting.rows(lane) === 0) return [];
    const from = Math.max(after, opened.floor[lane]);
    return rowsOf(opened, lane === 'history' ? 'readDense' : 'readRare', [numberOfLane(lane), from, limit]);
  }
  readCheckpoints(limit: number): Row[] {
    return rowsOf(this.#use().opened, 'checkpoints', [limit]);
  }
  backlog(lane: Lane): { rows: number; oldestWallMs: number | null } {
    const { waiting, oldestWallMs, floor } = this.#use().opened;
    const rows = waiting.rows(lane);
    if (rows > 0 && oldestWallMs[lane] === null) {
      const [oldest] = this.readLane(lane, 0, 1);
      if (oldest !== undefined) {
        floor[lane] = oldest.n - 1;
        oldestWallMs[lane] = oldest.entry.at.wallMs;
      }
    }
    return { rows, oldestWallMs: oldestWallMs[lane] };
  }
  bytes(): number {
    const path = join(this.#folder, JOURNAL_FILE);
    return sizeOf(path) + sizeOf(`${path}-wal`);
  }
  close(): void {
    this.#file?.db.close();
    this.#file = null;
    this.#opening = null;
  }

  #use(): { readonly db: Sqlite.Database; readonly opened: Opened } {
    assert(this.#file !== null, 'the journal is not open');
    return this.#file;
  }

  #openFile(path: string, quarantined: string | null): StoreOpening {
    return attempt(() => {
      const db = new this.#Sqlite(path);
      try {
        const run = prepare(db, path);
        const opened = recall(run);
        const damaged = setAside(db, opened, scan(opened));
        const [last] = rowsOf(opened, 'last', []);
        opened.lastN = Math.max(last?.n ?? 0, Number(columnsOf(run.lastDamaged.get())[0] ?? 0));
        this.#file = { db, opened };
        return {
          lastN: opened.lastN,
          lastStamp: last?.entry.at ?? null,
          previous: opened.waiting.lastBoot(),
          kept: opened.waiting.marks(),
          sent: [...opened.sent].map(([lane, n]) => ({ lane, n })),
          quarantined: quarantined ?? damaged,
        };
      } catch (error) {
        db.close();
        throw error;
      }
    });
  }
}

/** Lock, version, pragmas, tables, check, statements: in this order, so that a newer journal stays as it is. */
function prepare(db: Sqlite.Database, path: string): Statements {
  for (const pragma of PRAGMAS_FIRST) db.pragma(pragma);
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new AnbuError('journal-newer', `${path} has schema ${version}, ours is ${MIGRATIONS.length}`);
  }
  if (version === 0) for (const pragma of PRAGMAS_NEW) db.pragma(pragma);
  for (const pragma of PRAGMAS) db.pragma(pragma);
  if (version < MIGRATIONS.length) {
    transact(db, () => {
      for (const migration of MIGRATIONS.slice(version)) db.exec(migration);
      db.pragma(`user_version = ${MIGRATIONS.length}`);
    });
  }
  if (sizeOf(path) <= CHECK_BYTES_MAX) {
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw new AnbuError('journal-corrupt', `${path}: ${String(found)}`);
  }
  try {
    return statementsOf((text) => {
      const statement = db.prepare(text);
      return statement.reader ? statement.raw() : statement;
    });
  } catch (error) {
    throw new AnbuError('journal-corrupt', `${path} has not our tables`, { cause: error });
  }
}

/**
 * Damaged records leave the table before anyone meets them; their bytes stay for inspection. What was to leave the
 * home leaves a word in its place: the receiver would wait for it for ever, and for all that follow in its lane.
 */
function setAside(db: Sqlite.Database, { run, boots }: Opened, damaged: readonly Damaged[]): string | null {
  if (damaged.length === 0) return null;
  transact(db, () => {
    for (const { n, standIn } of damaged) {
      run.setAside.run(n);
      if (standIn === null) run.remove.run(n);
      else run.standIn.run(...encodeRow(standIn, boots.id(standIn.entry.at.boot) ?? 0));
    }
  });
  const numbers = damaged.map(({ n }) => n);
  return `${damaged.length} record(s) could not be read and were set aside: ${numbers.join(', ')}`;
}

/** One round of deletions, inside the transaction; what to remember of it when it holds. */
function sweep(
  db: Sqlite.Database,
  { run, sweptTo }: Opened,
  upTo: number,
): { sweptTo: number; oldestBoot: number } {
  const end = columnsOf(run.sweepEnd.get(sweptTo, upTo));
  run.sweep.run(sweptTo, upTo);
  const oldestBoot = Number(columnsOf(run.oldestBoot.get())[0] ?? 0);
  run.forgetBoots.run(oldestBoot);
  run.forgetKept.run(oldestBoot);
  if (Number(columnsOf(run.freePages.get())[0]) > FREE_PAGES_MAX) {
    db.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
  }
  return { sweptTo: Number(end[0] ?? 0), oldestBoot };
}

/** All or nothing; the file's owner is told by an `AnbuError` why it was nothing. */
function transact<T>(db: Sqlite.Database, work: () => T): T {
  return attempt(() => db.transaction(work).immediate());
}

function assertRising(lastN: number, rows: readonly Row[]): void {
  let before = lastN;
  for (const { n } of rows) {
    assert(n > before, `record ${n} comes after record ${before}`);
    before = n;
  }
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Moves the file and its log away under the next free number. Returns what to tell. */
function moveAside(folder: string, why: string): string {
  const taken = readdirSync(folder).flatMap((name) => {
    const number = /^journal\.db\.damaged-(\d+)$/.exec(name)?.[1];
    return number === undefined ? [] : [Number(number)];
  });
  const next = Math.max(0, ...taken) + 1;
  for (const number of taken.filter((each) => each <= next - DAMAGED_FILES_MAX)) {
    for (const end of ['', '-wal'])
      rmSync(join(folder, `${JOURNAL_FILE}.damaged-${number}${end}`), { force: true });
  }
  const aside = `${JOURNAL_FILE}.damaged-${next}`;
  for (const end of ['', '-wal']) {
    const from = join(folder, `${JOURNAL_FILE}${end}`);
    if (statSync(from, { throwIfNoEntry: false }) !== undefined)
      renameSync(from, join(folder, `${aside}${end}`));
  }
  rmSync(join(folder, `${JOURNAL_FILE}-shm`), { force: true });
  return `moved to ${aside}: ${why}`;
}
