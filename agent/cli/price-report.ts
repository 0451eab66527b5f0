/**
 * What a false question counts in this home now, beside the usual, and why: the price of the detector in words.
 *
 * Owns the words. The numbers come from the detector's own price, one reason at a time, so that they multiply to it.
 */
import type { Config } from '../config/config.ts';
import { USUALLY_ANSWERED, answersFactor } from '../detector/answers.ts';
import { hourOf } from '../detector/habit.ts';
import { watchLevel } from '../detector/plans.ts';
import { isNightHour } from '../detector/night.ts';
import { EARLY_DAYS, atHour, priceOf } from '../detector/price.ts';
import type { Habits } from '../detector/slice.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';

export interface PriceReason {
  readonly factor: number;
  readonly because: string;
}
export interface PriceReport {
  /** Days between two questions to somebody who is well, in the long run: the one setting. */
  readonly questionDays: number;
  /** A false question now counts so many times the usual. */
  readonly factor: number;
  readonly reasons: readonly PriceReason[];
}

export function priceReport(
  state: Readonly<HubState>,
  now: Moment,
  { detector: policy }: Config,
): PriceReport {
  const { habits, silences } = state.detector;
  const { homeDays } = habits.days;
  const usual: Habits = { ...habits, days: { ...habits.days, homeDays: EARLY_DAYS }, priceFactor: 1 };
  const base = priceOf(usual, 0, 'normal', policy);
  const early = priceOf({ ...usual, days: habits.days }, 0, 'normal', policy) / base;
  const again = priceOf(usual, silences?.any.answers ?? 0, 'normal', policy) / base;
  const watched = priceOf(usual, 0, watchLevel(state, now), policy) / base;
  const hour = now.trusted ? hourOf(now.localMs) : null;
  const answered = answersFactor(state.checkon.hearing, policy.questionDays);
  const time = hour !== null && isNightHour(hour) ? 'night' : 'day';
  const all: PriceReason[] = [
    { factor: habits.priceFactor, because: learnedWords(habits.priceFactor) },
    { factor: early, because: `this home is still new (home day ${homeDays + 1} of ${EARLY_DAYS})` },
    { factor: again, because: 'the person answered within this silence' },
    { factor: watched, because: 'a closer watch was asked for' },
    { factor: hour === null ? 1 : atHour(hour, USUALLY_ANSWERED), because: 'it is night' },
    { factor: hour === null ? 1 : answered[time], because: answeredWords(answered[time], time) },
  ];
  const reasons = all.filter(({ factor }) => rounded(factor) !== 1);
  const product = all.reduce((factor, one) => factor * one.factor, 1);
  return {
    questionDays: policy.questionDays,
    factor: rounded(product),
    reasons: reasons.map(({ factor, because }) => ({ factor: rounded(factor), because })),
  };
}

function answeredWords(factor: number, time: 'day' | 'night'): string {
  const when = time === 'night' ? 'at night' : 'by day';
  return factor > 1
    ? `questions ${when} often stay without an answer here though all is well`
    : `questions ${when} are answered here`;
}

function learnedWords(factor: number): string {
  return factor > 1
    ? 'somebody who was well had to answer lately'
    : 'nobody who was well had to answer for some days';
}

function rounded(factor: number): number {
  return Math.round(factor * 100) / 100;
}

/** What it counts and why, what follows from it, and the aim. */
export function priceText({ factor, reasons, questionDays }: PriceReport): string {
  const aim = `Aim: one false question in about ${questionDays} days.`;
  if (reasons.length === 0) return `A false question counts as usual. ${aim}`;
  const why = reasons.map((reason) => `because ${reason.because} (×${reason.factor})`).join(' and ');
  const effect =
    factor > 1 ? 'waits longer than usual' : factor < 1 ? 'asks sooner than usual' : 'asks as usual';
  return `A false question counts ${factor} times the usual ${why}: anbu ${effect}. ${aim}`;
}
