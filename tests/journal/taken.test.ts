/**
 * A disk that takes what it says no to: nothing is written twice, nothing is lost, no lane has a hole.
 *
 * The store in memory stands for the disk: what it took shows at its next opening, as frames in a log do.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';

import { Journal } from '../../agent/journal/journal.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import { sortOut } from '../../agent/journal/taken.ts';
import type { Body } from '../../agent/record.ts';
import { laneOf } from '../../agent/uplink/wire.ts';
import { BOOTS, Numbering, ONE_OF_EACH, stampOf } from './journal-rows.ts';

const { alert, condition, observation, deadline } = ONE_OF_EACH;
const BODIES = [alert, condition, observation, deadline];

class Life {
  readonly store = createMemoryStore();
  readonly journal: Journal;
  appended = 0;

  constructor(memoryRows: number) {
    this.journal = new Journal(this.store, { memoryRows, laneOf: ({ body }) => laneOf(body, true) });
    this.journal.open();
  }
  append(body: Body): void {
    this.appended += 1;
    this.journal.append({ at: stampOf(BOOTS[0], this.appended), body });
  }
  /** As the loop does: what fails is opened anew, now and then, before the next commit. */
  flush(): void {
    if (this.journal.failing !== null) this.journal.reopen();
    this.journal.flush();
  }
  /** Every record's time on the disk, and its lane's numbers. */
  seen(): { readonly times: number[]; readonly seqs: Readonly<Record<string, (number | null)[]>> } {
    const rows = this.store.read(0, 10_000);
    const seqs: Record<string, (number | null)[]> = {};
    for (const { lane, seq } of rows) if (lane !== null) (seqs[lane] ??= []).push(seq);
    return { times: rows.map(({ entry }) => entry.at.monotonicMs), seqs };
  }
}
const upTo = (last: number) => Array.from({ length: last }, (_, at) => at + 1);

test('what the disk took is not written again, and history goes on after the numbers it has', () => {
  const life = new Life(100);
  life.append(observation);
  life.append(alert);
  life.store.failNext('journal-unwritable', 1, 'taken');
  life.flush();
  expect(life.journal.readLane('alert', 0, 10)[0]?.entry.body).toMatchObject({ durable: false });
  life.append(observation);
  life.append(alert);
  life.flush();
  expect(life.seen()).toEqual({ times: [1, 2, 3, 4], seqs: { history: [1, 2], alert: [1, 2] } });
  expect(life.journal.failing).toBe(null);
});

test('any life on a disk whose syncs fail now and then ends with every record once, in order, without a hole', () => {
  const step = fc.record({
    bodies: fc.array(fc.constantFrom(...BODIES), { maxLength: 4 }),
    fails: fc.constantFrom(null, 'taken' as const, 'taken' as const, 'refused' as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.constantFrom(6, 1000), (steps, memoryRows) => {
      const life = new Life(memoryRows);
      for (const { bodies, fails } of steps) {
        if (fails === null) life.store.mend();
        else life.store.failNext('journal-unwritable', 1, fails);
        for (const body of bodies) life.append(body);
        life.flush();
      }
      life.store.mend();
      for (let more = 0; more < 8; more += 1) life.flush();
      const { times, seqs } = life.seen();
      expect(times).toEqual([...new Set(times)].toSorted((one, other) => one - other));
      if (memoryRows === 1000) expect(times).toEqual(upTo(life.appended));
      expect(times.length).toBeGreaterThanOrEqual(life.appended - life.journal.takeDropped());
      for (const numbers of Object.values(seqs)) expect(numbers).toEqual(upTo(numbers.length));
    }),
    { numRuns: 300 },
  );
});

test('another record with the number of one that waits: what waits goes behind it, in order', () => {
  const numbering = new Numbering();
  const [first, second, third] = numbering.rows(BOOTS[0], 'alert', 'alert', null);
  const foreign = numbering.rows(BOOTS[1], 'alert', 'alert').map((row, at) => ({ ...row, n: at + 1 }));
  const { taken, left } = sortOut([first!, second!, third!], 2, (n) => foreign[n - 1]);
  expect(taken).toEqual([]);
  expect(left.map(({ n, seq }) => [n, seq])).toEqual([
    [3, 1],
    [4, 2],
    [5, null],
  ]);
});
