/**
 * The case manager at the desk: one case per alert id, and which stage comes next.
 *
 * Owns what was decided about a case and what the hub has confirmed of it. Never opens a case twice for one alert
 * and never dispatches anybody for a test. No person is named here: the desk signs as `desk-1`.
 */
import { unreachable } from '../agent/errors.ts';
import type { Alert, AlertStage } from '../agent/record.ts';

export type DeskStageName = Exclude<AlertStage, 'raised'>;
/** What of an alert record the desk looks at. */
export type AlertNews = Pick<Alert, 'alert' | 'stage' | 'revision' | 'test' | 'why'> & {
  /** As written: a cause this desk has never heard of still goes to a person. */
  readonly cause: string;
  /** The evidence in one breath, as the hub wrote it. */
  readonly text: string;
};
/** A stage the desk has set, in its own order. */
export interface StageSet {
  readonly stage: DeskStageName;
  readonly minutes: number | null;
  readonly outcome: string | null;
  /** The desk's own time. */
  readonly atMs: number;
}
export interface Case {
  readonly hub: string;
  readonly alert: string;
  readonly cause: string;
  readonly test: boolean;
  /** The desk's own time at which it first heard of it. */
  readonly openedMs: number;
  /** The furthest stage the hub has reported. */
  confirmed: AlertStage;
  /** The highest revision heard. */
  revision: number;
  /** The resident answered or withdrew after the alert was raised, and has not called since. */
  answered: boolean;
  /** The revision that said so, or took it back. */
  answeredRevision: number;
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
  /** Delay from the step before (`since`), and that step's time. */
  readonly afterMs: number;
  readonly sinceMs: number;
}

export const DESK_NAME = 'desk-1';
/** Written at closing when the resident was heard after the alert and nobody had to be sent. */
export const OUTCOME_ANSWERED = 'resident-answered';

export const STAGES: readonly AlertStage[] = ['raised', 'acknowledged', 'dispatched', 'arrived', 'closed'];

export function isBefore(stage: AlertStage, other: AlertStage): boolean {
  return STAGES.indexOf(stage) < STAGES.indexOf(other);
}

export function openCase(hub: string, news: AlertNews, openedMs: number): Case {
  return {
    hub,
    alert: news.alert,
    cause: news.cause,
    test: news.test,
    openedMs,
    confirmed: 'raised',
    revision: -1,
    answered: false,
    answeredRevision: 0,
    set: [],
  };
}

/**
 * Whether the resident is heard to be well by this news; null: it tells nothing of that. The hub reminds of an
 * answered alert only once it has lain for hours: then somebody has to look after all.
 */
const SAYS_WELL: Readonly<Record<AlertNews['why'], boolean | null>> = {
  raised: null,
  desk: null,
  answered: true,
  withdrawn: true,
  'pressed-again': false,
  'asked-again': false,
  'unclear-voice': false,
  reminder: false,
  'let-go': null,
};

/**
 * Takes over one revision. Revisions may come in any order: the furthest stage counts, unless a later one shows that the
 * hub does not know it any more, and the last word of the resident by its revision. What the hub has let go is told no further: it would never be confirmed.
 */
export function hear(known: Case, news: AlertNews): void {
  // A later revision at an earlier stage: the hub lost what it confirmed with its card, or a copy of it confirmed that.
  const isLost = news.revision > known.revision && isBefore(news.stage, known.confirmed);
  if (isLost || isBefore(known.confirmed, news.stage)) known.confirmed = news.stage;
  if (news.why === 'let-go') known.confirmed = 'closed';
  const saysWell = SAYS_WELL[news.why];
  if (saysWell !== null && news.revision >= known.answeredRevision) {
    known.answered = saysWell;
    known.answeredRevision = news.revision;
    if (!saysWell && news.why !== 'reminder') takeBackClosing(known);
  }
  known.revision = Math.max(known.revision, news.revision);
}

/** Whoever calls again after the desk closed on an answer is not done with: what the hub has not confirmed is void. */
function takeBackClosing(known: Case): void {
  if (known.set.at(-1)?.stage === 'closed' && known.confirmed !== 'closed') known.set.pop();
}

/** How far the case is for the desk itself: the furthest stage set or reported. */
export function reached(known: Case): AlertStage {
  const last = known.set.at(-1)?.stage ?? 'raised';
  return isBefore(last, known.confirmed) ? known.confirmed : last;
}

/** What the case manager does next, and how long after the last step; null: nothing more. */
export function nextStep(known: Case, policy: DeskPolicy): Step | null {
  const next = nextStage(known, policy);
  if (next === null || next.afterMs === null) return null;
  return { ...next, afterMs: next.afterMs, sinceMs: known.set.at(-1)?.atMs ?? known.openedMs };
}

function nextStage(
  known: Case,
  policy: DeskPolicy,
): { readonly stage: DeskStageName; readonly afterMs: number | null } | null {
  const stage = reached(known);
  // A test proves the path: acknowledged by the application at once, and no person is troubled.
  if (known.test) return stage === 'raised' ? { stage: 'acknowledged', afterMs: 0 } : null;
  switch (stage) {
    case 'raised':
      return { stage: 'acknowledged', afterMs: policy.acknowledgeAfterMs };
    case 'acknowledged':
      if (known.answered) return { stage: 'closed', afterMs: policy.closeAfterMs };
      return { stage: 'dispatched', afterMs: policy.dispatchAfterMs };
    case 'dispatched':
      return { stage: 'arrived', afterMs: policy.arriveAfterMs };
    case 'arrived':
      return { stage: 'closed', afterMs: policy.closeAfterMs };
    case 'closed':
      return null;
    default:
      return unreachable(stage);
  }
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
