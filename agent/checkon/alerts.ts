/**
 * An alert's life: raised → acknowledged → dispatched → arrived → closed, one id throughout.
 *
 * Only the desk moves a stage and only the desk closes; stages never go back. Reminders run until somebody is on the
 * way, and again when nobody came; for ever but ever more slowly. Every sentence said is true of the stage it is
 * said in, and none is said over a question.
 */
import { unreachable } from '../errors.ts';
import {
  type Alert,
  type AlertStage,
  type Asked,
  type Cause,
  type DeskStage,
  type Evidence,
  type ReplyBy,
  type Sentence,
  isDamaged,
} from '../record.ts';
import { isLive, reminderDueMs } from '../alert-life.ts';
import { type Draft, nextId, write } from './draft.ts';
import { helpEvidence, unclearEvidence, withPeace, withVisit } from './evidence.ts';
import { endPeace } from './peace.ts';
import { ALERTS_MAX, type OpenAlert, awaitsAnswer } from './slice.ts';
import { say, sayUnlessAsking } from './speech.ts';

/** Presses of one call are passed on at most once a minute: 1,440 revisions a day however the button is treated. */
export const PRESSED_AGAIN_MS_MIN = 60_000;
/** Voices not understood that are passed on per alert: the desk knows after the first, a television never stops. */
export const UNCLEAR_REVISIONS_MAX = 3;
/** "Not reached yet" is said this often per alert: after that the resident knows, and must not be kept awake. */
export const NOT_REACHED_SAID_MAX = 6;

const RANK: Readonly<Record<AlertStage, number>> = {
  raised: 0,
  acknowledged: 1,
  dispatched: 2,
  arrived: 3,
  closed: 4,
};

type Change = Pick<Alert, 'why'> &
  Partial<Pick<Alert, 'stage' | 'asked' | 'by' | 'minutes' | 'outcome' | 'evidence'>>;

function revise(draft: Draft, alert: OpenAlert, change: Change): void {
  write(draft, {
    kind: 'alert',
    alert: alert.alert,
    stage: alert.stage,
    revision: alert.revision + 1,
    cause: alert.cause,
    test: alert.test,
    asked: alert.asked,
    by: null,
    minutes: null,
    outcome: null,
    // The loop sets this to false while the store is failing.
    durable: true,
    evidence: alert.evidence,
    ...change,
  });
}

/** The alert of this cause that what happens now still belongs to; null: it would be a new incident. */
function liveAlert(draft: Draft, cause: Cause): OpenAlert | null {
  const { state, now } = draft.turn;
  const { alerts } = draft.checkon;
  return alerts.find((open) => open.cause === cause && isLive(open, state.sensors.lifeMs, now.ms)) ?? null;
}

/** Raises an alert and returns its id. While one of that cause is live it is that one, told once more. */
export function raiseAlert(draft: Draft, cause: Cause, asked: Asked, grounds: Evidence): string {
  const { state, now } = draft.turn;
  const evidence = cause === 'test' ? grounds : withVisit(withPeace(grounds, state, now), state, now);
  const live = liveAlert(draft, cause);
  if (live !== null) {
    revise(draft, live, { why: 'asked-again', asked, evidence });
    return live.alert;
  }
  makeRoom(draft);
  const alert = nextId(draft);
  write(draft, {
    kind: 'alert',
    alert,
    stage: 'raised',
    revision: 0,
    cause,
    test: cause === 'test',
    asked,
    why: 'raised',
    by: null,
    minutes: null,
    outcome: null,
    durable: true,
    evidence,
  });
  return alert;
}

/** The oldest that is not live any more makes room; at most one of each cause is live, so there always is one. */
function makeRoom(draft: Draft): void {
  const { state, now } = draft.turn;
  const { alerts } = draft.checkon;
  if (alerts.length < ALERTS_MAX) return;
  const oldest = alerts.find((open) => !isLive(open, state.sensors.lifeMs, now.ms));
  if (oldest !== undefined) revise(draft, oldest, { why: 'let-go' });
}

/** Whether a call for help still waits for somebody to come. */
export function helpAwaited(draft: Draft): boolean {
  return liveAlert(draft, 'help') !== null;
}

/** A call for help, now. An open question ends into it; a call that still waits is passed on again. */
export function callForHelp(draft: Draft, by: ReplyBy): void {
  const { ms } = draft.turn.now;
  // Who calls wants nobody to keep away any more.
  endPeace(draft, 'called');
  const live = liveAlert(draft, 'help');
  if (live !== null) {
    // A press that waited out its ten seconds, or came over a question, settles the one and ends the other.
    const { correction, conversation } = draft.checkon;
    const isSettling = correction?.of === 'help' || conversation !== null;
    const isPassedOn = isSettling || ms - live.calledMs >= PRESSED_AGAIN_MS_MIN;
    if (isPassedOn) revise(draft, live, { why: 'pressed-again', by });
    const isExpected = live.stage === 'dispatched' && live.expectedMs !== null && live.expectedMs > ms;
    if (isPassedOn && !isExpected) say(draft, { sentence: 'raised', level: 2, about: live.alert });
    else sayStage(draft, live);
    return;
  }
  const evidence = helpEvidence(by, draft.turn.state, draft.turn.now);
  const alert = raiseAlert(draft, 'help', 'called-for-help', evidence);
  say(draft, { sentence: 'raised', level: 2, about: alert });
}

