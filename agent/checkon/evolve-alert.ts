/**
 * How each record of an alert changes the check-on's slice.
 *
 * Owns the open alerts, and what an alert ends: the question it came from, the press it settles. Reads no policy,
 * decides nothing; changes the slice in place.
 */
import type { Moment } from '../moment.ts';
import { unreachable } from '../errors.ts';
import type { Alert } from '../record.ts';
import { lateAfterMs } from '../alert-life.ts';
import type { CheckonState, OpenAlert } from './slice.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** A press so soon after the raise is the answer that was asked for, only late. */
export const LATE_ANSWER_MS = 10 * MINUTE_MS;

/**
 * More revisions than can have gone with the end of a damaged journal: what is told after it must be later than what
 * was told before. A press is passed on once a minute at most, and a checkpoint is written at least daily.
 */
const REVISIONS_LOST_MAX = 2_000;

/** The journal was found damaged: how far its alerts had come since is not known here. */
export function outliveDamage(alerts: readonly OpenAlert[]): void {
  for (const open of alerts) open.revision += REVISIONS_LOST_MAX;
}

export function evolveAlert(checkon: CheckonState, alert: Alert, now: Moment): void {
  if (alert.why === 'raised') {
    checkon.ids += 1;
    raise(checkon, alert, now);
    return;
  }
  const open = checkon.alerts.find((known) => known.alert === alert.alert);
  if (open === undefined) return;
  if (alert.stage === 'closed' || alert.why === 'let-go') {
    checkon.alerts = checkon.alerts.filter((known) => known !== open);
    return;
  }
  revise(open, alert, now);
  if (alert.why === 'asked-again') open.fineUntilMs = lateAnswerMs(checkon, now);
  // Somebody was told: that ends the question, and whoever called is not questioned.
  if (alert.why === 'asked-again' || alert.why === 'pressed-again') checkon.conversation = null;
  if (alert.why === 'pressed-again') checkon.correction = null;
  // One walk answers once.
  if (alert.why === 'answered') checkon.walk = { room: null, through: false };
}

function raise(checkon: CheckonState, alert: Alert, now: Moment): void {
  checkon.alerts.push({
    alert: alert.alert,
    cause: alert.cause,
    test: alert.test,
    asked: alert.asked,
    raisedMs: now.ms,
    stage: 'raised',
    stageMs: now.ms,
    revision: 0,
    evidence: alert.evidence,
    answered: false,
    expectedMs: null,
    lateMs: null,
    remindedMs: now.ms,
    reminders: 0,
    calledMs: now.ms,
    fineUntilMs: alert.asked === 'called-for-help' ? null : lateAnswerMs(checkon, now),
    unclears: 0,
  });
  switch (alert.cause) {
    case 'test':
      checkon.testedMs = now.ms;
      checkon.testedDay = now.trusted ? Math.floor(now.localMs / DAY_MS) : null;
      break;
    case 'help':
      // The call answers the question and settles the press: one incident for the desk.
      checkon.conversation = null;
      checkon.correction = null;
      break;
    case 'inactivity':
    case 'cannot-see':
      checkon.conversation = null;
      break;
    default:
      unreachable(alert.cause);
  }
}

/** Until when a press is the late answer to the question that is open; null when nobody heard it. */
function lateAnswerMs({ conversation }: Readonly<CheckonState>, now: Moment): number | null {
  return conversation?.heard === true ? now.ms + LATE_ANSWER_MS : null;
}

function revise(open: OpenAlert, alert: Alert, now: Moment): void {
  open.revision = alert.revision;
  open.evidence = alert.evidence;
  open.asked = alert.asked;
  switch (alert.why) {
    case 'answered':
      open.answered = true;
      remindAfresh(open, now);
      break;
    case 'reminder':
      open.reminders += 1;
      open.remindedMs = now.ms;
      break;
    case 'pressed-again':
    case 'asked-again':
      open.calledMs = now.ms;
      remindAfresh(open, now);
      break;
    case 'unclear-voice':
      open.unclears += 1;
      break;
    case 'desk':
      open.stage = alert.stage;
      open.stageMs = now.ms;
      open.expectedMs = alert.minutes === null ? null : now.ms + alert.minutes * MINUTE_MS;
      open.lateMs = lateAfterMs(open);
      // Acknowledged is not coming: its reminders go on as they were.
      if (alert.stage !== 'acknowledged') remindAfresh(open, now);
      break;
    case 'raised':
    case 'withdrawn':
    case 'let-go':
      break;
    default:
      unreachable(alert.why);
  }
}

function remindAfresh(open: OpenAlert, now: Moment): void {
  open.remindedMs = now.ms;
  open.reminders = 0;
}
