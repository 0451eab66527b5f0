/**
 * What a damaged journal file still holds, taken over into the one that is begun in its place.
 *
 * Only what has its checksum is taken, under its own number, with the boots and marks it belongs to; where a lane then
 * has a hole, a word stands for what is missing: the receiver would wait for it for ever. One damaged page costs the
 * records in it, never an open call. Changes nothing in the damaged file, and mends nothing by guessing.
 */
import { AnbuError } from '../errors.ts';
import type { Row } from '../ports.ts';
import { decodeRow, encodeRow } from './codec.ts';
import { type Opened, type Statement, type Statements, columnsOf, recall } from './opened.ts';
import { type Database, transact } from './sqlite-file.ts';
import { SALVAGE } from './sqlite-schema.ts';
import { firstSeqOf } from './thinning.ts';

/** The newest: a month offline is 150,000. At some 10 µs each two seconds, on a small board ten. */
const ROWS_MAX = 200_000;
/** A damaged page holds 15 records and is left after some 30 looks; a damaged inner page is a hundred of them. */
const LOOKS_MAX = 4096;
/** How far behind the last record that can be read others are looked for: an inner page has some 1,500. */
const BEYOND = 10_000;

/** Takes over what can be read of `from`; returns how many records. Throws, and has changed nothing, when there are none. */
export function salvage(from: Database, into: Database, run: Statements): number {
  return transact(into, () => {
    const boots = new Map<number, string>();
    for (const select of SALVAGE.boots) {
      forEach(from, select, [], ([id, nonce]) => {
        if (typeof id === 'number' && typeof nonce === 'string') boots.set(id, nonce);
      });
    }
    for (const [id, nonce] of boots) run.addBoot.run(id, nonce);
    forEach(from, SALVAGE.kept, [], (mark) => run.keep.run(...mark));
    const taken = takeRecords(from, run, (id) => boots.get(id));
    const lastN = Number(columnsOf(run.last.get())[0] ?? 0);
    if (taken === 0) throw new AnbuError('journal-corrupt', 'no record can be read');
    // Where it had got to in a lane must not be beyond what is there: what comes next would never leave.
    forEach(from, SALVAGE.sent, [], ([lane, n]) => run.send.run(lane, Math.min(Number(n), lastN)));
    const opened = recall(run);
    for (const row of missing(opened))
      run.append.run(...encodeRow(row, opened.boots.id(row.entry.at.boot) ?? 0));
    return taken;
  });
}

/** From the newest down and from the oldest up as far as it can be read; then what lies between damaged pages. */
function takeRecords(from: Database, run: Statements, bootOf: (id: number) => string | undefined): number {
  const taken = new Set<number>();
  const take = (columns: readonly unknown[]): number | null => {
    const n = numberOf(columns, bootOf);
    if (n === null || taken.has(n)) return n;
    run.append.run(...columns);
    taken.add(n);
    return n;
  };
  const [down, up] = [statement(from, SALVAGE.down), statement(from, SALVAGE.up)];
  if (down === null || up === null) return 0;
  const spans: (readonly [after: number, before: number])[] = [[0, Number.MAX_SAFE_INTEGER]];
  for (let looks = 0; looks < LOOKS_MAX && taken.size < ROWS_MAX; looks += 1) {
    const span = spans.shift();
    if (span === undefined) break;
    let [after, before] = span;
    const room = ROWS_MAX - taken.size;
    if (read(down, [after, before, room], (columns) => (before = take(columns) ?? before))) continue;
    if (read(up, [after, before, room], (columns) => (after = take(columns) ?? after))) continue;
    before = Math.min(before, after + BEYOND);
    const middle = Math.floor((after + before) / 2);
    if (middle > after) spans.push([middle, before]);
    if (middle > after + 1) spans.push([after, middle + 1]);
  }
  return taken.size;
}

/** Null: it cannot be read. */
function numberOf(columns: readonly unknown[], bootOf: (id: number) => string | undefined): number | null {
  try {
    return decodeRow(columns, bootOf).n;
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    return null;
  }
}

/** For each hole in a lane a row in a free place before the one that shows it. */
function missing({ run, boots, waiting }: Opened): Row[] {
  const words: Row[] = [];
  const next = new Map<string, number>();
  let before = 0;
  let free = { from: 1, to: 0 };
  for (const raw of run.all.iterate()) {
    const row = decodeRow(columnsOf(raw), (id) => boots.nonce(id));
    if (row.n > before + 1) free = { from: before + 1, to: row.n - 1 };
    before = row.n;
    if (row.lane === null || row.seq === null) continue;
    const { at } = row.entry;
    const key = `${at.boot} ${row.lane}`;
    const from = Math.max(next.get(key) ?? 1, waiting.lastSeq(at.boot, row.lane) + 1);
    const to = firstSeqOf(row) - 1;
    next.set(key, row.seq + 1);
    if (to < from || free.to < free.from) continue;
    const body = { kind: 'withheld', of: null, why: 'journal-corrupt', from } as const;
    words.push({ n: free.to, entry: { at, body }, lane: row.lane, seq: to });
    free.to -= 1;
  }
  return words;
}

function forEach(
  db: Database,
  select: string,
  bound: readonly number[],
  each: (columns: readonly unknown[]) => void,
): void {
  const rows = statement(db, select);
  if (rows !== null) read(rows, bound, each);
}

/** Null: there is no such table in it. */
function statement(db: Database, text: string): Statement | null {
  try {
    return db.prepare(text).raw();
  } catch {
    return null;
  }
}

/** Whether it could be read to its end. */
function read(
  select: Statement,
  bound: readonly number[],
  each: (columns: readonly unknown[]) => void,
): boolean {
  const rows = select.iterate(...bound)[Symbol.iterator]();
  try {
    for (let row = step(rows); row !== null; row = step(rows)) {
      if (row.done === true) return true;
      each(columnsOf(row.value));
    }
    return false;
  } finally {
    rows.return?.();
  }
}

/** Null: here the file is damaged. */
function step(rows: Iterator<unknown>): IteratorResult<unknown> | null {
  try {
    return rows.next();
  } catch {
    return null;
  }
}
