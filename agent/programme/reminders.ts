/**
 * When the resident is reminded of what was agreed: the evening before and in the hour before, and on its morning that
 * somebody comes.
 *
 * Owns the hours. Each is said once; never at night, into an empty home, before a visitor or over anything else, and not
 * shortly after it was agreed. What finds no moment in its time stays unsaid.
 */
import { freeMs } from '../checkon/messages.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Sentence } from '../record.ts';
import type { OpenProgramme, Reminder } from './slice.ts';
import { TRIES_MAX } from './slice.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const EVENING = { from: 18 * HOUR_MS, until: 21 * HOUR_MS } as const;
const MORNING_FROM_MS = 8 * HOUR_MS;
/** The hour before: with a quarter of an hour to put on a coat. */
const HOUR = { from: HOUR_MS, until: 15 * MINUTE_MS } as const;
/** Whoever agreed so lately knows it still. */
const FRESH_MS = 3 * HOUR_MS;
/** Somebody who was about so lately is awake. */
const ABOUT_MS = 10 * MINUTE_MS;
const FRESH_IN_THE_HOUR_MS = 30 * MINUTE_MS;
const NEVER_MS = Number.POSITIVE_INFINITY;

const SENTENCES: Readonly<Record<Reminder, Sentence>> = {
  evening: 'remind-tomorrow',
  hour: 'remind-today',
  morning: 'visit-today',
};
interface Window {
  readonly reminder: Reminder;
  readonly fromMs: number;
  readonly untilMs: number;
}

export function isAbout({ sensors }: Readonly<HubState>, now: Moment): boolean {
  return sensors.lifeMs !== null && now.ms - sensors.lifeMs < ABOUT_MS;
}

/** Home time of the next one; Infinity: there is none, or no moment for it as things stand. */
export function reminderDueMs(each: Readonly<OpenProgramme>, state: Readonly<HubState>, now: Moment): number {
  const { saying, nextMs, tries } = each;
  if (!now.trusted || tries >= TRIES_MAX) return NEVER_MS;
  const heardOfMs = saying?.heardOfUntilMs ?? -NEVER_MS;
  // A visit is not said to somebody who sleeps on, until there is an hour left.
  const wakeMs = each.isAnnounced && !isAbout(state, now) ? each.fromMs - HOUR_MS : -NEVER_MS;
  const earliestMs = Math.max(freeMs(state, now), nextMs, heardOfMs, wakeMs);
  let dueMs = NEVER_MS;
  for (const { fromMs, untilMs } of windows(each, now)) {
    const atMs = Math.max(earliestMs, fromMs);
    if (atMs < untilMs) dueMs = Math.min(dueMs, atMs);
  }
  return dueMs;
}

/** Which is said now; null: none is. */
export function reminderNow(each: Readonly<OpenProgramme>, now: Moment): Sentence | null {
  const open = windows(each, now).find(({ fromMs, untilMs }) => now.ms >= fromMs && now.ms < untilMs);
  return open === undefined ? null : SENTENCES[open.reminder];
}

/** Those that are still to come or running, of what was not heard yet. */
function windows(each: Readonly<OpenProgramme>, now: Moment): Window[] {
  const { fromMs: beginsMs, agreedMs, reminded, isAnnounced } = each;
  const localMs = now.localMs + beginsMs - now.ms;
  const midnightMs = beginsMs - (((localMs % DAY_MS) + DAY_MS) % DAY_MS);
  const all: Window[] = isAnnounced
    ? [{ reminder: 'morning', fromMs: midnightMs + MORNING_FROM_MS, untilMs: beginsMs }]
    : [
        {
          reminder: 'evening',
          fromMs: Math.max(midnightMs - DAY_MS + EVENING.from, (agreedMs ?? beginsMs) + FRESH_MS),
          untilMs: midnightMs - DAY_MS + EVENING.until,
        },
        {
          reminder: 'hour',
          fromMs: Math.max(beginsMs - HOUR.from, (agreedMs ?? beginsMs) + FRESH_IN_THE_HOUR_MS),
          untilMs: beginsMs - HOUR.until,
        },
      ];
  return all.filter(
    ({ reminder, fromMs, untilMs }) => !reminded.includes(reminder) && fromMs < untilMs && now.ms < untilMs,
  );
}
