/**
 * The words of a day: small talk gives way first, then greetings, reminders last.
 *
 * What safety needs, and what was asked for by hand, is never counted.
 */
import { describe, expect, test } from 'vitest';
import {
  SHARES,
  WORDS_PER_DAY,
  evolveBudget,
  initialBudget,
  spend,
  spentUntilMs,
} from '../../agent/checkon/budget.ts';
import type { OfferEnd, Say, Sentence } from '../../agent/record.ts';
import { Bench, HOUR_MS } from './bench.ts';

test('who chooses by two presses wants what is offered as much as who touches', () => {
  const ended = { kind: 'offer-end', offer: 'o', subject: 's', of: 'programme' } as const;
  const budget = initialBudget();
  const evolve = (body: OfferEnd, ms: number): void =>
    evolveBudget({ budget, probes: { recent: [], waiting: false } }, body, {
      ms,
      localMs: ms,
      trusted: true,
    });
  for (const ms of [1, 2]) evolve({ ...ended, choice: null, by: null, why: 'no-answer' }, ms);
  expect(budget.unanswered.offers.inARow).toBe(2);
  evolve({ ...ended, choice: 'yes', by: 'button', why: 'chosen' }, 3);
  expect(budget.unanswered.offers.inARow).toBe(0);
});

describe('the words of a day', () => {
  const words = (sentence: Sentence, text = ''): Say => ({
    kind: 'say',
    utterance: 'u',
    sentence,
    level: 1,
    minutes: null,
    text,
    expiresMs: 0,
    about: 'x',
  });
  const at = (ms: number) => ({ ms, localMs: ms, trusted: true });

  test('small talk falls first, then greetings, reminders last; a day later all is as before', () => {
    const budget = initialBudget();
    const fell: string[] = [];
    for (let messages = 0; messages < 40; messages += 1) {
      spend(budget, words('message', 'a'.repeat(100)), at(HOUR_MS));
      for (const share of ['small-talk', 'greetings', 'reminders'] as const)
        if (spentUntilMs(budget, share) > HOUR_MS && !fell.includes(share)) fell.push(share);
    }
    expect(fell).toEqual(['small-talk', 'greetings', 'reminders']);
    const used = initialBudget();
    for (let times = 0; times < WORDS_PER_DAY / 10; times += 1) spend(used, words('good-morning'), at(0));
    expect(spentUntilMs(used, 'reminders')).toBe(0);
    expect(spentUntilMs(used, 'small-talk')).toBe(24 * HOUR_MS * (1 - SHARES['small-talk']));
  });

  test('what safety needs, and what was asked for by hand, is never counted', () => {
    const budget = initialBudget();
    for (const sentence of [
      'ask',
      'last-call',
      'help-heard',
      'raised',
      'offer-food',
      'state-sees-all',
    ] as const)
      spend(budget, words(sentence), at(0));
    expect(budget.words).toBe(0);
  });

  test('used up, a reminder is missed and told as that; a question is asked all the same', () => {
    const bench = new Bench();
    bench.restart(0);
    bench.write({ kind: 'presence', state: 'home', why: 'seen' });
    const minutes = [18 * 60];
    const pills = { reminder: 'pills', text: 'Pills.', minutes, days: [], forMs: 24 * HOUR_MS };
    bench.give({ kind: 'reminder', ...pills, by: 'Kim', keyId: 'k', counter: 3 });
    for (let times = 0; times < 200; times += 1)
      spend(bench.state.checkon.budget, words('message'), bench.now);
    // The bench begins at five in the afternoon.
    const told = bench.pass(2 * HOUR_MS).filter(({ kind }) => kind === 'reminder-outcome');
    expect(told).toMatchObject([{ reminder: 'pills', outcome: 'missed' }]);
    expect(bench.overdue('inactivity')).toContainEqual(expect.objectContaining({ sentence: 'ask' }));
  });
});
