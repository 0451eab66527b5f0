/**
 * What every journal store must do, in one suite: run it over each of them.
 *
 * A bench (`store-bench.ts`) opens a store and opens it again as the next process would.
 */
import { describe, expect, test } from 'vitest';

import { type Body, LANES } from '../../agent/record.ts';
import { BOOTS, Numbering, ONE_OF_EACH, batchOf, numbersOf, stampOf } from './journal-rows.ts';
import { pruning, reopening } from './retention-contract.ts';
import { thinning } from './thinning-contract.ts';
import { type StoreBench, opened } from './store-bench.ts';

const [A, B, C] = BOOTS;
const EMPTY = { lastN: 0, lastStamp: null, previous: null, kept: [], sent: [], quarantined: null };

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
  describe(`${name}: what is thinned`, () => {
    thinning(bench);
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
