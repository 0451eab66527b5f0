/**
 * What only the journal on disk must do: one owner, damage moved aside, later versions left alone, errors by name.
 *
 * Pokes at closed files with SQLite itself, never at an open one.
 */
import { cpSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';
import { afterAll, expect, test } from 'vitest';

import { MIGRATIONS } from '../../agent/journal/sqlite-schema.ts';
import { JOURNAL_FILE } from '../../agent/journal/sqlite-store.ts';
import { firstSeqOf, thin } from '../../agent/journal/thinning.ts';
import { BOOTS, Numbering, ONE_OF_EACH, batchOf, numbersOf, stampOf } from './journal-rows.ts';
import { freshFolder, openIn, sweepFolders } from './store-bench.ts';
import { pruneAll } from './retention-contract.ts';

afterAll(sweepFolders);

const [A, B] = BOOTS;
const thrown = (code: string): unknown => expect.objectContaining({ code });

/** A closed journal of some hundred rows; returns its folder and file. */
async function written(): Promise<{ folder: string; file: string }> {
  const folder = freshFolder();
  const store = await openIn(folder);
  store.open();
  const numbering = new Numbering();
  const lanes = ['alert', 'history', null, 'history'] as const;
  for (let round = 0; round < 10; round += 1) {
    const rows = Array.from({ length: 10 }, () => numbering.rows(A, ...lanes)).flat();
    store.commit(batchOf({ rows }));
  }
  store.close();
  return { folder, file: join(folder, JOURNAL_FILE) };
}
/** Changes the closed file behind the store's back. */
function poke(file: string, statement: string): void {
  const db = new Sqlite(file);
  db.exec(statement);
  db.close();
}

test('a second owner is refused, and comes in when the first is gone', async () => {
  const folder = freshFolder();
  const first = await openIn(folder);
  await expect(openIn(folder)).rejects.toEqual(thrown('journal-locked'));
  first.open();
  first.commit(batchOf({ rows: new Numbering().rows(A, 'alert') }));
  await expect(openIn(folder)).rejects.toEqual(thrown('journal-locked'));
  first.close();
  const second = await openIn(folder);
  expect(second.open()).toMatchObject({ lastN: 1, quarantined: null });
});

const DAMAGE: readonly (readonly [what: string, damage: (file: string) => void])[] = [
  ['no database at all', (file) => writeFileSync(file, 'this was a photograph\n'.repeat(500))],
  ['the first page overwritten', (file) => overwrite(file, 64)],
  ['tables that are not there', (file) => poke(file, 'DROP TABLE record')],
];
function overwrite(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, at, at + 960);
  writeFileSync(file, bytes);
}
test.each(DAMAGE)('%s is moved aside, and the hub goes on', async (_, damage) => {
  const { folder, file } = await written();
  damage(file);
  const damaged = readFileSync(file);
  const store = await openIn(folder);
  const opening = store.open();
  expect(opening).toMatchObject({ lastN: 0, previous: null });
  expect(opening.quarantined).toContain('journal.db.damaged-1');
  expect(readFileSync(join(folder, 'journal.db.damaged-1')).equals(damaged)).toBe(true);
  store.commit(batchOf({ rows: new Numbering().rows(B, 'alert') }));
  store.close();
  expect(store.open()).toMatchObject({ lastN: 1, quarantined: null });
});

test('a version that its tables contradict is damage, not a crash at each start', async () => {
  const { folder, file } = await written();
  poke(file, 'PRAGMA user_version = 0');
  const store = await openIn(folder);
  expect(store.open().quarantined).toContain('has not the tables of version 0');
});

test('a log without its file is moved aside: SQLite would delete it unseen', async () => {
  const folder = freshFolder();
  const log = join(folder, `${JOURNAL_FILE}-wal`);
  writeFileSync(log, 'what was acknowledged');
  const store = await openIn(folder);
  expect(store.open().quarantined).toContain('only its log');
  expect(readFileSync(join(folder, 'journal.db.damaged-1-wal'), 'utf8')).toBe('what was acknowledged');
});

