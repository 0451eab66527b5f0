/**
 * What a person means to do on a day: when to rise, go out, rest, go to bed. And how a story bends that.
 *
 * A day lasts from rising to the next rising and depends on the seed and its number alone. Times are local ms as if
 * UTC, day 0 begins at `EPOCH_MS`. Pure; never knows a sensor.
 */
import { unitOf } from '../world/chance.ts';
import type { Person } from './person.ts';
import { draw } from './quantile.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './tick.ts';

/** A Monday. */
export const EPOCH_MS = Date.UTC(2025, 0, 6);

export interface Span {
  readonly fromMs: number;
  readonly untilMs: number;
}
/** What a story changes; absent: nothing. Local ms. */
export interface Bend {
  /** Away, over nights if need be. */
  readonly trips?: readonly Span[];
  readonly naps?: readonly Span[];
  /** Rises, and goes to bed too where that is said, so much later on days whose noon lies in it. */
  readonly later?: readonly (Span & { readonly ms: number; readonly bed: boolean })[];
  /** Does so much of what is usual, and stays in. */
  readonly ill?: readonly (Span & { readonly rate: number })[];
}
export interface Part extends Span {
  readonly doing: 'awake' | 'asleep' | 'away' | 'nap';
  /** An absence that began the day before has no leaving on this one, one that lasts on no coming back. */
  readonly leaves: boolean;
  readonly returns: boolean;
  readonly rate: number;
}

const [RISE, BED, OUT, NAP, TRIP] = [1, 2, 3, 4, 5];
const AWAKE_MS_MIN = 8 * HOUR_MS;
const ASLEEP_MS_MIN = 3 * HOUR_MS;
/** At home between rising, outings and bed at least so long. */
const PAUSE_MS = 25 * MINUTE_MS;
const OUTING_MS_MIN = 20 * MINUTE_MS;

export function dayMs(day: number): number {
  return EPOCH_MS + day * DAY_MS;
}

/** Local ms of rising on a day. */
export function riseMs(person: Person, day: number, bend: Bend): number {
  const minutes = draw(person.rhythm.rise, unitOf(person.seed, day, RISE)) + person.shiftMin;
  return Math.round(dayMs(day) + minutes * MINUTE_MS + laterBy(bend, day, false));
}

function laterBy({ later = [] }: Bend, day: number, toBed: boolean): number {
  const noonMs = dayMs(day) + DAY_MS / 2;
  return later.reduce(
    (sum, one) => sum + (noonMs >= one.fromMs && noonMs < one.untilMs && (one.bed || !toBed) ? one.ms : 0),
    0,
  );
}

/** The parts of a day in order, without a hole from its rising to the next. */
export function planOf(person: Person, day: number, bend: Bend): Part[] {
  const rise = riseMs(person, day, bend);
  const next = riseMs(person, day + 1, bend);
  const drawn = draw(person.rhythm.bed, unitOf(person.seed, day, BED)) + person.shiftMin;
  const meantMs = dayMs(day) + drawn * MINUTE_MS + laterBy(bend, day, true);
  const bed = Math.round(Math.max(Math.min(meantMs, next - ASLEEP_MS_MIN), rise + AWAKE_MS_MIN));
  const { rate } = (bend.ill ?? []).find(({ fromMs, untilMs }) => rise >= fromMs && rise < untilMs) ?? {
    rate: 1,
  };
  const part = (doing: Part['doing'], fromMs: number, untilMs: number): Part => {
    return { doing, fromMs, untilMs, leaves: true, returns: true, rate };
  };
  let parts: readonly Part[] = [part('awake', rise, bed), part('asleep', bed, next)];
  for (const { fromMs, untilMs } of rate < 1 ? [] : outingsOf(person, day, rise, bed)) {
    parts = carve(parts, part('away', fromMs, untilMs));
  }
  for (const { fromMs, untilMs } of [...napsOf(person, day), ...(bend.naps ?? [])]) {
    if (fromMs > rise && untilMs < bed) parts = carve(parts, part('nap', fromMs, untilMs));
  }
  for (const { fromMs, untilMs } of tripsOf(person, day, bend)) {
    if (untilMs <= rise || fromMs >= next) continue;
    const trip = part('away', Math.max(rise, fromMs), Math.min(next, untilMs));
    parts = carve(parts, { ...trip, leaves: fromMs >= rise, returns: untilMs < next });
  }
  return [...parts];
}

/** Puts a part in the place of what was there. */
function carve(parts: readonly Part[], inner: Part): Part[] {
  const before = parts.filter(({ fromMs }) => fromMs < inner.fromMs);
  const after = parts.filter(({ untilMs }) => untilMs > inner.untilMs);
  return [
    ...before.map((one) =>
      one.untilMs > inner.fromMs ? { ...one, untilMs: inner.fromMs, returns: true } : one,
    ),
    inner,
    ...after.map((one) =>
      one.fromMs < inner.untilMs ? { ...one, fromMs: inner.untilMs, leaves: true } : one,
    ),
  ];
}

function outingsOf(person: Person, day: number, rise: number, bed: number): Span[] {
  const unit = unitOf(person.seed, day, OUT);
  const { aDay, start, minutes } = person.rhythm.outings;
  if (start.length === 0) return [];
  let share = unit();
  let count = aDay.findIndex((of) => (share -= of) < 0);
  if (count < 0) count = 0;
  if (person.out > 1 && unit() < person.out - 1) count += 1;
  const meant: Span[] = [];
  for (let left = count; left > 0; left -= 1) {
    const fromMs = Math.round(dayMs(day) + (draw(start, unit) + person.shiftMin) * MINUTE_MS);
    meant.push({ fromMs, untilMs: fromMs + Math.round(draw(minutes, unit) * MINUTE_MS) });
    if (unit() >= person.out) meant.pop();
  }
  const outings: Span[] = [];
  for (const one of meant.sort((left, right) => left.fromMs - right.fromMs)) {
    const fromMs = Math.max(one.fromMs, rise + PAUSE_MS, (outings.at(-1)?.untilMs ?? 0) + PAUSE_MS);
    const untilMs = Math.min(fromMs + one.untilMs - one.fromMs, bed - PAUSE_MS);
    if (untilMs - fromMs >= OUTING_MS_MIN) outings.push({ fromMs, untilMs });
  }
  return outings;
}

function napsOf(person: Person, day: number): Span[] {
  const unit = unitOf(person.seed, day, NAP);
  if (unit() >= person.naps) return [];
  const fromMs = Math.round(dayMs(day) + (13 + 2 * unit()) * HOUR_MS + person.shiftMin * MINUTE_MS);
  return [{ fromMs, untilMs: Math.round(fromMs + (20 + 70 * unit()) * MINUTE_MS) }];
}

/** The nights away that touch a day: the story's, and the person's own that began on it or the day before. */
function tripsOf(person: Person, day: number, { trips = [] }: Bend): Span[] {
  const own = [day - 1, day].flatMap((start): Span[] => {
    const unit = unitOf(person.seed, start, TRIP);
    if (unit() >= person.nightsAway) return [];
    const fromMs = dayMs(start) + Math.round((14 + 5 * unit()) * HOUR_MS);
    return [{ fromMs, untilMs: dayMs(start + 1) + Math.round((10 + 8 * unit()) * HOUR_MS) }];
  });
  return [...own, ...trips];
}
