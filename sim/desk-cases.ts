/**
 * The case manager at the desk: one case per alert id, and which stage comes next.
 *
 * Owns what was decided about a case and what the hub has confirmed of it. Never opens a case twice for one alert
 * and never dispatches anybody for a test. No person is named here: the desk signs as `desk-1`.
 */
import type { Alert, AlertStage, Cause } from '../agent/record.ts';

export type DeskStageName = Exclude<AlertStage, 'raised'>;
/** What of an alert record the desk looks at. */
export type AlertNews = Pick<Alert, 'alert' | 'stage' | 'revision' | 'cause' | 'test' | 'why'> & {
  /** The evidence in one breath, as the hub wrote it. */
  readonly text: string;
};
/** A stage the desk has set, in its own order. */
export interface StageSet {
  readonly stage: DeskStageName;
  readonly minutes: number | null;
  readonly outcome: string | null;
  /** Home time as the desk knows it. */
  readonly atMs: number;
}
export interface Case {
  readonly hub: string;
  readonly alert: string;
  readonly cause: Cause;
  readonly test: boolean;
  /** The furthest stage the hub has reported. */
  confirmed: AlertStage;
  /** The highest revision heard. */
  revision: number;
  /** The resident answered or withdrew after the alert was raised. */
  answered: boolean;
  set: StageSet[];
}
/**
 * How the case manager behaves, in home time. null: that step is never taken. Each delay counts from the step
 * before; `minutes` is what is promised at dispatch, `outcome` what is written at closing.
 */
export interface DeskPolicy {
  readonly acknowledgeAfterMs: number | null;
  readonly dispatchAfterMs: number | null;
  readonly minutes: number;
  readonly arriveAfterMs: number | null;
  readonly closeAfterMs: number | null;
  readonly outcome: string;
}
export interface Step {
  readonly stage: DeskStageName;
  readonly afterMs: number;
}

export const DESK_NAME = 'desk-1';
/** Written at closing when the resident was heard after the alert and nobody had to be sent. */
export const OUTCOME_ANSWERED = 'resident-answered';

export const STAGES: readonly AlertStage[] = ['raised', 'acknowledged', 'dispatched', 'arrived', 'closed'];

export function isBefore(stage: AlertStage, other: AlertStage): boolean {
  return STAGES.indexOf(stage) < STAGES.indexOf(other);
}

export function openCase(hub: string, news: AlertNews): Case {
  return {
    hub,
    alert: news.alert,
    cause: news.cause,
    test: news.test,
    confirmed: 'raised',
    revision: -1,
    answered: false,
    set: [],
  };
}

/** Takes over one revision. Revisions may come in any order: only the furthest stage counts. */
export function hear(known: Case, news: AlertNews): void {
  if (isBefore(known.confirmed, news.stage)) known.confirmed = news.stage;
  if (news.why === 'answered' || news.why === 'withdrawn') known.answered = true;
  known.revision = Math.max(known.revision, news.revision);
}

/** How far the case is for the desk itself: the furthest stage set or reported. */
export function reached(known: Case): AlertStage {
  const last = known.set.at(-1)?.stage ?? 'raised';
  return isBefore(last, known.confirmed) ? known.confirmed : last;
}

/** What the case manager does next, and how long after the last step; null: nothing more. */
export function nextStep(known: Case, policy: DeskPolicy): Step | null {
  const stage = reached(known);
  if (stage === 'closed') return null;
  // A test proves the path: acknowledged by the application at once, and no person is troubled.
  if (known.test) return stage === 'raised' ? { stage: 'acknowledged', afterMs: 0 } : null;
  if (stage === 'raised') return step('acknowledged', policy.acknowledgeAfterMs);
  if (stage === 'acknowledged') {
    return known.answered ? step('closed', policy.closeAfterMs) : step('dispatched', policy.dispatchAfterMs);
  }
  if (stage === 'dispatched') return step('arrived', policy.arriveAfterMs);
  return step('closed', policy.closeAfterMs);
}

function step(stage: DeskStageName, afterMs: number | null): Step | null {
  return afterMs === null ? null : { stage, afterMs };
}

/** Sets a stage. Says false, changing nothing, when it is no longer the next one. */
export function setStage(known: Case, stage: DeskStageName, policy: DeskPolicy, atMs: number): boolean {
  if (nextStep(known, policy)?.stage !== stage) return false;
  const wasSent = known.set.some((one) => one.stage === 'dispatched');
  known.set.push({
    stage,
    minutes: stage === 'dispatched' ? policy.minutes : null,
    outcome: stage === 'closed' ? (known.answered && !wasSent ? OUTCOME_ANSWERED : policy.outcome) : null,
    atMs,
  });
  return true;
}

/** The first stage the desk has set and the hub has not confirmed: stages are told in order, one at a time. */
export function unconfirmed(known: Case): StageSet | null {
  return known.set.find((one) => isBefore(known.confirmed, one.stage)) ?? null;
}
