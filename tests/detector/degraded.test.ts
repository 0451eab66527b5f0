/**
 * Whoever sees less asks no sooner: a lost sensor, a time of day that is not known.
 *
 * The rule of least cost alone does not give that: where hardly a sign is expected, waiting spares nothing.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { type Due, dueOf } from '../../agent/detector/overdue.ts';
import { SIGNS, type Sign } from '../../agent/detector/signs.ts';
import { HOUR_MS } from '../../agent/detector/time.ts';
import type { HubState } from '../../agent/machine.ts';
import { SEEN_FLAT, lived } from './seen-flat.ts';

const POLICY = defaultConfig({ home: 'degraded', timezone: 'UTC', sensors: SEEN_FLAT });
/** Beyond every floor. */
const AGE_MS = 4 * HOUR_MS;
const HOMES = [3, 15, 40].map((days) => lived(days).state);
const PLACES = ['bedroom', 'bedroom held', 'living', 'kitchen', 'bathroom'];

/** When a silence of that place is due which began at that hour. */
function due(from: HubState, sign: Sign, place: string, hour: number, trusted: boolean): Due | null {
  const ms = from.time.lastMs;
  const silence = { sinceMs: ms - AGE_MS, place, fromMs: ms - AGE_MS, answers: 0, closed: 0, spoiled: false };
  const silences = { any: { ...silence }, room: { ...silence }, round: { ...silence } };
  const state = { ...from, detector: { ...from.detector, silences, quietMs: silence.sinceMs } };
  return dueOf(state, sign, { ms, localMs: hour * HOUR_MS + AGE_MS, trusted }, POLICY);
}
const afterHours = (one: Due | null): number =>
  one === null ? Number.POSITIVE_INFINITY : one.afterMs / HOUR_MS;

const situation = fc.record({
  from: fc.constantFrom(...HOMES),
  sign: fc.constantFrom(...SIGNS),
  place: fc.constantFrom(...PLACES),
  hour: fc.integer({ min: 0, max: 23 }),
});

test('property: without a trusted time of day it is not asked sooner than with it', () => {
  fc.assert(
    fc.property(situation, ({ from, sign, place, hour }) => {
      const known = due(from, sign, place, hour, true);
      const unknown = due(from, sign, place, hour, false);
      expect(afterHours(unknown)).toBeGreaterThanOrEqual(afterHours(known));
    }),
    { numRuns: 60 },
  );
});

test('property: with a sensor lost it is not asked sooner than with all of them', () => {
  const lost = fc.uniqueArray(fc.constantFrom(...SEEN_FLAT.map(({ id }) => id)), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(situation, lost, ({ from, sign, place, hour }, ids) => {
      const memories = from.sensors.memories.map((memory) =>
        ids.includes(memory.id) ? { ...memory, lostBy: ['bus' as const] } : memory,
      );
      const fewer = { ...from, sensors: { ...from.sensors, memories, lost: ids.length } };
      expect(afterHours(due(fewer, sign, place, hour, true))).toBeGreaterThanOrEqual(
        afterHours(due(from, sign, place, hour, true)),
      );
    }),
    { numRuns: 100 },
  );
});
