/**
 * The verbs by which the case manager has the resident reminded: of meals, medicine, water in a heatwave.
 *
 * Owns their form and bounds. The words are the centre's own and held to what may be said at all; a reminder of a known id
 * takes the place of the one before. Must never let one stand for ever: each has an end.
 */
import { REMINDERS_MAX, REMINDER_TIMES_MAX } from '../checkon/reminder-memory.ts';
import { type Fields, type Order, type Reading, hasOnly, instantIn, isBy, refuse } from './command-fields.ts';
import { speakable } from './command-speech.ts';
import { type Opened, isText } from './envelope.ts';

export const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

export type ReminderPayload =
  | {
      readonly kind: 'reminder';
      readonly reminder: string;
      readonly text: string;
      /** Local times of day, `HH:MM`. */
      readonly at: readonly string[];
      /** Left out: every day. */
      readonly days?: readonly Weekday[];
      readonly until: string;
      readonly by: string;
    }
  | { readonly kind: 'reminder-withdrawn'; readonly reminder: string; readonly by: string };

const REMINDER_FIELDS = ['kind', 'reminder', 'text', 'at', 'days', 'until', 'by'];
const WITHDRAWN_FIELDS = ['kind', 'reminder', 'by'];
/** A name for people: "pills-evening". */
const ID_CHARS_MAX = 40;
/** 90 days: as long as a prescription; what goes on is entered again by somebody who looked. */
const UNTIL_MS_MAX = 90 * 86_400_000;
const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;

export function readReminder(fields: Fields, { keyId, counter }: Opened, reading: Reading): Order {
  const { reminder, text, by } = fields;
  if (!hasOnly(fields, REMINDER_FIELDS)) return refuse('command-unsupported');
  const minutes = minutesIn(fields['at']);
  const days = daysIn(fields['days'] ?? []);
  const untilWallMs = instantIn(fields['until']);
  if (!isText(reminder, ID_CHARS_MAX) || typeof text !== 'string' || !isBy(by))
    return refuse('envelope-malformed');
  if (minutes === null || days === null || untilWallMs === null) return refuse('envelope-malformed');
  const spoken = speakable(text);
  if (!spoken.ok) return refuse(spoken.why);
  if (!reading.believed) return refuse('clock-untrusted');
  const forMs = untilWallMs - reading.nowWallMs;
  if (forMs <= 0) return refuse('time-passed');
  if (forMs > UNTIL_MS_MAX) return refuse('time-too-far');
  const others = reading.reminders.filter((known) => known !== reminder);
  if (others.length >= REMINDERS_MAX) return refuse('reminders-too-many');
  const what = { reminder, text: spoken.text, minutes, days, forMs };
  return { ok: true, fact: { kind: 'reminder', ...what, by, keyId, counter } };
}

export function readReminderWithdrawn(fields: Fields, { keyId, counter }: Opened): Order {
  const { reminder, by } = fields;
  if (!hasOnly(fields, WITHDRAWN_FIELDS)) return refuse('command-unsupported');
  if (!isText(reminder, ID_CHARS_MAX) || !isBy(by)) return refuse('envelope-malformed');
  const none = { text: '', minutes: [], days: [], forMs: null };
  return { ok: true, fact: { kind: 'reminder', reminder, ...none, by, keyId, counter } };
}

/** Minutes of the day, ascending, each once; null: not in the agreed form. */
function minutesIn(value: unknown): number[] | null {
  if (!Array.isArray(value) || value.length === 0 || value.length > REMINDER_TIMES_MAX) return null;
  const minutes = value.map((time: unknown) => {
    const match = typeof time === 'string' ? TIME.exec(time) : null;
    return match === null ? null : Number(match[1]) * 60 + Number(match[2]);
  });
  const known = minutes.filter((minute) => minute !== null);
  return known.length < minutes.length ? null : [...new Set(known)].toSorted((a, b) => a - b);
}

function daysIn(value: unknown): number[] | null {
  if (!Array.isArray(value) || value.length > WEEKDAYS.length) return null;
  const days = value.map((day: unknown) => WEEKDAYS.findIndex((known) => known === day));
  return days.includes(-1) ? null : [...new Set(days)].toSorted((a, b) => a - b);
}
