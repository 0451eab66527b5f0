/**
 * An alert's life: raised → acknowledged → dispatched → arrived → closed, one id throughout.
 *
 * Only the desk moves a stage and only the desk closes; stages never go back. Reminders run until somebody is on the
 * way, for ever but ever more slowly. Every sentence said is true of the stage it is said in.
 */
import { unreachable } from '../errors.ts';
import type { Alert, AlertStage, Asked, Cause, DeskStage, Evidence, ReplyBy, Sentence } from '../record.ts';
import { type Draft, nextId, write } from './draft.ts';
import { helpEvidence, unclearEvidence } from './evidence.ts';
import { type OpenAlert, awaitsAnswer, openAlert } from './slice.ts';
import { say } from './speech.ts';

/** Presses of one call are passed on at most once a minute: 1,440 revisions a day however the button is treated. */
export const PRESSED_AGAIN_MS_MIN = 60_000;
/** Voices not understood that are passed on per alert: the desk knows after the first, a television never stops. */
export const UNCLEAR_REVISIONS_MAX = 3;
/** "Not reached yet" is said this often per alert: after that the resident knows, and must not be kept awake. */
export const NOT_REACHED_SAID_MAX = 6;
/** Doublings of the reminder interval: 2^20 minutes is two years, and `reminderMaxMs` is reached long before. */
const DOUBLINGS_MAX = 20;

const RANK: Readonly<Record<AlertStage, number>> = {
  raised: 0,
  acknowledged: 1,
  dispatched: 2,
  arrived: 3,
  closed: 4,
};

type Change = Pick<Alert, 'why'> & Partial<Pick<Alert, 'stage' | 'by' | 'minutes' | 'outcome' | 'evidence'>>;

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

/** Raises an alert and returns its id; while one of that cause is open it is that one. */
export function raiseAlert(draft: Draft, cause: Cause, asked: Asked, evidence: Evidence): string {
  const open = openAlert(draft.checkon, cause);
  if (open !== null) return open.alert;
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

/** A call for help, now. An open question ends into it; a call that is open already is passed on again. */
export function callForHelp(draft: Draft, by: ReplyBy): void {
  const open = openAlert(draft.checkon, 'help');
  if (open !== null) {
    if (draft.turn.now.ms - open.pressedMs >= PRESSED_AGAIN_MS_MIN) {
      revise(draft, open, { why: 'pressed-again', by });
    }
    sayStage(draft, open);
    return;
  }
  const evidence = helpEvidence(by, draft.turn.state, draft.turn.now);
  const alert = raiseAlert(draft, 'help', 'called-for-help', evidence);
  say(draft, { sentence: 'raised', level: 2, about: alert });
}

/** How things stand with this alert, as it is true now. */
function sayStage(draft: Draft, alert: OpenAlert): void {
  const left = alert.expectedMs === null ? 0 : Math.ceil((alert.expectedMs - draft.turn.now.ms) / 60_000);
  const minutes = alert.stage === 'dispatched' && left > 0 ? left : null;
  say(draft, { sentence: alert.stage, level: 2, about: alert.alert, minutes });
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

/** Tells the desk that somebody called out and was not understood. */
export function tellUnclear(draft: Draft): void {
  for (const alert of draft.checkon.alerts) {
    if (alert.test || alert.unclears >= UNCLEAR_REVISIONS_MAX) continue;
    const evidence = alert.unclears === 0 ? unclearEvidence(alert.evidence) : alert.evidence;
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
    say(draft, { sentence, level: 2, about: alert.alert, minutes: stage === 'dispatched' ? minutes : null });
    return;
  }
  // A test is over once somebody has shown that they listen.
  const rest = openAlert(draft.checkon, 'test');
  if (rest !== null) revise(draft, rest, { why: 'desk', stage: 'closed', by });
}

/** Makes room for today's test: yesterday's was never acknowledged. */
export function withdrawTest(draft: Draft): void {
  const open = openAlert(draft.checkon, 'test');
  if (open !== null) revise(draft, open, { why: 'withdrawn', stage: 'closed' });
}

/** Home time of an alert's next reminder; Infinity once somebody is on the way, and for a test. */
export function reminderDueMs(alert: Readonly<OpenAlert>, firstMs: number, longestMs: number): number {
  if (alert.test || RANK[alert.stage] >= RANK.dispatched) return Infinity;
  const doubled = firstMs * (1 << Math.min(alert.reminders, DOUBLINGS_MAX));
  return alert.remindedMs + Math.min(doubled, longestMs);
}

export function remind(draft: Draft): void {
  const { now, policy } = draft.turn;
  const { reminderMs, reminderMaxMs } = policy.checkon;
  for (const alert of draft.checkon.alerts) {
    if (now.ms < reminderDueMs(alert, reminderMs, reminderMaxMs)) continue;
    const quiet = alert.stage !== 'raised' || alert.answered || alert.reminders >= NOT_REACHED_SAID_MAX;
    revise(draft, alert, { why: 'reminder' });
    if (!quiet) say(draft, { sentence: 'not-reached-yet', level: 1, about: alert.alert });
  }
}
