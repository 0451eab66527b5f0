/**
 * What a false question costs: the one setting of the detector, as days between false questions.
 *
 * Owns how that price moves. It is raised by each question that somebody who was well had to answer, and falls a
 * little each home day without, so that within its bounds a home is asked falsely as often as the policy says, whatever
 * its habits are (adaptive conformal inference, Gibbs & Candès 2021, in one number). Pure.
 */
import type { AnswersFactor } from './answers.ts';
import { isNightHour } from './night.ts';
import type { DetectorPolicy } from '../config/config.ts';
import type { WatchLevel } from '../record.ts';
import { expMinus } from './exponential.ts';
import type { Habits } from './slice.ts';

/**
 * Hours³ for each day between false questions. In the simulated homes, after the first month, one false question comes
 * in 15 days at a setting of 30: some are not bought at this price, but asked by the cap or after an absence.
 */
const HOURS3_PER_DAY = 60;
/** Home days in which little is known, and how much dearer a question is at first. */
export const EARLY_DAYS = 20;
const EARLY_FACTOR = 4;
/** The policy as shipped: for what was recorded before the policy was. */
export const QUESTION_DAYS = 30;
/** e^0.3: what a false question adds, and so many home days take away as the policy allows from one to the next. */
const RAISE = 1.349858807576003;
const RAISE_LN = 0.3;
const FACTOR_MIN = 0.5;
const FACTOR_MAX = 8;
/** Somebody who answered and stays silent is asked again, but not as soon. */
const AGAIN_FACTOR = 4;
/**
 * At night a question wakes whoever is well, and most of them do not answer: it had better be needed. What is known of
 * the answers in this home comes on top (`answers.ts`).
 */
const NIGHT_FACTOR = 2;
/** A closer watch: a question is worth a quarter, which asks about a third sooner. */
const WATCH_FACTOR = 0.25;

/** The price (hours³) of a question now; `answers`: how many were answered within the same silence. */
export function priceOf(
  habits: Readonly<Habits>,
  answers: number,
  watch: WatchLevel,
  policy: DetectorPolicy,
): number {
  const { homeDays } = habits.days;
  const early = 1 + EARLY_FACTOR * Math.max(0, 1 - homeDays / EARLY_DAYS);
  const again = answers > 0 ? AGAIN_FACTOR : 1;
  const closer = watch === 'raised' ? WATCH_FACTOR : 1;
  return HOURS3_PER_DAY * policy.questionDays * habits.priceFactor * early * again * closer;
}

/** Factor on the price of a question at a local hour; `answers`: what the answers of this home make of it. */
export function atHour(hour: number, answers: AnswersFactor): number {
  return isNightHour(hour) ? NIGHT_FACTOR * answers.night : answers.day;
}

/** Somebody who was well had to answer; at first questions are dear already. Changes `habits` in place. */
export function raisePrice(habits: Habits): void {
  if (habits.days.homeDays < EARLY_DAYS) return;
  habits.priceFactor = Math.min(FACTOR_MAX, habits.priceFactor * RAISE);
}

/** A home day has passed; at first the price falls by itself. Changes `habits` in place. */
export function lowerPrice(habits: Habits, questionDays: number): void {
  if (habits.days.homeDays < EARLY_DAYS) return;
  habits.priceFactor = Math.max(FACTOR_MIN, habits.priceFactor * expMinus(RAISE_LN / questionDays));
}
