/**
 * How long an open alert stands for the person it was raised for, and when its desk is late.
 *
 * Owns every time that follows from an alert's stage. An alert must never mute a home: one that was answered, or
 * where somebody came and life went on, belongs to the past, and what happens then is a new incident. Pure.
 */
import { unreachable } from './errors.ts';
import type { CheckonPolicy } from './config/config.ts';
import type { Cause } from './record.ts';
import type { CheckonState, OpenAlert } from './checkon/slice.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Whoever was said to come is late after this: a quarter of an hour is traffic and stairs. */
export const ARRIVAL_GRACE_MS = 15 * MINUTE_MS;
/** Where nobody said when they come. */
export const ARRIVAL_UNKNOWN_MS = HOUR_MS;
/** What only has to be closed is asked for after the visit is surely over, and then once a day. */
export const UNCLOSED_FIRST_MS = 6 * HOUR_MS;
export const UNCLOSED_AGAIN_MS = 24 * HOUR_MS;
/** While the desk has an alert that nobody answered, the silence behind it is asked about once a day. */
export const ASKED_ANEW_MS = 24 * HOUR_MS;
/** An hour after a call for help the help is there, or the desk was told again. */
const HELP_OVER_MS = HOUR_MS;
/** Doublings of the reminder interval: 2^20 minutes is two years, and `reminderMaxMs` is reached long before. */
const DOUBLINGS_MAX = 20;

/** Home time from which whoever was sent just now is late; null when nobody was. */
export function lateAfterMs({ stage, stageMs, expectedMs }: Readonly<OpenAlert>): number | null {
  if (stage !== 'dispatched') return null;
  return expectedMs === null ? stageMs + ARRIVAL_UNKNOWN_MS : expectedMs + ARRIVAL_GRACE_MS;
}

function arrivalDueMs({ lateMs, stageMs }: Readonly<OpenAlert>): number {
  return lateMs ?? stageMs + ARRIVAL_UNKNOWN_MS;
}

/**
 * Whether what happens now is still the same incident: unanswered, nobody there yet. Never again once it is not.
 * `lifeMs`: home time of the last sign of life; null: none.
 */
export function isLive(alert: Readonly<OpenAlert>, lifeMs: number | null, nowMs: number): boolean {
  return nowMs < liveUntilMs(alert, lifeMs);
}

function liveUntilMs(alert: Readonly<OpenAlert>, lifeMs: number | null): number {
  if (alert.answered) return -Infinity;
  switch (alert.stage) {
    case 'raised':
    case 'acknowledged':
      return Infinity;
    case 'dispatched':
      return livedSince(alert, lifeMs) ? arrivalDueMs(alert) : Infinity;
    case 'arrived':
    case 'closed':
      return -Infinity;
    default:
      return unreachable(alert.stage);
  }
}

/**
 * Home time until which the silence of the home is in somebody's hands because of this alert, if nothing happens;
 * Infinity: until something does.
 */
export function inHandsUntilMs(alert: Readonly<OpenAlert>, lifeMs: number | null): number {
  // Somebody is there, and nothing has stirred: the visit goes on. A call for help was answered by their coming.
  const isVisit = alert.stage === 'arrived' && alert.cause !== 'help' && !alert.answered;
  return isVisit && !livedSince(alert, lifeMs) ? Infinity : liveUntilMs(alert, lifeMs);
}

/** Whether there was life since the alert's stage, or longer than so many ms after it. */
function livedSince({ stageMs }: Readonly<OpenAlert>, lifeMs: number | null, afterMs = 0): boolean {
  return lifeMs !== null && lifeMs > stageMs + afterMs;
}

/**
 * Home time until which a verdict of this cause would say nothing new; Infinity while a question is in the air,
 * -Infinity when nobody is being asked or told.
 */
export function heldUntilMs(
  { conversation, alerts }: Readonly<CheckonState>,
  cause: Cause,
  lifeMs: number | null,
  nowMs: number,
): number {
  if (conversation !== null) return Infinity;
  let heldMs = -Infinity;
  for (const alert of alerts) {
    // Whoever moves long after the desk's last step for their call is on their feet: a silence is another matter.
    const isOther = alert.cause !== 'help' || livedSince(alert, lifeMs, HELP_OVER_MS);
    if (alert.cause !== cause && isOther) continue;
    if (nowMs < inHandsUntilMs(alert, lifeMs)) heldMs = Math.max(heldMs, alert.calledMs + ASKED_ANEW_MS);
  }
  return heldMs;
}

/** Home time of an alert's next reminder; Infinity for a test. For ever, but ever more slowly. */
export function reminderDueMs(alert: Readonly<OpenAlert>, policy: CheckonPolicy): number {
  if (alert.test) return Infinity;
  const { remindedMs, reminders } = alert;
  switch (alert.stage) {
    case 'raised':
    case 'acknowledged': {
      if (alert.answered) return unclosedDueMs(alert);
      const doubledMs = policy.reminderMs * (1 << Math.min(reminders, DOUBLINGS_MAX));
      return remindedMs + Math.min(doubledMs, policy.reminderMaxMs);
    }
    case 'dispatched':
      return reminders === 0 ? arrivalDueMs(alert) : remindedMs + policy.reminderMaxMs;
    case 'arrived':
      return unclosedDueMs(alert);
    case 'closed':
      return Infinity;
    default:
      return unreachable(alert.stage);
  }
}

function unclosedDueMs({ remindedMs, reminders }: Readonly<OpenAlert>): number {
  return remindedMs + (reminders === 0 ? UNCLOSED_FIRST_MS : UNCLOSED_AGAIN_MS);
}

/** Whether the desk is late with its last steps: nobody came who was sent, or what is over was never closed. */
export function isStuck({ stage, answered, reminders, test }: Readonly<OpenAlert>): boolean {
  return !test && reminders > 0 && (answered || stage === 'dispatched' || stage === 'arrived');
}
