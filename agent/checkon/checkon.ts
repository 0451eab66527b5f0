/**
 * The check-on: asks the resident before anyone is told, and keeps at it until somebody is on the way.
 *
 * Owns the order of the rules of one turn. Pure; judges no silence (the detector does), speaks no word (the loop does).
 * An answer before the raise ends the question; after it only the desk ends anything.
 */
import type { Decide, HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Body, Kind } from '../record.ts';
import type { Config } from '../config/config.ts';
import { reminderDueMs } from '../alert-life.ts';
import { followDesk, remind } from './alerts.ts';
import { openConversation, stepConversation, stepDueMs } from './conversation.ts';
import { testAsked, testDaily, testDueMs } from './daily-test.ts';
import { openDraft } from './draft.ts';
import { isExpected, isTestedPress } from './expected-memory.ts';
import { testPress } from './expected-press.ts';
import { followOffer, offerDueMs } from './offer.ts';
import { followMenu, needDueMs } from './menu.ts';
import { followReminders, remindersDueMs } from './reminders.ts';
import { followMessages, messagesDueMs } from './messages.ts';
import { followPause, pauseDueMs } from './pause.ts';
import { followPeace, isInPeace, peaceDueMs } from './peace.ts';
import { probe, probeDueMs } from './probes.ts';
import { fine, followEarlyTouch, followReply, isTouchedInTime, settleHelp } from './replies.ts';

const NOTHING: readonly Body[] = [];
const CONCERNED: ReadonlySet<Kind> = new Set<Kind>([
  'boot',
  'reply',
  'desk',
  'pause',
  'message',
  'reminder',
  'test-asked',
]);

/** What follows from this turn for the resident and the desk. */
export const decideCheckon: Decide = (turn) => {
  const { state, now, input, soFar, policy } = turn;
  const due = now.ms >= deadlineOfCheckon(state, now, policy);
  if (!due && !concerns(turn)) return NOTHING;
  const draft = openDraft(turn);
  settleHelp(draft);
  followPeace(draft);
  followPause(draft, isInPeace(draft));
  if (input.kind === 'reply') {
    if (isExpected(draft.checkon, input, now.ms)) testPress(draft, input);
    else if (!isTestedPress(draft.checkon, input, now.ms)) followReply(draft, input);
  }
  followEarlyTouch(draft);
  if (draft.checkon.walk.through) fine(draft, 'motion');
  if (input.kind === 'desk') followDesk(draft, input);
  for (const body of soFar) if (body.kind === 'overdue') openConversation(draft, body);
  stepConversation(draft);
  remind(draft);
  testDaily(draft);
  testAsked(draft);
  followOffer(draft);
  followMenu(draft);
  followReminders(draft);
  followMessages(draft);
  probe(draft);
  return draft.decided;
};

/** Whether anything can follow though nothing is due: an answer, a stage, or the detector's verdict. */
function concerns({ state, input, soFar }: Turn): boolean {
  if (CONCERNED.has(input.kind)) return true;
  // What became of a message or a choice is heard of by its sentence.
  const { messages, offer } = state.checkon;
  if (isTouchedInTime(state.checkon)) return true;
  const isSaid = input.kind === 'speech' && (messages.waiting.length > 0 || offer !== null);
  return isSaid || state.checkon.walk.through || soFar.length > 0;
}

/** Home time of the next step, reminder, test or probe; Infinity: none. */
export function deadlineOfCheckon(state: Readonly<HubState>, now: Moment, policy: Config): number {
  const { checkon } = state;
  let dueMs = Math.min(testDueMs(checkon, now, policy.checkon), probeDueMs(state, now, policy));
  dueMs = Math.min(dueMs, pauseDueMs(state), peaceDueMs(state));
  dueMs = Math.min(dueMs, messagesDueMs(state, now), offerDueMs(checkon), needDueMs(state));
  dueMs = Math.min(dueMs, remindersDueMs(state, now, policy));
  if (checkon.correction?.of === 'help') dueMs = Math.min(dueMs, checkon.correction.untilMs);
  if (checkon.conversation !== null) {
    dueMs = Math.min(dueMs, stepDueMs(checkon.conversation, policy.checkon));
  }
  for (const alert of checkon.alerts) {
    dueMs = Math.min(dueMs, reminderDueMs(alert, policy.checkon));
  }
  return dueMs;
}
