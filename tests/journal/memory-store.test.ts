/**
 * What only the memory store can do: fail on request, and die.
 *
 * What both stores do is in the contract suite.
 */
import { expect, test } from 'vitest';

import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import { BOOTS, Numbering, batchOf, numbersOf } from './journal-rows.ts';

const [A] = BOOTS;

test('a commit that was made to fail changes nothing, and the next one goes through', () => {
  const store = createMemoryStore();
  store.open();
  const rows = new Numbering().rows(A, 'alert', null);
  const batch = batchOf({
    rows,
    kept: [{ lane: 'alert', boot: A, upTo: 1 }],
    sent: [{ lane: 'alert', n: 1 }],
    pruneUpTo: 2,
  });
  store.failNext('journal-full');
  expect(() => store.commit(batch)).toThrow(expect.objectContaining({ code: 'journal-full' }));
  expect(store.read(0, 10)).toEqual([]);
  expect(store.backlog('alert').rows).toBe(0);
  store.commit(batch);
  expect(numbersOf(store.read(0, 10))).toEqual([2]);
});

test('a disk stays sick until it is mended', () => {
  const store = createMemoryStore();
  store.open();
  const numbering = new Numbering();
  store.failNext('journal-unwritable', Number.POSITIVE_INFINITY);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect(() => store.commit(batchOf({}))).toThrow(expect.objectContaining({ code: 'journal-unwritable' }));
  }
  store.mend();
  store.commit(batchOf({ rows: numbering.rows(A, 'history') }));
  expect(store.backlog('history').rows).toBe(1);
});

test('a store that died takes nothing; the next one has all that was committed', () => {
  const store = createMemoryStore();
  store.open();
  store.commit(batchOf({ rows: new Numbering().rows(A, 'history', 'alert') }));
  const next = store.crash();
  expect(() => store.commit(batchOf({}))).toThrow('not open');
  expect(next.open().lastN).toBe(2);
  expect(numbersOf(next.readLane('alert', 0, 10))).toEqual([2]);
});
