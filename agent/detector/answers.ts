/**
 * How likely a question to somebody who is well becomes an alert, and what that adds to the price of asking.
 *
 * Owns the arithmetic, by day and by night apart, from this home's own answers (`checkon/hearing-memory.ts` keeps them, and
 * hands them over as data). A question costs itself, and with the chance that none of its three stages is answered, a
 * false alert:
 *   price · (1 + R · Π (1 − P)),   P: answered at a stage, once it was reached; R: false questions that an alert is worth.
 * Before anything is known P is the prior and the price as it ever was; then it is that times the ratio of the two
 * brackets. Counts and + − × ÷ alone. Learned of somebody who turned out to be well, never of silence: whoever lies on the
 * floor answers nothing either. Pure.
 */
import { MINUTE_MS } from './time.ts';

/** What a question has taught. */
export interface AskedBefore {
  /** The stage at which it was answered, or the last; absent: not every one of them could be heard. */
  readonly stage?: 1 | 2 | 3;
  /** The alert that followed; absent: it was answered before one did. */
  readonly alert?: string;
  /** That alert was answered, by hand or voice, before anybody was sent: they had been well. */
  readonly wasWell?: boolean;
}
/** Of the last questions, by the hour at which they ended. */
export interface AskedByTime {
  readonly day: readonly AskedBefore[];
  readonly night: readonly AskedBefore[];
}

/**
 * Beta counts of a stage before anything is known: of ten, so many are answered by somebody who is well (detector.md §4:
 * Beta(2, 8) for those that are not; at night most sleep on). Ten, so that one question moves it little.
 */
const PRIOR_ASKED = 10;
const PRIOR_ANSWERED = { day: 8, night: 3 } as const;
/** The budget allows one false alert in half a year: by `questionDays` 30 it is worth six questions (detector.md §4). */
const ALERT_DAYS = 180;
/** Whatever was learned, a question is worth no more than twice as much for it, and no less than half. */
export const ANSWERS_FACTOR_MAX = 2;
export const ANSWERS_FACTOR_MIN = 1 / ANSWERS_FACTOR_MAX;
/**
 * Nor is any asked later for it by more than this. Harm grows as the cube of a silence, so at twice the price it is a tenth
 * later as a rule; but in the evening a price may be what makes it wait for the morning, and that is not for this one.
 */
export const ANSWERS_DELAY_MS_MAX = 60 * MINUTE_MS;
const STAGES = [1, 2, 3] as const;

type Time = keyof AskedByTime;
/** Factor on the price of a question, by day and by night. */
export type AnswersFactor = Readonly<Record<Time, number>>;

export const USUALLY_ANSWERED: AnswersFactor = { day: 1, night: 1 };

export function answersFactor(asked: AskedByTime, questionDays: number): AnswersFactor {
  const of = (time: Time): number => {
    const worth = ALERT_DAYS / questionDays;
    const ratio = (1 + worth * missedChance(asked[time], time)) / (1 + worth * missedChance([], time));
    // Who was sent to somebody may have found them asleep: where that is not known, nothing makes a question cheaper.
    const least = asked[time].some(isOpenFate) ? 1 : ANSWERS_FACTOR_MIN;
    return Math.min(ANSWERS_FACTOR_MAX, Math.max(least, ratio));
  };
  return { day: of('day'), night: of('night') };
}

/**
 * The age (ms) at which to ask, of the one that the answers of this home say and the one without them. Who would be asked
 * before the horizon still is.
 */
export function heldTo(learnedMs: number, usualMs: number, horizonMs: number): number {
  const latestMs = Math.min(learnedMs, usualMs + ANSWERS_DELAY_MS_MAX);
  return latestMs >= horizonMs ? usualMs : latestMs;
}

/** The chance that somebody who is well answers at none of the three stages. */
export function missedChance(asked: readonly AskedBefore[], time: Time): number {
  let missed = 1;
  for (const stage of STAGES) {
    let reached = PRIOR_ASKED;
    let answered: number = PRIOR_ANSWERED[time];
    for (const one of asked) {
      if (!teaches(one) || one.stage < stage) continue;
      reached += 1;
      if (one.alert === undefined && one.stage === stage) answered += 1;
    }
    missed *= 1 - answered / reached;
  }
  return missed;
}

function isOpenFate({ alert, wasWell }: AskedBefore): boolean {
  return alert !== undefined && wasWell !== true;
}

function teaches(one: AskedBefore): one is AskedBefore & Required<Pick<AskedBefore, 'stage'>> {
  return one.stage !== undefined && (one.alert === undefined || one.wasWell === true);
}
