/**
 * The odometer of the memory card: what is counted, what it means in months, who is told (F25).
 *
 * The kernel's own count is a number the test sets; what a home really writes is measured by the bench.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  WEARING_MONTHS,
  WELL_MONTHS,
  bytesPerDay,
  evolveCard,
  initialCard,
  monthsLeftOf,
} from '../../agent/health/card.ts';
import { Odometer } from '../../agent/health/odometer.ts';
import type { Body, CardWritten } from '../../agent/record.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { Bench, briefs } from '../checkon/bench.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const MEGABYTE = 1e6;
const written = (bytes: number, left: number | null, isNew?: boolean): CardWritten => ({
  kind: 'card-written',
  bytes,
  monthsLeft: left,
  ...(isNew === undefined ? {} : { isNew }),
});

test('at 50 MB a day two terabytes last longer than a hundred years, and one gigabyte twenty days', () => {
  let card = initialCard();
  for (let day = 0; day <= 40; day += 1) card = evolveCard(card, written(50 * MEGABYTE, null), day * DAY_MS);
  expect(bytesPerDay(card)).toBe(50 * MEGABYTE);
  expect(monthsLeftOf(card, 0, 40 * DAY_MS, 2)).toBe(1200);
  // 2.05 GB are written already: 950 MB are left of three.
  expect(monthsLeftOf(card, 0, 40 * DAY_MS, 0.003 + 1e-9)).toBe(0);
  expect(monthsLeftOf(card, 0, 40 * DAY_MS, 0.00505)).toBe(2);
});

test('the pace is not known before a day has passed, and follows a change within two months', () => {
  let card = evolveCard(initialCard(), written(9 * MEGABYTE, null), 0);
  expect(monthsLeftOf(card, MEGABYTE, DAY_MS - 1, 2)).toBeNull();
  expect(monthsLeftOf(card, MEGABYTE, DAY_MS, 2)).not.toBeNull();
  for (let day = 1; day <= 200; day += 1) card = evolveCard(card, written(MEGABYTE, null), day * DAY_MS);
  for (let day = 201; day <= 260; day += 1)
    card = evolveCard(card, written(9 * MEGABYTE, null), day * DAY_MS);
  expect(bytesPerDay(card)).toBeGreaterThan(6 * MEGABYTE);
});

test('nothing that was counted is lost, however it comes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1e9), fc.nat(5 * DAY_MS)), { maxLength: 60 }), (counts) => {
      let [card, nowMs, sum] = [initialCard(), 0, 0];
      for (const [bytes, passedMs] of counts) {
        nowMs += passedMs;
        sum += bytes;
        card = evolveCard(card, written(bytes, null), nowMs);
        expect(card.recent.ms).toBeLessThanOrEqual(60 * DAY_MS);
      }
      expect(card.bytes).toBe(sum);
    }),
  );
});

test('a technician is told half a year ahead, once, and not again until it is clearly over', () => {
  const bench = new Bench();
  const said = (bodies: readonly Body[]) => briefs(bodies).filter((line) => line.includes('card-wearing'));
  expect(said(bench.give(written(1, null)))).toEqual([]);
  expect(said(bench.give(written(1, WEARING_MONTHS)))).toEqual([]);
  expect(said(bench.give(written(1, WEARING_MONTHS - 1)))).toEqual(['condition raised card-wearing card']);
  expect(said(bench.give(written(1, WEARING_MONTHS - 2)))).toEqual([]);
  expect(said(bench.give(written(1, WELL_MONTHS - 1)))).toEqual([]);
  expect(said(bench.give(written(1, WELL_MONTHS)))).toEqual(['condition cleared card-wearing card']);
  expect(said(bench.give(written(1, 2)))).toEqual(['condition raised card-wearing card']);
  expect(said(bench.give(written(0, null, true)))).toEqual(['condition cleared card-wearing card']);
});

test('it counts soon after a start, every six hours, and at the end; a kernel that does not tell is left alone', () => {
  const clock = new VirtualClock(0);
  const facts: CardWritten[] = [];
  let bytes: number | null = 1000;
  const odometerOf = () =>
    new Odometer({
      card: { writtenBytes: () => bytes },
      clock,
      terabytes: 2,
      state: () => ({ card: initialCard(), nowMs: clock.now().monotonicMs }),
      emit: (fact) => facts.push(fact),
    });
  const odometer = odometerOf();
  expect(odometer.dueMs()).toBe(600_000);
  bytes = 5000;
  clock.advanceTo(600_000);
  odometer.wake();
  expect(odometer.dueMs()).toBe(600_000 + 6 * HOUR_MS);
  odometer.count();
  bytes = 5500;
  odometer.count();
  expect(facts.map((fact) => fact.bytes)).toEqual([4000, 500]);
  bytes = null;
  odometer.count();
  expect(odometerOf().dueMs()).toBe(Infinity);
  expect(facts).toHaveLength(2);
});
