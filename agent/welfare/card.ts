/**
 * The weekly card: five facts of the week that is over, beside this home's own earlier weeks.
 *
 * Owns when it is told and what is compared. At six on Monday morning, when links and desks are quiet and before anybody
 * reads it; never while an alert or a question is open. Observed facts and how rare they are here, never a guess about
 * the person; of a week that was hardly seen it says only that.
 */
import { hourOf } from '../detector/habit.ts';
import { seesLeaving } from '../detector/presence.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../detector/time.ts';
import { isResidentsOwn } from '../health/conditions.ts';
import type { OpenCondition } from '../health/edges.ts';
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import {
  type Body,
  CARD_FACTS,
  type WelfareCard,
  type CardFact,
  type CardLine,
  type Rarity,
} from '../record.ts';
import type { WeekTally } from './slice.ts';
import { DAY_BEGINS_MS, isCooking } from './week.ts';
import * as words from './words.ts';

/** Two hours after the week ended. */
export const CARD_HOUR = 6;
/** Fewer are no habit. */
const COMPARED_WEEKS_MIN = 4;
/** A week of six days, seen for four fifths of it. */
const WHOLE_WEEK_MINUTES = 6 * 24 * 60;
const SEEN_SHARE_MIN = 0.8;
/** Conditions that the card names: more are a home that needs somebody anyway. */
const BROKEN_NAMED_MAX = 5;

const NOTHING: readonly Body[] = [];

/** Says what the week came to, when its hour has come: at most one `card`. */
export function decideCard({ state, now, policy }: Turn): readonly Body[] {
  if (!state.welfare.isOwed || now.ms < cardDueMs(state, now)) return NOTHING;
  const leaves = CARD_FACTS.filter((fact) => policy.consent[fact]);
  const card = cardOf(state, now, leaves);
  return card === null ? NOTHING : [card];
}

/** Home time at which the card is due; Infinity when none is owed, or somebody has more urgent things to do. */
export function cardDueMs(state: Readonly<HubState>, now: Moment): number {
  const { welfare, checkon } = state;
  if (!welfare.isOwed || checkon.conversation !== null || checkon.alerts.some(({ test }) => !test))
    return Number.POSITIVE_INFINITY;
  if (!now.trusted || hourOf(now.localMs) === CARD_HOUR) return now.ms;
  const ofDayMs = ((now.localMs % DAY_MS) + DAY_MS) % DAY_MS;
  return now.ms + ((CARD_HOUR * HOUR_MS - ofDayMs + DAY_MS) % DAY_MS);
}

/** The card of the last week that is over; null when there is none. */
export function cardOf(
  state: Readonly<HubState>,
  now: Moment,
  leaves: readonly CardFact[],
): WelfareCard | null {
  const week = state.welfare.weeks.at(-1);
  if (week === undefined) return null;
  const earlier = state.welfare.weeks.slice(0, -1).filter(isWhole);
  return {
    kind: 'welfare-card',
    fromLocalMs: week.firstDay * DAY_MS + DAY_BEGINS_MS,
    untilLocalMs: (state.welfare.week?.firstDay ?? week.firstDay) * DAY_MS + DAY_BEGINS_MS,
    hours: Math.round(week.minutes / 60),
    seenHours: Math.round(week.seenMinutes / 60),
    leaves,
    facts: {
      outings: seesLeaving(state.home.sensors) ? outings(week, earlier) : plain(words.noDoor),
      rhythm: rhythm(week, earlier),
      cooking: cooking(week, earlier, state),
      contacts: contacts(week, earlier),
      equipment: equipment(week, earlier, state.conditions.open, now),
    },
  };
}

/** Whether enough was seen of it to say anything of the person. */
export function isWhole({ minutes, seenMinutes }: WeekTally): boolean {
  return minutes >= WHOLE_WEEK_MINUTES && seenMinutes >= minutes * SEEN_SHARE_MIN;
}

function outings(week: WeekTally, earlier: readonly WeekTally[]): CardLine {
  const { outings: times, outingMinutes: minutes, longestOutingMinutes: longestMinutes } = week;
  if (!isWhole(week)) return hardlySeen(week);
  const rarity = rarityOf(week, earlier, (of) => of.outings);
  return line(
    { times, minutes, longestMinutes },
    rarity,
    words.outings({ times, minutes, longestMinutes }, rarity),
  );
}

