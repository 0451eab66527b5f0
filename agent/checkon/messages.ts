/**
 * What the centre has to say to the resident: said when it disturbs nothing, and what became of it told.
 *
 * Owns when. Never over a question, a press or an alert in somebody's hands, not into an empty home, not at night nor in a
 * pause unless it is urgent; what finds no such moment in its time stays unsaid, and that is told too.
 *
 * An invitation may be answered, and there is one button. A single press stays what it is at any time without a
 * question: a call for help, for somebody may be reaching for the only thing within reach. Its echo says that the next
 * press means yes; so yes takes two, and whoever pressed once and hears nothing is helped. No answer is no refusal.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { MessageOutcome } from '../record.ts';
import { isPaused, pausedUntilMs } from '../detector/pause.ts';
import { type Draft, write } from './draft.ts';
import type { WaitingMessage } from './message-memory.ts';
import { NIGHT_TO_HOUR, isNight } from './night.ts';
import { busyUntilMs } from './probes.ts';
import { say } from './speech.ts';

/** The speaker is free within a question's length, and a message takes half a minute: three times that. */
const HEARD_OF_MS = 3 * 60_000;
/** A sound card that failed three times fails. */
const FAILURES_MAX = 3;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NEVER_MS = Number.POSITIVE_INFINITY;

export function followMessages(draft: Draft): void {
  const { input, now } = draft.turn;
  for (const each of draft.checkon.messages.waiting) {
    const isHeard = input.kind === 'speech' && input.outcome === 'spoken';
    if (isHeard && input.utterance === each.utterance) tell(draft, each.message, 'spoken');
    else if (isOver(each, now.ms))
      tell(draft, each.message, each.why === null ? 'expired' : 'not-said', each.why);
  }
  const { invited } = draft.checkon.messages;
  if (invited !== null && now.ms >= invited.untilMs) tell(draft, invited.message, 'no-answer');
  sayNext(draft);
}

/** The second press to an invitation that was heard: yes. False when there is none. */
export function acceptInvitation(draft: Draft): boolean {
  const { invited } = draft.checkon.messages;
  if (invited === null || draft.turn.now.ms >= invited.untilMs) return false;
  tell(draft, invited.message, 'yes');
  return true;
}

/** Home time of the next message, or of the end of one that waits; Infinity: there is nothing to do. */
export function messagesDueMs(state: Readonly<HubState>, now: Moment): number {
  const { messages } = state.checkon;
  let dueMs = messages.invited?.untilMs ?? NEVER_MS;
  for (const each of messages.waiting) {
    if (isOver(each, now.ms)) return now.ms;
    dueMs = Math.min(dueMs, Math.max(each.untilMs, each.utterance === null ? 0 : each.heardOfUntilMs));
  }
  return Math.min(dueMs, sayDueMs(state, now));
}

function tell(
  draft: Draft,
  message: string,
  outcome: MessageOutcome['outcome'],
  why: MessageOutcome['why'] = null,
): void {
  write(draft, { kind: 'message-outcome', message, outcome, why });
}

function isOver({ untilMs, utterance, heardOfUntilMs, failures }: WaitingMessage, nowMs: number): boolean {
  if (utterance !== null && nowMs < heardOfUntilMs) return false;
  return nowMs >= untilMs || failures >= FAILURES_MAX;
}

function sayNext(draft: Draft): void {
  const { now, state: before } = draft.turn;
  const state = { ...before, checkon: draft.checkon };
  const next = draft.checkon.messages.waiting.find((each) => now.ms >= sayDueMsOf(each, state, now));
  if (next === undefined) return;
  const { message, text, invites } = next;
  const sentence = invites ? 'invitation' : 'message';
  say(draft, { sentence, level: 2, about: message, freshMs: HEARD_OF_MS, text });
}

function sayDueMs(state: Readonly<HubState>, now: Moment): number {
  let dueMs = NEVER_MS;
  for (const each of state.checkon.messages.waiting) dueMs = Math.min(dueMs, sayDueMsOf(each, state, now));
  return dueMs;
}

/** Home time from which it may be said if nothing happens. */
function sayDueMsOf(each: WaitingMessage, state: Readonly<HubState>, now: Moment): number {
  const { checkon, presence, sensors, plans } = state;
  if (checkon.conversation !== null || presence.state === 'away') return NEVER_MS;
  // One invitation at a time: the answer to two would be nobody's.
  if (each.invites && checkon.messages.invited !== null) return NEVER_MS;
  let dueMs = Math.max(each.retryMs, busyUntilMs(checkon, sensors.lifeMs));
  if (each.utterance !== null) dueMs = Math.max(dueMs, each.heardOfUntilMs);
  if (!each.urgent) {
    if (isPaused(plans, now.ms)) dueMs = Math.max(dueMs, pausedUntilMs(plans));
    if (isNight(now)) dueMs = Math.max(dueMs, morningMs(now));
  }
  return dueMs;
}

/** Home time at which the night is over. */
function morningMs({ ms, localMs }: Moment): number {
  const day = Math.floor(localMs / DAY_MS);
  const thisMorning = day * DAY_MS + NIGHT_TO_HOUR * HOUR_MS;
  return ms + (localMs < thisMorning ? thisMorning : thisMorning + DAY_MS) - localMs;
}
