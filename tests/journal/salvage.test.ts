/**
 * A damaged file at a start: what it still holds goes on in the new one, and what does not is said.
 *
 * Real files of the real store, with pages overwritten; a whole hub where a call is open.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { JOURNAL_FILE } from '../../agent/journal/sqlite-store.ts';
import { BOOTS, Numbering, ONE_OF_EACH, batchOf } from './journal-rows.ts';
import { placeInMemory } from './fire/cut-lives.ts';
import { HOUR_MS, MINUTE_MS, SickHome } from './fire/sick-home.ts';
import { openIn, sweepFolders } from './store-bench.ts';

/** Nothing here is about power: syncs may cost nothing. */
const ROOT = placeInMemory();
afterAll(() => {
  sweepFolders();
  rmSync(ROOT, { recursive: true, force: true });
});
const freshFolder = () => mkdtempSync(join(ROOT, 'home-'));

const PAGE = 1024;
const [A] = BOOTS;

function spoil(file: string, page: number): void {
  const bytes = readFileSync(file);
  bytes.fill(0xa5, page * PAGE, (page + 1) * PAGE);
  writeFileSync(file, bytes);
}

test('a page damaged after a day of life: the open call is there, its alert leaves, nothing learned is lost', async () => {
  const home = new SickHome(join(freshFolder(), 'data'));
  await home.start();
  for (let hour = 0; hour < 26; hour += 1) {
    home.live(1);
    if (hour === 12) home.pull();
    home.wait(HOUR_MS - MINUTE_MS);
  }
  const { observations } = home.hub.state.counts;
  const alert = home.left.at(-1)?.alert;
  await home.stop();
  const file = join(home.folder, JOURNAL_FILE);
  spoil(file, Math.floor(statSync(file).size / PAGE / 2));
  home.left.splice(0);
  await home.start();
  expect(home.hub.state.checkon.alerts.map(({ cause }) => cause)).toContain('help');
  expect(home.left.map((left) => left.alert)).toContain(alert);
  expect(home.hub.state.counts.observations).toBeGreaterThan(observations - 30);
  expect(home.openConditions).toContain('journal-quarantined');
  expect(home.openConditions).not.toContain('learning-lost');
  await home.stop();
});

test('a file of which nothing can be read: that all that was learned is lost is told', async () => {
  const home = new SickHome(join(freshFolder(), 'data'));
  await home.start();
  home.live(3);
  await home.stop();
  writeFileSync(join(home.folder, JOURNAL_FILE), 'this was a photograph\n'.repeat(500));
  await home.start();
  expect(home.openConditions).toEqual(expect.arrayContaining(['journal-quarantined', 'learning-lost']));
  await home.stop();
});

/** A closed journal; returns its folder and how many records it has. */
async function written(): Promise<{ readonly folder: string; readonly count: number }> {
  const folder = freshFolder();
  const store = await openIn(folder);
  store.open();
  const numbering = new Numbering();
  for (let round = 0; round < 40; round += 1) {
    const rows = [
      numbering.row(A, null, ONE_OF_EACH.checkpoint),
      ...numbering.rows(A, 'alert', 'history', null, 'history', 'notice', 'history'),
    ];
    store.commit(batchOf({ rows, sent: [{ lane: 'history', n: numbering.n }] }));
  }
  store.commit(batchOf({ kept: [{ lane: 'alert', boot: A, upTo: 5 }] }));
  store.close();
  return { folder, count: numbering.n };
}
async function afterHarm(folder: string, harm: (file: string) => void) {
  const copy = freshFolder();
  cpSync(folder, copy, { recursive: true });
  harm(join(copy, JOURNAL_FILE));
  const store = await openIn(copy);
  return { store, opening: store.open() };
}

test('a page overwritten, each in turn: one page of records is lost at most, numbers stay, no lane has a hole', async () => {
  const { folder, count } = await written();
  const pages = statSync(join(folder, JOURNAL_FILE)).size / PAGE;
  const lost: number[] = [];
  for (let page = 1; page < pages; page += 5) {
    const { store, opening } = await afterHarm(folder, (file) => spoil(file, page));
    if (opening.quarantined !== null && opening.lastN > 0) {
      const rows = store.read(0, 10_000);
      lost.push(count - rows.filter(({ entry }) => entry.body.kind !== 'withheld').length);
      for (const lane of ['alert', 'history', 'notice'] as const) {
        let next = lane === 'alert' ? 6 : 1;
        for (const { seq, entry } of store.readLane(lane, 0, 10_000)) {
          const first = entry.body.kind === 'withheld' ? (entry.body.from ?? seq) : seq;
          expect([page, lane, first]).toEqual([page, lane, first! <= next ? first : next]);
          next = seq! + 1;
        }
      }
      expect(opening.sent.every(({ n }) => n <= opening.lastN)).toBe(true);
    }
    store.close();
  }
  expect(lost.length).toBeGreaterThan(3);
  expect(Math.max(...lost)).toBeGreaterThan(0);
  expect(lost.filter((records) => records > 30)).toEqual([]);
});

test('a file that was cut in half goes on from its first half', async () => {
  const { folder, count } = await written();
  const { store, opening } = await afterHarm(folder, (file) => {
    truncateSync(file, Math.floor(statSync(file).size / (2 * PAGE)) * PAGE);
  });
  expect(opening.quarantined).toContain('damaged-1');
  expect(store.read(0, 10_000).length).toBeGreaterThan(count / 10);
});
