/**
 * A start on a disk that is sick, or on a journal of a newer version: real files, the real store, a whole hub on it.
 *
 * Never relies on file permissions: whoever runs the tests may be root.
 */
import { mkdirSync, readFileSync, readdirSync, renameSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openJournal } from '../../agent/cli/open-journal.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { JOURNAL_FILE } from '../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../agent/ports.ts';
import type { BootTrouble, Entry } from '../../agent/record.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedSpeaker } from '../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { freshFolder, sweepFolders } from '../journal/store-bench.ts';

afterAll(sweepFolders);

const MINUTE_MS = 60_000;
const CONFIG = defaultConfig({
  home: 'h',
  timezone: 'UTC',
  sensors: [{ id: 'M001', room: 'living', class: 'motion' }],
});
let folder: string;
let clock: VirtualClock;
let seed = 0;
let recovered: number;
let entries: Entry[];

function hubOn(store: JournalStore, trouble: readonly BootTrouble[] = []): Hub {
  seed += 1;
  clock = new VirtualClock(Date.UTC(2026, 2, 2, 8) + seed * 3_600_000);
  entries = [];
  const hub = new Hub({
    config: CONFIG,
    program: { version: '1', codeHash: 'code' },
    trouble,
    observer: (committed) => entries.push(...committed),
    ports: {
      clock,
      random: seededRandom(seed),
      store,
      buses: noBuses,
      speaker: new SimulatedSpeaker(clock.after),
      publisher: new OpenPipe(),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
  });
  hub.start();
  return hub;
}
async function open(): Promise<{ store: JournalStore; trouble: readonly BootTrouble[] }> {
  return openJournal(folder, noLog, { recovered: () => (recovered += 1) });
}
async function start(): Promise<Hub> {
  const { store, trouble } = await open();
  return hubOn(store, trouble);
}
const conditions = (hub: Hub): string[] => hub.state.conditions.open.map(({ code }) => code);
const causes = (hub: Hub): string[] =>
  hub.state.checkon.alerts.filter((alert) => !alert.test).map(({ cause }) => cause);
const WAL = `${JOURNAL_FILE}-wal`;

/** A journal with an open call for help, closed. */
beforeEach(async () => {
  folder = freshFolder();
  recovered = 0;
  const hub = await start();
  hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  await hub.stop();
});

test('a disk that can be read and not written: the open call is known, and kept when it works again', async () => {
  mkdirSync(join(folder, WAL));
  const hub = await start();
  expect(causes(hub)).toEqual(['help']);
  hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
  clock.advanceTo(2 * MINUTE_MS);
  expect(conditions(hub)).toContain('journal-unwritable');
  rmdirSync(join(folder, WAL));
  clock.advanceTo(5 * MINUTE_MS);
  expect(conditions(hub)).not.toContain('journal-unwritable');
  expect(recovered).toBe(0);
  await hub.stop();
  const back = await start();
  expect(back.state.counts.observations).toBe(1);
  expect(causes(back)).toEqual(['help']);
  await back.stop();
});

test('a disk that cannot even be read: it watches from memory, and is told when the disk knows more', async () => {
  renameSync(join(folder, JOURNAL_FILE), join(folder, 'away'));
  mkdirSync(join(folder, JOURNAL_FILE));
  const hub = await start();
  expect(causes(hub)).toEqual([]);
  clock.advanceTo(2 * MINUTE_MS);
  expect(conditions(hub)).toContain('journal-unwritable');
  rmdirSync(join(folder, JOURNAL_FILE));
  renameSync(join(folder, 'away'), join(folder, JOURNAL_FILE));
  clock.advanceTo(5 * MINUTE_MS);
  expect(recovered).toBe(1);
  expect(conditions(hub)).toContain('journal-unwritable');
  await hub.stop();
  const back = await start();
  expect(causes(back)).toEqual(['help']);
  await back.stop();
});

test('nothing of the copy in memory is left lying about', async () => {
  mkdirSync(join(folder, WAL));
  const before = readdirSync('/dev/shm');
  const { store } = await open();
  store.open();
  expect(readdirSync('/dev/shm')).toEqual(before);
  store.close();
});

test('a journal of a newer version stays as it is; one beside it is used, again at the next start, and told', async () => {
  const file = join(folder, JOURNAL_FILE);
  const version = (to: number): void => {
    const db = new Sqlite(file);
    const was = db.pragma('user_version', { simple: true });
    db.pragma(`user_version = ${to}`);
    db.close();
    oldVersion = Number(was);
  };
  let oldVersion = 0;
  version(99);
  const bytes = readFileSync(file);
  const hub = await start();
  expect(conditions(hub)).toEqual(['journal-newer']);
  hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
  await hub.stop();
  const again = await start();
  expect(again.state.counts.observations).toBe(1);
  await again.stop();
  expect(readFileSync(file).equals(bytes)).toBe(true);
  expect(readdirSync(folder).filter((name) => name.startsWith('side-'))).toEqual(['side-1']);
  version(oldVersion);
  const home = await start();
  expect(causes(home)).toEqual(['help']);
  expect(conditions(home)).not.toContain('journal-newer');
  await home.stop();
});

test('a journal in use stops the second one', async () => {
  const { store } = await open();
  store.open();
  await expect(open()).rejects.toEqual(expect.objectContaining({ code: 'journal-locked' }));
  // Nor does one that was told to begin anew take it from under the first.
  const anew = openJournal(folder, noLog, { recovered: () => {}, anew: true });
  await expect(anew).rejects.toEqual(expect.objectContaining({ code: 'journal-locked' }));
  expect(readdirSync(folder).filter((name) => name.includes('damaged'))).toEqual([]);
  store.close();
});
