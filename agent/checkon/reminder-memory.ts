/**
 * What the case manager wants the resident reminded of, and how far each reminder is.
 *
 * Owns that part of the check-on's slice and its bounds. Plain JSON, because it travels in checkpoints; decides nothing.
 * A time of day is a time on the wall: it is judged by the clock that is believed then.
 */
import type { Moment } from '../moment.ts';
import type { Body, Offer, OfferEnd, Reminder, ReminderOutcome } from '../record.ts';
import { type TimesOfDay, lastTime } from './reminder-times.ts';

export interface StandingReminder extends TimesOfDay {
  readonly reminder: string;
  readonly text: string;
  /** Home time after which it stands no more. */
  readonly untilMs: number;
  /** Local ms up to which its times are over. */
  doneLocalMs: number;
  /** The time for which it was begun last; null: none is open. */
  offeredLocalMs: number | null;
  /** How often it was begun for that time, whether it was heard, and home time of the next try. */
  tries: number;
  heard: boolean;
  retryMs: number;
  /** In company that there is one was said, not its words: they wait for its end, or a hand wants them now; null: neither. */
  announced: 'waits' | 'wanted' | null;
}
export type RemindersState = StandingReminder[];

/** Three meals, medicine, water: eight, of 200 characters, each at most so often a day. */
export const REMINDERS_MAX = 8;
export const REMINDER_TIMES_MAX = 4;
/** Once more later, and then in peace: who is asked a third time is nagged. */
export const REMINDER_TRIES_MAX = 2;
export const REMINDER_AGAIN_MS = 15 * 60_000;
/** The next of its times waits for no second try of this one, but whoever has just touched is not told the same at once. */
const REMINDER_BREATH_MS = 60_000;
/** A clock that ran so far ahead had it wrong: what it called over is not. */
const AHEAD_MS = 2 * 3_600_000;

/** Applies one record; returns the reminders afterwards, and may change each in place. */
export function evolveReminders(reminders: RemindersState, body: Body, now: Moment): RemindersState {
  if (body.kind === 'reminder') return entered(reminders, body, now);
  if (body.kind === 'reminder-outcome') settled(reminders, body, now);
  else if (body.kind === 'offer' && body.of === 'reminder') begun(reminders, body, now);
  else if (body.kind === 'offer-end' && body.of === 'reminder') tried(reminders, body, now);
  else if (body.kind === 'clock') {
    for (const each of reminders) {
      if (each.doneLocalMs > now.localMs + AHEAD_MS) each.doneLocalMs = now.localMs;
      if ((each.offeredLocalMs ?? 0) > now.localMs + AHEAD_MS) each.offeredLocalMs = null;
    }
  }
  return reminders;
}

/** Entered once more as it stands. */
export function isSameReminder(each: Readonly<StandingReminder>, body: Reminder, now: Moment): boolean {
  if (each.reminder !== body.reminder || body.forMs === null || now.ms >= each.untilMs) return false;
  const isSame = (one: readonly number[], other: readonly number[]) => one.join() === other.join();
  return each.text === body.text && isSame(each.minutes, body.minutes) && isSame(each.days, body.days);
}

function entered(reminders: RemindersState, body: Reminder, now: Moment): RemindersState {
  const { reminder, text, minutes, days, forMs } = body;
  const before = reminders.find((each) => each.reminder === reminder && now.ms < each.untilMs);
  const others = reminders.filter((each) => each.reminder !== reminder && now.ms < each.untilMs);
  if (forMs === null) return others;
  const doneLocalMs = before === undefined ? now.localMs : overLocalMs(before, body, now);
  const untried = { offeredLocalMs: null, tries: 0, heard: false, retryMs: now.ms, announced: null };
  const fresh = { doneLocalMs, ...untried };
  const kept = before !== undefined && isSameReminder(before, body, now) ? before : {};
  const standing = { ...fresh, ...kept, reminder, text, minutes, days, untilMs: now.ms + forMs };
  return [...others, standing].slice(-REMINDERS_MAX);
}

/** A time that is due and stays one of its times is still to be said, in the new words. */
function overLocalMs(before: StandingReminder, body: Reminder, { localMs }: Moment): number {
  const dueMs = lastTime(before, localMs);
  const isDue = dueMs !== null && dueMs > before.doneLocalMs && dueMs === lastTime(body, localMs);
  return isDue ? dueMs - 1 : localMs;
}

function settled(reminders: RemindersState, { reminder, localMs }: ReminderOutcome, now: Moment): void {
  for (const each of reminders) {
    if (each.reminder !== reminder) continue;
    each.doneLocalMs = Math.max(each.doneLocalMs, localMs);
    each.offeredLocalMs = null;
    each.tries = 0;
    each.heard = false;
    each.announced = null;
    each.retryMs = now.ms + REMINDER_BREATH_MS;
  }
}

function begun(reminders: RemindersState, { subject, steps }: Offer, now: Moment): void {
  const isAnnounced = steps.some(({ choice }) => choice === 'hear');
  for (const each of reminders) {
    if (each.reminder !== subject) continue;
    each.offeredLocalMs = lastTime(each, now.localMs);
    each.announced = isAnnounced ? 'waits' : null;
    if (!isAnnounced) each.tries += 1;
  }
}

function tried(reminders: RemindersState, { subject, choice, why }: OfferEnd, now: Moment): void {
  for (const each of reminders) {
    if (each.reminder !== subject) continue;
    if (each.announced !== null) {
      // Its words were not said yet.
      if (choice === 'hear') each.announced = 'wanted';
      each.retryMs = now.ms;
      continue;
    }
    // Changed while it was offered: what ended was offered in the words before.
    if (each.tries === 0) continue;
    each.heard ||= why === 'no-answer';
    each.retryMs = now.ms + REMINDER_AGAIN_MS;
  }
}
