/**
 * What the centre has to say to the resident: said when it disturbs nothing, and what became of it told.
 *
 * Owns when. Never over a question, a press or an alert in somebody's hands, not into an empty home, not at night nor in a
 * pause unless it is urgent; what finds no such moment in its time stays unsaid, and that is told too.
 * An invitation may be answered: with its end it is an offer of one choice (`offer.ts`). Where there is nothing to answer by
 * it is words like any other, and told as one that nobody could answer.
 */
import { chosenBy } from '../config/config.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { MessageOutcome } from '../record.ts';
import { pausedUntilMs } from '../detector/pause.ts';
import { companyUntilMs } from './company.ts';
import { type Draft, write } from './draft.ts';
import { INVITED_MS, type WaitingMessage } from './message-memory.ts';
import { isNight, morningMs } from '../detector/night.ts';
import { offerEnded, openOffer } from './offer.ts';
import { busyUntilMs } from './probes.ts';
import { PRESS } from './slice.ts';
import { say, sayUnlessAsking } from './speech.ts';

/** The speaker is free within a question's length, and a message takes half a minute: three times that. */
const HEARD_OF_MS = 3 * 60_000;
/** A sound card that failed three times fails. */
const FAILURES_MAX = 3;
const NEVER_MS = Number.POSITIVE_INFINITY;

export function followMessages(draft: Draft): void {
  const { input, now } = draft.turn;
  followInvitation(draft);
  for (const each of draft.checkon.messages.waiting) {
    const isHeard = input.kind === 'speech' && input.outcome === 'spoken';
    if (isHeard && input.utterance === each.utterance) spoken(draft, each);
    else if (isOver(each, now.ms))
      tell(draft, each.message, each.why === null ? 'expired' : 'not-said', each.why);
  }
  sayNext(draft);
}

function spoken(draft: Draft, { message, invites }: WaitingMessage): void {
  tell(draft, message, 'spoken');
  if (!invites) return;
  const sentence = invitingBy(draft);
  if (sentence === null) {
    tell(draft, message, 'cannot-tell');
    return;
  }
  const steps = [{ sentence, choice: 'yes' }] as const;
  const how = { subject: message, gapMs: INVITED_MS, isHeard: true };
  if (!openOffer(draft, { of: 'invitation', steps, ...how })) tell(draft, message, 'no-answer');
}

/** How an invitation asks for its yes; null: this home has nothing to say it by. */
function invitingBy({ turn }: Draft): 'invitation' | 'invitation-touch' | null {
  const by = chosenBy(turn.policy);
  if (by === null) return null;
  return by === 'touch' ? 'invitation-touch' : 'invitation';
}

function followInvitation(draft: Draft): void {
  const ended = offerEnded(draft, 'invitation');
  if (ended === null) return;
  const { subject, choice } = ended;
  tell(draft, subject, choice === 'yes' ? 'yes' : 'no-answer');
  const freshMs = draft.turn.policy.checkon.correctionMs;
  if (choice === 'yes') sayUnlessAsking(draft, { sentence: 'invited-yes', about: PRESS, freshMs });
}

/** Home time of the next message, or of the end of one that waits; Infinity: there is nothing to do. */
export function messagesDueMs(state: Readonly<HubState>, now: Moment): number {
  const { messages } = state.checkon;
  let dueMs = NEVER_MS;
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
  const { message, text, invites, answers } = next;
  const plain = answers === true ? 'need-answered' : 'message';
  const sentence = invites ? (invitingBy(draft) ?? plain) : plain;
  say(draft, { sentence, about: message, freshMs: HEARD_OF_MS, text });
}

function sayDueMs(state: Readonly<HubState>, now: Moment): number {
  let dueMs = NEVER_MS;
  for (const each of state.checkon.messages.waiting) dueMs = Math.min(dueMs, sayDueMsOf(each, state, now));
  return dueMs;
}

/** Home time from which it may be said if nothing happens. */
function sayDueMsOf(each: WaitingMessage, state: Readonly<HubState>, now: Moment): number {
  const dueMs = each.urgent ? unheldMs(state) : freeMs(state, now);
  return Math.max(dueMs, each.retryMs, each.utterance === null ? -NEVER_MS : each.heardOfUntilMs);
}

/**
 * Home time from which something that waits may be said if nothing happens: it disturbs nothing, wakes nobody, and is
 * heard by the resident alone.
 */
export function freeMs(state: Readonly<HubState>, now: Moment): number {
  const aloneMs = companyUntilMs(state, now.ms);
  return Math.max(undisturbedMs(state), aloneMs, isNight(now) ? morningMs(now) : -NEVER_MS);
}

/** The same by day and by night, and whoever else may hear it. */
export function undisturbedMs(state: Readonly<HubState>): number {
  return Math.max(unheldMs(state), pausedUntilMs(state.plans));
}

function unheldMs({ checkon, presence, sensors }: Readonly<HubState>): number {
  if (checkon.conversation !== null || presence.state === 'away') return NEVER_MS;
  // One thing at a time: the answer to two would be nobody's.
  return checkon.offer === null ? busyUntilMs(checkon, sensors.lifeMs) : NEVER_MS;
}
