/**
 * When each silence of a person at home is worth a question, and how rare such a silence is.
 *
 * Owns the one look into the habits per silence: what it finds holds as long as nothing was learned and nothing else
 * changed that it rests on, and is then kept beside the state, never in it. Must never read a clock.
 */
import type { Config } from '../config/config.ts';
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { type AnswersFactor, USUALLY_ANSWERED, answersFactor, heldTo } from './answers.ts';
import { healthySensors, liveShare, missesRoom } from './coverage.ts';
import { askAfter, survivalAt } from './evidence.ts';
import {
  BINS,
  COARSE_BINS,
  HOURS,
  type HabitTable,
  daysHeld,
  hourOf,
  placeIndex,
  toMinutes,
} from './habit.ts';
import { type HazardByBin, hazardsOf, hourAtBin } from './hazard.ts';
import { type Sights, sightsOf, typeOf } from './places.ts';
import { watchLevel } from './plans.ts';
import { atHour, priceOf } from './price.ts';
import { isNight } from './prior.ts';
import { ROUND_ROOMS, SIGNS, type Sign } from './signs.ts';
import type { DetectorState, Silence } from './slice.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './time.ts';

/**
 * Where nobody rests and whoever leaves is seen in the next room, harm is so much likelier, a minute for a minute, than
 * in a chair or in bed: about one in six falls at home happens in a bathroom, in which one hour in forty is spent. At
 * night, when nobody bathes, it weighs more: then a fall is asked about within the hour. A quarter of it where only the
 * way back to bed is certain to be seen: somebody may be up in a room without a motion detector.
 */
const RISK_PASSED = { day: 12, night: 240, nightToBed: 60 } as const;
/** What each kind of sign may spend of the budget: movement in one room, or none about the home, is doubted longer. */
const DEARER: Readonly<Record<Sign, number>> = { any: 1, room: 6, round: 16 };
/**
 * Beyond this age nothing but the cap asks. A day holds each hour once; what is longest in a home that hardly knows
 * rounds comes back each day, and beyond half of one the tables tell no age from another.
 */
const HORIZON_MS: Readonly<Record<Sign, number>> = { any: DAY_MS, room: DAY_MS / 2, round: DAY_MS / 2 };
/**
 * In fewer rooms the want of a sign says nothing: movement elsewhere cannot come about in one room, and where a round
 * would be every room of the home, whole days pass without one.
 */
const ROOMS_MIN: Readonly<Record<Sign, number>> = { any: 0, room: 2, round: ROUND_ROOMS + 1 };
/** A habit of rounds is not known in a week. */
export const ROUND_DAYS_MIN = 14;
/** Movement goes on while these run: no question of theirs is sooner than a night is long in parts. */
const FLOOR_MS: Readonly<Record<Sign, number>> = { any: 0, room: 45 * MINUTE_MS, round: 3 * HOUR_MS };
/** After an answer nothing is asked again so soon. */
const AFTER_ANSWER_MS = 30 * MINUTE_MS;

export interface Due {
  readonly sign: Sign;
  /** Age of the silence, ms, and the home time of it. */
  readonly afterMs: number;
  readonly dueMs: number;
  /** Whether it is asked about then, or only looked at: before a certain age no look is worth its time. */
  readonly asks: boolean;
  /** Whether only the cap asks. */
  readonly byCap: boolean;
}

/** A silence, the age before which it is never asked about, and what a false question costs. */
interface Terms {
  readonly silence: Readonly<Silence>;
  readonly floorMs: number;
  readonly price: number;
  readonly answers: AnswersFactor;
}
/** What a look into the habits rests on, and what it found. */
interface Look {
  readonly rests: readonly (number | string | null)[];
  readonly afterMs: number;
}
/** A local time within each hour, for when the time of day is not known. */
const EVERY_HOUR = Array.from({ length: HOURS }, (_, hour) => hour * HOUR_MS);
const looks = new WeakMap<Readonly<DetectorState>, Partial<Record<Sign, Look>>>();

/** The silence that comes due first if nothing happens, be it only for a look; null before the first start. */
export function firstDue(state: Readonly<HubState>, now: Moment, policy: Config): Due | null {
  return first(duesOf(state, now, policy));
}

