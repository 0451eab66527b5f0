/**
 * A light resident for seeds: five rooms with a door, a rhythm of days, sleep, outings, and planted falls.
 *
 * Pure: the whole life is drawn beforehand, by virtual time. What happens of it is the world's: whoever has fallen
 * moves no more. Not the simulated home of stories, which drives real drivers; here only the signs count.
 */
import type { Observation, SensorDescription } from '../../agent/record.ts';
import type { Draw } from './draw.ts';

export interface Sign extends Pick<Observation, 'sensor' | 'value'> {
  /** Virtual ms. */
  readonly atMs: number;
}
export interface Outing {
  readonly fromMs: number;
  readonly toMs: number;
}
export interface Fall {
  readonly atMs: number;
  readonly room: string;
  /** The last time the entrance door moved before it; 0: never. */
  readonly doorMs: number;
  /** Whether the person stirs where they lie once they are spoken to. */
  readonly stirs: boolean;
}
export interface Lifetime {
  readonly signs: readonly Sign[];
  readonly outings: readonly Outing[];
  readonly falls: readonly Fall[];
}

export const SWARM_SENSORS: readonly SensorDescription[] = [
  { id: 'motion-bedroom', room: 'bedroom', class: 'motion' },
  { id: 'bed-mat', room: 'bedroom', class: 'pressure' },
  { id: 'motion-living', room: 'living', class: 'motion' },
  { id: 'motion-kitchen', room: 'kitchen', class: 'motion' },
  { id: 'fridge-door', room: 'kitchen', class: 'item' },
  { id: 'motion-bathroom', room: 'bathroom', class: 'motion' },
  { id: 'motion-entrance', room: 'entrance', class: 'motion' },
  { id: 'front-door', room: 'entrance', class: 'door', entrance: true },
];
const DAY_ROOMS = ['living', 'kitchen', 'bathroom', 'bedroom', 'living'] as const;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A fall follows this many signs inside after the door, so that the hub can know that somebody is there. */
const SIGNS_BEFORE_FALL = 6;
/** Two falls are this far apart at least: a day to be found and to be up again. */
const FALLS_APART_MS = 30 * HOUR_MS;

/** Draws a life of so many days; day 0 begins at local midnight, virtual 0. Falls happen before `fallsUntilMs`. */
export function drawLifetime(draw: Draw, days: number, fallsUntilMs: number): Lifetime {
  const signs: Sign[] = [];
  const outings: Outing[] = [];
  for (let day = 0; day < days; day += 1) liveDay(draw, day * DAY_MS, signs, outings);
  return { signs, outings, falls: drawFalls(draw, signs, fallsUntilMs) };
}

function liveDay(draw: Draw, midnightMs: number, signs: Sign[], outings: Outing[]): void {
  const riseMs = midnightMs + 6 * HOUR_MS + draw.between(0, 90) * MINUTE_MS;
  const bedMs = midnightMs + 22 * HOUR_MS + draw.between(0, 60) * MINUTE_MS;
  let outMs = draw.chance(0.6) ? midnightMs + draw.between(9, 17) * HOUR_MS : Number.POSITIVE_INFINITY;
  for (let ms = midnightMs + draw.between(1, 5) * HOUR_MS; ms < riseMs - HOUR_MS; ms += 6 * HOUR_MS) {
    push(signs, ms, 'bed-mat', 'off');
    visit(draw, signs, ms + 10 * SECOND_MS, 'bathroom');
    push(signs, ms + 5 * MINUTE_MS, 'motion-bedroom', 'on');
    push(signs, ms + 6 * MINUTE_MS, 'bed-mat', 'on');
  }
  push(signs, riseMs, 'bed-mat', 'off');
  let ms = riseMs + MINUTE_MS;
  while (ms < bedMs) {
    if (ms >= outMs) {
      const backMs = goOut(draw, ms, signs);
      outings.push({ fromMs: ms, toMs: backMs });
      outMs = Number.POSITIVE_INFINITY;
      ms = backMs + MINUTE_MS;
      continue;
    }
    visit(draw, signs, ms, draw.pick(DAY_ROOMS));
    ms += draw.chance(0.1) ? draw.between(40, 90) * MINUTE_MS : draw.between(2, 25) * MINUTE_MS;
  }
  visit(draw, signs, ms, 'bedroom');
  push(signs, ms + 2 * MINUTE_MS, 'bed-mat', 'on');
}

/** Some movement in a room, from `ms` on for less than a minute. */
function visit(draw: Draw, signs: Sign[], ms: number, room: string): void {
  const sensor = `motion-${room}`;
  push(signs, ms, sensor, 'on');
  push(signs, ms + 30 * SECOND_MS, sensor, 'off');
  if (room !== 'kitchen' || !draw.chance(0.5)) return;
  push(signs, ms + 35 * SECOND_MS, 'fridge-door', 'open');
  push(signs, ms + 45 * SECOND_MS, 'fridge-door', 'closed');
}

/** Through the door and back; returns when. */
function goOut(draw: Draw, ms: number, signs: Sign[]): number {
  const backMs = ms + draw.between(30, 180) * MINUTE_MS;
  for (const atMs of [ms, backMs]) {
    push(signs, atMs - 10 * SECOND_MS * (atMs === ms ? 1 : -1), 'motion-entrance', 'on');
    push(signs, atMs, 'front-door', 'open');
    push(signs, atMs + 4 * SECOND_MS, 'front-door', 'closed');
  }
  return backMs;
}

function push(signs: Sign[], ms: number, sensor: string, value: Observation['value']): void {
  signs.push({ atMs: ms, sensor, value });
}

function drawFalls(draw: Draw, signs: Sign[], untilMs: number): Fall[] {
  signs.sort((left, right) => left.atMs - right.atMs);
  const falls: Fall[] = [];
  let earliestMs = draw.between(4, 60) * HOUR_MS;
  for (const [at, sign] of signs.entries()) {
    if (sign.atMs < earliestMs || sign.atMs >= untilMs || sign.value !== 'on') continue;
    if (!sign.sensor.startsWith('motion-') || sign.sensor === 'motion-entrance') continue;
    const before = signs.slice(Math.max(0, at - SIGNS_BEFORE_FALL), at);
    if (before.some(({ sensor }) => sensor === 'front-door' || sensor === 'motion-entrance')) continue;
    const door = signs.slice(0, at).findLast(({ sensor }) => sensor === 'front-door');
    const room = sign.sensor.slice('motion-'.length);
    falls.push({ atMs: sign.atMs + 1, room, doorMs: door?.atMs ?? 0, stirs: draw.chance(0.3) });
    earliestMs = sign.atMs + FALLS_APART_MS + draw.between(0, 40) * HOUR_MS;
  }
  return falls;
}
