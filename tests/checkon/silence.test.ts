/**
 * Silence is respected: whoever leaves greetings, small talk or offers unanswered is spoken to less, and more again when
 * they touch the companion; questions, and what the case manager entered, are said as ever.
 *
 * The day of this home: up at eleven, quiet until a question two hours later, answered by the button, and out.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ANSWERED_MS,
  REST_DAYS_MAX,
  TALKS,
  UNANSWERED_MIN,
  evolveBudget,
  initialBudget,
  judgeGreeting,
  restUntilMs,
  talkOf,
} from '../../agent/checkon/budget.ts';
import { grownCheckon } from '../../agent/checkon/slice.ts';
import type { OfferEnd, ProbeSentence, Sentence } from '../../agent/record.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS, ProbedHome } from './probed-home.ts';

/** Days on which this was said. */
const daysOf = (home: ProbedHome, ...sentences: readonly Sentence[]): number[] =>
  home
    .all('say')
    .filter(({ body }) => sentences.includes(body.sentence))
    .map(({ body }) => Math.floor(body.expiresMs / DAY_MS));

interface Day {
  /** Home time from the greeting to a walk through two rooms; null: none before the question. */
  readonly upAfterMs?: number | null;
  readonly touches?: boolean;
}
function liveDay(home: ProbedHome, day: number, { upAfterMs = null, touches = false }: Day = {}): void {
  home.until('11:00', day);
  home.leave();
  home.walk();
  if (upAfterMs !== null) {
    home.until('12:35', day).pass(upAfterMs);
    home.walk();
  }
  home.until('13:02', day);
  if (home.state.checkon.conversation !== null)
    if (touches) home.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
    else home.press();
  home.leave();
}
function lived(days: number, day: Day = {}): ProbedHome {
  const home = new ProbedHome('10:00');
  for (let each = 0; each < days; each += 1) liveDay(home, each, day);
  return home;
}

describe('greetings', () => {
  test('that nobody answers come more and more rarely, once a week at last', () => {
    expect(daysOf(lived(44), 'small-talk')).toEqual([0, 1, 2, 4, 7, 11, 16, 22, 29, 36, 43]);
  });

  test('are answered by whoever gets up at them, and then come every day', () => {
    const days = daysOf(lived(10, { upAfterMs: 5 * MINUTE_MS }), 'small-talk');
    expect(new Set(days)).toEqual(new Set([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  });

  test('come again the day after a touch', () => {
    const home = lived(5);
    liveDay(home, 5, { touches: true });
    liveDay(home, 6);
    expect(daysOf(home, 'small-talk')).toEqual([0, 1, 2, 4, 6]);
  });

  test('are let be each by its kind, and the question comes as it would', () => {
    const home = lived(12);
    expect(daysOf(home, 'ask')).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(restUntilMs(home.state.checkon.budget, 'small-talk')).toBeGreaterThan(home.ms);
    expect(restUntilMs(home.state.checkon.budget, 'greetings')).toBe(-Infinity);
    home.until('08:00', 12);
    home.leave();
    home.walk();
    home.until('09:40', 12);
    expect(daysOf(home, 'good-morning')).toEqual([12]);
  });

  test('a reminder of the case manager is said as ever', () => {
    const home = lived(12);
    const order = { by: 'Kim', keyId: 'k', counter: 1 };
    const pills = { reminder: 'pills', text: 'Pills.', minutes: [12 * 60], days: [], forMs: 9 * DAY_MS };
    home.give({ kind: 'reminder', ...pills, ...order });
    liveDay(home, 12);
    expect(daysOf(home, 'reminder').at(0)).toBe(12);
  });
});

const offerEnd = (how: Partial<OfferEnd>): OfferEnd => ({
  kind: 'offer-end',
  offer: 'o',
  of: 'programme',
  subject: 'p',
  choice: null,
  by: null,
  why: 'no-answer',
  ...how,
});
describe('offers', () => {
  const nothing = { recent: [], waiting: false };
  const at = (ms: number) => ({ ms, localMs: ms, trusted: true });
  test.each<[string, Partial<OfferEnd>, number]>([
    ['left unanswered', {}, 3],
    ['broken off by something else', { why: 'broken-off' }, 0],
    ['that could not be heard', { why: 'not-said' }, 0],
    ['of reminders, which are not for choosing', { of: 'reminder' }, 0],
    ['of the menu, which was asked for by hand', { of: 'menu' }, 0],
    ['chosen from', { why: 'chosen', choice: 'no', by: 'touch' }, 0],
  ])('%s', (_name, how, inARow) => {
    const budget = initialBudget();
    for (let times = 1; times <= 3; times += 1)
      evolveBudget({ budget, probes: nothing }, offerEnd(how), at(times * HOUR_MS));
    expect(budget.unanswered.offers.inARow).toBe(inARow);
    expect(restUntilMs(budget, 'offers')).toBe(inARow === 3 ? 3 * HOUR_MS + 2 * DAY_MS : -Infinity);
  });
});

test('a checkpoint from before this was opens, and everything is said as to somebody new', () => {
  const { checkon } = lived(5).state;
  const { words, atMs } = checkon.budget;
  const earlier = { ...checkon, budget: { words, atMs } };
  expect(grownCheckon(earlier).budget.unanswered).toEqual(initialBudget().unanswered);
});

test('property: each greeting is judged once, no rest is longer than a week, and a touch ends all', () => {
  const step = fc.record({
    sentence: fc.constantFrom<ProbeSentence>('good-morning', 'small-talk', 'good-evening'),
    isAnswered: fc.boolean(),
    afterMs: fc.integer({ min: ANSWERED_MS, max: DAY_MS }),
    judged: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const budget = initialBudget();
      let ms = 0;
      const inARow = { 'small-talk': 0, greetings: 0, offers: 0 };
      for (const { sentence, isAnswered, afterMs, judged } of steps) {
        ms += afterMs;
        const probes = { recent: [{ atMs: ms, sentence }], waiting: true };
        for (let times = 0; times < judged; times += 1) judgeGreeting(budget, probes, isAnswered);
        const talk = talkOf(sentence);
        inARow[talk] = isAnswered ? 0 : inARow[talk] + 1;
        for (const each of TALKS) {
          expect(budget.unanswered[each].inARow).toBe(inARow[each]);
          const restMs = restUntilMs(budget, each) - ms;
          expect(restMs).toBeLessThanOrEqual(REST_DAYS_MAX * DAY_MS);
          if (inARow[each] < UNANSWERED_MIN) expect(restMs).toBe(-Infinity);
        }
      }
      const probes = { recent: [], waiting: false };
      const touch = { kind: 'reply', by: 'touch', meaning: 'fine' } as const;
      evolveBudget({ budget, probes }, touch, { ms, localMs: ms, trusted: true });
      for (const each of TALKS) expect(restUntilMs(budget, each)).toBe(-Infinity);
    }),
  );
});
