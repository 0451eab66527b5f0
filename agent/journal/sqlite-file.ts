/**
 * One SQLite file of ours: how it is made ready, what is damaged in it, what a commit deletes.
 *
 * Is given the opened database and never opens one; which package that is, and which file, is `sqlite-store.ts`. Lock,
 * version, pragmas, tables, check, statements come in this order, so that a newer journal stays as it is.
 */
import { AnbuError, assert } from '../errors.ts';
import type { StandIn } from '../ports.ts';
import { encodeRow, numberOfLane } from './codec.ts';
import {
  type Damaged,
  type Opened,
  type Statement,
  type Statements,
  columnsOf,
  statementsOf,
} from './opened.ts';
import { attempt } from './sqlite-errors.ts';
import { type Durability, MIGRATIONS, PRAGMAS_FIRST, PRAGMAS_NEW, pragmasOf } from './sqlite-schema.ts';

/** What is used of better-sqlite3's connection. */
export interface Database {
  pragma(text: string, options?: { readonly simple: boolean }): unknown;
  exec(text: string): unknown;
  prepare(text: string): Statement & { readonly reader: boolean; raw(): Statement };
  transaction<T>(work: () => T): { immediate(): T };
}

/** Checked page by page at opening up to this size: 64 MiB is 600,000 records and 3 s of an SD card's reading. */
const CHECK_BYTES_MAX = 64 * 1024 * 1024;
/** Free pages are reused, so the file shrinks only after an outage left more than 4 MiB of them, 512 KiB a commit. */
const FREE_PAGES_MAX = 4096;
const VACUUM_PAGES = 512;

/** Throws `journal-newer`, `journal-corrupt`, or what SQLite says of the disk. `bytes`: the size of the file. */
export function prepare(
  db: Database,
  file: { readonly path: string; readonly bytes: () => number; readonly durability: Durability },
): Statements {
  const { path, bytes, durability } = file;
  for (const pragma of PRAGMAS_FIRST) db.pragma(pragma);
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length) {
    throw new AnbuError('journal-newer', `${path} has schema ${version}, ours is ${MIGRATIONS.length}`);
  }
  if (version === 0) for (const pragma of PRAGMAS_NEW) db.pragma(pragma);
  for (const pragma of pragmasOf(durability)) db.pragma(pragma);
  if (version < MIGRATIONS.length) migrate(db, path, version);
  if (bytes() <= CHECK_BYTES_MAX) {
    const found = db.pragma('quick_check(1)', { simple: true });
    if (found !== 'ok') throw new AnbuError('journal-corrupt', `${path}: ${String(found)}`);
  }
  emptyLog(db);
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
 * What a closing hub would have done, and one that was killed has not: the log goes into the file. What the next cut
 * leaves of the log is then of one life, and can be told from damage (`disk-log.ts`).
 */
function emptyLog(db: Database): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch {
    // A disk that is full or read-only: the log stays, and is read as well.
  }
}

/** All steps or none. Tables that contradict the version were left by nobody's migration: the file is damaged. */
function migrate(db: Database, path: string, version: number): void {
  transact(db, () => {
    for (const migration of MIGRATIONS.slice(version)) {
      try {
        db.exec(migration);
      } catch (error) {
        if (!isWrongStatement(error)) throw error;
        throw new AnbuError('journal-corrupt', `${path} has not the tables of version ${version}`, {
          cause: error,
        });
      }
    }
    db.pragma(`user_version = ${MIGRATIONS.length}`);
  });
}

function isWrongStatement(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR';
}

/**
 * Damaged records leave the table before anyone meets them; their bytes stay for inspection. What was to leave the
 * home leaves a word in its place: the receiver would wait for it for ever, and for all that follow in its lane.
 */
export function setAside(db: Database, { run, boots }: Opened, damaged: readonly Damaged[]): string | null {
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

/** One row takes the place of many, inside the transaction. `boot` is the number of its boot. */
export function putInPlace(run: Statements, { row, fromN }: StandIn, boot: number): void {
  assert(row.lane !== null, 'what stays home is never thinned');
  run.thinOut.run(fromN, row.n, numberOfLane(row.lane), boot);
  run.standIn.run(...encodeRow(row, boot));
}

/** What records and index take: the pages that are not free. */
export function bytesUsed(run: Statements): number {
  return attempt(() => (countIn(run.pages) - countIn(run.freePages)) * countIn(run.pageBytes));
}

function countIn(statement: Statement): number {
  return Number(columnsOf(statement.get())[0] ?? 0);
}

/** One round of deletions, inside the transaction; what to remember of it when it holds. */
export function sweep(
  db: Database,
  { run, sweptTo }: Opened,
  upTo: number,
): { sweptTo: number; oldestBoot: number } {
  const end = columnsOf(run.sweepEnd.get(sweptTo, upTo));
  run.sweep.run(sweptTo, upTo);
  const oldestBoot = Number(columnsOf(run.oldestBoot.get())[0] ?? 0);
  run.forgetBoots.run(oldestBoot);
  run.forgetKept.run(oldestBoot);
  if (countIn(run.freePages) > FREE_PAGES_MAX) {
    db.exec(`PRAGMA incremental_vacuum(${VACUUM_PAGES})`);
  }
  return { sweptTo: Number(end[0] ?? 0), oldestBoot };
}

/** All or nothing; the file's owner is told by an `AnbuError` why it was nothing. */
export function transact<T>(db: Database, work: () => T): T {
  return attempt(() => db.transaction(work).immediate());
}