/** The silence that will be asked about first, as far as that is known by now. */
export function firstAsked(state: Readonly<HubState>, now: Moment, policy: Config): Due | null {
  return first(duesOf(state, now, policy).filter(({ asks }) => asks));
}

function duesOf(state: Readonly<HubState>, now: Moment, policy: Config): Due[] {
  return SIGNS.flatMap((sign) => dueOf(state, sign, now, policy) ?? []);
}

function first(dues: readonly Due[]): Due | null {
  let found: Due | null = null;
  for (const due of dues) if (found === null || due.dueMs < found.dueMs) found = due;
  return found;
}

/** When one kind of silence comes due; `anbu inspect` asks it of silences that nobody has lived, too. */
export function dueOf(
  state: Readonly<HubState>,
  sign: Sign,
  now: Moment,
  { detector: policy }: Config,
): Due | null {
  const { silences, quietMs, habits } = state.detector;
  if (silences === null || quietMs === null) return null;
  if (sightsOf(state.home.sensors).telling < ROOMS_MIN[sign]) return null;
  if (sign === 'round' && (habits.days.homeDays < ROUND_DAYS_MIN || missesRoom(state))) return null;
  const silence = silences[sign];
  const { sinceMs, fromMs } = silence;
  const answers = silence.answers + silence.closed;
  const answeredMs = answers > 0 ? fromMs - sinceMs + AFTER_ANSWER_MS : 0;
  const floorMs = Math.max(policy.floorMs, FLOOR_MS[sign], answeredMs);
  const at = (afterMs: number, asks: boolean, byCap = false): Due => {
    return { sign, afterMs, dueMs: sinceMs + afterMs, asks, byCap };
  };
  // Nearly every call ends here.
  if (now.ms < sinceMs + floorMs) return at(floorMs, false);
  const price = priceOf(habits, answers, watchLevel(state, now), policy);
  const asked = answersFactor(state.checkon.hearing, policy.questionDays);
  const afterMs = look(state, sign, now, { silence, floorMs, price, answers: asked });
  const capMs =
    sign === 'any' ? Math.max(fromMs, quietMs) - sinceMs + policy.capMs : Number.POSITIVE_INFINITY;
  // Only `any` has a cap: however old the silence is, it asks.
  if (capMs <= afterMs || (sign === 'any' && afterMs >= HORIZON_MS.any)) return at(capMs, true, true);
  return afterMs < HORIZON_MS[sign] ? at(afterMs, true) : null;
}

/** The age (ms) at which the habits say to ask; `HORIZON_MS` of the sign when they never do. */
function look(state: Readonly<HubState>, sign: Sign, now: Moment, terms: Terms): number {
  const { detector } = state;
  const { sinceMs, fromMs, place } = terms.silence;
  const startLocalMs = now.trusted ? startOf(terms.silence, now) : null;
  const { learned } = detector.habits.tables[sign];
  const looking =
    state.sensors.lost === 0
      ? ''
      : healthySensors(state)
          .map(({ id }) => id)
          .join(' ');
  const rests = [
    sinceMs,
    fromMs,
    place,
    startLocalMs,
    learned,
    terms.price,
    terms.answers.day,
    terms.answers.night,
    terms.floorMs,
    looking,
    liveShare(state, null),
  ];
  const kept = looks.get(detector) ?? {};
  const known = kept[sign];
  if (known !== undefined && rests.every((one, at) => one === known.rests[at])) return known.afterMs;
  // At whatever hour it began, it is not asked about sooner than it would be if that were known.
  const starts = startLocalMs === null ? EVERY_HOUR : [startLocalMs];
  const afterMs = Math.max(...starts.map((start) => askedAt(state, sign, start, terms)));
  kept[sign] = { rests, afterMs };
  looks.set(detector, kept);
  return afterMs;
}

