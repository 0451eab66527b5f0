/**
 * What the comparison counts: each event is in one place, and what was acknowledged and never came is lost.
 *
 * Times are given by hand; no process is started.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Account } from '../../../sim/bench/peers/account.ts';

test('a peer that acknowledges owes what it acknowledged, and nothing else', () => {
  const account = new Account(6, true);
  for (const event of [0, 1, 2, 3]) account.handed(event, event, false);
  account.handed(4, 4, true);
  account.unseen();
  for (const event of [0, 1, 2]) account.acknowledged(event);
  expect(account.owed).toBe(3);
  account.arrived(0, 10);
  account.arrived(0, 11);
  account.arrived(3, 12);
  expect(account.counted()).toEqual({
    handed: 5,
    unseen: 1,
    inSocket: 1,
    lost: 2,
    unacknowledged: 0,
    arrived: 2,
    duplicates: 1,
  });
  account.acknowledged(3);
  expect(account.owed).toBe(2);
});

test('a peer that acknowledges nothing owes what it was handed while it lived', () => {
  const account = new Account(4, false);
  account.handed(0, 0, false);
  account.handed(1, 1, false);
  account.handed(2, 2, true);
  account.handed(3, 3, true);
  account.arrived(1, 5);
  account.arrived(3, 6);
  const { lost, inSocket, unacknowledged, arrived } = account.counted();
  expect({ lost, inSocket, unacknowledged, arrived }).toEqual({
    lost: 1,
    inSocket: 1,
    unacknowledged: 0,
    arrived: 2,
  });
});

const happening = fc.record({
  what: fc.constantFrom('handed', 'dying', 'acknowledged', 'arrived'),
  event: fc.nat(9),
});
test('whatever happens, in whatever order, each event handed is in one place', () => {
  const anything = fc.array(happening, { maxLength: 60 });
  fc.assert(
    fc.property(fc.boolean(), anything, (acknowledges, happenings) => {
      const account = new Account(10, acknowledges);
      const handed = new Set<number>();
      for (const [atMs, { what, event }] of happenings.entries()) {
        if (what === 'arrived') account.arrived(event, atMs);
        // A peer acknowledges what it was handed; a feed gives each once.
        else if (what === 'acknowledged') {
          if (handed.has(event)) account.acknowledged(event);
        } else if (!handed.has(event)) {
          handed.add(event);
          account.handed(event, atMs, what === 'dying');
        }
      }
      const { lost, inSocket, unacknowledged, arrived } = account.counted();
      expect(lost + inSocket + unacknowledged + arrived).toBe(handed.size);
      expect(lost).toBe(account.owed);
    }),
  );
});

test('the drain: when the first came, when it had caught up, the best second', () => {
  const account = new Account(5, false);
  for (const event of [0, 1, 2, 3, 4]) account.handed(event, event * 1000, false);
  const backMs = 3500;
  account.arrived(0, 500);
  account.arrived(1, 3700);
  account.arrived(2, 4600);
  account.arrived(3, 4699);
  account.arrived(4, 4800);
  expect(account.drain({ backMs, freshMs: 2000 })).toEqual({ firstMs: 200, catchUpMs: 999, bestSecond: 3 });
  expect(account.drain({ backMs: 9000, freshMs: 2000 })).toMatchObject({ firstMs: null, catchUpMs: null });
  expect(account.drain({ backMs: null, freshMs: 2000 })).toEqual({
    firstMs: null,
    catchUpMs: null,
    bestSecond: 0,
  });
});
