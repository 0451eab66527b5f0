/**
 * Our own e^-x, which decisions rest on, so that they are the same on every machine.
 *
 * As near to the real one as a double can tell, and in order. `Math.exp` of this machine is the measure.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expMinus } from '../../agent/detector/exponential.ts';

/** What the file promises. */
const RELATIVE_MAX = 6e-15;

test('is exact at nought, and a double everywhere', () => {
  expect(expMinus(0)).toBe(1);
  expect(expMinus(Number.POSITIVE_INFINITY)).toBe(0);
  expect(expMinus(41)).toBe(0);
  expect(expMinus(Number.NaN)).toBeNaN();
});

test('is within 6e-15 of e^-x over a fine grid, near the steps of its halvings too', () => {
  let worst = 0;
  for (let step = 0; step <= 40_000; step += 1) {
    for (const x of [step / 1000, (step % 57) * Math.LN2 + Math.LN2 / 2 + (step - 20_000) * 1e-12]) {
      if (x < 0 || x > 40) continue;
      worst = Math.max(worst, Math.abs(expMinus(x) / Math.exp(-x) - 1));
    }
  }
  expect(worst).toBeLessThan(RELATIVE_MAX);
});

test('property: never rises, between nought and one', () => {
  const x = fc.double({ min: 0, max: 45, noNaN: true });
  fc.assert(
    fc.property(x, fc.double({ min: 0, max: 5, noNaN: true }), (from, more) => {
      const [high, low] = [expMinus(from), expMinus(from + more)];
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeGreaterThanOrEqual(0);
      // To the promised error: neighbours may differ by rounding.
      expect(low).toBeLessThanOrEqual(high * (1 + 2 * RELATIVE_MAX));
    }),
    { numRuns: 2000 },
  );
});
