/**
 * What a false question costs: raised by each, lowered by days without, within its bounds, and in balance.
 *
 * Prices are compared with one another; what a price means in hours is the evaluation's to say.
 */
import { describe, expect, test } from 'vitest';
import { DETECTOR_DEFAULTS } from '../../agent/config/defaults.ts';
import { EARLY_DAYS, atHour, lowerPrice, priceOf, raisePrice } from '../../agent/detector/price.ts';
import { type Habits, initialDetector } from '../../agent/detector/slice.ts';

function habits(homeDays: number, priceFactor = 1): Habits {
  const fresh = initialDetector().habits;
  return { ...fresh, days: { ...fresh.days, homeDays }, priceFactor };
}
const price = (of: Habits, answers = 0, watch: 'normal' | 'raised' = 'normal'): number =>
  priceOf(of, answers, watch, DETECTOR_DEFAULTS);

describe('a price', () => {
  test('is as many days as the policy says, and falls to that while the home is learned', () => {
    const known = habits(EARLY_DAYS);
    const half = { ...DETECTOR_DEFAULTS, questionDays: DETECTOR_DEFAULTS.questionDays / 2 };
    expect(priceOf(known, 0, 'normal', half)).toBeCloseTo(price(known) / 2, 8);
    for (let day = 1; day <= EARLY_DAYS; day += 1) {
      expect(price(habits(day))).toBeLessThan(price(habits(day - 1)));
    }
    expect(price(habits(EARLY_DAYS + 90))).toBe(price(known));
  });

  test('is higher for a silence that was answered already, lower under a closer watch, higher at night', () => {
    const known = habits(EARLY_DAYS);
    expect(price(known, 1)).toBeGreaterThan(price(known));
    expect(price(known, 5)).toBe(price(known, 1));
    expect(price(known, 0, 'raised')).toBeLessThan(price(known));
    const dear = [...Array(24).keys()].filter((hour) => atHour(hour, { day: 1, night: 1 }) > 1);
    expect(dear).toEqual([0, 1, 2, 3, 4, 5, 6, 22, 23]);
  });

  test('rises with each false question, falls with each day, and stays within its bounds', () => {
    const known = habits(EARLY_DAYS);
    const before = known.priceFactor;
    raisePrice(known);
    expect(known.priceFactor).toBeGreaterThan(before);
    const raised = known.priceFactor;
    lowerPrice(known, 30);
    expect(known.priceFactor).toBeLessThan(raised);
    for (let time = 0; time < 1000; time += 1) raisePrice(known);
    const most = known.priceFactor;
    raisePrice(known);
    expect(known.priceFactor).toBe(most);
    for (let time = 0; time < 1000; time += 1) lowerPrice(known, 30);
    const least = known.priceFactor;
    lowerPrice(known, 30);
    expect(known.priceFactor).toBe(least);
    expect(least).toBeGreaterThan(0);
    expect(most / least).toBeLessThanOrEqual(16);
  });

  test('does not move in the first days, in which it is dear already', () => {
    const fresh = habits(EARLY_DAYS - 1);
    raisePrice(fresh);
    lowerPrice(fresh, 30);
    expect(fresh.priceFactor).toBe(1);
  });

  test.each([5, 30, 90])(
    'is in balance at one false question in %i days, if the policy says so',
    (questionDays) => {
      const after = (everyDays: number): number => {
        const known = habits(EARLY_DAYS);
        for (let round = 0; round < 3; round += 1) {
          raisePrice(known);
          for (let day = 0; day < everyDays; day += 1) lowerPrice(known, questionDays);
        }
        return known.priceFactor;
      };
      expect(after(questionDays)).toBeCloseTo(1, 9);
      expect(after(questionDays * 0.6)).toBeGreaterThan(1.2);
      expect(after(questionDays * 1.4)).toBeLessThan(0.8);
    },
  );
});
