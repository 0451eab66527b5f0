/**
 * `anbu status`: at a glance and for scripts, also beside a running hub; and the word by which an upgrade waits.
 * The journals are real files, one of them held by a process meanwhile.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type Socket, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { HubSocket } from '../../agent/cli/hub-socket.ts';
import { journalStatus } from '../../agent/cli/journal-status.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../agent/ports.ts';
import { keptBy } from '../../agent/cli/decommission/begin.ts';
import { isWell, statusReport, waitsFor } from '../../agent/cli/status-report.ts';
import { Bench } from '../checkon/bench.ts';
import { anbu } from './command.ts';
import { ALERT, tellStory } from './journal-story.ts';
import { answersOf } from './hub-answers.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A journal of so many records of the story, still held by whoever wrote it. */
async function lived(length: number): Promise<{ folder: string; store: JournalStore }> {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-status-'));
  folders.push(folder);
  const store = await openSqliteStore(folder);
  tellStory(store, length);
  return { folder, store };
}

// Records of the story: 6 asking, 12 raised, 13 acknowledged, 14 dispatched, 15 closed.
test.each([
  [3, 0, ''],
  [6, 1, 'the resident is being asked'],
  [12, 1, `an alert is open (${ALERT} raised)`],
  [14, 1, `an alert is open (${ALERT} dispatched)`],
  [15, 0, ''],
])('after %i records it may be stopped: exit %i %s', async (length, code, why) => {
  const { folder, store } = await lived(length);
  store.close();
  const asked = await anbu('status', '--may-stop', '--data', folder);
  expect(asked.code).toBe(code);
  expect(asked.err).toContain(why);
  expect(asked.out).toBe('');
});

test('a hub that never ran may be stopped, and has no status', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-status-'));
  folders.push(folder);
  const mayStop = await anbu('status', '--may-stop', '--data', folder);
  expect(mayStop).toMatchObject({ code: 0, out: '' });
  expect(mayStop.err).toContain(`no hub has run in ${folder} yet`);
  const json = await anbu('status', '--may-stop', '--json', '--data', folder);
  expect(JSON.parse(json.out)).toEqual({ kind: 'may-stop', mayStop: true, why: null });
  const plain = await anbu('status', '--data', folder);
  expect(plain.code).toBe(2);
  expect(plain.err).toContain(`there is no journal in ${folder}`);
});

test('a folder that is not there says nothing of any hub', async () => {
  const { code, err } = await anbu('status', '--may-stop', '--data', '/nowhere');
  expect(code).toBe(2);
  expect(err).toContain('there is no journal in /nowhere');
});

describe('the report', () => {
  test('says whom was told, and whether a process holds the journal', async () => {
    const { folder, store } = await lived(14);
    const beside = await anbu('status', '--json', '--data', folder);
    store.close();
    const after = await anbu('status', '--json', '--data', folder);
    expect([beside.code, after.code]).toEqual([1, 1]);
    expect(JSON.parse(beside.out)).toMatchObject({
      kind: 'status',
      running: true,
      timeTrusted: true,
      question: null,
      alerts: [{ alert: ALERT, cause: 'inactivity', stage: 'dispatched' }],
      mayStop: false,
    });
    expect(JSON.parse(after.out)).toMatchObject({ running: false });
  });

  test('is local time, as of the last record', async () => {
    const { folder, store } = await lived(15);
    store.close();
    const { out, code } = await anbu('status', '--data', folder);
    expect(code).toBe(1);
    expect(out).toMatch(/^anbu \S+: NOT RUNNING$/m);
    expect(out).toMatch(/^as of {6}2026-11-21T\d\d:\d\d:\d\d$/m);
    expect(out).toMatch(/^resident {3}unknown; nobody is asked$/m);
    expect(out).not.toMatch(/^ALERT/m);
  });
});

test('a damaged journal does not say that nobody is waited for', async () => {
  const { folder, store } = await lived(14);
  store.close();
  const file = join(folder, JOURNAL_FILE);
  writeFileSync(file, readFileSync(file).fill('?', 0, 3_000));
  const asked = await anbu('status', '--may-stop', '--data', folder);
  expect(asked.code).toBe(1);
  expect(asked.err).toContain('whether somebody is waited for is not known');
  const { code, out } = await anbu('status', '--data', folder);
  expect(code).toBe(1);
  expect(out).toMatch(/^DAMAGED {4}.+: what it has lost is not below$/m);
});

/** The journal in a newer version's place, and the same one beside it, where the older version goes on. */
function downgraded(folder: string): string {
  const [file, side] = [join(folder, JOURNAL_FILE), join(folder, 'side-1')];
  mkdirSync(side);
  writeFileSync(join(side, JOURNAL_FILE), readFileSync(file));
  // user_version of SQLite's header, four bytes at 60.
  const newer = readFileSync(file);
  newer.writeUInt32BE(99, 60);
  writeFileSync(file, newer);
  return side;
}

