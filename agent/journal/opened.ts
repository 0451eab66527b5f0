/**
 * What is known of an opened journal file without asking it again: boots, marks, cursors, what waits.
 *
 * Knows the statements by name and their rows by column, not the database: SQLite itself is `sqlite-store.ts`.
 * Changes nothing on disk.
 */
import type { KeptUpTo, Row } from '../ports.ts';
import type { Lane } from '../record.ts';
import { BootNumbers } from './boot-numbers.ts';
import { decodeRow, laneOfNumber, standInOf } from './codec.ts';
import { attempt, isCorrupt } from './sqlite-errors.ts';
import { SQL } from './sqlite-schema.ts';
import { Waiting } from './waiting.ts';

/** More damaged records than this are a damaged file. One bad 1 KiB page holds about 15. */
const DAMAGED_ROWS_MAX = 100;

/** A prepared statement; rows come as arrays in the order of their columns. */
export interface Statement {
  run(...bound: unknown[]): unknown;
  get(...bound: unknown[]): unknown;
  all(...bound: unknown[]): unknown[];
  iterate(...bound: unknown[]): Iterable<unknown>;
}
/** A record that cannot be read, and what goes in its place; null when nothing need or can. */
export interface Damaged {
  readonly n: number;
  readonly standIn: Row | null;
}
export type Statements = Readonly<Record<keyof typeof SQL, Statement>>;

/** Thrown away when the file is closed. */
export interface Opened {
  readonly run: Statements;
  readonly boots: BootNumbers;
  readonly waiting: Waiting;
  readonly sent: Map<Lane, number>;
  /** Before the oldest row that waits, per lane: searches begin here. Behind the truth at worst. */
  readonly floor: Record<Lane, number>;
  readonly oldestWallMs: Record<Lane, number | null>;
  lastN: number;
  /** Up to where this round of deletions has looked. */
  sweptTo: number;
}

export function statementsOf(prepare: (text: string) => Statement): Statements {
  return {
    append: prepare(SQL.append),
    addBoot: prepare(SQL.addBoot),
    boots: prepare(SQL.boots),
    keep: prepare(SQL.keep),
    kept: prepare(SQL.kept),
    send: prepare(SQL.send),
    sent: prepare(SQL.sent),
    all: prepare(SQL.all),
    read: prepare(SQL.read),
    readRare: prepare(SQL.readRare),
    readDense: prepare(SQL.readDense),
    checkpoints: prepare(SQL.checkpoints),
    last: prepare(SQL.last),
    lastDamaged: prepare(SQL.lastDamaged),
    setAside: prepare(SQL.setAside),
    standIn: prepare(SQL.standIn),
    thinOut: prepare(SQL.thinOut),
    remove: prepare(SQL.remove),
    sweepEnd: prepare(SQL.sweepEnd),
    sweep: prepare(SQL.sweep),
    oldestBoot: prepare(SQL.oldestBoot),
    forgetBoots: prepare(SQL.forgetBoots),
    forgetKept: prepare(SQL.forgetKept),
    freePages: prepare(SQL.freePages),
    pages: prepare(SQL.pages),
    pageBytes: prepare(SQL.pageBytes),
  };
}

/** Boots, marks and cursors as the file has them. */
export function recall(run: Statements): Opened {
  const boots = new BootNumbers();
  const waiting = new Waiting();
  for (const [id, nonce] of run.boots.all().map(columnsOf)) {
    boots.know({ id: Number(id), nonce: String(nonce) });
    waiting.know(String(nonce));
  }
  for (const [id, lane, upTo] of run.kept.all().map(columnsOf)) {
    const boot = boots.nonce(Number(id));
    const named = laneOfNumber(Number(lane));
    if (boot !== undefined && named !== null) waiting.keep({ boot, lane: named, upTo: Number(upTo) });
  }
  const sent = new Map<Lane, number>();
  for (const [lane, n] of run.sent.all().map(columnsOf)) {
    const named = laneOfNumber(Number(lane));
    if (named !== null) sent.set(named, Number(n));
  }
  const floor = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };
  const oldestWallMs = { alert: null, notice: null, need: null, state: null, history: null };
  return { run, boots, waiting, sent, floor, oldestWallMs, lastN: 0, sweptTo: 0 };
}

