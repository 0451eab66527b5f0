/**
 * What every journal store must do, in one suite: run it over each of them.
 *
 * A bench opens a store, makes it fail, and opens it again as the next process would.
 */
import { describe, expect, test } from 'vitest';

import { CHECKPOINTS_KEPT, PRUNE_ROWS_MAX } from '../../agent/journal/bounds.ts';
import type { JournalStore } from '../../agent/ports.ts';
import { type Body, LANES } from '../../agent/record.ts';
import { BOOTS, Numbering, ONE_OF_EACH, batchOf, numbersOf, stampOf } from './journal-rows.ts';

export interface StoreBench {
  /** An empty store, not yet opened. */
  fresh(): Promise<JournalStore>;
  /** What the next process finds after this one died without closing. */
  afterCrash(store: JournalStore): Promise<JournalStore>;
}
const [A, B, C] = BOOTS;
const EMPTY = { lastN: 0, lastStamp: null, previous: null, kept: [], sent: [], quarantined: null };

async function opened(bench: StoreBench): Promise<JournalStore> {
  const store = await bench.fresh();
  store.open();
  return store;
}
/** Prunes until nothing more goes: each commit looks at a bounded number of rows. */
export function pruneAll(store: JournalStore, upTo: number, rows: number): void {
  for (let round = 0; round <= 2 + rows / PRUNE_ROWS_MAX; round += 1)
    store.commit(batchOf({ pruneUpTo: upTo }));
}

export function storeContract(name: string, bench: StoreBench): void {
  describe(`${name}: reading what was committed`, () => {
    reading(bench);
  });
  describe(`${name}: what the receiver keeps`, () => {
    keeping(bench);
  });
  describe(`${name}: what may go`, () => {
    pruning(bench);
  });
  describe(`${name}: opening again`, () => {
    reopening(bench);
  });
}

function reading(bench: StoreBench): void {
  test('an empty journal says so', async () => {
    const store = await bench.fresh();
    expect(store.open()).toEqual(EMPTY);
    expect(store.read(0, 10)).toEqual([]);
    expect(store.readCheckpoints(3)).toEqual([]);
    for (const lane of LANES) expect(store.backlog(lane)).toEqual({ rows: 0, oldestWallMs: null });
  });

  test('every kind of record comes back as it was', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const rows = Object.values<Body>(ONE_OF_EACH).map((body) => numbering.row(A, 'history', body));
    store.commit(batchOf({ rows }));
    expect(store.read(0, 100)).toEqual(rows);
  });

  test('rows come in order, after a number, up to a limit', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, null, 'alert', 'history') }));
    store.commit(batchOf({ rows: numbering.rows(A, 'alert', null) }));
    expect(numbersOf(store.read(0, 10))).toEqual([1, 2, 3, 4, 5]);
    expect(numbersOf(store.read(2, 2))).toEqual([3, 4]);
    expect(numbersOf(store.read(5, 10))).toEqual([]);
    expect(numbersOf(store.read(0, 0))).toEqual([]);
  });

  test('a lane holds its own rows only', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(
      batchOf({ rows: numbering.rows(A, null, 'alert', 'history', 'alert', 'notice', 'history') }),
    );
    expect(numbersOf(store.readLane('alert', 0, 10))).toEqual([2, 4]);
    expect(numbersOf(store.readLane('alert', 2, 10))).toEqual([4]);
    expect(numbersOf(store.readLane('history', 0, 1))).toEqual([3]);
    expect(numbersOf(store.readLane('need', 0, 10))).toEqual([]);
    expect(store.readLane('alert', 2, 10)[0]?.seq).toBe(2);
  });

  test('checkpoints come newest first', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const rows = [1, 2, 3, 4].flatMap(() => [
      numbering.row(A, null, ONE_OF_EACH.checkpoint),
      numbering.row(A, null),
    ]);
    store.commit(batchOf({ rows }));
    expect(numbersOf(store.readCheckpoints(2))).toEqual([7, 5]);
    expect(numbersOf(store.readCheckpoints(9))).toEqual([7, 5, 3, 1]);
    expect(numbersOf(store.readCheckpoints(0))).toEqual([]);
  });

  test('a number that does not rise is a programmer’s error and changes nothing', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const rows = numbering.rows(A, null, null);
    store.commit(batchOf({ rows }));
    expect(() => store.commit(batchOf({ rows: rows.slice(0, 1) }))).toThrow('comes after');
    expect(numbersOf(store.read(0, 10))).toEqual([1, 2]);
  });
}

