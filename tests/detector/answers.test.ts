/**
 * What the answers of a home make of the price of a question: nothing before there are any, dearer where somebody who is
 * well does not answer, cheaper where they do, by day and by night apart, and never beyond its bounds.
 *
 * What somebody who may have fallen did not answer must teach nothing. How the lessons come about is of
 * tests/checkon/hearing.test.ts.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { learnedDay } from '../../agent/cli/learned-day.ts';
import { LESSONS_MAX, type Lesson } from '../../agent/checkon/hearing-memory.ts';
import {
  ANSWERS_DELAY_MS_MAX,
  ANSWERS_FACTOR_MAX,
  ANSWERS_FACTOR_MIN,
  type AskedBefore,
  answersFactor,
  heldTo,
  missedChance,
} from '../../agent/detector/answers.ts';
import { HOURS } from '../../agent/detector/habit.ts';
import { QUESTION_DAYS } from '../../agent/detector/price.ts';
import { MINUTE_MS } from '../../agent/detector/time.ts';
import { lived } from './seen-flat.ts';

const FIRST: AskedBefore = { stage: 1 };
const THIRD: AskedBefore = { stage: 3 };
const ALERT: AskedBefore = { stage: 3, alert: 'a' };
const SLEPT: AskedBefore = { ...ALERT, wasWell: true };
const many = (one: AskedBefore, times: number): AskedBefore[] => Array.from({ length: times }, () => one);

const lesson = fc.record(
  { stage: fc.constantFrom(1, 2, 3), alert: fc.constant('a'), wasWell: fc.boolean() },
  { requiredKeys: [] },
) as fc.Arbitrary<AskedBefore>;
const lessons = fc.array(lesson, { maxLength: LESSONS_MAX });

describe('the chance that somebody who is well answers at no stage', () => {
  test.each<[string, readonly AskedBefore[], 'day' | 'night', number]>([
    ['by day, nothing known: Beta(2, 8) three times', [], 'day', 0.2 ** 3],
    ['at night: Beta(7, 3)', [], 'night', 0.7 ** 3],
    ['always the first', many(FIRST, 10), 'day', (2 / 20) * 0.2 * 0.2],
    ['always the third', many(THIRD, 10), 'day', (12 / 20) * (12 / 20) * (2 / 20)],
    ['once slept through', [SLEPT], 'day', (3 / 11) ** 3],
    ['once slept through at night', [SLEPT], 'night', (8 / 11) ** 3],
    ['an alert that nobody answered afterwards', many(ALERT, 10), 'day', 0.2 ** 3],
    ['of which not every question could be said', many({}, 10), 'day', 0.2 ** 3],
  ])('%s', (_, asked, time, chance) => {
    expect(missedChance(asked, time)).toBeCloseTo(chance, 12);
  });
});

describe('the factor on the price', () => {
  test('is exactly 1 before anything is known, whatever the policy', () => {
    for (const days of [5, QUESTION_DAYS, 180])
      expect(answersFactor({ day: [], night: [] }, days)).toEqual({ day: 1, night: 1 });
  });
  test.each<[string, readonly AskedBefore[], readonly AskedBefore[], number, number]>([
    ['answers at once, whenever asked', many(FIRST, 12), many(FIRST, 12), 0.975, 0.633],
    ['sleeps through the night', many(FIRST, 12), many(SLEPT, 12), 0.975, 1.591],
    ['hears the third only', many(THIRD, 12), [], 1.165, 1],
    ['hears nothing', many(SLEPT, 12), [], 2, 1],
    ['missed all three, three times', many(SLEPT, 3), [], 1.28, 1],
    ['fell twice', many(ALERT, 2), many(ALERT, 2), 1, 1],
    [
      'somebody was sent once: nothing is cheaper for what the others answered',
      [],
      [ALERT, ...many(FIRST, 11)],
      1,
      1,
    ],
    ['but dearer it may be', [], [ALERT, ...many(SLEPT, 11)], 1, 1.563],
  ])('%s', (_, day, night, byDay, byNight) => {
    const factor = answersFactor({ day, night }, QUESTION_DAYS);
    expect(factor.day).toBeCloseTo(byDay, 2);
    expect(factor.night).toBeCloseTo(byNight, 2);
  });
  test('weighs an alert more where questions may be frequent', () => {
    const slept = { day: many(SLEPT, 3), night: [] };
    expect(answersFactor(slept, 5).day).toBeGreaterThan(answersFactor(slept, QUESTION_DAYS).day);
  });
  test('never leaves its bounds', () => {
    fc.assert(
      fc.property(lessons, lessons, fc.integer({ min: 1, max: 365 }), (day, night, questionDays) => {
        for (const factor of Object.values(answersFactor({ day, night }, questionDays))) {
          expect(factor).toBeGreaterThanOrEqual(ANSWERS_FACTOR_MIN);
          expect(factor).toBeLessThanOrEqual(ANSWERS_FACTOR_MAX);
        }
      }),
    );
  });
  test('never falls by a question that was slept through, never rises by one answered at once', () => {
    fc.assert(
      fc.property(lessons, (asked) => {
        const of = (...more: AskedBefore[]): number => missedChance([...asked, ...more], 'night');
        expect(of(SLEPT)).toBeGreaterThanOrEqual(of());
        expect(of(FIRST)).toBeLessThanOrEqual(of());
        expect(of(ALERT)).toBe(of());
      }),
    );
  });
});

describe('in a home that is known for three weeks, each place and hour', () => {
  const home = lived(20);
  const map = (day: readonly AskedBefore[], night: readonly AskedBefore[]): (number | null)[] => {
    const taught = (one: AskedBefore): Lesson => ({ atMs: 0, from: 1, to: 1, answer: 'reply', ...one });
    home.state.checkon.hearing = { day: day.map(taught), night: night.map(taught) };
    return learnedDay(home.state, home.policy).flatMap(({ askMinutes }) => askMinutes);
  };
  const usual = map([], []);
  /** By how many minutes later each is asked, over all that are asked at all. */
  const later = (all: readonly (number | null)[]): number[] =>
    usual.flatMap((minutes, at) => (minutes === null ? [] : [(all[at] ?? Infinity) - minutes]));

  test('nothing known, and nothing that teaches: as ever', () => {
    expect(map(many(ALERT, LESSONS_MAX), many({}, LESSONS_MAX))).toEqual(usual);
  });
  test('never answered: later by a little, and by no more than is allowed', () => {
    const minutes = later(map(many(SLEPT, LESSONS_MAX), many(SLEPT, LESSONS_MAX)));
    expect(Math.min(...minutes)).toBe(0);
    expect(Math.max(...minutes)).toBe(ANSWERS_DELAY_MS_MAX / MINUTE_MS);
    // In the middle of them a tenth.
    expect(minutes.toSorted((a, b) => a - b)[Math.floor(minutes.length / 2)]).toBeLessThanOrEqual(30);
  });
  test('always answered at once: mostly sooner; later only where it need not come before the night any more', () => {
    const minutes = later(map(many(FIRST, LESSONS_MAX), many(FIRST, LESSONS_MAX)));
    expect(Math.max(...minutes)).toBeLessThanOrEqual(ANSWERS_DELAY_MS_MAX / MINUTE_MS);
    expect(minutes.filter((one) => one < 0).length).toBeGreaterThan(minutes.length / 4);
    expect(minutes.filter((one) => one > 0).length).toBeLessThan(minutes.length / 10);
  });
  test('what is learned by night is of the night', () => {
    const bedroom = learnedDay(home.state, home.policy).findIndex(
      ({ sign, place }) => sign === 'any' && place === 'bedroom',
    );
    const at = (all: readonly (number | null)[], hour: number): number =>
      (all[bedroom * HOURS + hour] ?? 0) - (usual[bedroom * HOURS + hour] ?? 0);
    const byNight = map([], many(SLEPT, LESSONS_MAX));
    expect(at(byNight, 0)).toBeGreaterThan(0);
    expect(at(byNight, 10)).toBe(0);
    const byDay = map(many(SLEPT, LESSONS_MAX), []);
    expect(at(byDay, 10)).toBeGreaterThan(0);
  });
});

describe('of the age at which the answers say to ask', () => {
  test.each<[string, number, number, number]>([
    ['sooner than usual', 100, 150, 100],
    ['a little later', 170, 150, 170],
    ['much later: no more than an hour', 400, 150, 210],
    ['never, where it would be asked as usual', 720, 150, 210],
    ['never, and usually just before the end', 720, 690, 690],
    ['never, and never as usual', 720, 720, 720],
  ])('%s', (_, learned, usually, asked) => {
    expect(heldTo(learned * MINUTE_MS, usually * MINUTE_MS, 720 * MINUTE_MS)).toBe(asked * MINUTE_MS);
  });
});
