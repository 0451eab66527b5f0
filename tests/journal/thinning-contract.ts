/**
 * The part of the stores' contract that is about rows which stand for many.
 *
 * Called by `storeContract`; what is thinned is chosen by the shipped `thin`.
 */
import { expect, test } from 'vitest';
import { thin } from '../../agent/journal/thinning.ts';
import type { JournalStore } from '../../agent/ports.ts';
import { BOOTS, Numbering, batchOf, numbersOf, stampOf } from './journal-rows.ts';
import { type StoreBench, opened } from './store-bench.ts';

const [A, B] = BOOTS;
const thinAll = (store: JournalStore): void =>
  store.commit(batchOf({ standIns: thin(store.readLane('history', 0, 999)).standIns }));
const standing = (from: number, sinceWallMs: number) => ({
  kind: 'withheld',
  of: 'observation',
  why: 'history-thinned',
  from,
  sinceWallMs,
});

export function thinning(bench: StoreBench): void {
  test('one row stands for a run of one boot; other lanes and what stays home are untouched', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'history', 'alert', 'history', null, 'history') }));
    store.commit(batchOf({ rows: numbering.rows(B, 'history', 'need', 'history', 'alert') }));
    thinAll(store);
    expect(numbersOf(store.read(0, 99))).toEqual([2, 4, 5, 7, 8, 9]);
    const [first, second] = store.readLane('history', 0, 9);
    expect(first).toMatchObject({ n: 5, seq: 3, entry: { at: stampOf(A, 5000) } });
    expect(first?.entry.body).toEqual(standing(1, stampOf(A, 1000).wallMs));
    expect(second?.entry.body).toEqual(standing(1, stampOf(B, 6000).wallMs));
    expect(store.backlog('history')).toEqual({ rows: 2, oldestWallMs: stampOf(A, 5000).wallMs });
    expect(numbersOf(store.readLane('alert', 0, 9))).toEqual([2, 9]);
  });

  test('a run that is thinned grows, and is found so by the next process', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'history', 'history') }));
    thinAll(store);
    store.commit(batchOf({ rows: numbering.rows(A, 'history', 'history') }));
    thinAll(store);
    const again = await bench.afterCrash(store);
    expect(again.open().previous?.lastSeq.history).toBe(4);
    expect(again.readLane('history', 0, 9).map(({ entry }) => entry.body)).toEqual([
      standing(1, stampOf(A, 1000).wallMs),
    ]);
    expect(again.backlog('history').rows).toBe(1);
  });

  test('a mark within a run keeps nothing of it, one at its end all of it', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'history', 'history', 'history', null) }));
    thinAll(store);
    store.commit(batchOf({ kept: [{ lane: 'history', boot: A, upTo: 2 }] }));
    expect(store.backlog('history').rows).toBe(1);
    expect(numbersOf(store.readLane('history', 0, 9))).toEqual([3]);
    store.commit(batchOf({ kept: [{ lane: 'history', boot: A, upTo: 3 }], pruneUpTo: 4 }));
    expect(store.backlog('history').rows).toBe(0);
    expect(numbersOf(store.read(0, 9))).toEqual([4]);
  });

  test('what is thinned gives its room back', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const rows = Array.from({ length: 400 }, () => numbering.row(A, 'history'));
    store.commit(batchOf({ rows: [...rows, numbering.row(A, null)] }));
    const full = store.bytes();
    thinAll(store);
    expect(store.bytes()).toBeLessThan(full / 1.5);
  });
}
