/**
 * How loud a sentence is, and whether a low tone comes before it: by the hour, the stage and how the resident hears.
 *
 * Owns that one rule. A question's third stage and the echo of a call are never lowered, whatever the hour: they are said
 * to somebody who may be unable to answer, and a neighbour woken is the smaller harm. Pure; knows no decibels
 * (`companion/levels.ts`).
 */
import type { CompanionPolicy } from '../config/config.ts';
import { type Level, type Sentence, rowOf } from '../record.ts';

/** Steps for those who hear less; 'deaf': as loud as it gets, for whoever hears the rest of it. */
const STEPS_BY_HEARING: Readonly<Record<CompanionPolicy['hearing'], number>> = { good: 0, hard: 1, deaf: 2 };
const STEPS_BY_VOLUME: Readonly<Record<CompanionPolicy['volume'], number>> = {
  softer: -1,
  usual: 0,
  louder: 1,
};

/** `hour`: local, 0 to 23; null where the time of day is not known: then it is not quiet. */
export function isQuietHour(hour: number | null, { from, to }: CompanionPolicy['quietHours']): boolean {
  if (hour === null) return false;
  return from <= to ? hour >= from && hour < to : hour >= from || hour < to;
}

/** The level of a sentence that asks for `meant` in a usual home by day. */
export function levelOf(
  sentence: Sentence,
  meant: Level,
  hour: number | null,
  policy: CompanionPolicy,
): Level {
  const raised = meant + STEPS_BY_HEARING[policy.hearing];
  if (meant === 3 || rowOf(sentence).neverLowered)
    return within(raised + Math.max(0, STEPS_BY_VOLUME[policy.volume]));
  const hushed = isQuietHour(hour, policy.quietHours) ? 1 : 0;
  return within(raised + STEPS_BY_VOLUME[policy.volume] - hushed);
}

/** Whether a low tone, and the name, come before it. */
export function isCalledFirst(sentence: Sentence, { hearing }: CompanionPolicy): boolean {
  return hearing !== 'good' && rowOf(sentence).calls;
}

function within(level: number): Level {
  if (level <= 1) return 1;
  return level === 2 ? 2 : 3;
}
