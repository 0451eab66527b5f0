/**
 * What happens when, in each scenario: how long events are fed, when the broker is away, when the peer is killed.
 *
 * Every time is a share of the feed's length, so that a short run goes through the same as a long one. Measures nothing.
 */

export const SCENARIOS = ['A', 'B', 'C', 'D'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Ms since the first event. */
export interface Course {
  readonly scenario: Scenario;
  readonly events: number;
  readonly rate: number;
  readonly lengthMs: number;
  /** The upstream broker is stopped (SIGTERM) and started again. */
  readonly outage: { readonly fromMs: number; readonly toMs: number } | null;
  /** The peer is killed (SIGKILL) and started again. */
  readonly kill: { readonly atMs: number; readonly restartMs: number } | null;
}

const ABOUT: Readonly<Record<Scenario, string>> = {
  A: 'steady',
  B: 'the broker away for three fifths of the time',
  C: 'as B, and the peer killed in the middle of it',
  D: 'the peer killed, the broker there',
};
/** A hundred seconds, as the measurements that this repeats: away from 20 to 80, killed at 50, back at 55. */
const OUTAGE = { from: 0.2, to: 0.8 };
const KILL = { at: 0.5, restart: 0.55 };

export function courseOf(scenario: Scenario, events: number, rate: number): Course {
  const lengthMs = (events * 1000) / rate;
  const isOut = scenario === 'B' || scenario === 'C';
  const isKilled = scenario === 'C' || scenario === 'D';
  return {
    scenario,
    events,
    rate,
    lengthMs,
    outage: isOut ? { fromMs: OUTAGE.from * lengthMs, toMs: OUTAGE.to * lengthMs } : null,
    kill: isKilled ? { atMs: KILL.at * lengthMs, restartMs: KILL.restart * lengthMs } : null,
  };
}

export function wordsOf(course: Course): string {
  return `${course.scenario} (${ABOUT[course.scenario]})`;
}
