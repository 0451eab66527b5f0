/**
 * The ledger against a plain set of numbers: whatever comes, in whatever order, how often ever.
 *
 * Keys and holes: agent/uplink/RECEIVER.md §1 and §3.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  RANGES_MAX,
  distinct,
  gapsOf,
  keptUpTo,
  newLedger,
  take,
  takeRun,
  wantsAgain,
} from '../../sim/desk-ledger.ts';

const boot = 'b'.repeat(32);
const ledgerOf = (seqs: readonly number[]) => {
  const ledger = newLedger('h1', 'history', boot);
  const found = seqs.map((seq) => take(ledger, seq));
  return { ledger, found };
};

test('a number is new the first time and a duplicate ever after', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 200 }), (seqs) => {
      const { ledger, found } = ledgerOf(seqs);
      const seen = new Set<number>();
      for (const [at, seq] of seqs.entries()) {
        expect(found[at]).toBe(seen.has(seq) ? 'duplicate' : 'new');
        seen.add(seq);
      }
      expect(distinct(ledger)).toBe(seen.size);
      let upTo = 0;
      while (seen.has(upTo + 1)) upTo += 1;
      expect(keptUpTo(ledger)).toBe(upTo);
    }),
  );
});

test('a run is taken for each of its numbers, and says how many of them are new', () => {
  const run = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 0, max: 20 }));
  fc.assert(
    fc.property(fc.array(run, { maxLength: 80 }), (runs) => {
      const ledger = newLedger('h1', 'history', boot);
      const seen = new Set<number>();
      for (const [first, more] of runs) {
        const before = seen.size;
        for (let seq = first; seq <= first + more; seq += 1) seen.add(seq);
        expect(takeRun(ledger, first, first + more)).toBe(seen.size - before);
      }
      const numbers = ledger.ranges.flatMap(([first, last]) =>
        Array.from({ length: last - first + 1 }, (_, at) => first + at),
      );
      expect(numbers).toEqual([...seen].sort((one, other) => one - other));
    }),
  );
});

test('gaps are exactly the numbers that must exist and did not arrive', () => {
  const seqs = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 60 });
  fc.assert(
    fc.property(seqs, fc.option(fc.integer({ min: 1, max: 50 })), (arrived, endSeq) => {
      const { ledger } = ledgerOf(arrived);
      ledger.endSeq = endSeq;
      const top = Math.max(0, endSeq ?? 0, ...arrived);
      const missing = Array.from({ length: top }, (_, at) => at + 1).filter((seq) => !arrived.includes(seq));
      const named = gapsOf(ledger).flatMap(({ first, last }) =>
        Array.from({ length: last - first + 1 }, (_, at) => first + at),
      );
      expect(named).toEqual(missing);
    }),
  );
});

test('ranges stay sorted, disjoint and never touch', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 80 }), { maxLength: 200 }), (seqs) => {
      const { ranges } = ledgerOf(seqs).ledger;
      for (const [at, [first, last]] of ranges.entries()) {
        expect(first).toBeLessThanOrEqual(last);
        if (at > 0) expect(first).toBeGreaterThan((ranges[at - 1]?.[1] ?? 0) + 1);
      }
    }),
  );
});

test('one hole too many is not taken, so it is not acknowledged and comes again', () => {
  const { ledger } = ledgerOf(Array.from({ length: RANGES_MAX }, (_, at) => 2 * at + 1));
  expect(take(ledger, 2 * RANGES_MAX + 1)).toBe('overflow');
  expect(distinct(ledger)).toBe(RANGES_MAX);
  // Filling a hole is always possible.
  expect(take(ledger, 2)).toBe('new');
  expect(keptUpTo(ledger)).toBe(3);
});

test.each([
  { what: 'nothing arrived', seqs: [], sentSeq: 0, again: false },
  { what: 'all arrived in order', seqs: [1, 2, 3], sentSeq: 3, again: false },
  { what: 'a hole below the last', seqs: [1, 3], sentSeq: 0, again: true },
  { what: 'the first is missing', seqs: [2], sentSeq: 0, again: true },
  { what: 'the hub has sent more than arrived', seqs: [1], sentSeq: 2, again: true },
  { what: 'all that was sent is lost', seqs: [], sentSeq: 1, again: true },
])('asks again when $what: $again', ({ seqs, sentSeq, again }) => {
  const { ledger } = ledgerOf(seqs);
  ledger.sentSeq = sentSeq;
  expect(wantsAgain(ledger)).toBe(again);
  ledger.askedUpTo = keptUpTo(ledger);
  expect(wantsAgain(ledger)).toBe(false);
});
