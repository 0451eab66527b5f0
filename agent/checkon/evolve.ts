/**
 * How each record changes the check-on's slice.
 *
 * Owns the slice and changes it in place; reads no policy, so a changed configuration never changes how the past
 * is read. Decides nothing.
 */
import { unreachable } from '../errors.ts';
import type { Alert, Body, Boot, Overdue, Postponed, Prompt, Say, Speech } from '../record.ts';
import type { HubState, Moment } from '../state.ts';
import { evolveWalk } from './movement.ts';
import { type CheckonState, type OpenAlert, alertOpen } from './slice.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Applies one record to the slice, in place, and returns it. */
export function evolveCheckon(
  checkon: CheckonState,
  body: Body,
  now: Moment,
  state: Readonly<HubState>,
): CheckonState {
  switch (body.kind) {
    case 'observation':
      evolveWalk(checkon, body, now.ms, state);
      break;
    case 'boot':
      evolveBoot(checkon, body, now);
      break;
    case 'reply':
      if (body.meaning === 'unclear' && checkon.conversation !== null) checkon.conversation.unclears += 1;
      break;
    case 'speech':
      evolveSpeech(checkon, body);
      break;
    case 'overdue':
      evolveOverdue(checkon, body);
      break;
    case 'prompt':
      evolvePrompt(checkon, body, now);
      break;
    case 'answer':
      checkon.conversation = null;
      checkon.walk = { room: null, through: false };
      break;
    case 'postponed':
      evolvePostponed(checkon, body);
      break;
    case 'correction':
      checkon.correction = { of: body.of, sinceMs: now.ms, untilMs: body.untilMs };
      break;
    case 'alert':
      evolveAlert(checkon, body, now);
      break;
    case 'say':
      evolveSay(checkon, body);
      break;
    case 'config':
    case 'sensor-health':
    case 'desk':
    case 'kept':
    case 'link':
    case 'delivery':
    case 'withheld':
    case 'refused':
    case 'clock':
    case 'store':
    case 'deadline':
    case 'presence':
    case 'condition':
    case 'checkpoint':
      break;
    default:
      unreachable(body);
  }
  return checkon;
}

function evolveBoot(checkon: CheckonState, boot: Boot, now: Moment): void {
  checkon.startedMs ??= now.ms;
  if (checkon.conversation === null || boot.previous === null || boot.offMs !== null) return;
  checkon.conversation.restart = checkon.conversation.restart === 'none' ? 'ask-again' : 'over';
}

function evolveSpeech(checkon: CheckonState, speech: Speech): void {
  if (checkon.owed?.utterance === speech.utterance) checkon.owed = null;
  const { conversation } = checkon;
  if (conversation === null || conversation.utterance !== speech.utterance) return;
  if (speech.outcome === 'spoken') conversation.spoken += 1;
  else conversation.failed = true;
}

/** A second cause while a question is open waits for the same answer. */
function evolveOverdue(checkon: CheckonState, { cause, evidence }: Overdue): void {
  const { conversation } = checkon;
  if (conversation === null || conversation.cause === cause || alertOpen(checkon, cause)) return;
  conversation.also = { cause, evidence };
}

function evolvePrompt(checkon: CheckonState, prompt: Prompt, now: Moment): void {
  const { conversation } = checkon;
  if (conversation === null) {
    checkon.ids += 1;
    checkon.walk = { room: null, through: false };
    checkon.conversation = {
      id: prompt.conversation,
      cause: prompt.cause,
      evidence: prompt.evidence,
      openedMs: now.ms,
      stage: prompt.stage,
      stageMs: now.ms,
      dueMs: null,
      utterance: null,
      failed: false,
      spoken: 0,
      moved: false,
      movedMs: null,
      postponed: 0,
      unclears: 0,
      restart: 'none',
      also: null,
    };
    return;
  }
  conversation.stage = prompt.stage;
  conversation.stageMs = now.ms;
  conversation.dueMs = null;
  conversation.utterance = null;
  conversation.failed = false;
  conversation.moved = false;
  conversation.restart = prompt.again ? 'asked-again' : 'none';
}

function evolvePostponed({ conversation }: CheckonState, { why, dueMs }: Postponed): void {
  if (conversation === null) return;
  conversation.dueMs = dueMs;
  conversation.moved = false;
  if (why === 'same-room-movement') conversation.postponed += 1;
}

function evolveSay(checkon: CheckonState, say: Say): void {
  checkon.ids += 1;
  checkon.owed = say;
  const { conversation } = checkon;
  // The first sentence after a prompt is its question; an echo of an unclear voice must not take its place.
  if (conversation?.id === say.about) conversation.utterance ??= say.utterance;
}

function evolveAlert(checkon: CheckonState, alert: Alert, now: Moment): void {
  if (alert.why === 'raised') {
    checkon.ids += 1;
    raise(checkon, alert, now);
    return;
  }
  const open = checkon.alerts.find((known) => known.alert === alert.alert);
  if (open === undefined) return;
  if (alert.stage === 'closed') {
    checkon.alerts = checkon.alerts.filter((known) => known !== open);
    return;
  }
  revise(open, alert, now);
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
    revision: 0,
    evidence: alert.evidence,
    answered: false,
    expectedMs: null,
    remindedMs: now.ms,
    reminders: 0,
    pressedMs: now.ms,
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

function revise(open: OpenAlert, alert: Alert, now: Moment): void {
  open.stage = alert.stage;
  open.revision = alert.revision;
  open.evidence = alert.evidence;
  switch (alert.why) {
    case 'answered':
      open.answered = true;
      break;
    case 'reminder':
      open.reminders += 1;
      open.remindedMs = now.ms;
      break;
    case 'pressed-again':
      open.pressedMs = now.ms;
      // Whoever calls again is not fine any more.
      open.answered = false;
      break;
    case 'unclear-voice':
      open.unclears += 1;
      break;
    case 'desk':
      if (alert.minutes !== null) open.expectedMs = now.ms + alert.minutes * MINUTE_MS;
      break;
    case 'raised':
    case 'withdrawn':
      break;
    default:
      unreachable(alert.why);
  }
}
