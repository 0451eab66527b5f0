/**
 * The times of a reminder: its last, its next, and those of which nothing is told yet.
 *
 * Owns how times of the day and days of the week become moments on the wall clock, as if UTC. Must never look at what was
 * said or done, nor ask which clock is believed.
 */
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** 1970-01-01 was a Thursday. */
const THURSDAY = 4;
const WEEK_DAYS = 7;

export interface TimesOfDay {
  /** Minutes of the local day, ascending. */
  readonly minutes: readonly number[];
  /** Days of the week, 0 is Sunday; none: every day. */
  readonly days: readonly number[];
}

/** Local ms of its last time up to this moment; null: none in a week. */
export function lastTime(each: TimesOfDay, localMs: number): number | null {
  for (let back = 0; back <= WEEK_DAYS; back += 1) {
    const found = timesOf(each, dayOf(localMs) - back).findLast((atMs) => atMs <= localMs);
    if (found !== undefined) return found;
  }
  return null;
}

/** Local ms of its first time after this moment; null: none in a week. */
export function nextTime(each: TimesOfDay, localMs: number): number | null {
  for (let ahead = 0; ahead <= WEEK_DAYS; ahead += 1) {
    const found = timesOf(each, dayOf(localMs) + ahead).find((atMs) => atMs > localMs);
    if (found !== undefined) return found;
  }
  return null;
}

/** Those not over that a later one has overtaken by now, oldest first: a day's at most, however long the hub was off. */
export function overtakenTimes(
  each: TimesOfDay & { readonly doneLocalMs: number },
  localMs: number,
): number[] {
  const today = dayOf(localMs);
  const lately = [...timesOf(each, today - 1), ...timesOf(each, today)];
  const open = lately.filter((atMs) => atMs > each.doneLocalMs && atMs <= localMs);
  return open.slice(-each.minutes.length - 1, -1);
}

function dayOf(localMs: number): number {
  return Math.floor(localMs / DAY_MS);
}

function timesOf({ minutes, days }: TimesOfDay, day: number): number[] {
  const weekday = (day + THURSDAY) % WEEK_DAYS;
  if (days.length > 0 && !days.includes(weekday)) return [];
  return minutes.map((minute) => day * DAY_MS + minute * MINUTE_MS);
}