test('three damaged files are kept, the oldest goes', async () => {
  const folder = freshFolder();
  const store = await openIn(folder);
  store.close();
  for (let round = 1; round <= 5; round += 1) {
    writeFileSync(join(folder, JOURNAL_FILE), `round ${round} `.repeat(400));
    expect(store.open().quarantined).toContain(`damaged-${round}`);
    store.close();
  }
  const kept = readdirSync(folder).filter((name) => name.includes('damaged'));
  expect(kept.sort()).toEqual(['journal.db.damaged-3', 'journal.db.damaged-4', 'journal.db.damaged-5']);
});

test('a damaged record is set aside alone: the others are read, counted and gone on from', async () => {
  const { folder, file } = await written();
  poke(
    file,
    `UPDATE record SET body = '{"sens' WHERE n = 2; UPDATE record SET kind = 77 WHERE n IN (5, 400)`,
  );
  const store = await openIn(folder);
  const opening = store.open();
  expect(opening.quarantined).toBe('3 record(s) could not be read and were set aside: 2, 5, 400');
  expect(opening.lastN).toBe(400);
  // Each has left a word in its place: no lane has a hole.
  expect(store.backlog('alert').rows).toBe(100);
  expect(store.backlog('history').rows).toBe(200);
  expect(numbersOf(store.read(0, 4))).toEqual([1, 2, 3, 4]);
  for (const lane of ['alert', 'history'] as const) {
    const rows = store.readLane(lane, 0, 1000);
    expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_row, at) => at + 1));
  }
  const [withheld] = store.read(1, 1);
  expect(withheld?.entry.body).toEqual({ kind: 'withheld', of: 'observation', why: 'journal-corrupt' });
  expect(withheld?.entry.at).toEqual(stampOf(A, 2000));
  expect(store.read(4, 1)[0]?.entry.body).toMatchObject({ kind: 'withheld', of: null });
  store.close();
  const again = store.open();
  expect(store.backlog('history').rows).toBe(200);
  expect(again).toMatchObject({ quarantined: null, lastN: 400 });
  store.close();
  const db = new Sqlite(file);
  expect(db.prepare('SELECT n, kind, body FROM damaged WHERE n = 400').get()).toMatchObject({
    n: 400,
    kind: 77,
  });
  db.close();
});

test('a damaged row that stood for many goes on standing for them', async () => {
  const { folder, file } = await written();
  const store = await openIn(folder);
  store.open();
  const { standIns } = thin(store.readLane('history', 10, 50));
  store.commit(batchOf({ standIns }));
  const [standIn] = standIns;
  store.close();
  poke(file, `UPDATE record SET body = '{"why' WHERE n = ${standIn!.row.n}`);
  store.open();
  const rows = store.readLane('history', 0, 1000);
  let next = 1;
  for (const row of rows) {
    expect(firstSeqOf(row)).toBe(next);
    next = row.seq! + 1;
  }
  expect(
    rows.some(({ entry }) => entry.body.kind === 'withheld' && entry.body.why === 'journal-corrupt'),
  ).toBe(true);
  store.close();
});

test('what cannot leave, or whose place cannot be read, leaves no word', async () => {
  const { folder, file } = await written();
  poke(file, `UPDATE record SET body = '{' WHERE n = 3; UPDATE record SET body = '{', lane = 9 WHERE n = 6`);
  const store = await openIn(folder);
  expect(store.open().quarantined).toContain('3, 6');
  expect(numbersOf(store.read(0, 5))).toEqual([1, 2, 4, 5, 7]);
});

test('many damaged records are a damaged file', async () => {
  const { folder, file } = await written();
  poke(file, `UPDATE record SET body = 'x' WHERE n > 250`);
  const store = await openIn(folder);
  expect(store.open().quarantined).toContain('damaged-1');
});

test.each([
  ['schema', `PRAGMA user_version = ${MIGRATIONS.length + 1}`],
  ['record', 'UPDATE record SET v = 2, crc = NULL WHERE n = 399'],
])('a journal with a later %s is refused and stays as it is', async (_, statement) => {
  const { folder, file } = await written();
  poke(file, statement);
  const before = readFileSync(file);
  await expect(openIn(folder)).rejects.toEqual(thrown('journal-newer'));
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
});

