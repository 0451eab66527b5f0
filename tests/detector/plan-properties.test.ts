/**
 * What holds of plans whatever is said, recorded or done to the clock: bounds, checkpoints, and no home is muted.
 *
 * A failing seed is printed by fast-check and becomes an example here.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  AHEAD_MS_MAX,
  GRACE_MS,
  OVERDUE_KEPT_MS,
  PLANNED,
  PLAN_MS_MAX,
  RAISED_MS_MAX,
  initialPlans,
} from '../../agent/detector/plan-slice.ts';
import { plannedReturn, watchLevel } from '../../agent/detector/plans.ts';
import type { Body, Stamp } from '../../agent/record.ts';
import { evolve, initialState, momentOf } from '../../agent/state.ts';
import { DAY_MS, FLAT, LivedHome } from './lived-home.ts';
import { WITHDRAWN, planned } from './planned.ts';

const DAY = 24 * 60;
/** Any number a row can hold, and those near which something changes. */
const anyMs = fc.oneof(
  fc.integer({ min: -100 * DAY_MS, max: 200 * DAY_MS }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const body: fc.Arbitrary<Body> = fc.oneof(
  fc.record({
    kind: fc.constant('plan' as const),
    plan: fc.constantFrom('absence' as const, 'outing' as const, 'none' as const),
    fromWallMs: fc.option(anyMs),
    untilWallMs: fc.option(anyMs),
    by: fc.string(),
    keyId: fc.constant('k'),
    counter: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('watch' as const),
    level: fc.constantFrom('raised' as const, 'normal' as const),
    untilWallMs: fc.option(anyMs),
    by: fc.string(),
    keyId: fc.constant('k'),
    counter: fc.nat(),
  }),
  fc.record({
    kind: fc.constant('presence' as const),
    state: fc.constantFrom('home' as const, 'away' as const, 'unknown' as const),
    why: fc.constant(''),
  }),
  fc.record({
    kind: fc.constant('observation' as const),
    sensor: fc.constantFrom('bed', 'kitchen', 'door', 'nobody'),
    value: fc.constantFrom('on' as const, 'off' as const, 'open' as const, 'closed' as const),
  }),
  fc.constant<Body>({ kind: 'reply', by: 'button', meaning: 'fine' }),
  fc.constant<Body>({ kind: 'clock', stepMs: 0 }),
);
const step = fc.record({
  body,
  afterMs: fc.nat({ max: 20 * DAY_MS }),
  wallStepMs: anyMs,
  trusted: fc.boolean(),
});

test('property: no sequence of records throws, outlasts its bound, or means something else after a checkpoint', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      let state = initialState();
      let [ms, wallMs] = [0, 0];
      const stamp = (trusted: boolean): Stamp => {
        return {
          boot: 'b',
          monotonicMs: ms,
          wallMs: wallMs + ms,
          quality: trusted ? 'synced' : 'saved',
          utcOffsetMin: 0,
        };
      };
      evolve(state, { at: stamp(true), body: { kind: 'config', hash: '', sensors: FLAT } });
      for (const { body: one, afterMs, wallStepMs, trusted } of steps) {
        ms += afterMs;
        if (one.kind === 'clock') wallMs += wallStepMs;
        const twin = JSON.parse(JSON.stringify(state)) as typeof state;
        evolve(state, { at: stamp(trusted), body: one });
        evolve(twin, { at: stamp(trusted), body: one });
        expect(twin.plans).toEqual(state.plans);
        state = twin;
        for (const name of PLANNED) {
          const plan = state.plans[name];
          if (plan === null) continue;
          const lengthMs = plan.returnMs - (plan.fromMs ?? plan.returnMs);
          expect(lengthMs).toBeLessThanOrEqual(PLAN_MS_MAX[name]);
          expect(plan.returnMs - ms).toBeLessThanOrEqual(
            (plan.fromMs === null ? 0 : AHEAD_MS_MAX) + PLAN_MS_MAX[name],
          );
          expect(ms - plan.returnMs).toBeLessThan(GRACE_MS[name] + OVERDUE_KEPT_MS);
        }
        expect((state.plans.watchUntilMs ?? ms) - ms).toBeLessThanOrEqual(RAISED_MS_MAX);
        const due = plannedReturn(state, ms);
        if (due !== null) expect(state.presence.state).not.toBe('home');
      }
      ms += AHEAD_MS_MAX + PLAN_MS_MAX.absence + GRACE_MS.absence + OVERDUE_KEPT_MS;
      evolve(state, { at: stamp(false), body: { kind: 'clock', stepMs: 0 } });
      expect(state.plans).toEqual(initialPlans());
      expect(watchLevel(state, momentOf(state, stamp(false)))).toBe('normal');
    }),
    { numRuns: 300 },
  );
});

test('property: whatever is planned, a silence at home is asked about as if nothing were', () => {
  const order = fc.record({
    plan: fc.constantFrom('absence' as const, 'outing' as const, 'none' as const),
    fromMinutes: fc.option(fc.integer({ min: -DAY, max: 20 * DAY })),
    forMinutes: fc.integer({ min: 1, max: 30 * DAY }),
    waitMinutes: fc.integer({ min: 0, max: 600 }),
    sensor: fc.constantFrom('bed', 'kitchen', 'bath'),
  });
  fc.assert(
    fc.property(fc.array(order, { minLength: 1, maxLength: 12 }), (orders) => {
      const [home, twin] = [new LivedHome(FLAT), new LivedHome(FLAT)];
      for (const one of [home, twin]) {
        one.see('door', 'closed');
        one.pulse('bed');
        one.pulse('kitchen');
        for (const { plan, fromMinutes, forMinutes, waitMinutes, sensor } of orders) {
          one.wait(waitMinutes);
          one.pulse(sensor);
          if (one === twin) continue;
          const begins = one.minute + Math.max(0, fromMinutes ?? 0);
          if (plan === 'none') one.give(WITHDRAWN);
          else one.give(planned(plan, begins + forMinutes, fromMinutes === null ? undefined : begins));
        }
        one.answers = false;
        one.wait(2 * DAY);
      }
      const asked = (one: LivedHome): number[] => one.all('overdue').map(({ minute }) => minute);
      expect(asked(home)).toEqual(asked(twin));
      expect(asked(home)).not.toEqual([]);
    }),
    { numRuns: 60 },
  );
});
