/**
 * The journal on disk: one SQLite file, one process, on the card when `commit` returns.
 *
 * The only importer of better-sqlite3, lazily. WAL with synchronous=FULL (https://sqlite.org/wal.html): a killed
 * process or a cut power loses nothing acknowledged. The lock is the kernel's and dies with the process. A damaged
 * file is moved aside whole, and what can be read of it goes on in a new one; a damaged record by itself. Neither is
 * ever repaired by guessing, and a journal of a newer version is left as it is.
 */
import { join } from 'node:path';

import type Sqlite from 'better-sqlite3';

import { AnbuError, type ErrorCode, assert } from '../errors.ts';
import type { Ballast, Batch, JournalStore, Row, StoreOpening } from '../ports.ts';
import type { Lane } from '../record.ts';
import { encodeRow, numberOfLane } from './codec.ts';
import { diskBallast } from './disk-ballast.ts';
import { makeFolder, sizeOf, takesFiles } from './disk-folder.ts';
import {
  type Aside,
  clearReading,
  keepDamagedLog,
  moveAside,
  moveOrphanAside,
  owedSalvage,
  settleSalvage,
} from './disk-quarantine.ts';
import {
  type Opened,
  type Statements,
  admit,
  asDamaged,
  columnsOf,
  keep,
  recall,
  rowsOf,
  scan,
  thin,
} from './opened.ts';
import { salvage } from './salvage.ts';
import { attempt, isCorrupt } from './sqlite-errors.ts';
import { bytesUsed, prepare, putInPlace, setAside, sweep, transact } from './sqlite-file.ts';
import { type Durability, SHIPPED, WAL_PAGES_WHEN_FULL } from './sqlite-schema.ts';

/** The file in the data folder; SQLite keeps its log beside it. */
export const JOURNAL_FILE = 'journal.db';
const BALLAST_FILE = 'ballast';

/**
 * Opens the journal in `folder`, which is made when it is missing. Rejects with `journal-locked` when another process
 * has it, `journal-newer`, `journal-full`, or `journal-unwritable` (also when the native module does not load here).
 * After `close`, `open` opens it again.
 */
export async function openSqliteStore(folder: string, durability = SHIPPED): Promise<JournalStore> {
  return (await sqliteOpener(folder, durability))();
}

/** The same in two steps: once the native module is loaded, opening can be tried again at any moment. */
export async function sqliteOpener(folder: string, durability = SHIPPED): Promise<() => JournalStore> {
  const module = await load();
  return () => {
    const store = new OnDisk(folder, module, durability);
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

/** How SQLite says that it could not make or lengthen a file. */
const NO_ROOM: ReadonlySet<ErrorCode> = new Set(['journal-full', 'journal-unwritable']);

class OnDisk implements JournalStore {
  readonly ballast: Ballast;
  readonly #folder: string;
  readonly #Sqlite: typeof Sqlite;
  readonly #durability: Durability;
  #file: { readonly db: Sqlite.Database; readonly opened: Opened } | null = null;
  #opening: StoreOpening | null = null;

  constructor(folder: string, module: typeof Sqlite, durability: Durability) {
    this.#folder = folder;
    this.#Sqlite = module;
    this.#durability = durability;
    const file = diskBallast(join(folder, BALLAST_FILE), durability.ballastBytes);
    this.ballast = {
      give: () => file.give() && this.#shortenLog(WAL_PAGES_WHEN_FULL),
      restock: () => file.restock() && this.#shortenLog(durability.walPages),
    };
  }

  /** Opens the file and reads what `open` will tell. A disk without room even for that has its ballast. */
  connect(): void {
    attempt(() => makeFolder(this.#folder));
    try {
      this.#connect();
    } catch (error) {
      const isSick = error instanceof AnbuError && NO_ROOM.has(error.code);
      if (!isSick || !this.ballast.give()) throw error;
      this.#connect();
    }
  }

  #connect(): void {
    const path = join(this.#folder, JOURNAL_FILE);
    try {
      const damaged = attempt(() => moveOrphanAside(path) ?? keepDamagedLog(path));
      this.#opening = this.#openFile(
        path,
        damaged,
        attempt(() => owedSalvage(path)),
      );
    } catch (error) {
      this.close();
      if (!isCorrupt(error)) throw error;
      const aside = attempt(() => moveAside(path, error.message, true));
      this.#opening = this.#openFile(path, aside.told, aside);
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
    const { standIns = [] } = batch;
    assertRising(opened.lastN, batch.rows);
    const marks = waiting.advances(batch);
    const given = boots.give(batch.rows);
    const idOf = (nonce: string) => boots.id(nonce) ?? given.find((boot) => boot.nonce === nonce)?.id ?? 0;
    const sentAnew = batch.sent.filter(({ lane, n }) => sent.get(lane) !== n);
    const swept = transact(db, () => {
      for (const { id, nonce } of given) run.addBoot.run(id, nonce);
      for (const row of batch.rows) run.append.run(...encodeRow(row, idOf(row.entry.at.boot)));
      for (const standIn of standIns) putInPlace(run, standIn, idOf(standIn.row.entry.at.boot));
      for (const { boot, lane, upTo } of marks) run.keep.run(idOf(boot), numberOfLane(lane), upTo);
      for (const { lane, n } of sentAnew) run.send.run(numberOfLane(lane), n);
      return batch.pruneUpTo === null ? null : sweep(db, opened, batch.pruneUpTo);
    });
    for (const boot of given) boots.know(boot);
    for (const row of batch.rows) admit(opened, row);
    for (const { row } of standIns) thin(opened, row);
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
  setAside(numbers: readonly number[]): void {
    const { db, opened } = this.#use();
    setAside(db, opened, asDamaged(opened, numbers));
  }
  takesFiles(): boolean {
    return takesFiles(this.#folder);
  }
  bytes(): number {
    return bytesUsed(this.#use().opened.run);
  }
  close(): void {
    this.#file?.db.close();
    this.#file = null;
    this.#opening = null;
  }

  #shortenLog(pages: number): true {
    this.#file?.db.pragma(`wal_autocheckpoint = ${pages}`);
    return true;
  }

  #use(): { readonly db: Sqlite.Database; readonly opened: Opened } {
    assert(this.#file !== null, 'the journal is not open');
    return this.#file;
  }

  /** What was moved aside is read for the last time: what it still holds goes on in the new file. */
  #salvage(aside: Aside, into: Sqlite.Database, run: Statements): string {
    try {
      const from = new this.#Sqlite(aside.path, { readonly: true, fileMustExist: true });
      try {
        // A file that was cut short is read as far as it goes.
        from.unsafeMode(true);
        from.pragma('writable_schema = ON');
        return `${aside.told}; ${salvage(from, into, run)} record(s) of it could be read and go on`;
      } finally {
        from.close();
        clearReading(aside);
      }
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return `${aside.told}; nothing of it could be taken over: ${why}`;
    }
  }

  #openFile(path: string, told: string | null, aside: Aside | null): StoreOpening {
    return attempt(() => {
      const db = new this.#Sqlite(path);
      try {
        const run = prepare(db, { path, bytes: () => sizeOf(path), durability: this.#durability });
        const isTaken = aside === null || run.last.get() !== undefined;
        const quarantined = isTaken ? told : this.#salvage(aside, db, run);
        if (aside !== null) settleSalvage(path);
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

function assertRising(lastN: number, rows: readonly Row[]): void {
  let before = lastN;
  for (const { n } of rows) {
    assert(n > before, `record ${n} comes after record ${before}`);
    before = n;
  }
}