test('a file made and not yet filled is a new journal', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, JOURNAL_FILE), '');
  const store = await openIn(folder);
  expect(store.open()).toMatchObject({ lastN: 0, quarantined: null });
});

test('a place that cannot be written is said by name', async () => {
  const folder = freshFolder();
  writeFileSync(join(folder, 'a-file'), '');
  await expect(openIn(join(folder, 'a-file', 'data'))).rejects.toEqual(thrown('journal-unwritable'));
  mkdirSync(join(folder, JOURNAL_FILE));
  await expect(openIn(folder)).rejects.toEqual(thrown('journal-unwritable'));
});

test('the file is made as it must be: log, sync, page size, vacuum, version', async () => {
  const { file } = await written();
  const db = new Sqlite(file, { readonly: true });
  const pragma = (name: string) => db.pragma(name, { simple: true });
  expect([
    pragma('journal_mode'),
    pragma('page_size'),
    pragma('auto_vacuum'),
    pragma('user_version'),
  ]).toEqual(['wal', 1024, 2, MIGRATIONS.length]);
  db.close();
});

test('boots that are forgotten leave nothing on disk', async () => {
  const folder = freshFolder();
  const store = await openIn(folder);
  store.open();
  const numbering = new Numbering();
  store.commit(batchOf({ rows: numbering.rows(A, 'need'), kept: [{ lane: 'need', boot: A, upTo: 1 }] }));
  store.commit(batchOf({ rows: numbering.rows(B, 'need', null), pruneUpTo: 1 }));
  store.close();
  const db = new Sqlite(join(folder, JOURNAL_FILE));
  expect(db.prepare('SELECT nonce FROM boot').all()).toEqual([{ nonce: B }]);
  expect(db.prepare('SELECT * FROM kept').all()).toEqual([]);
  db.close();
});

test('after an outage the file shrinks again', async () => {
  const folder = freshFolder();
  const store = await openIn(folder);
  store.open();
  const numbering = new Numbering();
  const long = { ...ONE_OF_EACH.speech, utterance: 'x'.repeat(800) };
  const count = 9000;
  store.commit(batchOf({ rows: Array.from({ length: count }, () => numbering.row(A, 'history', long)) }));
  store.commit(batchOf({ kept: [{ lane: 'history', boot: A, upTo: count }] }));
  pruneAll(store, count, count);
  for (let round = 0; round < 20; round += 1)
    store.commit(batchOf({ rows: numbering.rows(A, null), pruneUpTo: count }));
  store.close();
  // 9,000 pages were free; 4,096 may stay for reuse, and one commit's share.
  expect(statSync(join(folder, JOURNAL_FILE)).size).toBeLessThan((4096 + 512) * 1024);
  expect(store.open()).toMatchObject({ lastN: count + 20, quarantined: null });
});

test('a batch touches few pages: the log grows by one frame for a group, not by one for each table', async () => {
  const folder = freshFolder();
  const store = await openIn(folder);
  store.open();
  const numbering = new Numbering();
  store.commit(batchOf({ rows: numbering.rows(A, 'history'), sent: [{ lane: 'history', n: 1 }] }));
  const log = join(folder, `${JOURNAL_FILE}-wal`);
  const before = statSync(log).size;
  const groups = 100;
  for (let group = 0; group < groups; group += 1) {
    store.commit(
      batchOf({ rows: numbering.rows(A, 'history', null, null), sent: [{ lane: 'history', n: 1 }] }),
    );
  }
  const framesPerGroup = (statSync(log).size - before) / 1048 / groups;
  expect(framesPerGroup).toBeLessThan(2);
});

test('a copy taken while it runs opens as the next process would find it', async () => {
  const folder = freshFolder();
  const store = await openIn(folder);
  store.open();
  store.commit(batchOf({ rows: new Numbering().rows(A, 'alert', 'history') }));
  const copy = freshFolder();
  cpSync(folder, copy, { recursive: true });
  const other = await openIn(copy);
  expect(other.open().lastN).toBe(2);
});
