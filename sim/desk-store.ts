/**
 * Where the desk remembers what it has taken: on disk through Node's own SQLite, or in memory for seeds.
 *
 * Owns the tables. A commit is one transaction and on disk when it returns (WAL, synchronous FULL): only then may
 * anything be acknowledged. Decides nothing. The memory twin forgets what was not committed, like a killed process.
 */
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import { assert } from '../agent/errors.ts';
import { LANES } from '../agent/record.ts';
import { type Case, type StageSet, STAGES } from './desk-cases.ts';
import { type DeskState, type HubBook, type Touched, caseKey, laneKey, newDesk } from './desk-core.ts';
import type { LaneLedger, Range } from './desk-ledger.ts';

export interface DeskStore {
  load(): DeskState;
  /** All or nothing. Throws what the disk throws; then nothing has changed. */
  commit(state: Readonly<DeskState>, touched: Touched): void;
  close(): void;
}

/** Same promises as the disk, as long as the object lives. */
export class MemoryDeskStore implements DeskStore {
  readonly #kept: DeskState = newDesk();
  load(): DeskState {
    return structuredClone(this.#kept);
  }
  commit(state: Readonly<DeskState>, touched: Touched): void {
    copyParts(state.hubs, this.#kept.hubs, touched.hubs);
    copyParts(state.lanes, this.#kept.lanes, touched.lanes);
    copyParts(state.cases, this.#kept.cases, touched.cases);
    const { counter, refused, overflowed } = state;
    Object.assign(this.#kept, { counter, refused, overflowed });
  }
  close(): void {}
}

function copyParts<Part>(from: Record<string, Part>, to: Record<string, Part>, keys: Set<string>): void {
  for (const key of keys) {
    const part = from[key];
    if (part !== undefined) to[key] = structuredClone(part);
  }
}

const TABLES = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS desk (
    one INTEGER PRIMARY KEY CHECK (one = 1), counter INTEGER NOT NULL, refused INTEGER NOT NULL,
    overflowed INTEGER NOT NULL) STRICT;
  INSERT OR IGNORE INTO desk VALUES (1, 0, 0, 0);
  CREATE TABLE IF NOT EXISTS hub (
    hub TEXT PRIMARY KEY, boot TEXT, online INTEGER NOT NULL, last_heartbeat_ms REAL) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS lane (
    hub TEXT NOT NULL, lane TEXT NOT NULL, boot TEXT NOT NULL, ranges TEXT NOT NULL, end_seq INTEGER,
    applied INTEGER NOT NULL, duplicates INTEGER NOT NULL, told INTEGER NOT NULL, PRIMARY KEY (hub, boot, lane)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS by_hand (
    hub TEXT NOT NULL, boot TEXT NOT NULL, lane TEXT NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (hub, boot, lane)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS incident (
    hub TEXT NOT NULL, alert TEXT NOT NULL, cause TEXT NOT NULL, test INTEGER NOT NULL, opened_ms REAL NOT NULL,
    confirmed TEXT NOT NULL,
    revision INTEGER NOT NULL, answered INTEGER NOT NULL, PRIMARY KEY (hub, alert)) STRICT, WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS stage (
    hub TEXT NOT NULL, alert TEXT NOT NULL, place INTEGER NOT NULL, stage TEXT NOT NULL, minutes INTEGER,
    outcome TEXT, at_ms REAL NOT NULL, PRIMARY KEY (hub, alert, place)) STRICT, WITHOUT ROWID;
`;

/** The desk's memory on disk. One process at a time. */
export class SqliteDeskStore implements DeskStore {
  readonly #database: DatabaseSync;
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec('PRAGMA locking_mode = EXCLUSIVE');
    this.#database.exec(TABLES);
  }

  load(): DeskState {
    const state = newDesk();
    for (const row of this.#rows('SELECT * FROM desk')) {
      state.counter = number(row['counter']);
      state.refused = number(row['refused']);
      state.overflowed = number(row['overflowed']);
    }
    for (const row of this.#rows('SELECT * FROM hub')) state.hubs[text(row['hub'])] = hubOf(row);
    for (const row of this.#rows('SELECT * FROM lane')) {
      const ledger = ledgerOf(row);
      state.lanes[laneKey(ledger.hub, ledger.lane, ledger.boot)] = ledger;
    }
    for (const row of this.#rows('SELECT * FROM by_hand')) {
      const ledger = state.lanes[laneKey(text(row['hub']), oneOf(LANES, row['lane']), text(row['boot']))];
      if (ledger !== undefined) ledger.byHandSeq = number(row['seq']);
    }
    for (const row of this.#rows('SELECT * FROM incident')) {
      const known = caseOf(row);
      state.cases[caseKey(known.hub, known.alert)] = known;
    }
    for (const row of this.#rows('SELECT * FROM stage ORDER BY hub, alert, place')) {
      state.cases[caseKey(text(row['hub']), text(row['alert']))]?.set.push(stageOf(row));
    }
    return state;
  }

  commit(state: Readonly<DeskState>, touched: Touched): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      this.#write(state, touched);
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  close(): void {
    this.#database.close();
  }

  #write(state: Readonly<DeskState>, touched: Touched): void {
    const run = (sql: string, ...values: (string | number | null)[]): void => {
      this.#database.prepare(sql).run(...values);
    };
    run(
      'UPDATE desk SET counter = ?, refused = ?, overflowed = ?',
      state.counter,
      state.refused,
      state.overflowed,
    );
    for (const key of touched.hubs) {
      const book = state.hubs[key];
      if (book === undefined) continue;
      run('REPLACE INTO hub VALUES (?, ?, ?, ?)', key, book.boot, book.online ? 1 : 0, book.lastHeartbeatMs);
    }
    for (const key of touched.lanes) {
      const one = state.lanes[key];
      if (one === undefined) continue;
      const ranges = one.ranges.map(([first, last]) => `${first}-${last}`).join(' ');
      const counts = [one.endSeq, one.applied, one.duplicates, one.told];
      run(
        'REPLACE INTO lane VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        one.hub,
        one.lane,
        one.boot,
        ranges,
        ...counts,
      );
      if (one.byHandSeq > 0)
        run('REPLACE INTO by_hand VALUES (?, ?, ?, ?)', one.hub, one.boot, one.lane, one.byHandSeq);
    }
    for (const key of touched.cases) {
      const one = state.cases[key];
      if (one === undefined) continue;
      const { hub, alert, cause, test, openedMs, confirmed, revision } = one;
      const heard = [openedMs, confirmed, revision, writtenAnswer(one)];
      run('REPLACE INTO incident VALUES (?, ?, ?, ?, ?, ?, ?, ?)', hub, alert, cause, test ? 1 : 0, ...heard);
      run('DELETE FROM stage WHERE hub = ? AND alert = ? AND place >= ?', hub, alert, one.set.length);
      for (const [place, { stage, minutes, outcome, atMs }] of one.set.entries()) {
        run(
          'REPLACE INTO stage VALUES (?, ?, ?, ?, ?, ?, ?)',
          hub,
          alert,
          place,
          stage,
          minutes,
          outcome,
          atMs,
        );
      }
    }
  }

  #rows(sql: string): Row[] {
    return this.#database.prepare(sql).all();
  }
}

// ---- Rows back into shapes: a value that cannot be there means the file is not ours, and the desk must not start.

type Row = Record<string, SQLOutputValue>;

function text(value: SQLOutputValue | undefined): string {
  assert(typeof value === 'string', 'text in the desk store');
  return value;
}
function number(value: SQLOutputValue | undefined): number {
  assert(typeof value === 'number', 'a number in the desk store');
  return value;
}
function orNull<Value>(
  value: SQLOutputValue | undefined,
  read: (value: SQLOutputValue) => Value,
): Value | null {
  return value === null || value === undefined ? null : read(value);
}
function oneOf<Word extends string>(words: readonly Word[], value: SQLOutputValue | undefined): Word {
  const found = words.find((word) => word === value);
  assert(found !== undefined, `one of ${words.join(', ')} in the desk store`);
  return found;
}

function hubOf(row: Row): HubBook {
  return {
    boot: orNull(row['boot'], text),
    online: row['online'] === 1,
    lastHeartbeatMs: orNull(row['last_heartbeat_ms'], number),
  };
}
function ledgerOf(row: Row): LaneLedger {
  return {
    hub: text(row['hub']),
    lane: oneOf(LANES, row['lane']),
    boot: text(row['boot']),
    ranges: text(row['ranges']).split(' ').filter(Boolean).map(rangeOf),
    endSeq: orNull(row['end_seq'], number),
    applied: number(row['applied']),
    duplicates: number(row['duplicates']),
    told: number(row['told']),
    // Found out again from the next heartbeat: asking once too often costs little.
    sentSeq: 0,
    byHandSeq: 0,
    askedUpTo: null,
  };
}
function rangeOf(written: string): Range {
  const [first, last] = written.split('-').map(Number);
  assert(Number.isSafeInteger(first) && Number.isSafeInteger(last), `a range in the desk store: ${written}`);
  return [first ?? 0, last ?? 0];
}
/** The revision that said that the resident is well; below zero: the one that took it back. */
function writtenAnswer({ answered, answeredRevision }: Case): number {
  return answered ? Math.max(1, answeredRevision) : -answeredRevision;
}
function caseOf(row: Row): Case {
  return {
    hub: text(row['hub']),
    alert: text(row['alert']),
    cause: text(row['cause']),
    test: row['test'] === 1,
    openedMs: number(row['opened_ms']),
    confirmed: oneOf(STAGES, row['confirmed']),
    revision: number(row['revision']),
    answered: number(row['answered']) > 0,
    answeredRevision: Math.abs(number(row['answered'])),
    set: [],
  };
}
function stageOf(row: Row): StageSet {
  const stage = oneOf(STAGES, row['stage']);
  assert(stage !== 'raised', 'a stage set by a desk');
  return {
    stage,
    minutes: orNull(row['minutes'], number),
    outcome: orNull(row['outcome'], text),
    atMs: number(row['at_ms']),
  };
}