/** The age (ms) at which a silence that began at a local time is asked about. */
function askedAt(
  state: Readonly<HubState>,
  sign: Sign,
  startLocalMs: number,
  { silence, floorMs, price, answers }: Terms,
): number {
  const sights = sightsOf(state.home.sensors, healthySensors(state));
  const inFullSight = hazards(state, sign, startLocalMs, state.home.sensors);
  const at = (of: HazardByBin, answered: AnswersFactor): number =>
    askAfter({
      hazards: of,
      price: (ageMinutes) =>
        price * DEARER[sign] * atHour(hourOf(startLocalMs + ageMinutes * MINUTE_MS), answered),
      risk: sign === 'any' ? riskIn(silence.place, sights, startLocalMs) : 1,
      fromMs: silence.fromMs - silence.sinceMs,
      floorMs,
      horizonMs: HORIZON_MS[sign],
    }).afterMs;
  const isUsual = answers.day === 1 && answers.night === 1;
  const after = (of: HazardByBin): number => {
    const usualMs = at(of, USUALLY_ANSWERED);
    return isUsual ? usualMs : heldTo(at(of, answers), usualMs, HORIZON_MS[sign]);
  };
  if (state.sensors.lost === 0) return after(inFullSight);
  // Where hardly a sign is expected waiting spares nothing, and it would be asked at once: never sooner than in full sight.
  const fewer = hazards(state, sign, startLocalMs).map((hazard, bin) =>
    bin < COARSE_BINS ? hazard : hazard * liveShare(state, hourAtBin(startLocalMs, bin)),
  );
  return Math.max(after(inFullSight), after(fewer));
}

function hazards(
  state: Readonly<HubState>,
  sign: Sign,
  startLocalMs: number,
  looking = healthySensors(state),
): HazardByBin {
  const { silences, habits } = state.detector;
  const habitat = { sign, table: habits.tables[sign], sights: sightsOf(state.home.sensors, looking) };
  return hazardsOf(habitat, silences?.[sign].place ?? '', startLocalMs);
}

/** Local wall clock at which a silence began, in whole minutes: hours are all that is asked of it. */
function startOf({ sinceMs }: Readonly<Silence>, now: Moment): number {
  return Math.floor((now.localMs - (now.ms - sinceMs)) / MINUTE_MS) * MINUTE_MS;
}

/** How much likelier harm is there, a minute for a minute, than elsewhere. */
function riskIn(place: string, { seen, bedSeen, allSeen }: Sights, startLocalMs: number): number {
  if (typeOf(place) !== 'bath' || !seen.has(place)) return 1;
  const atNight = isNight(hourOf(startLocalMs));
  if (allSeen) return atNight ? RISK_PASSED.night : RISK_PASSED.day;
  return atNight && bedSeen ? RISK_PASSED.nightToBed : 1;
}

/**
 * How rare a silence of this kind, place and hour is that has lasted to `ageMs`: once in so many days; null when the
 * time of day is not known or nothing was learned yet.
 */
export function onceInDays(state: Readonly<HubState>, sign: Sign, ageMs: number, now: Moment): number | null {
  const { silences, habits } = state.detector;
  const silence = silences?.[sign];
  const { homeDays } = habits.days;
  if (silence === undefined || !now.trusted || homeDays === 0) return null;
  const startLocalMs = startOf(silence, now);
  const perDay = startsPerDay(habits.tables[sign], silence.place, hourOf(startLocalMs), homeDays);
  const often = perDay * survivalAt(hazards(state, sign, startLocalMs), ageMs);
  return often > 0 ? 1 / often : null;
}

/** The chance that the silence of every sign which is running lasts to one age (ms), once it has lasted to another. */
export function chanceToLast(
  state: Readonly<HubState>,
  fromAgeMs: number,
  toAgeMs: number,
  now: Moment,
): number | null {
  const silence = state.detector.silences?.any;
  if (silence === undefined || !now.trusted) return null;
  const known = hazards(state, 'any', startOf(silence, now));
  const reached = survivalAt(known, fromAgeMs);
  return reached === 0 ? null : survivalAt(known, toAgeMs) / reached;
}

/** Silences a day that began there within an hour of this one; at least one in the days known, for this one did. */
function startsPerDay(table: Readonly<HabitTable>, place: string, hour: number, homeDays: number): number {
  const index = placeIndex(table, place);
  let starts = 0;
  for (let near = -1; near <= 1; near += 1) {
    const cell = (index * HOURS + ((hour + near + HOURS) % HOURS)) * BINS;
    starts += index < 0 ? 0 : (table.lived[cell] ?? 0) / toMinutes(0);
  }
  return Math.max(1, starts) / daysHeld(homeDays);
}
