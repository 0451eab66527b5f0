/**
 * Reminders of the case manager, in their own words: said at their time, done by a touch, and what became of them told.
 *
 * Owns when. Never over a question, a press, an alert in somebody's hands or anything that is offered; not into an empty
 * home, not in a pause, at night only where its own time is at night; in front of a visitor only that there is one, until a
 * touch or their leaving. What finds no such moment within its hour is missed, and that is told. No answer is neither done nor not done; where there
 * is nothing to touch nobody is asked for an answer, and whether it is done cannot be told.
 */
import { type Config, canBeTouched } from '../config/config.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { hourOf } from '../detector/habit.ts';
import type { OfferStep, ReminderOutcome, ReplyBy } from '../record.ts';
import { spentUntilMs } from './budget.ts';
import { companyUntilMs, isAccompanied } from './company.ts';
import { type Draft, write } from './draft.ts';
import { undisturbedMs } from './messages.ts';
import { isNightHour } from '../detector/night.ts';
import { choiceStep, offerEnded, openOffer } from './offer.ts';
import { REMINDER_TRIES_MAX, type StandingReminder } from './reminder-memory.ts';
import { lastTime, nextTime, overtakenTimes } from './reminder-times.ts';
import type { CheckonState } from './slice.ts';
import { sayUnlessAsking } from './speech.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A meal, a pill: an hour later it is another time of day. */
export const REMINDER_WINDOW_MS = HOUR_MS;
/** To get up, do it, and come back: so long a touch says that it is done. */
export const REMINDER_GAP_MS = 10 * MINUTE_MS;
/** Kept free before another time: a breath, half a minute of words, and a moment to spare. */
const REMINDER_ROOM_MS = 3 * MINUTE_MS;
const NEVER_MS = Number.POSITIVE_INFINITY;

export function followReminders(draft: Draft): void {
  const { now, policy } = draft.turn;
  settleOffer(draft);
  endOvertaken(draft);
  for (const each of draft.checkon.reminders) {
    const slotMs = lastTime(each, now.localMs);
    // While it is offered its end comes by the offer.
    if (isOffered(draft.checkon, each)) continue;
    if (!now.trusted || slotMs === null || slotMs <= each.doneLocalMs || now.ms >= each.untilMs) continue;
    if (now.localMs >= slotMs + REMINDER_WINDOW_MS)
      end(draft, each, { localMs: slotMs, ...unanswered(each, slotMs, policy) });
    else if (now.ms >= sayDueMs(each, slotMs, { hub: state(draft), now, policy })) begin(draft, each);
  }
}

/** Home time at which the next is due, or over; Infinity: there is none. */
export function remindersDueMs(hub: Readonly<HubState>, now: Moment, policy: Config): number {
  let dueMs = NEVER_MS;
  if (!now.trusted) return dueMs;
  for (const each of hub.checkon.reminders) {
    const nextMs = nextTime(each, now.localMs);
    if (nextMs !== null) dueMs = Math.min(dueMs, now.ms + nextMs - now.localMs);
    const slotMs = lastTime(each, now.localMs);
    if (slotMs === null || slotMs <= each.doneLocalMs || now.ms >= each.untilMs) continue;
    if (isOffered(hub.checkon, each)) continue;
    if (overtakenTimes(each, now.localMs).length > 0) return now.ms;
    dueMs = Math.min(dueMs, now.ms + slotMs + REMINDER_WINDOW_MS - now.localMs);
    dueMs = Math.min(dueMs, sayDueMs(each, slotMs, { hub, now, policy }));
  }
  return dueMs;
}

function isOffered({ offer }: Readonly<CheckonState>, { reminder }: StandingReminder): boolean {
  return offer?.of === 'reminder' && offer.subject === reminder;
}

function state({ turn, checkon }: Draft): Readonly<HubState> {
  return { ...turn.state, checkon };
}

