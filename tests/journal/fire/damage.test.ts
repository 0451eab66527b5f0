/**
 * Killed at any instant, and damaged at any page: the short forms of `npm run test:fire`.
 *
 * Real processes, real files; the model is the same life on the store in memory.
 */
import { expect, test } from 'vitest';

import { flipAll } from './flips.ts';
import { killOften } from './kills.ts';

const KILLS = 20;
const SEED = 20_261_130;

test(`killed ${KILLS} times at any instant: nothing acknowledged is lost, nothing is there twice`, async () => {
  const report = await killOften({ kills: KILLS, seed: SEED });
  expect(report.broken).toEqual([]);
  expect(report.kills).toBe(KILLS);
  expect(report.acknowledged).toBeGreaterThan(KILLS);
});

test('a damaged page of the file or its log: it starts, goes on, and what is lost is said', async () => {
  const reports = await flipAll({ seed: SEED, turns: 25, every: 5 });
  expect(reports.map(({ of }) => of)).toEqual(['journal.db', 'journal.db-wal']);
  const [, log] = reports;
  // What is left are the last two commits, which may be torn as well as damaged.
  expect(log?.outcomes.aside).toBeGreaterThan(9 * (log?.outcomes.earlier ?? 0));
  for (const { broken, pages, outcomes } of reports) {
    expect(broken).toEqual([]);
    expect(outcomes.silent).toBe(0);
    expect(pages).toBeGreaterThan(4);
  }
});
