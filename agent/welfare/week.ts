/**
 * The week that is running: what the records of the home add to it, and when it is over.
 *
 * Owns the welfare slice. Counts what was observed, and nothing that would have to be guessed: an outing is a return
 * after an absence, an opening of the door with which nobody came or went is only that. Without a believed time of day
 * no day ends and no hour is known.
 */
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../detector/time.ts';
import { type PlacedSensor, indexHome } from '../home-index.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { type Alert, type Body, type Observation, type Presence, type Summary, isOut } from '../record.ts';
import { isWithin } from '../programme/memory.ts';
import { WEEKS_MAX, type WeekTally, type WelfareState, initialDay, newWeek } from './slice.ts';

/** A day begins at four: the hour in which fewest people are up. */
export const DAY_BEGINS_MS = 4 * HOUR_MS;
/** 1970-01-01 was a Thursday: three days after a Monday. */
const MONDAY_OFFSET_DAYS = 3;
const WEEK_DAYS = 7;
/** The first days of an installation: of less nobody needs a card. */
const WEEK_MINUTES_MIN = 24 * 60;
/** A day of which less was seen tells no first and no last sign. */
const DAY_SEEN_MINUTES_MIN = 20 * 60;
/** Signs apart by less are one time in the kitchen, one cooking, one rest. */
const APART_MS = 30 * MINUTE_MS;
/** The door moves several times with one coming or going. */
const DOOR_APART_MS = 15 * MINUTE_MS;
/** With the badge somebody comes, goes, and tries whether it works: one visit. */
const BADGE_APART_MS = 4 * HOUR_MS;
/** Up in the night: from midnight to five. */
const NIGHT_ENDS_HOUR = 5;
const KITCHEN = 'kitchen';

export function localDay(localMs: number): number {
  return Math.floor((localMs - DAY_BEGINS_MS) / DAY_MS);
}
function weekOf(day: number): number {
  return Math.floor((day + MONDAY_OFFSET_DAYS) / WEEK_DAYS);
}

/** Applies one record. `state` is the hub's, with all other slices changed already. Changes `slice` in place. */
export function evolveWelfare(
  slice: WelfareState,
  body: Body,
  now: Moment,
  state: Readonly<HubState>,
): WelfareState {
  // Nothing happened; and a deadline is written down before what followed from it, but never comes before it.
  if (body.kind === 'deadline') return slice;
  // What ends with an hour belongs to it: told at four, it is of the day before.
  if (body.kind === 'summary') noteHour(slice, body);
  if (now.trusted) turnDay(slice, localDay(now.localMs));
  if (body.kind === 'observation') {
    if (state.sensors.isLife) noteSign(slice, body, now, state);
  } else if (body.kind === 'presence') notePresence(slice, body, now, state);
  else if (body.kind === 'alert') noteAlert(slice.week, body);
  else if (body.kind === 'programme-step') {
    if (slice.week !== null && body.step === 'came') slice.week.visits = (slice.week.visits ?? 0) + 1;
  } else if (body.kind === 'badge') noteBadge(slice, now, state);
  else if (body.kind === 'prompt') {
    if (slice.week !== null && body.stage === 1 && !body.again) slice.week.questions += 1;
  } else if (body.kind === 'answer') {
    if (slice.week !== null) slice.week.answers += 1;
  } else if (body.kind === 'consent') slice.consent = body;
  else if (body.kind === 'welfare-card') {
    slice.card = body;
    slice.isOwed = false;
  }
  return slice;
}

function turnDay(slice: WelfareState, day: number): void {
  if (day === slice.dayNumber) return;
  const before = slice.dayNumber;
  slice.dayNumber = day;
  if (slice.week === null) slice.week = newWeek(day);
  // A clock that was set back lives its day again.
  if (before === null || day < before) {
    slice.day = initialDay();
    return;
  }
  endDay(slice.week, slice);
  if (weekOf(day) === weekOf(before)) return;
  const ended = slice.week;
  slice.week = newWeek(day);
  if (ended.minutes < WEEK_MINUTES_MIN) return;
  slice.weeks = [...slice.weeks, ended].slice(-WEEKS_MAX);
  slice.isOwed = true;
}

function endDay(week: WeekTally, slice: WelfareState): void {
  const { firstMinute, lastMinute, seenMinutes, cooked } = slice.day;
  slice.day = initialDay();
  if (cooked) week.cookingDays += 1;
  if (seenMinutes < DAY_SEEN_MINUTES_MIN || firstMinute === null || lastMinute === null) return;
  week.firstMinutes.push(firstMinute);
  week.lastMinutes.push(lastMinute);
}

