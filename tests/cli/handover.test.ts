/**
 * A hub swapped in the middle of an alert, and every export that must be refused.
 *
 * Real journals and the real commands where they are cheap; the hub, the broker and the desk live on one clock.
 */
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportJournal, importJournal } from '../../agent/cli/handover/handover.ts';
import { refuseHandedOver, takeMarkBack } from '../../agent/cli/handover/mark.ts';
import { openSealedFile, sealFile } from '../../agent/cli/handover/sealed-file.ts';
import { openJournal } from '../../agent/cli/open-journal.ts';
import { stateIn, withSnapshot } from '../../agent/cli/journal-snapshot.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { noLog } from '../../sim/quiet-ports.ts';
import { rightWith, written } from '../config/hub-file.ts';
import { anbu } from './command.ts';
import { DiskTown, HOUR_MS, MINUTE_MS } from './disk-town.ts';
import { tellStory } from './journal-story.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-handover-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const PASSPHRASE = '허브를 바꿉니다 2026';
/** A thousandth of the cost of what is shipped; the commands below take that. */
const COST = { N: 128, r: 8, p: 1 };
const CLOSING = { passphrase: PASSPHRASE, at: new Date(Date.UTC(2026, 10, 21)), cost: COST };
const code = (wanted: string): unknown => expect.objectContaining({ code: wanted });

/** A small journal, and its export. */
let sealed: Buffer;
beforeAll(async () => {
  const from = join(folder, 'told');
  const store = await openSqliteStore(from);
  tellStory(store);
  store.close();
  await exportJournal(from, join(folder, 'told.anbu'), CLOSING);
  sealed = readFileSync(join(folder, 'told.anbu'));
});

