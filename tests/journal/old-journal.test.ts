/**
 * The promise to hubs in the field: a journal of an earlier version still opens, and each of its records still reads.
 *
 * The fixtures are never written again; works on copies of them.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { afterAll, expect, test } from 'vitest';

import { LANES } from '../../agent/record.ts';
import { BOOTS, numbersOf, stampOf } from './journal-rows.ts';
import { freshFolder, openIn, sweepFolders } from './store-bench.ts';

afterAll(sweepFolders);

const [A, B] = BOOTS;
const KINDS_IN_V1 = 23;
const FIXTURES = join(import.meta.dirname, '..', 'fixtures', 'journal');

test('version 1: every kind of record, marks, cursors, the boot before', async () => {
  const folder = freshFolder();
  cpSync(join(FIXTURES, 'v1'), folder, { recursive: true });
  const store = await openIn(folder);
  expect(store.open()).toEqual({
    lastN: 46,
    lastStamp: stampOf(B, 46_000),
    previous: { boot: B, lastSeq: { alert: 4, notice: 4, need: 4, state: 4, history: 4 } },
    kept: [
      { lane: 'alert', boot: A, upTo: 4 },
      { lane: 'history', boot: B, upTo: 1 },
    ],
    sent: [{ lane: 'alert', n: 20 }],
    quarantined: null,
  });
  const rows = store.read(0, 100);
  expect(rows).toEqual(JSON.parse(readFileSync(join(folder, 'rows.json'), 'utf8')));
  expect(new Set(rows.map((row) => row.entry.body.kind)).size).toBe(KINDS_IN_V1);
  expect(LANES.map((lane) => store.backlog(lane).rows)).toEqual([4, 8, 8, 8, 7]);
  expect(numbersOf(store.readLane('alert', 0, 9))).toEqual([24, 30, 36, 42]);
  expect(numbersOf(store.readCheckpoints(9))).toEqual([46, 23]);
});
