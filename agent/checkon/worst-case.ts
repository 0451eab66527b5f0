/**
 * How long it takes at most from a question until somebody is told of it, by the hour at which it is asked.
 *
 * Owns the arithmetic that a case manager is shown; the conversation itself is `conversation.ts`, and a test holds the
 * two together. Counts waits, longer at night, and every putting off by movement in one room, at its worst place; not
 * what a power cut or a stopped clock adds.
 */
import type { CheckonPolicy } from '../config/config.ts';
import { isNightHour } from '../detector/night.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** Milliseconds from a question asked within the local `hour` until the alert is raised, if nobody answers, at most. */
export function toldWithinMs(hour: number, policy: CheckonPolicy): number {
  let worstMs = 0;
  for (let minute = 0; minute < 60; minute += 1) {
    const fromMs = (hour * 60 + minute) * MINUTE_MS;
    worstMs = Math.max(worstMs, longestMs(fromMs, 0, policy.postponeMax, policy) - fromMs);
  }
  return worstMs;
}

/** Local time at which somebody is told at the latest, if `stage` (0 to 2) is asked at `askedMs` of the local day. */
function longestMs(askedMs: number, stage: number, postpones: number, policy: CheckonPolicy): number {
  const hour = Math.floor((askedMs / MINUTE_MS / 60) % 24);
  const waitMs = (policy.waitMs[stage] ?? 0) * (isNightHour(hour) ? policy.nightWaitFactor : 1);
  if (stage === 2) return askedMs + waitMs + postpones * policy.postponeMs;
  let latestMs = 0;
  // Three stages and ten postpones at most (`config/schema.ts`): 66 ways to share them out.
  for (let used = 0; used <= postpones; used += 1) {
    const nextMs = askedMs + waitMs + used * policy.postponeMs;
    latestMs = Math.max(latestMs, longestMs(nextMs, stage + 1, postpones - used, policy));
  }
  return latestMs;
}

export interface ToldWithin {
  readonly hour: number;
  /** Whole minutes, rounded up. */
  readonly minutesMax: number;
}

/** Every hour of the day. */
export function toldWithinByHour(policy: CheckonPolicy): ToldWithin[] {
  return Array.from({ length: DAY_MINUTES / 60 }, (_, hour) => ({
    hour,
    minutesMax: Math.ceil(toldWithinMs(hour, policy) / MINUTE_MS),
  }));
}
