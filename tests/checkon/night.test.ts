/**
 * At night whoever is woken is given longer to answer, before the next question and before anybody is told.
 *
 * A question comes two hours after the last sign of life (`probed-home.ts`); nobody answers.
 */
import { expect, test } from 'vitest';
import { ProbedHome } from './probed-home.ts';

function told(home: ProbedHome): string[] {
  const alerts = home.all('alert').filter(({ body }) => body.why === 'raised' && !body.test);
  return [...home.heard.filter((line) => line.includes('question')), ...alerts.map(({ at }) => `${at} told`)];
}

test.each([
  ['by day', '13:00', '16:00', ['15:00 question 1', '15:03 question 2', '15:06 question 3', '15:08 told']],
  ['at night', '02:00', '05:00', ['04:00 question 1', '04:12 question 2', '04:24 question 3', '04:32 told']],
  [
    'on the way into the night: each question waits as long as its own hour asks',
    '19:57',
    '23:00',
    ['21:57 question 1', '22:00 question 2', '22:12 question 3', '22:20 told'],
  ],
])('%s', (_name, from, until, lines) => {
  const home = new ProbedHome(from, false);
  home.walk();
  home.until(until);
  expect(told(home)).toEqual(lines);
});

test('where the time of day is not known nobody waits longer than by day', () => {
  const home = new ProbedHome('02:00', false);
  home.walk();
  home.setClock(0, 'saved');
  home.until('05:00');
  expect(told(home).slice(0, 2)).toEqual(['04:00 question 1', '04:03 question 2']);
});

test('each wording of a question has its turn, those of the night one of their own, over restarts', () => {
  const home = new ProbedHome('10:00', false);
  for (const [time, day] of [
    ['10:00', 0],
    ['15:00', 0],
    ['20:30', 0],
    ['00:30', 1],
    ['08:00', 1],
  ] as const) {
    home.until(time, day).walk();
    home.restart(0);
  }
  home.until('11:00', 1);
  const asked = home.all('say').filter(({ body }) => body.sentence === 'ask');
  expect(asked.map(({ at, body }) => [at, body.variant, body.night])).toEqual([
    ['12:00', 0, undefined],
    ['17:00', 1, undefined],
    ['22:30', 0, true],
    ['02:30', 1, true],
    ['10:00', 2, undefined],
  ]);
});