test('a hub swapped in mid-alert: the same alert goes on, the desk sees one incident and no gap', async () => {
  const town = new DiskTown();
  const [old, fresh, out] = ['old', 'fresh', 'swap.anbu'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await town.start(old);
  town.live(30);
  town.callForHelp();
  const [alert] = town.openAlerts();
  expect(alert).toBeDefined();
  town.pass(MINUTE_MS);
  expect(town.hub.state.checkon.alerts.find((one) => one.alert === alert)?.stage).toBe('acknowledged');
  const before = structuredClone(town.hub.state);
  await town.stop();

  const known = await exportJournal(old, out, CLOSING);
  expect(known).toMatchObject({ openAlerts: [alert], isAsking: false, deskKeys: 1 });
  // The old hub refuses; its journal is as it was.
  await expect(openJournal(old, noLog, { recovered: () => {} })).rejects.toEqual(code('journal-handed-over'));
  await expect(exportJournal(old, `${out}-2`, CLOSING)).rejects.toEqual(code('journal-handed-over'));
  expect(await importJournal(out, fresh, PASSPHRASE)).toEqual(known);
  expect(readdirSync(fresh)).toEqual(['journal.db']);

  await town.start(fresh);
  expect(town.hub.state.centre.counters).toEqual(before.centre.counters);
  expect(town.hub.state.detector.habits).toEqual(before.detector.habits);
  expect(town.hub.state.card).toMatchObject({ bytes: 0, monthsLeft: null });
  expect(town.openAlerts()).toEqual([alert]);
  town.pass(2 * HOUR_MS);
  expect(town.openAlerts()).toEqual([]);
  const { alerts, gaps, duplicatesApplied } = town.desk.report();
  expect({ gaps, duplicatesApplied }).toEqual({ gaps: [], duplicatesApplied: 0 });
  expect(alerts.filter(({ test: isTest }) => !isTest)).toMatchObject([{ id: alert, confirmed: 'closed' }]);
  expect(town.actions.filter((one) => one.kind === 'alert' && one.opened && !one.test)).toHaveLength(1);
  expect(town.refused).toEqual([]);
  expect(town.waiting()).toBe(0);
  await town.stop();
});

test('taken back, the old hub runs again', async () => {
  const data = join(folder, 'back');
  const store = await openSqliteStore(data);
  tellStory(store);
  store.close();
  await exportJournal(data, join(folder, 'back.anbu'), CLOSING);
  expect(() => refuseHandedOver(data)).toThrow('was handed over');
  expect(takeMarkBack(data)).toBe(true);
  expect(takeMarkBack(data)).toBe(false);
  const { store: again } = await openJournal(data, noLog, { recovered: () => {} });
  again.open();
  again.close();
});

test('what runs is not exported, and a file that is there is not overwritten; nothing is marked', async () => {
  const data = join(folder, 'busy');
  const store = await openSqliteStore(data);
  tellStory(store);
  const out = join(folder, 'busy.anbu');
  await expect(exportJournal(data, out, CLOSING)).rejects.toEqual(code('journal-locked'));
  store.close();
  writeFileSync(out, 'mine');
  await expect(exportJournal(data, out, CLOSING)).rejects.toEqual(code('usage'));
  expect(readFileSync(out, 'utf8')).toBe('mine');
  const nowhere = join(folder, 'no-such-folder', 'out.anbu');
  await expect(exportJournal(data, nowhere, CLOSING)).rejects.toEqual(code('file-unwritable'));
  expect(() => refuseHandedOver(data)).not.toThrow();
  await expect(exportJournal(join(folder, 'none'), out, CLOSING)).rejects.toEqual(code('file-not-found'));
});

test('a journal is never overwritten', async () => {
  const file = join(folder, 'told.anbu');
  await expect(importJournal(file, join(folder, 'told'), PASSPHRASE)).rejects.toEqual(code('journal-exists'));
});

test.each<[string, (file: Buffer) => Buffer, string]>([
  ['a wrong passphrase', (file) => file, 'passphrase-wrong'],
  ['a file that ends early', (file) => file.subarray(0, -1), 'export-cut'],
  ['a file of nothing', () => Buffer.alloc(0), 'export-cut'],
  ['a first line alone', (file) => file.subarray(0, 40), 'export-cut'],
  ['a file that goes on', (file) => Buffer.concat([file, Buffer.from('x')]), 'export-damaged'],
  ['some other file', () => Buffer.from('PK\u0003\u0004 what is this?\n'), 'export-damaged'],
  [
    'a newer version',
    (file) => relined(file, (line) => line.replace('"version":2', '"version":3')),
    'export-newer',
  ],
  ['a changed first line', (file) => swapped(file, '"version":2', '"version":3'), 'export-damaged'],
  ['a flipped byte', (file) => flipped(file, file.length - 100), 'export-damaged'],
])('%s is refused in its own words, and leaves nothing behind', async (name, change, wanted) => {
  const file = join(folder, 'bad.anbu');
  const data = join(folder, 'bad');
  writeFileSync(file, change(sealed));
  const passphrase = name === 'a wrong passphrase' ? 'something else' : PASSPHRASE;
  await expect(importJournal(file, data, passphrase)).rejects.toEqual(code(wanted));
  expect(existsSync(data)).toBe(false);
});

test('a sealed journal that is none, or a newer one, is refused and leaves nothing behind', async () => {
  const { gzipSync } = await import('node:zlib');
  const { default: Sqlite } = await import('better-sqlite3');
  const data = join(folder, 'wrong');
  mkdirSync(data);
  writeFileSync(join(data, 'notes.txt'), 'mine');
  const sealedWith = (plain: Buffer): string => {
    const file = join(folder, 'wrong.anbu');
    writeFileSync(file, sealFile([plain], PASSPHRASE, COST));
    return file;
  };
  const newer = join(folder, 'newer.db');
  const db = new Sqlite(newer);
  db.exec('CREATE TABLE later (n INTEGER)');
  db.pragma('user_version = 99');
  db.close();
  const cases = [
    [Buffer.from('no gzip'), 'export-damaged'],
    [gzipSync(Buffer.from('no journal '.repeat(999))), 'export-damaged'],
    [gzipSync(readFileSync(newer)), 'journal-newer'],
  ] as const;
  for (const [plain, wanted] of cases)
    await expect(importJournal(sealedWith(plain), data, PASSPHRASE)).rejects.toEqual(code(wanted));
  expect(readdirSync(data)).toEqual(['notes.txt']);
});

test('every byte of an export counts', () => {
  fc.assert(
    fc.property(fc.nat(sealed.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      expect(() => openSealedFile(flipped(sealed, at, flip), PASSPHRASE)).toThrow();
    }),
    { numRuns: 200 },
  );
  const plain = Buffer.from('안부');
  expect(openSealedFile(sealFile([plain], PASSPHRASE, COST), PASSPHRASE)).toEqual(plain);
  // Nothing of it can be read, and no two are alike.
  expect(sealed.includes(Buffer.from('SQLite format'))).toBe(false);
  expect(sealFile([plain], PASSPHRASE, COST)).not.toEqual(sealFile([plain], PASSPHRASE, COST));
});

test('the commands: out of one folder, into another, and the old hub says what to do', async () => {
  const [from, to, out, secret] = ['cli-a', 'cli-b', 'cli.anbu', 'secret'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const store = await openSqliteStore(from);
  tellStory(store);
  store.close();
  writeFileSync(secret, 'short\n');
  const closed = ['--passphrase-file', secret] as const;
  expect(await anbu('export', '--out', out, '--no-config', '--data', from, ...closed)).toMatchObject({
    code: 2,
  });
  writeFileSync(secret, `${PASSPHRASE}\n`);
  const exported = await anbu('export', '--out', out, '--no-config', '--data', from, ...closed);
  expect(exported).toMatchObject({ code: 0, err: '' });
  expect(exported.out).toContain('18 records');
  const imported = await anbu('import', out, '--no-config', '--data', to, ...closed, '--json');
  expect(imported.code).toBe(0);
  expect(JSON.parse(imported.out)).toMatchObject({ kind: 'import', records: 18 });
  const again = await anbu('export', '--out', `${out}-2`, '--no-config', '--data', from, ...closed);
  expect(again.code).toBe(1);
  expect(again.err).toContain('--take-back');
  const run = await anbu('run', '--config', written(rightWith()), '--data', from);
  expect(run).toMatchObject({ code: 1 });
  expect(run.err).toContain('[journal-handed-over]');
  expect(readdirSync(from)).toEqual(['handed-over.json', 'journal.db']);
  // Without a terminal and without a file nobody can be asked.
  expect(await anbu('import', out, '--data', `${to}-2`)).toMatchObject({ code: 2 });
  const alerts = await withSnapshot(to, (snapshot) => stateIn(snapshot).checkon.alerts);
  expect(alerts).toEqual([]);
});

function flipped(file: Buffer, at: number, flip = 1): Buffer {
  const copy = Buffer.from(file);
  copy[at] = copy[at]! ^ flip;
  return copy;
}
function swapped(file: Buffer, from: string, to: string): Buffer {
  const at = file.indexOf(from);
  return Buffer.concat([file.subarray(0, at), Buffer.from(to), file.subarray(at + from.length)]);
}
/** Another first line with a sum that fits it: what somebody could make who knows the form. */
function relined(file: Buffer, change: (line: string) => string): Buffer {
  const end = file.indexOf('\n');
  const line = change(file.toString('utf8', 0, end));
  const sum = createHash('sha256').update(line).digest('hex');
  return Buffer.concat([Buffer.from(`${line}\n${sum}\n`), file.subarray(end + 66)]);
}
