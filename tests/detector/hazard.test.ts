/**
 * The hazard: what is shipped where nothing is known, and what a home showed where it did.
 *
 * Homes are drawn here from rates that are known, so that what is learned can be compared with the truth.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BINS,
  COARSE_BINS,
  HOURS,
  type HabitTable,
  fade,
  fromMinutes,
  initialTable,
  learnSilence,
  toMinutes,
} from '../../agent/detector/habit.ts';
import { type HazardByBin, hazardsOf } from '../../agent/detector/hazard.ts';
import { sightsOf } from '../../agent/detector/places.ts';
import { priorOf, priorTable } from '../../agent/detector/prior.ts';
import { SIGNS, type Sign } from '../../agent/detector/signs.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../agent/detector/time.ts';
import { drawer } from '../../sim/swarm/draw.ts';
import { FLAT } from './lived-home.ts';

const SIGHTS = sightsOf(FLAT);
const of = (table: HabitTable, place: string, startLocalMs: number, sign: Sign = 'any'): HazardByBin =>
  hazardsOf({ sign, table, sights: SIGHTS }, place, startLocalMs);
const at = (hour: number): number => 100 * DAY_MS + hour * HOUR_MS;
/** The bin of a silence two to two and a half hours old. */
const OLD = 7;
/** Half an hour to three quarters. */
const YOUNG = 4;

describe('where nothing is known', () => {
  test.each(SIGNS)('%s: what is shipped, at every hour and age', (sign) => {
    for (const place of ['kitchen', 'bedroom', 'bathroom', 'bedroom held', 'nowhere']) {
      const shipped = priorTable(sign, SIGHTS, place);
      for (let hour = 0; hour < HOURS; hour += 1) {
        const hazards = of(initialTable(), place, at(hour), sign);
        for (let bin = COARSE_BINS; bin < BINS; bin += 1) {
          const hourThen = (hour + Math.floor(fromMinutes(bin) / 60)) % HOURS;
          expect(hazards[bin]).toBeCloseTo(priorOf(shipped, hourThen, bin), 12);
        }
        for (let bin = 0; bin < COARSE_BINS; bin += 1) {
          const width = toMinutes(bin) - fromMinutes(bin);
          // The first bins hold the chance of ending within them.
          expect(hazards[bin]).toBeCloseTo(1 - Math.exp(-priorOf(shipped, hour, bin) * width), 10);
        }
      }
    }
  });
});

/** A home whose silences in the kitchen end at a rate that is known, day after day, by the hour. */
function renewed(
  perMinute: (hour: number) => number,
  days: number,
  seed = 1,
  { place = 'kitchen', table = initialTable() } = {},
): HabitTable {
  const draw = drawer(seed, 1);
  for (let day = 0; day < days; day += 1) {
    for (let minute = 0; minute < 24 * 60;) {
      const gap = -Math.log(1 - draw.between(0, 999_999) / 1_000_000) / perMinute(Math.floor(minute / 60));
      learnSilence(table, place, day * DAY_MS + minute * MINUTE_MS, gap * MINUTE_MS);
      minute += Math.max(gap, 0.01);
    }
    fade(table);
  }
  return table;
}

