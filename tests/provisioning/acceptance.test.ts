/**
 * The words of a walk: every step is asked for, every finding has a remedy, and what a home cannot see is named.
 * The page as a whole is read in tests/cli/walk-test.test.ts.
 */
import { expect, test } from 'vitest';
import { CHECKON_DEFAULTS, DETECTOR_DEFAULTS } from '../../agent/config/defaults.ts';
import { adviceFor, delayOf, remedyOf, requestOf } from '../../agent/provisioning/acceptance.ts';
import { beginWalk } from '../../agent/provisioning/walk-test.ts';
import type { CallBy, SensorDescription } from '../../agent/record.ts';

const SENSORS: readonly SensorDescription[] = [
  { id: 'bath', room: 'bathroom', class: 'motion' },
  { id: 'fridge', room: 'kitchen', class: 'item' },
  { id: 'door', room: 'bathroom', class: 'door', entrance: true },
];
const delay = delayOf(DETECTOR_DEFAULTS, CHECKON_DEFAULTS);

test('by night somebody is told later than by day, and a silence is asked about within the cap', () => {
  expect(delay.askedWithinMs).toBe(DETECTOR_DEFAULTS.capMs);
  expect(delay.toldByNight).toBeGreaterThan(delay.toldByDay);
  expect(delay.toldByDay).toBeGreaterThan(0);
});

test.each([
  ['all is seen', [SENSORS[0]!, SENSORS[2]!], []],
  ['a room without motion', SENSORS, ['A motion detector in kitchen']],
  ['no contact at the entrance', [SENSORS[0]!], ['A contact at the entrance door']],
])('%s', (_, sensors, wanted) => {
  const found = adviceFor(sensors, delay);
  expect(found).toHaveLength(wanted.length);
  for (const [at, words] of wanted.entries()) expect(found[at]).toContain(words);
});

test('every step is asked for in words of its own', () => {
  const { steps } = beginWalk({ sensors: SENSORS, presses: ['button', 'touch'] }, 0, 0);
  const asked = steps.map((step) => requestOf(step, SENSORS, null));
  expect(new Set(asked).size).toBe(steps.length);
  expect(asked.slice(0, 3)).toEqual([
    'Walk through: bathroom (bath)',
    'Open it and close it: door (bathroom)',
    'Use it once: fridge (kitchen)',
  ]);
});

test('a press is called a test only by the word of the hub; a real one says what takes it back, or that nothing does', () => {
  const text = (by: CallBy, is: 'test' | 'soon' | 'call'): string =>
    requestOf({ kind: 'press', by }, SENSORS, { by, is });
  expect(text('pull-cord', 'test')).toBe(
    'Press once: pull-cord. It is a test, once: the hub says so, and calls nobody',
  );
  expect(text('button', 'soon')).toBe('Press once: button. Wait until it says below that a press is a test');
  expect(text('button', 'call')).toMatch(/REAL call: .* press again within ten seconds to take it back/);
  expect(text('pull-cord', 'call')).toMatch(/REAL call, and no press takes it back: tell the centre first/);
});

test('two that are swapped are both named', () => {
  expect(remedyOf({ code: 'swapped', subjects: ['a', 'b'] })).toContain("a and b spoke in each other's room");
});
