/**
 * `anbu status`: at a glance and for scripts, also beside a running hub; and the word by which an upgrade waits.
 * The journals are real files, one of them held by a process meanwhile.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../agent/ports.ts';
import { anbu } from './command.ts';
import { ALERT, tellStory } from './journal-story.ts';

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