describe('what a home shows', () => {
  test.each([1 / 15, 1 / 40, 1 / 90])(
    '%d a minute: within a month it is known, where there was much to see',
    (rate) => {
      const hazards = of(
        renewed(() => rate, 45),
        'kitchen',
        at(12),
      );
      for (let bin = COARSE_BINS; fromMinutes(bin) * rate < 2; bin += 1) {
        // Some 30 ends a cell at the rarest rate, and what is shipped weighs three: three deviations are half.
        expect((hazards[bin] ?? 0) / rate).toBeGreaterThan(0.6);
        expect((hazards[bin] ?? 0) / rate).toBeLessThan(1.5);
      }
    },
  );

  test('more days bring it nearer to the truth', () => {
    const rate = 1 / 12;
    const error = (days: number): number => {
      const [one, two, three] = [1, 2, 3].map((seed) => {
        const hazards = of(
          renewed(() => rate, days, seed),
          'kitchen',
          at(12),
        );
        return Math.abs((hazards[3] ?? 0) / rate - 1);
      });
      return (one ?? 1) + (two ?? 1) + (three ?? 1);
    };
    expect(error(60)).toBeLessThan(error(1));
    expect(error(60)).toBeLessThan(0.45);
  });

  test('an hour unlike the others moves them little: its neighbours more than the far side of the day', () => {
    const usual = renewed(() => 1 / 60, 45);
    const lively = renewed((hour) => (hour === 12 ? 1 / 8 : 1 / 60), 45);
    const ratio = (hour: number): number =>
      (of(lively, 'kitchen', at(hour))[3] ?? 0) / (of(usual, 'kitchen', at(hour))[3] ?? 1);
    expect(ratio(12)).toBeGreaterThan(1.5);
    // Seven times as lively at noon: a tenth of that hour's weight reaches midnight.
    expect(ratio(0)).toBeLessThan(1.4);
    expect(ratio(0)).toBeGreaterThanOrEqual(1);
    expect(ratio(13)).toBeGreaterThan(ratio(0));
  });

  test('one room tells little of another that is known, and nothing of somebody in a bed that bears them', () => {
    const hazards = (table: HabitTable, place: string, bin = OLD): number =>
      of(table, place, at(12))[bin] ?? 0;
    const living = (): HabitTable => renewed(() => 1 / 60, 45, 1, { place: 'living' });
    const alone = hazards(living(), 'living', YOUNG);
    const beside = hazards(
      renewed(() => 1 / 15, 45, 2, { table: living() }),
      'living',
      YOUNG,
    );
    // Four times as lively next door: by weight 0.15 of as much time there, 1.4 times, and somewhat more where little is known.
    expect(beside / alone).toBeLessThan(1.75);
    expect(beside / alone).toBeGreaterThan(1);
    const lively = renewed(() => 1 / 8, 45);
    expect(hazards(lively, 'living held')).toBeCloseTo(hazards(initialTable(), 'living held'), 12);
    expect(hazards(lively, 'kitchen')).toBeGreaterThan(1.5 * hazards(initialTable(), 'kitchen'));
  });

  test('what was long ago counts for less than what was lately', () => {
    const table = renewed(() => 1 / 10, 60);
    const [before] = [of(table, 'kitchen', at(12))[4] ?? 0];
    for (let day = 0; day < 400; day += 1) fade(table);
    const after = of(table, 'kitchen', at(12))[4] ?? 0;
    const shipped = of(initialTable(), 'kitchen', at(12))[4] ?? 0;
    expect(Math.abs(after - shipped)).toBeLessThan(0.2 * Math.abs(before - shipped));
  });
});

const silences = fc.array(
  fc.record({
    place: fc.constantFrom('kitchen', 'bedroom', 'bedroom held', 'home'),
    startLocalMs: fc.integer({ min: 0, max: 90 * DAY_MS }),
    silenceMs: fc.double({ min: 0, max: 3 * DAY_MS, noNaN: true }),
    times: fc.integer({ min: 1, max: 200 }),
  }),
  { maxLength: 12 },
);

test('property: never NaN, never nought or less, and in a coarse bin never certain; the unknown hour is the lowest', () => {
  const runs = fc.record({
    silences,
    sign: fc.constantFrom(...SIGNS),
    fades: fc.integer({ min: 0, max: 2000 }),
  });
  fc.assert(
    fc.property(runs, ({ silences: given, sign, fades }) => {
      const table = initialTable();
      for (const { place, startLocalMs, silenceMs, times } of given)
        for (let time = 0; time < times; time += 1) learnSilence(table, place, startLocalMs, silenceMs);
      for (let day = 0; day < fades; day += 1) fade(table);
      for (const place of ['kitchen', 'bedroom held']) {
        for (const hour of [0, 7, 13, 23]) {
          const hazards = of(table, place, at(hour), sign);
          for (const [bin, hazard] of hazards.entries()) {
            expect(Number.isFinite(hazard)).toBe(true);
            expect(hazard).toBeGreaterThan(0);
            if (bin < COARSE_BINS) expect(hazard).toBeLessThan(1);
          }
        }
      }
    }),
    { numRuns: 25 },
  );
});
