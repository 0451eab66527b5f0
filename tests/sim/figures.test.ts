/**
 * The bench's arithmetic: a ratio is median over median, and a figure that misses its aim says so.
 *
 * What is measured is left to the bench itself.
 */
import { expect, test } from 'vitest';
import { type Figure, summaryOf, tableOf } from '../../sim/bench/figures.ts';

const figure: Figure = {
  name: 'replay',
  measured: 'this',
  baseline: 'that',
  unit: 'ms',
  values: [30, 10, 20, 100],
  baselines: [5, 10, 5, 5],
  aim: 5,
};

test('median over median, with the spread of both', () => {
  expect(summaryOf(figure)).toEqual({
    name: 'replay',
    measured: 'this',
    baseline: 'that',
    unit: 'ms',
    repetitions: 4,
    value: { median: 30, min: 10, max: 100, p99: 100 },
    baselineValue: { median: 5, min: 5, max: 10, p99: 10 },
    ratio: 6,
    aim: 5,
  });
});

test.each([
  [5, true],
  [6, false],
  [null, false],
])('an aim of %s is shown as missed: %s', (aim, missed) => {
  const table = tableOf([summaryOf({ ...figure, aim })]);
  expect(table.includes('NOT MET')).toBe(missed);
  expect(table).toContain('replay: this; against that.');
});