/** Says the stage of the alert that is still live, if there is one. */
export function sayHowItStands(draft: Draft): boolean {
  const { state, now } = draft.turn;
  const { alerts } = draft.checkon;
  const live = alerts.findLast((open) => !open.test && isLive(open, state.sensors.lifeMs, now.ms));
  if (live !== undefined) sayStage(draft, live);
  return live !== undefined;
}

/** Whoever was to be there by now is not known to be: then nothing is said of how long. */
function sayStage(draft: Draft, { alert, stage, expectedMs }: OpenAlert): void {
  const leftMs = expectedMs === null ? 0 : expectedMs - draft.turn.now.ms;
  const minutes = stage === 'dispatched' && leftMs > 0 ? Math.ceil(leftMs / 60_000) : null;
  say(draft, { sentence: stage, level: 2, about: alert, minutes });
}

/**
 * Tells the desk that the resident answered. Movement answers only what was asked and is still unanswered; a word or a
 * press also counts later; a call for help is taken back by word alone.
 * Returns the first alert that was told now, null when the desk knows already or has nothing open.
 */
export function tellAnswered(draft: Draft, by: ReplyBy): string | null {
  let told: string | null = null;
  for (const alert of draft.checkon.alerts) {
    if (alert.answered || !answers(by, alert)) continue;
    told ??= alert.alert;
    revise(draft, alert, { why: 'answered', by });
  }
  return told;
}

function answers(by: ReplyBy, alert: OpenAlert): boolean {
  switch (alert.cause) {
    case 'test':
      return false;
    case 'help':
      return by === 'voice';
    case 'inactivity':
    case 'cannot-see':
      return by !== 'motion' || awaitsAnswer(alert);
    default:
      return unreachable(alert.cause);
  }
}

/**
 * Tells the desk that somebody called out and was not understood; `byLevel`: or that it may have been somebody. Of what is
 * still going on, not of what is only unclosed.
 */
export function tellUnclear(draft: Draft, byLevel: boolean): void {
  const { state, now } = draft.turn;
  for (const alert of draft.checkon.alerts) {
    if (alert.test || alert.unclears >= UNCLEAR_REVISIONS_MAX) continue;
    if (!isLive(alert, state.sensors.lifeMs, now.ms) && !awaitsAnswer(alert)) continue;
    const evidence = alert.unclears === 0 ? unclearEvidence(alert.evidence, byLevel) : alert.evidence;
    revise(draft, alert, { why: 'unclear-voice', by: 'voice', evidence });
  }
}

/** A stage set by the desk: forward only, skipping allowed; duplicates and unknown ids change nothing. */
export function followDesk(draft: Draft, desk: DeskStage): void {
  const alert = draft.checkon.alerts.find((known) => known.alert === desk.alert);
  if (alert === undefined || RANK[desk.stage] <= RANK[alert.stage]) return;
  const { stage, by, minutes, outcome } = desk;
  revise(draft, alert, { why: 'desk', stage, by, minutes, outcome });
  if (!alert.test) {
    const sentence: Sentence = stage;
    const told = stage === 'dispatched' ? minutes : null;
    sayUnlessAsking(draft, { sentence, about: alert.alert, minutes: told });
    return;
  }
  // A test is over once somebody has shown that they listen.
  const rest = openTest(draft);
  if (rest !== undefined) revise(draft, rest, { why: 'desk', stage: 'closed', by });
}

function openTest(draft: Draft): OpenAlert | undefined {
  return draft.checkon.alerts.find(({ test }) => test);
}

/** Makes room for today's test: yesterday's was never acknowledged. */
export function withdrawTest(draft: Draft): void {
  const open = openTest(draft);
  if (open !== undefined) revise(draft, open, { why: 'withdrawn', stage: 'closed' });
}

export function remind(draft: Draft): void {
  const { now, policy, input } = draft.turn;
  // After a damaged journal the desk may know more than we do: it hears at once where we think the alert is.
  const isDoubted = input.kind === 'boot' && isDamaged(input);
  for (const alert of draft.checkon.alerts) {
    const isDue = now.ms >= reminderDueMs(alert, policy.checkon);
    if (!isDue && (!isDoubted || alert.test)) continue;
    revise(draft, alert, { why: 'reminder' });
    if (!isSurelyUnreached(draft, alert)) continue;
    sayUnlessAsking(draft, { sentence: 'not-reached-yet', about: alert.alert });
  }
}

/** Only where it is known: there has been no link since before the alert, and the resident is not tired of hearing it. */
function isSurelyUnreached(draft: Draft, { stage, answered, reminders, raisedMs }: OpenAlert): boolean {
  const { link } = draft.turn.state.centre;
  if (stage !== 'raised' || answered || reminders >= NOT_REACHED_SAID_MAX) return false;
  return link.state === 'down' && link.sinceMs < raisedMs;
}
