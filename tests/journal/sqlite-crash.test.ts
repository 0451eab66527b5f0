/**
 * The journal on disk when the world ends in mid-write: torn logs, full disks.
 *
 * The one promise: what was acknowledged is there, and no batch is there by half.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import type { JournalStore, Row } from '../../agent/ports.ts';
import { BOOTS, Numbering, batchOf } from './journal-rows.ts';
import { freshFolder, openIn, sweepFolders } from './store-bench.ts';

afterAll(sweepFolders);

const WRITER = join(import.meta.dirname, 'writer.ts');
function lastAcknowledged(lines: readonly string[]): number {
  return Math.max(0, ...lines.filter((line) => /^\d+$/.test(line)).map(Number));
}

/** All rows, having checked that no number is missing and no batch is there by half. */
function wholeRows(store: JournalStore): Row[] {
  const rows = store.read(0, 10_000_000);
  expect(rows.every((row, index) => row.n === index + 1)).toBe(true);
  const batches = new Map<string, number>();
  for (const { entry } of rows) {
    if (entry.body.kind !== 'observation') throw new Error('the writer writes observations');
    const batch = `${entry.at.boot} ${entry.body.value} of ${entry.body.sensor}`;
    batches.set(batch, (batches.get(batch) ?? 0) + 1);
  }
  const halves = [...batches].filter(([batch, found]) => found !== Number(batch.split(' of ')[1]));
  expect(halves).toEqual([]);
  expect(store.backlog('alert').rows).toBe(batches.size);
  return rows;
}

test('a log torn at any byte gives back a prefix of whole batches', async () => {
  const folder = freshFolder();
  const numbering = new Numbering();
  const store = await openIn(folder);
  store.open();
  const commit = (round: number, size: number) => {
    const body = { kind: 'observation' as const, sensor: `${size}`, value: round };
    const lanes = Array.from({ length: size }, (_, index) =>
      index === 0 ? ('alert' as const) : ('history' as const),
    );
    store.commit(batchOf({ rows: lanes.map((lane) => numbering.row(BOOTS[0], lane, body)) }));
  };
  commit(1, 3);
  store.close();
  store.open();
  for (let round = 2; round < 40; round += 1) commit(round, 1 + (round % 4));
  const log = join(folder, 'journal.db-wal');
  const size = statSync(log).size;
  const offsets = [0, 1, 31, 32, 33, 1079, 1080, 1081, size - 1049, size - 1048, size - 1, size];
  for (let part = 1; part < 12; part += 1) offsets.push(Math.floor((size * part) / 12));
  let before = 0;
  for (const offset of offsets.toSorted((one, other) => one - other)) {
    const copy = join(freshFolder(), 'torn');
    cpSync(folder, copy, { recursive: true });
    truncateSync(join(copy, 'journal.db-wal'), offset);
    const torn = await openIn(copy);
    expect(torn.open().quarantined).toBe(null);
    const found = wholeRows(torn).length;
    expect(found).toBeGreaterThanOrEqual(Math.max(3, before));
    before = found;
    torn.close();
  }
  expect(before).toBe(numbering.n);
});

test('a log with one wrong byte gives back what lies before it, says that more is lost, and says it once', async () => {
  const folder = freshFolder();
  const numbering = new Numbering();
  const store = await openIn(folder);
  store.open();
  const body = { kind: 'observation' as const, sensor: '1', value: 0 };
  for (let round = 1; round < 30; round += 1) {
    store.commit(batchOf({ rows: [numbering.row(BOOTS[0], 'alert', { ...body, value: round })] }));
  }
  const copy = join(freshFolder(), 'rotten');
  cpSync(folder, copy, { recursive: true });
  const log = join(copy, 'journal.db-wal');
  const bytes = readFileSync(log);
  const at = bytes.length - 5000;
  bytes[at] = (bytes[at] ?? 0) ^ 0x40;
  writeFileSync(log, bytes);
  const rotten = await openIn(copy);
  expect(rotten.open().quarantined).toMatch(/of the last commits \d+ or more are lost/);
  const found = wholeRows(rotten).length;
  expect(found).toBeGreaterThan(10);
  expect(found).toBeLessThan(29);
  const later = join(freshFolder(), 'later');
  cpSync(copy, later, { recursive: true });
  const again = await openIn(later);
  expect(again.open().quarantined).toBe(null);
});

/** Lets a writer fill what it has, and checks what it says and leaves. */
async function fills(folder: string, limitedBy: string, code: string): Promise<void> {
  const script = `${limitedBy} exec "$0" "$@"`;
  const done = spawnSync('bash', ['-c', script, process.execPath, WRITER, folder], { encoding: 'utf8' });
  const lines = done.stdout.trim().split('\n');
  const acknowledged = lastAcknowledged(lines);
  expect(acknowledged).toBeGreaterThan(10);
  expect(lines.at(-1)).toBe(`failed ${code} ${acknowledged}`);
  const store = await openIn(folder);
  expect(store.open()).toMatchObject({ lastN: acknowledged, quarantined: null });
  wholeRows(store);
  store.close();
}

test('a log that may not grow: the commit fails, and all before it is there', async () => {
  await fills(freshFolder(), 'ulimit -f 200;', 'journal-unwritable');
});

test('a full disk: the commit fails, and all before it is there, also after a restart on the full disk', async (context) => {
  const folder = join(freshFolder(), 'full');
  mkdirSync(folder);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', folder], { stdio: 'pipe' });
  } catch {
    console.warn('NOT TESTED: a full disk. It needs root, to mount a small tmpfs.');
    context.skip('a full disk needs root, to mount a small tmpfs');
  }
  try {
    await fills(folder, '', 'journal-full');
  } finally {
    execFileSync('umount', [folder]);
  }
});