/** Done is told at once; the end of the last try is told as what it was. */
function settleOffer(draft: Draft): void {
  const ended = offerEnded(draft, 'reminder');
  const each = draft.checkon.reminders.find(({ reminder }) => reminder === ended?.subject);
  if (ended === null || each === undefined) return;
  // Its next time may have come while it was offered: what is settled is the one that was said.
  const localMs = each.offeredLocalMs ?? lastTime(each, draft.turn.now.localMs);
  if (localMs === null) return;
  if (ended.choice === 'done') {
    end(draft, each, { localMs, outcome: 'done', by: ended.by });
    sayUnlessAsking(draft, { sentence: 'reminder-done', about: each.reminder });
  } else if (each.tries >= REMINDER_TRIES_MAX || (each.heard && !canBeTouched(draft.turn.policy)))
    end(draft, each, { localMs, ...unanswered(each, localMs, draft.turn.policy) });
}

/** Whose next time has come is not said any more: two at once would be one too many, and a hand could mean either. */
function endOvertaken(draft: Draft): void {
  const { now, policy } = draft.turn;
  if (!now.trusted) return;
  for (const each of draft.checkon.reminders) {
    if (isOffered(draft.checkon, each) || now.ms >= each.untilMs) continue;
    for (const localMs of overtakenTimes(each, now.localMs))
      end(draft, each, { localMs, ...unanswered(each, localMs, policy) });
  }
}

/** What is known of one time; of one that was never offered, that there was no moment for it. */
function unanswered(
  { tries, heard, announced, offeredLocalMs }: StandingReminder,
  localMs: number,
  policy: Config,
): Pick<ReminderOutcome, 'outcome' | 'by'> {
  const wasOffered = (tries > 0 || announced !== null) && (offeredLocalMs ?? localMs) === localMs;
  if (!wasOffered) return { outcome: 'missed', by: null };
  if (!heard) return { outcome: 'not-said', by: null };
  return { outcome: canBeTouched(policy) ? 'no-answer' : 'cannot-tell', by: null };
}

function end(
  draft: Draft,
  { reminder }: StandingReminder,
  how: {
    readonly localMs: number;
    readonly outcome: ReminderOutcome['outcome'];
    readonly by: ReplyBy | null;
  },
): void {
  write(draft, { kind: 'reminder-outcome', reminder, ...how });
}

function begin(draft: Draft, each: StandingReminder): void {
  const { now, policy } = draft.turn;
  const { reminder, text, announced } = each;
  // Whose medicine it is, or that it is one, is nobody else's business; nor is it done by whoever has not heard of what.
  const waits = announced !== 'wanted' && isAccompanied(state(draft), now.ms);
  const said: OfferStep = waits
    ? { sentence: 'reminder-waits', choice: null }
    : { sentence: 'reminder', choice: null, text };
  // A press calls for help: where it is all there is, nothing is asked for.
  const asked = canBeTouched(policy) ? [choiceStep(waits ? 'hear' : 'done')] : [];
  openOffer(draft, { of: 'reminder', subject: reminder, steps: [said, ...asked], gapMs: gapMs(each, now) });
}

/** Over before the next time but one, so that the next has a moment of its own between the two. */
function gapMs(each: StandingReminder, { localMs }: Moment): number {
  const nextMs = nextTime(each, localMs);
  const afterMs = nextMs === null ? null : nextTime(each, nextMs);
  const freeMs = afterMs === null ? NEVER_MS : afterMs - localMs - REMINDER_ROOM_MS;
  return Math.max(MINUTE_MS, Math.min(REMINDER_GAP_MS, freeMs));
}

interface At {
  readonly hub: Readonly<HubState>;
  readonly now: Moment;
  readonly policy: Config;
}
/** Home time from which the time that is due may be said if nothing happens; Infinity: something must happen first. */
function sayDueMs(each: StandingReminder, slotMs: number, { hub, now, policy }: At): number {
  const { checkon, presence } = hub;
  if (presence.state !== 'home' || each.tries >= REMINDER_TRIES_MAX) return NEVER_MS;
  if (isNightHour(hourOf(now.localMs)) && !isNightHour(hourOf(slotMs))) return NEVER_MS;
  // That there is one helps only whoever can touch to hear it, and once.
  const isWaited = each.announced === 'waits' || !canBeTouched(policy);
  const aloneMs = isWaited ? companyUntilMs(hub, now.ms) : -NEVER_MS;
  return Math.max(each.retryMs, undisturbedMs(hub), aloneMs, spentUntilMs(checkon.budget, 'reminders'));
}