function keeping(bench: StoreBench): void {
  test('what is kept is not read again, per lane and boot', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'alert', 'alert', 'history') }));
    store.commit(batchOf({ rows: numbering.rows(B, 'alert', 'alert', 'history') }));
    store.commit(batchOf({ kept: [{ lane: 'alert', boot: B, upTo: 1 }] }));
    expect(numbersOf(store.readLane('alert', 0, 10))).toEqual([1, 2, 5]);
    store.commit(batchOf({ kept: [{ lane: 'alert', boot: A, upTo: 2 }] }));
    expect(numbersOf(store.readLane('alert', 0, 10))).toEqual([5]);
    expect(numbersOf(store.readLane('history', 0, 10))).toEqual([3, 6]);
  });

  test('a mark never goes back, never past what is there, and means nothing for an unknown boot', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'need', 'need', 'need') }));
    store.commit(
      batchOf({
        kept: [
          { lane: 'need', boot: A, upTo: 2 },
          { lane: 'need', boot: A, upTo: 1 },
        ],
      }),
    );
    store.commit(
      batchOf({
        kept: [
          { lane: 'need', boot: A, upTo: 1 },
          { lane: 'need', boot: C, upTo: 9 },
        ],
      }),
    );
    expect(numbersOf(store.readLane('need', 0, 10))).toEqual([3]);
    store.commit(batchOf({ kept: [{ lane: 'need', boot: A, upTo: 1_000_000 }] }));
    store.commit(batchOf({ rows: numbering.rows(A, 'need') }));
    expect(numbersOf(store.readLane('need', 0, 10))).toEqual([4]);
    const again = await bench.afterCrash(store);
    expect(again.open().kept).toEqual([{ lane: 'need', boot: A, upTo: 3 }]);
    expect(numbersOf(again.readLane('need', 0, 10))).toEqual([4]);
  });

  test('a row may be kept in the batch that brings it', async () => {
    const store = await opened(bench);
    const rows = new Numbering().rows(A, 'state', 'state');
    store.commit(batchOf({ rows, kept: [{ lane: 'state', boot: A, upTo: 1 }] }));
    expect(numbersOf(store.readLane('state', 0, 10))).toEqual([2]);
    expect(store.backlog('state').rows).toBe(1);
  });

  test('the backlog counts what waits and knows the oldest', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'history', null, 'history', 'history') }));
    store.commit(batchOf({ rows: numbering.rows(B, 'history') }));
    expect(store.backlog('history')).toEqual({ rows: 4, oldestWallMs: stampOf(A, 1000).wallMs });
    store.commit(batchOf({ kept: [{ lane: 'history', boot: A, upTo: 2 }] }));
    expect(store.backlog('history')).toEqual({ rows: 2, oldestWallMs: stampOf(A, 4000).wallMs });
    store.commit(
      batchOf({
        kept: [
          { lane: 'history', boot: A, upTo: 3 },
          { lane: 'history', boot: B, upTo: 1 },
        ],
      }),
    );
    expect(store.backlog('history')).toEqual({ rows: 0, oldestWallMs: null });
    store.commit(batchOf({ rows: numbering.rows(B, 'history') }));
    expect(store.backlog('history')).toEqual({ rows: 1, oldestWallMs: stampOf(B, 6000).wallMs });
  });

  test('numbers that were never written leave the count right', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    const [first, , third, fourth] = numbering.rows(A, 'notice', 'notice', 'notice', 'notice');
    store.commit(batchOf({ rows: [first!, third!, fourth!] }));
    expect(store.backlog('notice').rows).toBe(3);
    store.commit(batchOf({ kept: [{ lane: 'notice', boot: A, upTo: 3 }] }));
    expect(store.backlog('notice').rows).toBe(1);
  });

  test('what was sent is remembered, forwards and backwards', async () => {
    const store = await opened(bench);
    const numbering = new Numbering();
    store.commit(batchOf({ rows: numbering.rows(A, 'alert', 'history'), sent: [{ lane: 'history', n: 2 }] }));
    store.commit(
      batchOf({
        sent: [
          { lane: 'history', n: 2 },
          { lane: 'alert', n: 1 },
        ],
      }),
    );
    store.commit(batchOf({ sent: [{ lane: 'history', n: 0 }] }));
    const again = await bench.afterCrash(store);
    expect(again.open().sent).toEqual([
      { lane: 'alert', n: 1 },
      { lane: 'history', n: 0 },
    ]);
  });
}

function pruning(bench: StoreBench): void {
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

function reopening(bench: StoreBench): void {
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
