/**
 * What the check-on remembers: the open question, the press that may still be corrected, the open alerts,
 * the sentence still owed. Plain JSON, because it travels in checkpoints.
 *
 * Bounded by construction: one question, one correction, one sentence, one alert per cause. Never holds policy.
 */
import type { AlertStage, Asked, Cause, Evidence, Say } from '../record.ts';

export type QuestionCause = 'inactivity' | 'cannot-see';
/** Something the detector wants to know of the resident. */
export interface Question {
  readonly cause: QuestionCause;
  readonly evidence: Evidence;
}
export interface Conversation {
  readonly id: string;
  readonly cause: QuestionCause;
  readonly evidence: Evidence;
  readonly openedMs: number;
  stage: 1 | 2 | 3;
  /** When the current stage was asked. */
  stageMs: number;
  /** When the next step is due if it was put off or brought forward; null: after the stage's own wait. */
  dueMs: number | null;
  /** The current stage's sentence. */
  utterance: string | null;
  /** The current stage was certainly not heard: waiting for an answer would be waiting for nobody. */
  failed: boolean;
  /** Questions that were certainly played to the end. */
  spoken: number;
  /** Somebody moved since the stage was asked or last put off. */
  moved: boolean;
  /** The last movement since the question; null: none. */
  movedMs: number | null;
  postponed: number;
  unclears: number;
  /** Restarts of unknown length in this stage: the first asks again, the second counts as the wait being over. */
  restart: 'none' | 'ask-again' | 'asked-again' | 'over';
  /** The other cause, when it came up while this question was open: the same answer settles both. */
  also: Question | null;
}
export interface PendingCorrection {
  readonly of: 'fine' | 'help';
  readonly sinceMs: number;
  readonly untilMs: number;
}
export interface OpenAlert {
  readonly alert: string;
  readonly cause: Cause;
  readonly test: boolean;
  readonly asked: Asked;
  readonly raisedMs: number;
  stage: AlertStage;
  revision: number;
  evidence: Evidence;
  /** The resident has answered since; the desk was told. */
  answered: boolean;
  /** When somebody is expected, in home time; null: not said. */
  expectedMs: number | null;
  /** The raise or the last reminder. */
  remindedMs: number;
  reminders: number;
  /** The last press that was passed on, the raise included. */
  pressedMs: number;
  unclears: number;
}
export interface CheckonState {
  /** Ids given so far; with the boot's nonce they are unique for ever. */
  ids: number;
  conversation: Conversation | null;
  correction: PendingCorrection | null;
  /** At most one per cause, in the order in which they were raised. */
  alerts: OpenAlert[];
  /** Movement since the question: the first room, and whether another one followed. */
  walk: { room: string | null; through: boolean };
  /** The latest sentence of which nothing was heard yet. */
  owed: Say | null;
  /** Home time of the very first boot, and of the last test alert; its local day when the clock was trusted. */
  startedMs: number | null;
  testedMs: number | null;
  testedDay: number | null;
}

export function initialCheckon(): CheckonState {
  return {
    ids: 0,
    conversation: null,
    correction: null,
    alerts: [],
    walk: { room: null, through: false },
    owed: null,
    startedMs: null,
    testedMs: null,
    testedDay: null,
  };
}

/** Whether a question to the resident is in the air. */
export function conversationOpen(checkon: Readonly<CheckonState>): boolean {
  return checkon.conversation !== null;
}

/** Whether the desk still has an alert of this cause; only the desk ends that. */
export function alertOpen(checkon: Readonly<CheckonState>, cause: Cause): boolean {
  return openAlert(checkon, cause) !== null;
}

export function openAlert(checkon: Readonly<CheckonState>, cause: Cause): OpenAlert | null {
  for (const alert of checkon.alerts) if (alert.cause === cause) return alert;
  return null;
}

/**
 * Whether an answer to the question behind this alert would still tell the desk something. Not once somebody is on
 * the way: then movement may be the helper's, and a press may be a call.
 */
export function awaitsAnswer(alert: Readonly<OpenAlert>): boolean {
  if (alert.answered || (alert.cause !== 'inactivity' && alert.cause !== 'cannot-see')) return false;
  return alert.stage === 'raised' || alert.stage === 'acknowledged';
}

export function answerAwaited(checkon: Readonly<CheckonState>): boolean {
  return checkon.conversation !== null || checkon.alerts.some(awaitsAnswer);
}
