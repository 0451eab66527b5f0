/**
 * The baselines: strictly causal, and chosen on the other homes.
 * The limit by hindsight is a limit: no baseline is better at its price.
 */
import { describe, expect, test } from 'vitest';
import { hindsightOf, priceFor, ringsAt } from '../../../sim/evaluate/methods/hindsight.ts';
import type { Method, MethodSign } from '../../../sim/evaluate/methods/method.ts';
import { runMethod, stretchesOf } from '../../../sim/evaluate/methods/ring.ts';
import { FAMILIES, type Judged, chooseWithout } from '../../../sim/evaluate/methods/sweep.ts';
import { lifeThrough } from '../../../sim/evaluate/silences.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../../sim/evaluate/units.ts';
import { unitOf } from '../../../sim/world/chance.ts';
import { generatedHome } from './generated-home.ts';

const FIFTH = generatedHome(5);
const PASS = lifeThrough(FIFTH);
const STRETCHES = stretchesOf(PASS);

function signs(seed: number, count: number): MethodSign[] {
  const unit = unitOf(seed);
  let ms = 0;
  return Array.from({ length: count }, () => {
    const silenceMs = Math.round((1 + 400 * unit() ** 4) * MINUTE_MS);
    ms += silenceMs;
    const room = ['bedroom', 'kitchen', 'bathroom'][Math.floor(unit() * 3)] ?? '';
    return { ms, localMs: ms, room, class: 'motion', silenceMs: unit() < 0.05 ? null : silenceMs };
  });
}

function alarms(method: Method, course: readonly MethodSign[]): number[] {
  return course.map((sign) => {
    method.sign(sign);
    return method.alarmAfterMs();
  });
}

describe.each(FAMILIES.map((family) => [family.name, family] as const))('%s', (_name, family) => {
  const [first = 0] = family.sweep;
  const middle = family.sweep[Math.floor(family.sweep.length / 2)] ?? first;

  test('what comes later changes no earlier alarm', () => {
    const course = signs(1, 400);
    const other = [
      ...course.slice(0, 250),
      ...signs(2, 150).map((sign) => later(sign, course[249]?.ms ?? 0)),
    ];
    const [one, two] = [alarms(family.create(middle), course), alarms(family.create(middle), other)];
    expect(two.slice(0, 250)).toEqual(one.slice(0, 250));
    if (family.id !== 'B0') expect(two.slice(250)).not.toEqual(one.slice(250));
  });

  test('is asked twice and says the same: asking teaches nothing', () => {
    const method = family.create(middle);
    for (const sign of signs(3, 200)) method.sign(sign);
    expect(method.alarmAfterMs()).toBe(method.alarmAfterMs());
  });

  test('rises with its setting: fewer false alarms, later found', () => {
    const rings = family.sweep.map((value) => runMethod(FIFTH, STRETCHES, family.create(value)));
    const counts = rings.map(({ falseAlarms }) => falseAlarms);
    const sums = rings.map(({ delaysMs }) => delaysMs.reduce<number>((sum, ms) => sum + (ms ?? DAY_MS), 0));
    expect(counts.at(-1)).toBeLessThanOrEqual(counts[0] ?? 0);
    expect(sums.at(-1)).toBeGreaterThan(sums[0] ?? 0);
    expect(new Set(rings.map(({ delaysMs }) => delaysMs.length)).size).toBe(1);
  });
});

function later(sign: MethodSign, ms: number): MethodSign {
  return { ...sign, ms: sign.ms + ms, localMs: sign.localMs + ms };
}

describe('every collapse gets its delay', () => {
  test('from a fixed time it is what is left of it', () => {
    const method: Method = { sign: () => undefined, alarmAfterMs: () => 4 * HOUR_MS };
    const { delaysMs } = runMethod(FIFTH, STRETCHES, method);
    expect(delaysMs).toHaveLength(PASS.collapses.length);
    expect(delaysMs.every((ms) => ms !== null && ms >= 0 && ms <= 4 * HOUR_MS)).toBe(true);
  });
});

describe('a setting is chosen on the other homes', () => {
  const judged = (home: string, falseAlarms: number): Judged => ({ home, falseAlarms, days: 30 });
  // Medians rise with the setting, alarms fall.
  const medianOf = (setting: number): number => setting;

  test('the fastest within two a month, whatever this home did', () => {
    const sweep = [
      [judged('a', 0), judged('b', 9), judged('c', 9)],
      [judged('a', 50), judged('b', 2), judged('c', 2)],
      [judged('a', 0), judged('b', 0), judged('c', 0)],
    ];
    expect(chooseWithout('a', sweep, medianOf)).toBe(1);
    expect(chooseWithout('b', sweep, medianOf)).toBe(2);
  });
  test('the quietest when none is within', () => {
    const sweep = [
      [judged('a', 0), judged('b', 9)],
      [judged('a', 0), judged('b', 7)],
    ];
    expect(chooseWithout('a', sweep, medianOf)).toBe(1);
  });
  test('never on itself alone, never on a home that may not be fitted', () => {
    expect(chooseWithout('a', [[judged('a', 0)]], medianOf)).toBeNull();
    const sweep = [[judged('a', 0), judged('ordonez_a', 9)]];
    expect(chooseWithout('a', sweep, medianOf)).toBeNull();
    expect(chooseWithout('ordonez_a', sweep, medianOf)).toBe(0);
  });
});

test('no baseline beats the limit by hindsight at its own number of false alarms', () => {
  const home = generatedHome(7);
  const stretches = stretchesOf(lifeThrough(home));
  const limit = hindsightOf(stretches);
  const sum = (delays: readonly (number | null)[]): number =>
    delays.reduce<number>((total, ms) => total + (ms ?? DAY_MS), 0);
  const fixed = FAMILIES.find(({ id }) => id === 'B0');
  for (const value of fixed?.sweep ?? []) {
    if (fixed === undefined) continue;
    const rings = runMethod(home, stretches, fixed.create(value));
    const price = priceFor([limit], rings.falseAlarms);
    const best = ringsAt(limit, price);
    expect(best.falseAlarms).toBeLessThanOrEqual(rings.falseAlarms);
    // Weighed by its own price: only there is it the least.
    const cost = (delays: readonly (number | null)[], rang: number): number => sum(delays) + price * rang;
    expect(cost(best.delaysMs, best.falseAlarms)).toBeLessThanOrEqual(
      cost(rings.delaysMs, rings.falseAlarms),
    );
  }
});