/**
 * Reads every record once and counts what waits, stand-ins too. Returns those that cannot be read; throws the last
 * one's error when there are too many, and `journal-newer` for a record of a later version.
 */
export function scan(opened: Opened): Damaged[] {
  const { run, boots } = opened;
  const bad: Damaged[] = [];
  const bootOf = (id: number) => boots.nonce(id);
  for (const columns of run.all.iterate()) {
    const raw = columnsOf(columns);
    try {
      admit(opened, decodeRow(raw, bootOf));
    } catch (error) {
      if (!isCorrupt(error) || bad.length === DAMAGED_ROWS_MAX) throw error;
      const standIn = wholeOf(opened, standInOf(raw, bootOf));
      if (standIn !== null) admit(opened, standIn);
      bad.push({ n: Number(raw[0]), standIn });
    }
  }
  return bad;
}

/** A damaged row that stood for many: those before it are in no other row, so it goes on standing for them. */
function wholeOf({ waiting }: Opened, standIn: Row | null): Row | null {
  const body = standIn?.entry.body;
  if (standIn === null || body?.kind !== 'withheld' || body.of !== 'withheld' || standIn.lane === null)
    return standIn;
  const { boot } = standIn.entry.at;
  const from = waiting.lastSeq(boot, standIn.lane) + 1;
  return { ...standIn, entry: { ...standIn.entry, body: { ...body, of: null, from } } };
}

/** Records that can be read and are of no use, as those that cannot. */
export function asDamaged({ run, boots }: Opened, numbers: readonly number[]): Damaged[] {
  return numbers.flatMap((n) => {
    const raw = columnsOf(run.read.get(n - 1, 1));
    return Number(raw[0]) === n ? [{ n, standIn: standInOf(raw, (id) => boots.nonce(id)) }] : [];
  });
}

/** A row is in the file. */
export function admit(opened: Opened, row: Row): void {
  const { waiting, floor, oldestWallMs } = opened;
  const { n, entry, lane, seq } = row;
  opened.lastN = n;
  waiting.know(entry.at.boot);
  if (lane === null || seq === null) return;
  const before = waiting.rows(lane);
  waiting.admit(entry.at.boot, lane, seq);
  if (before > 0 || waiting.rows(lane) === 0) return;
  floor[lane] = n - 1;
  oldestWallMs[lane] = entry.at.wallMs;
}

/** A row stands in the file for those before it. */
export function thin({ waiting, oldestWallMs }: Opened, { entry, lane, seq }: Row): void {
  const { at, body } = entry;
  if (lane === null || seq === null || body.kind !== 'withheld') return;
  waiting.thin(at.boot, lane, body.from ?? seq, seq);
  oldestWallMs[lane] = null;
}

/** A mark is in the file. */
export function keep({ waiting, oldestWallMs }: Opened, mark: KeptUpTo): void {
  waiting.keep(mark);
  oldestWallMs[mark.lane] = null;
}

export function rowsOf({ run, boots }: Opened, statement: keyof Statements, bound: readonly number[]): Row[] {
  return attempt(() => run[statement].all(...bound).map((row) => readable(columnsOf(row), boots)));
}

/** What was whole at opening may be damaged since: a lane must not stop at it until the next start. */
function readable(columns: readonly unknown[], boots: BootNumbers): Row {
  const bootOf = (id: number) => boots.nonce(id);
  try {
    return decodeRow(columns, bootOf);
  } catch (error) {
    const standIn = isCorrupt(error) ? standInOf(columns, bootOf) : null;
    if (standIn === null) throw error;
    return standIn;
  }
}

/** A raw row of SQLite; none is an empty one. */
export function columnsOf(row: unknown): readonly unknown[] {
  return Array.isArray(row) ? row : [];
}
