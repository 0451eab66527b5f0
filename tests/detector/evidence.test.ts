/**
 * The age of least cost, against a sum taken by brute force, and what must hold of it whatever the habits are.
 *
 * The sum here integrates survival minute by minute, by its definition and with this machine's `Math.exp`; the rule's
 * own goes in steps of five, in closed form.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Stakes, askAfter, survivalAt } from '../../agent/detector/evidence.ts';
import { BINS, COARSE_BINS, fromMinutes, toMinutes } from '../../agent/detector/habit.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../agent/detector/time.ts';

/** In coarse bins the chance of ending within them, as `hazard.ts` gives it. */
function byRate(rateAt: (ageMinutes: number) => number): readonly number[] {
  return Array.from({ length: BINS }, (_, bin) => {
    const rate = rateAt(fromMinutes(bin));
    return bin < COARSE_BINS ? 1 - Math.exp(-rate * (toMinutes(bin) - fromMinutes(bin))) : rate;
  });
}
function stakes(over: Partial<Stakes>): Stakes {
  return {
    hazards: byRate(() => 1 / 30),
    price: () => 600,
    risk: 1,
    fromMs: 0,
    floorMs: 30 * MINUTE_MS,
    horizonMs: DAY_MS,
    ...over,
  };
}

/** Cost by age in minutes: risk × ∫₀ᵗ S(v)(t − v)² dv + price × S(t), both from `fromMs` on. */
function costs({ hazards, price, risk, fromMs, horizonMs }: Stakes): Map<number, number> {
  const from = fromMs / MINUTE_MS;
  const end = horizonMs / MINUTE_MS;
  const survival = [1];
  for (let minute = from; minute < end; minute += 1) {
    const bin = Array.from({ length: BINS }, (_, at) => at).find((at) => minute < toMinutes(at)) ?? BINS - 1;
    const width = toMinutes(bin) - fromMinutes(bin);
    const hazard = hazards[bin] ?? 0;
    const passes = bin < COARSE_BINS ? (1 - hazard) ** (1 / width) : Math.exp(-hazard);
    survival.push((survival.at(-1) ?? 0) * passes);
  }
  const found = new Map<number, number>();
  for (let age = from + 5; age <= end; age += 5) {
    let harm = 0;
    for (let minute = from; minute < age; minute += 1) {
      const middle = ((survival[minute - from] ?? 0) + (survival[minute - from + 1] ?? 0)) / 2;
      harm += (middle * ((age - minute - 0.5) / 60) ** 2) / 60;
    }
    found.set(age, risk * harm + price(age) * (survival[age - from] ?? 0));
  }
  return found;
}

