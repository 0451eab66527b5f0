/**
 * Intervals against the published tables and against the Poisson sum itself, delays against hand counts.
 * Copies of plain data are equal and apart.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { delayFigures, rateFigures } from '../../../sim/evaluate/figures.ts';
import { plainCopy } from '../../../sim/evaluate/plain-copy.ts';
import { lowerGamma, poissonInterval } from '../../../sim/evaluate/poisson.ts';
import { HOUR_MS } from '../../../sim/evaluate/units.ts';

describe('the exact Poisson interval', () => {
  // Garwood 1936, as in the usual tables (and R's poisson.test).
  test.each([
    [0, 0, 3.6889],
    [1, 0.0253, 5.5716],
    [2, 0.2422, 7.2247],
    [5, 1.6235, 11.6683],
    [10, 4.7954, 18.3904],
    [30, 20.2409, 42.8269],
    [100, 81.3639, 121.6268],
  ])('of %i', (count, low, high) => {
    expect(poissonInterval(count)[0]).toBeCloseTo(low, 3);
    expect(poissonInterval(count)[1]).toBeCloseTo(high, 3);
  });

  test('is where the Poisson tails are two and a half in a hundred', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 400 }), (count) => {
        const [low, high] = poissonInterval(count);
        expect(below(low, count - 1)).toBeCloseTo(0.975, 8);
        expect(below(high, count)).toBeCloseTo(0.025, 8);
      }),
    );
  });

  test('the incomplete gamma of one is the exponential', () => {
    for (const x of [0.01, 0.5, 1, 3, 20]) expect(lowerGamma(1, x)).toBeCloseTo(1 - Math.exp(-x), 12);
  });

  test('is told per thirty days', () => {
    expect(rateFigures(2, 60)).toEqual({ count: 2, days: 60, perMonth: 1, interval: [0.1211, 3.6123] });
  });
});

/** P(N ≤ count), summed term by term. */
function below(mean: number, count: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let n = 1; n <= count; n += 1) {
    term *= mean / n;
    sum += term;
  }
  return sum;
}

describe('delays', () => {
  test('quantiles are observed values, what never rang is a day', () => {
    const hours = [1, 2, 3, 4, 5, 6, 7, 8, 13, null];
    expect(delayFigures(hours.map((hour) => (hour === null ? null : hour * HOUR_MS)))).toEqual({
      collapses: 10,
      medianHours: 6,
      p90Hours: 24,
      p95Hours: 24,
      meanHours: 7.3,
      over6Share: 0.4,
      over12Share: 0.2,
      missed: 1,
    });
  });
  test('of no collapse are not known', () => {
    expect(delayFigures([])).toBeNull();
  });
});

test('a plain copy is equal, and shares nothing that can change', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(plainCopy(value)).toEqual(value);
    }),
  );
  const frozen = Object.freeze({ a: 1 });
  const value = { list: [1, { deep: [2] }], frozen };
  const copy = plainCopy(value);
  copy.list.push(3);
  expect(value.list).toHaveLength(2);
  expect(copy.list[1]).not.toBe(value.list[1]);
  expect(copy.frozen).toBe(frozen);
});
