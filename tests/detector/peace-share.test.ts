/**
 * Of any 24 hours at most twelve are peace, with the half hour after it: what is left of them by example, and that no chain of askings gets around it.
 *
 * The check-on that asks for it is not here: `tests/checkon/peace.test.ts` lives through it with every machine of the hub.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  MUTED_MS_MAX,
  MUTED_WITHIN_MS,
  STRETCHES_MAX,
  type Stretch,
  peaceLeftMs,
  remembered,
} from '../../agent/detector/peace-share.ts';
import { PAUSE_GRACE_MS, type PlansState, initialPlans } from '../../agent/detector/plan-slice.ts';

const HOUR_MS = 3_600_000;
const spent = (...hours: readonly (readonly [from: number, until: number])[]): PlansState => ({
  ...initialPlans(),
  peaces: hours
    .map(([from, until]) => ({ fromMs: from * HOUR_MS, untilMs: until * HOUR_MS }))
    .reduce<Stretch[]>(remembered, []),
});

describe('what is left, in hours', () => {
  test.each([
    ['nothing was asked', spent(), 30, 12],
    ['three hours were, and the half hour after them', spent([20, 23]), 30, 8.5],
    ['all twelve were, just now', spent([18, 30]), 30, 0],
    ['all twelve were, and begin to drop out', spent([6, 18]), 30, 12],
    ['what drops out later gives nothing now', spent([7, 19]), 30, 0],
    ['half an hour until it does', spent([6.5, 18]), 30, 12],
    ['each of them was taken back at once', spent([20, 20], [21, 21], [22, 22], [23, 23]), 30, 10],
    ['a day ago is over', spent([0, 5]), 30, 12],
  ])('%s', (_name, plans, now, left) => {
    expect(peaceLeftMs(plans, now * HOUR_MS) / HOUR_MS).toBe(left);
  });
  test('what lasts is spent up to now', () => {
    const peace = { sinceMs: 20 * HOUR_MS, untilMs: 32 * HOUR_MS, untilWallMs: 0 };
    expect(peaceLeftMs({ ...spent(), peace }, 24 * HOUR_MS)).toBe(8 * HOUR_MS);
  });
});

test('property: whatever is asked and whenever, each 24 hours hold twelve and a half at most, and the memory is bounded', () => {
  const step = fc.record({
    waitMs: fc.oneof(fc.nat({ max: 30 * 60_000 }), fc.nat({ max: 14 * HOUR_MS })),
    share: fc.constantFrom(0, 0.001, 0.1, 0.5, 1, 1),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
      const plans = initialPlans();
      const all: Stretch[] = [];
      let nowMs = 0;
      for (const { waitMs, share } of steps) {
        nowMs += waitMs;
        const leftMs = peaceLeftMs(plans, nowMs);
        // None is begun where there is none left.
        if (leftMs === 0) continue;
        const ended = { fromMs: nowMs, untilMs: nowMs + Math.floor(share * leftMs) };
        nowMs = ended.untilMs;
        all.push({ ...ended, untilMs: ended.untilMs + PAUSE_GRACE_MS });
        plans.peaces = remembered(plans.peaces, ended);
        expect(plans.peaces.length).toBeLessThanOrEqual(STRETCHES_MAX);
      }
      // The fullest window ends where some peace does.
      for (const { untilMs } of all) expect(withinMs(all, untilMs)).toBeLessThanOrEqual(MUTED_MS_MAX);
    }),
    { numRuns: 300 },
  );
});

function withinMs(all: readonly Stretch[], endMs: number): number {
  const fromMs = endMs - MUTED_WITHIN_MS;
  let [sumMs, atMs] = [0, fromMs];
  for (const each of all) {
    const untilMs = Math.min(each.untilMs, endMs);
    sumMs += Math.max(0, untilMs - Math.max(each.fromMs, atMs));
    atMs = Math.max(atMs, untilMs);
  }
  return sumMs;
}
