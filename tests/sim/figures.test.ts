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

test('what is far below one is not rounded to nothing, and an aim below one can be missed', () => {
  const awake: Figure = { ...figure, unit: '%', values: [0.0263, 0.0263], baselines: [100, 100], aim: 0.01 };
  expect(summaryOf(awake)).toMatchObject({ value: { median: 0.026 }, ratio: 0.00026 });
  expect(tableOf([summaryOf(awake)])).not.toContain('NOT MET');
  expect(tableOf([summaryOf({ ...awake, values: [1.5] })])).toContain('0.015  ≤ 0.01  NOT MET');
});

test('the slowest of a hundred stand beside the median', () => {
  const values = Array.from({ length: 100 }, (_, at) => at);
  const [head = '', row = ''] = tableOf([summaryOf({ ...figure, values })]).split('\n');
  expect(head).toMatch(/median +p99/);
  expect(row).toMatch(/^replay +50 ms +99 /);
});