function noteHour({ week, day }: WelfareState, { minutes, seenMinutes }: Summary): void {
  if (week === null) return;
  week.minutes += minutes;
  week.seenMinutes += seenMinutes;
  day.seenMinutes += seenMinutes;
}

function noteSign(slice: WelfareState, body: Observation, now: Moment, state: Readonly<HubState>): void {
  const sensor = indexHome(state.home.sensors).sensors.get(body.sensor);
  const { week, day } = slice;
  if (sensor === undefined || week === null) return;
  if (now.trusted) {
    const minute = Math.floor((now.localMs - DAY_BEGINS_MS - localDay(now.localMs) * DAY_MS) / MINUTE_MS);
    day.firstMinute ??= minute;
    day.lastMinute = minute;
  }
  noteRising(slice, week, sensor, now);
  if (sensor.room === KITCHEN) noteKitchen(slice, week, sensor, now.ms);
  if (sensor.class === 'door' && sensor.entrance) noteDoor(slice, week, now.ms);
  slice.signMs = now.ms;
  slice.signRoom = sensor.room;
}

/** Somebody rested, and is now in another room than the one they rested in: once, until they rest again. */
function noteRising(slice: WelfareState, week: WeekTally, { room }: PlacedSensor, now: Moment): void {
  if (slice.signMs !== null && now.ms - slice.signMs >= APART_MS) slice.restRoom = slice.signRoom;
  if (slice.restRoom === null || slice.restRoom === room) return;
  slice.restRoom = null;
  const hour = Math.floor((((now.localMs % DAY_MS) + DAY_MS) % DAY_MS) / HOUR_MS);
  if (now.trusted && hour < NIGHT_ENDS_HOUR) week.risings += 1;
}

function noteKitchen(slice: WelfareState, week: WeekTally, sensor: PlacedSensor, ms: number): void {
  if (slice.kitchenMs === null || ms - slice.kitchenMs >= APART_MS) week.kitchenVisits += 1;
  slice.kitchenMs = ms;
  if (!isCooking(sensor)) return;
  if (slice.cookedMs === null || ms - slice.cookedMs >= APART_MS) week.cookings += 1;
  slice.cookedMs = ms;
  slice.day.cooked = true;
}

/** What tells that something in the kitchen was used. */
export function isCooking(sensor: Pick<PlacedSensor, 'room' | 'class'>): boolean {
  return sensor.room === KITCHEN && (sensor.class === 'item' || sensor.class === 'power');
}

function noteDoor(slice: WelfareState, week: WeekTally, ms: number): void {
  if (slice.doorMs === null || ms - slice.doorMs >= DOOR_APART_MS) week.doorsAnswered += 1;
  slice.doorMs = ms;
}

/** A coming or going takes its opening of the door back: it was no visit. */
function notePresence(
  slice: WelfareState,
  body: Presence,
  now: Moment,
  { presence }: Readonly<HubState>,
): void {
  const { week, awaySinceMs } = slice;
  slice.awaySinceMs = body.state === 'away' ? (presence.sinceMs ?? now.ms) : null;
  if (week === null) return;
  const wasDoor = body.state === 'away' || (body.state === 'home' && awaySinceMs !== null);
  if (wasDoor) week.doorsAnswered = Math.max(0, week.doorsAnswered - 1);
  if (body.state !== 'home' || awaySinceMs === null) return;
  const minutes = Math.round((now.ms - awaySinceMs) / MINUTE_MS);
  week.outings += 1;
  week.outingMinutes += minutes;
  week.longestOutingMinutes = Math.max(week.longestOutingMinutes, minutes);
}

/** Somebody was there of whom nobody had said that they would come: the others are counted when their time is over. */
function noteBadge(slice: WelfareState, now: Moment, { programmes }: Readonly<HubState>): void {
  const isExpected = programmes.open.some((each) => !isOut(each) && isWithin(each, now.ms));
  const { week, badgeMs = null } = slice;
  if (!isExpected && week !== null && (badgeMs === null || now.ms - badgeMs >= BADGE_APART_MS))
    week.visits = (week.visits ?? 0) + 1;
  slice.badgeMs = now.ms;
}

function noteAlert(week: WeekTally | null, { test, why, cause, stage }: Alert): void {
  if (week === null || test) return;
  if (why === 'raised') {
    week.alerts += 1;
    if (cause === 'help') week.helpCalls += 1;
  } else if (why === 'desk') {
    if (stage === 'acknowledged') week.acknowledged += 1;
    if (stage === 'arrived') week.arrived += 1;
  }
}