test('beside the journal of a newer version, the one in use is looked at', async () => {
  const { folder, store } = await lived(15);
  store.close();
  const side = downgraded(folder);
  expect(await anbu('status', '--may-stop', '--data', folder)).toMatchObject({ code: 0, err: '' });
  rmSync(side, { recursive: true });
  const alone = await anbu('status', '--may-stop', '--data', folder);
  expect(alone.err).toContain('journal-newer');
});

test('a hub that was downgraded is seen to run by its lock on the journal beside', async () => {
  const { folder, store } = await lived(15);
  store.close();
  const beside = await openSqliteStore(downgraded(folder));
  beside.open();
  const running = await anbu('status', '--json', '--data', folder);
  beside.close();
  const stopped = await anbu('status', '--json', '--data', folder);
  const all = [running, stopped].map(({ out }): unknown => JSON.parse(out));
  expect(all).toMatchObject([{ running: true }, { running: false }]);
});

test('what a hub that runs and does not answer has in memory is not known: its disk may be behind', async () => {
  const { folder, store } = await lived(15);
  const words = ['status', '--data', folder];
  const nowhere = ['--socket', join(folder, 'hub.sock')];
  const hung = await anbu(...words, ...nowhere, '--may-stop');
  const unasked = await anbu(...words, '--may-stop');
  const page = await anbu(...words, ...nowhere);
  store.close();
  expect([hung.code, unasked.code, page.code]).toEqual([1, 1, 1]);
  expect(hung.err).toContain('is not known: a hub is there and does not answer');
  expect(unasked.err).toContain('was not asked (--socket FILE)');
  expect(page.out).toMatch(/^NOT KNOWN {2}a hub is there and does not answer/m);
  expect((await anbu(...words, ...nowhere, '--may-stop')).code).toBe(0);
});

test('one that takes the question and is silent is there, whatever holds its journal, and if it has none', async () => {
  const { folder, store } = await lived(15);
  store.close();
  const path = join(folder, 'hub.sock');
  const held: Socket[] = [];
  const silent = createServer((client) => held.push(client));
  await new Promise<void>((resolve) => {
    silent.listen(path, resolve);
  });
  const words = ['status', '--may-stop', '--socket', path, '--data'];
  const hung = await anbu(...words, folder);
  const none = mkdtempSync(join(tmpdir(), 'anbu-none-'));
  const bare = await anbu(...words, none);
  rmSync(none, { recursive: true });
  for (const client of held) client.destroy();
  await new Promise((resolve) => {
    silent.close(resolve);
  });
  expect(hung).toMatchObject({ code: 1 });
  expect(hung.err).toContain('is not known: a hub is there and does not answer');
  expect(bare.code).not.toBe(0);
  expect(bare.err).toContain('is not known: a hub is there and does not answer');
  expect((await anbu(...words, folder)).code).toBe(0);
});

test('a press that may still be taken back is somebody who is waited for', async () => {
  const { folder, store } = await lived(15);
  store.close();
  const bench = new Bench();
  bench.restart(0);
  bench.give({ kind: 'reply', by: 'button', meaning: 'fine' });
  const seen = { version: '1', running: true, backlog: () => ({ rows: 0 }), armed: null, sensors: null };
  const report = statusReport({ ...seen, state: bench.state, damage: null, unanswered: null });
  expect(report).toMatchObject({ isCalling: true, alerts: [], mayStop: false });
  expect(waitsFor(report)).toBe('somebody has pressed for help, and may still take it back');
  expect(keptBy(report, folder)).toBe('somebody has pressed for help, and may still take it back');
  expect(isWell(report)).toBe(false);
});

test('the living hub is asked before its disk: an alert that no disk took is one', async () => {
  const { folder, store } = await lived(15);
  const socket = new HubSocket(join(folder, 'hub.sock'), { write: () => undefined });
  await socket.open();
  const alerts = [{ alert: 'a-7', cause: 'inactivity', stage: 'raised', raised: 'now' }];
  const status = await journalStatus(folder, { running: true, unanswered: null }, null);
  socket.answerWith(answersOf({ status: () => ({ ...status, alerts, mayStop: false }) }));
  const words = ['status', '--may-stop', '--data', folder];
  const living = await anbu(...words, '--socket', join(folder, 'hub.sock'));
  expect(living).toMatchObject({ code: 1 });
  expect(living.err).toContain('an alert is open (a-7 raised)');
  socket.close();
  store.close();
  expect(await anbu(...words, '--socket', join(folder, 'hub.sock'))).toMatchObject({ code: 0 });
});
