/**
 * The second half of the stores' contract: what may go, what stays for ever, and what the next process finds.
 *
 * Called by `storeContract`; expects nothing that only one store can do.
 */
import { expect, test } from 'vitest';

import { CHECKPOINTS_KEPT, PRUNE_ROWS_MAX } from '../../agent/journal/bounds.ts';
import type { JournalStore } from '../../agent/ports.ts';
import { BOOTS, Numbering, ONE_OF_EACH, batchOf, numbersOf, stampOf } from './journal-rows.ts';
import { type StoreBench, opened } from './store-bench.ts';

const [A, B, C] = BOOTS;

/** Prunes until nothing more goes: each commit looks at a bounded number of rows. */
export function pruneAll(store: JournalStore, upTo: number, rows: number): void {
  for (let round = 0; round <= 2 + rows / PRUNE_ROWS_MAX; round += 1)
    store.commit(batchOf({ pruneUpTo: upTo }));
}

export function pruning(bench: StoreBench): void {
  test('what stays home or is kept goes; what waits stays for ever', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, null, 'alert', 'history', 'alert', null, null) }));
    store.commit(batchOf({ kept: [{ lane: 'alert', boot: A, upTo: 1 }], pruneUpTo: 5 }));
    expect(numbersOf(store.read(0, 10))).toEqual([3, 4, 6]);
    expect(numbersOf(store.readLane('alert', 0, 10))).toEqual([4]);
    expect(store.backlog('history').rows).toBe(1);
  });

  test('the newest checkpoints and the last row stay', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const rows = [1, 2, 3, 4, 5].map(() => numbering.row(A, null, ONE_OF_EACH.checkpoint));
    store.commit(batchOf({ rows: [...rows, ...numbering.rows(A, null, null)] }));
    store.commit(batchOf({ pruneUpTo: 7 }));
    expect(numbersOf(store.read(0, 10))).toEqual([3, 4, 5, 7]);
    expect(store.readCheckpoints(9)).toHaveLength(CHECKPOINTS_KEPT);
    store.commit(batchOf({ rows: numbering.rows(A, null) }));
    const again = await bench.afterCrash(store);
    expect(again.open()).toMatchObject({ lastN: 8, lastStamp: stampOf(A, 8000) });
  });

  test('one commit looks at a bounded number of rows, the next ones at the rest, and then again from the start', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const count = 2 * PRUNE_ROWS_MAX + 10;
    const rows = Array.from({ length: count }, () => numbering.row(A, 'history'));
    store.commit(batchOf({ rows: [...rows, numbering.row(A, null)] }));
    store.commit(
      batchOf({ kept: [{ lane: 'history', boot: A, upTo: PRUNE_ROWS_MAX + 1 }], pruneUpTo: count }),
    );
    expect(store.read(0, 9999)).toHaveLength(count + 1 - PRUNE_ROWS_MAX);
    store.commit(batchOf({ pruneUpTo: count }));
    expect(store.read(0, 9999)).toHaveLength(count - PRUNE_ROWS_MAX);
    store.commit(batchOf({ pruneUpTo: count }));
    store.commit(batchOf({ kept: [{ lane: 'history', boot: A, upTo: count }] }));
    pruneAll(store, count, count);
    expect(numbersOf(store.read(0, 9999))).toEqual([count + 1]);
  });

  test('many rows that wait in front do not keep the ones behind them from going', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const waiting = Array.from({ length: PRUNE_ROWS_MAX + 1 }, () => numbering.row(A, 'history'));
    store.commit(batchOf({ rows: [...waiting, ...numbering.rows(A, null, null, null)] }));
    store.commit(batchOf({ pruneUpTo: numbering.n }));
    store.commit(batchOf({ pruneUpTo: numbering.n }));
    expect(store.read(0, 9999)).toHaveLength(PRUNE_ROWS_MAX + 2);
  });

  test('boots without rows are forgotten, but never the last one', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'alert'), kept: [{ lane: 'alert', boot: A, upTo: 1 }] }));
    store.commit(batchOf({ rows: numbering.rows(B, 'alert', 'need', null) }));
    store.commit(batchOf({ kept: [{ lane: 'alert', boot: B, upTo: 1 }], pruneUpTo: 9 }));
    const again = await bench.afterCrash(store);
    const opening = again.open();
    expect(opening.kept).toEqual([{ lane: 'alert', boot: B, upTo: 1 }]);
    expect(opening.previous).toEqual({
      boot: B,
      lastSeq: { alert: 1, notice: 0, need: 1, state: 0, history: 0 },
    });
    expect(numbersOf(again.read(0, 10))).toEqual([3, 4]);
  });
}

export function reopening(bench: StoreBench): void {
  test('the boot before is the last that has rows, with the last number of each lane', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'alert', 'history', 'history') }));
    store.commit(batchOf({ rows: numbering.rows(B, 'need', null) }));
    const again = await bench.afterCrash(store);
    expect(again.open()).toEqual({
      lastN: 5,
      lastStamp: stampOf(B, 5000),
      previous: { boot: B, lastSeq: { alert: 0, notice: 0, need: 1, state: 0, history: 0 } },
      kept: [],
      sent: [],
      quarantined: null,
    });
    expect(again.backlog('history')).toEqual({ rows: 2, oldestWallMs: stampOf(A, 2000).wallMs });
  });

  test('the last numbers survive the deletion of their rows', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'history', 'history', 'alert', null) }));
    const kept = [
      { lane: 'history' as const, boot: A, upTo: 2 },
      { lane: 'alert' as const, boot: A, upTo: 1 },
    ];
    store.commit(batchOf({ kept, pruneUpTo: 4 }));
    const again = await bench.afterCrash(store);
    expect(again.open().previous?.lastSeq).toEqual({ alert: 1, notice: 0, need: 0, state: 0, history: 2 });
    again.commit(batchOf({ rows: [numbering.row(C, null)] }));
    expect(numbersOf(again.read(0, 10))).toEqual([4, 5]);
  });

  test('closed and opened again it goes on', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'alert') }));
    store.close();
    expect(store.open().lastN).toBe(1);
    store.commit(batchOf({ rows: numbering.rows(B, 'alert') }));
    expect(numbersOf(store.readLane('alert', 0, 10))).toEqual([1, 2]);
    expect(store.bytes()).toBeGreaterThan(0);
    store.close();
  });

  test('a closed journal takes nothing', async () => {
    const store = await opened(bench);
    store.close();
    expect(() => store.commit(batchOf({}))).toThrow('not open');
    expect(() => store.read(0, 1)).toThrow('not open');
  });
}