const NIGHT = byRate((age) => (age < 30 ? 1 / 40 : age < 420 ? 1 / 400 : 1 / 20));
describe('the age of least cost', () => {
  test.each<[string, Partial<Stakes>]>([
    ['a steady hazard', {}],
    ['a low one', { hazards: byRate(() => 1 / 120) }],
    ['a high one', { hazards: byRate(() => 1 / 8) }],
    ['a night that ends', { hazards: NIGHT, price: () => 2_000 }],
    ['harm forty times as likely', { risk: 40 }],
    ['a question dear at first', { price: (age) => (age < 300 ? 4_000 : 400) }],
    ['after an answer at two hours', { fromMs: 2 * HOUR_MS, floorMs: 150 * MINUTE_MS }],
    ['a horizon that is near', { hazards: byRate(() => 1 / 400), horizonMs: 5 * HOUR_MS }],
  ])('%s: is the one that brute force finds', (_name, over) => {
    const given = stakes(over);
    const { afterMs } = askAfter(given);
    const all = [...costs(given)].filter(([age]) => age * MINUTE_MS >= given.floorMs);
    const least = Math.min(...all.map(([, cost]) => cost));
    const cost = all.find(([age]) => age * MINUTE_MS === afterMs)?.[1] ?? Number.NaN;
    // The sums differ by the width of a step; what they find may be its neighbour, and costs no more than that.
    expect(cost / least).toBeLessThan(1.01);
    const [age] = all.find(([, each]) => each === least) ?? [0];
    expect(Math.abs(afterMs / MINUTE_MS - age)).toBeLessThanOrEqual(10);
  });

  test('waits for a morning that is near, and not for one that is far', () => {
    const until = (minutes: number): readonly number[] => byRate((age) => (age < minutes ? 1 / 300 : 1 / 10));
    const near = askAfter(stakes({ hazards: until(240), price: () => 400 })).afterMs;
    const far = askAfter(stakes({ hazards: until(720), price: () => 400 })).afterMs;
    expect(near).toBeGreaterThan(4 * HOUR_MS);
    expect(far).toBeLessThan(12 * HOUR_MS);
  });

  test('states the chance that somebody well is silent for so long, once they were to the floor', () => {
    const hazards = byRate(() => 1 / 30);
    const { afterMs, falseChance } = askAfter(stakes({ hazards }));
    expect(falseChance).toBeCloseTo(Math.exp(-(afterMs - 30 * MINUTE_MS) / MINUTE_MS / 30), 10);
    expect(survivalAt(hazards, afterMs)).toBeCloseTo(Math.exp(-afterMs / MINUTE_MS / 30), 10);
    expect(survivalAt(hazards, 0)).toBe(1);
  });
});

const hazardsGiven = fc.tuple(
  fc.array(fc.double({ min: 0.001, max: 0.999, noNaN: true }), {
    minLength: COARSE_BINS,
    maxLength: COARSE_BINS,
  }),
  fc.array(fc.double({ min: 0.0002, max: 0.3, noNaN: true }), {
    minLength: BINS - COARSE_BINS,
    maxLength: BINS - COARSE_BINS,
  }),
);
const given = fc.record({
  hazards: hazardsGiven,
  price: fc.double({ min: 1, max: 20_000, noNaN: true }),
  risk: fc.double({ min: 0.5, max: 150, noNaN: true }),
  floorMinutes: fc.integer({ min: 5, max: 300 }),
  horizonMinutes: fc.integer({ min: 301, max: 24 * 60 }),
  fromMinutes: fc.integer({ min: 0, max: 300 }),
});

test('property: never before the floor nor after the horizon; a chance is a chance', () => {
  fc.assert(
    fc.property(given, ({ hazards, price, risk, floorMinutes, horizonMinutes, fromMinutes: from }) => {
      const { afterMs, falseChance } = askAfter({
        hazards: hazards.flat(),
        price: () => price,
        risk,
        fromMs: from * MINUTE_MS,
        floorMs: floorMinutes * MINUTE_MS,
        horizonMs: horizonMinutes * MINUTE_MS,
      });
      expect(afterMs).toBeGreaterThanOrEqual(floorMinutes * MINUTE_MS);
      expect(afterMs).toBeLessThanOrEqual(horizonMinutes * MINUTE_MS);
      expect(falseChance).toBeGreaterThanOrEqual(0);
      expect(falseChance).toBeLessThanOrEqual(1);
    }),
    { numRuns: 500 },
  );
});

test('property: a dearer question is never asked sooner, a likelier harm never later', () => {
  const factor = fc.double({ min: 1, max: 50, noNaN: true });
  fc.assert(
    fc.property(given, factor, ({ hazards, price, risk }, more) => {
      const ask = (change: Partial<Stakes>): number =>
        askAfter(stakes({ hazards: hazards.flat(), price: () => price, risk, ...change })).afterMs;
      const usual = ask({});
      expect(ask({ price: () => price * more })).toBeGreaterThanOrEqual(usual);
      expect(ask({ risk: risk * more })).toBeLessThanOrEqual(usual);
    }),
    { numRuns: 500 },
  );
});
