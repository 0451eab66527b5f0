/**
 * A flat in which motion is seen in every room, and somebody of one habit who gets up at night, for tests of what is
 * asked about where.
 *
 * Every few minutes by day a sign in the next of three rooms, at times in the bathroom; at night one visit there. Minutes are
 * counted from the first midnight.
 */
import type { SensorDescription } from '../../agent/record.ts';
import { drawer } from '../../sim/swarm/draw.ts';
import { LivedHome } from './lived-home.ts';

export const DAY = 24 * 60;
export const SEEN_FLAT: readonly SensorDescription[] = [
  { id: 'bed', room: 'bedroom', class: 'motion' },
  { id: 'living', room: 'living', class: 'motion' },
  { id: 'kitchen', room: 'kitchen', class: 'motion' },
  { id: 'bath', room: 'bathroom', class: 'motion' },
  { id: 'door', room: 'entrance', class: 'door', entrance: true },
];
const WAY = ['kitchen', 'living', 'bed', 'living'] as const;
/** Minutes between two signs by day, 10 in the mean: three rooms within half an hour are a round. */
const USUAL_STEP = 10;
/** At night somebody turns over about so often, minutes. */
const TURN = 45;
/** Out of bed and in the bathroom; back four minutes later. */
export const UP_AT = 3 * 60;

/** The signs of a day from midnight, drawn by its number: [minute, sensor]. No two days are alike. */
function signsOf(day: number, step: number): [number, string][] {
  const draw = drawer(day + 1, 1);
  const signs: [number, string][] = [
    [UP_AT, 'bed'],
    [UP_AT + 1, 'bath'],
    [UP_AT + 5, 'bed'],
    [23 * 60, 'bath'],
    [23 * 60 + 5, 'bed'],
  ];
  for (let minute = draw.between(1, TURN); minute < 7 * 60; minute += draw.between(TURN / 3, (TURN * 5) / 3))
    if (Math.abs(minute - UP_AT) > 30) signs.push([minute, 'bed']);
  for (
    let minute = 7 * 60, at = 0;
    minute < 23 * 60;
    minute += draw.between(step / 2, (step * 3) / 2), at += 1
  )
    signs.push([minute, at % 24 === 7 ? 'bath' : (WAY[at % WAY.length] ?? 'bed')]);
  return signs.sort(([a], [b]) => a - b);
}

/** Lives a day of that habit to a minute of it; goes on from wherever in it the home is. */
export function live(home: LivedHome, day: number, until = DAY, step = USUAL_STEP): void {
  for (const [minute, sensor] of signsOf(day, step)) {
    if (minute >= until) break;
    if (day * DAY + minute < home.minute) continue;
    home.waitUntil(day * DAY + minute);
    home.pulse(sensor);
  }
  home.waitUntil(Math.max(home.minute, day * DAY + until));
}

/** So many days of that habit; the wall clock may be ahead from the start. */
export function lived(days: number, step = USUAL_STEP, aheadMs = 0): LivedHome {
  const home = new LivedHome(SEEN_FLAT, {}, aheadMs);
  home.see('door', 'closed');
  for (let day = 0; day < days; day += 1) live(home, day, DAY, step);
  return home;
}
