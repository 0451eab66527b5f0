/**
 * What is an edge of life and what is a level, class by class; and the rule of two for electricity.
 * A table; nothing here knows of time but the rule of two.
 */
import { expect, test } from 'vitest';
import { PAIR_MS_MAX, isEdge, isPair, needsPair } from '../../agent/detector/life.ts';
import type { ObservationValue, SensorClass } from '../../agent/record.ts';

test.each<[SensorClass, ObservationValue | null, ObservationValue, boolean]>([
  ['motion', 'off', 'on', true],
  ['motion', null, 'on', true],
  ['motion', 'on', 'on', true],
  ['motion', 'on', 'off', false],
  ['door', 'closed', 'open', true],
  ['door', 'open', 'closed', true],
  ['door', 'open', 'open', false],
  ['door', null, 'open', false],
  ['item', 'on', 'off', true],
  ['item', 'closed', 'open', true],
  ['pressure', 'off', 'on', true],
  ['pressure', 'on', 'off', true],
  ['pressure', 'on', 'on', false],
  ['pressure', null, 'on', false],
  ['light', 'off', 'on', true],
  ['light', 'on', 'on', false],
  ['power', 'off', 'on', true],
  ['power', 'on', 'off', false],
  ['power', 120, 1800, false],
  ['motion', 'off', 1, false],
])('%s from %s to %s: %s', (kind, before, value, expected) => {
  expect(isEdge(kind, before, value)).toBe(expected);
});

test('only electricity needs a second one, of another appliance, soon', () => {
  const classes: SensorClass[] = ['motion', 'door', 'item', 'pressure', 'power', 'light'];
  expect(classes.filter(needsPair)).toEqual(['power']);
  expect(isPair(null, 'kettle', 0)).toBe(false);
  expect(isPair({ sensor: 'kettle', ms: 0 }, 'kettle', 1)).toBe(false);
  expect(isPair({ sensor: 'kettle', ms: 0 }, 'toaster', PAIR_MS_MAX)).toBe(true);
  expect(isPair({ sensor: 'kettle', ms: 0 }, 'toaster', PAIR_MS_MAX + 1)).toBe(false);
});