function rhythm(week: WeekTally, earlier: readonly WeekTally[]): CardLine {
  if (!isWhole(week) || week.firstMinutes.length === 0) return hardlySeen(week);
  const days = week.firstMinutes.length;
  const firstMinute = minuteOfDay(median(week.firstMinutes));
  const lastMinute = minuteOfDay(median(week.lastMinutes));
  const { risings } = week;
  const told = earlier.filter(({ firstMinutes }) => firstMinutes.length > 0);
  const rarity = rarityOf(week, told, (of) => median(of.firstMinutes));
  const values = { days, firstMinute, lastMinute, risings };
  return line(values, rarity, words.rhythm(values, rarity));
}

function cooking(week: WeekTally, earlier: readonly WeekTally[], { home }: Readonly<HubState>): CardLine {
  if (!home.sensors.some(({ room }) => room === 'kitchen')) return plain(words.noKitchen);
  if (!isWhole(week)) return hardlySeen(week);
  if (!home.sensors.some(isCooking)) {
    const rarity = rarityOf(week, earlier, (of) => of.kitchenVisits);
    const values = { times: week.kitchenVisits };
    return line(values, rarity, words.inKitchen(values, rarity));
  }
  const rarity = rarityOf(week, earlier, (of) => of.cookings);
  const values = { times: week.cookings, days: week.cookingDays };
  return line(values, rarity, words.cooking(values, rarity));
}

/** The desk's part is known however little was seen. */
function contacts(week: WeekTally, earlier: readonly WeekTally[]): CardLine {
  const { doorsAnswered, helpCalls, questions, answers, alerts, acknowledged, arrived } = week;
  const { visits = 0 } = week;
  const expected = visits === 0 ? {} : { visits };
  const values = { doorsAnswered, ...expected, helpCalls, questions, answers, alerts, acknowledged, arrived };
  const rarity = isWhole(week) ? rarityOf(week, earlier, (of) => of.doorsAnswered) : null;
  return line(values, rarity, words.contacts(values, isWhole(week), rarity));
}

function equipment(
  week: WeekTally,
  earlier: readonly WeekTally[],
  open: readonly OpenCondition[],
  now: Moment,
): CardLine {
  const unseenHours = Math.round((week.minutes - week.seenMinutes) / 60);
  const broken = open
    .filter((each) => !isResidentsOwn(each))
    .map(({ code, subject, sinceMs }) => {
      return { code, subject, days: Math.floor((now.ms - sinceMs) / DAY_MS) };
    });
  const rarity = rarityOf(week, earlier, (of) => of.minutes - of.seenMinutes);
  const values = { broken: broken.length, hours: Math.round(week.minutes / 60), unseenHours };
  return line(values, rarity, words.equipment(values, broken.slice(0, BROKEN_NAMED_MAX), rarity));
}

function line(values: CardLine['values'], rarity: Rarity | null, [text, textKo]: words.Both): CardLine {
  return { values, rarity, text, textKo };
}
function plain(said: words.Both): CardLine {
  return line({}, null, said);
}
function hardlySeen({ minutes, seenMinutes }: WeekTally): CardLine {
  return plain(words.hardlySeen(Math.round(seenMinutes / 60), Math.round(minutes / 60)));
}

/** Null where a habit cannot be told yet, or the week itself is no whole one. */
function rarityOf(
  week: WeekTally,
  earlier: readonly WeekTally[],
  of: (week: WeekTally) => number,
): Rarity | null {
  if (earlier.length < COMPARED_WEEKS_MIN || week.minutes < WHOLE_WEEK_MINUTES) return null;
  const value = of(week);
  const values = earlier.map(of);
  return {
    weeks: values.length,
    less: values.filter((other) => other < value).length,
    more: values.filter((other) => other > value).length,
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
/** Minutes after four, as minutes after midnight. */
function minuteOfDay(minute: number): number {
  return (minute + DAY_BEGINS_MS / MINUTE_MS) % (DAY_MS / MINUTE_MS);
}
