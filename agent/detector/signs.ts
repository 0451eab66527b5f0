/**
 * The three kinds of sign whose absence is judged, each a silence of its own.
 *
 * any: somebody is alive. room: somebody gets from one room into another, which restlessness in bed or on the floor
 * does not. round: somebody is up and about, three rooms within half an hour, which a person who fails slowly no longer
 * is. One machine judges all three; only what counts as a sign differs.
 */
import { MINUTE_MS } from './time.ts';

export const SIGNS = ['any', 'room', 'round'] as const;
export type Sign = (typeof SIGNS)[number];

/** Three rooms: one more than the way between bed and bathroom. */
export const ROUND_ROOMS = 3;
/** Half an hour: a slow walk through the flat with things to do on the way. */
export const ROUND_MS = 30 * MINUTE_MS;
/** A round has one habit: it is not of one place. */
export const ROUND_PLACE = 'home';

/** The last sign of a room. */
export interface Visit {
  readonly room: string;
  ms: number;
}

/** Notes a sign in `room`; true when it completes a round. Keeps at most one visit per room. */
export function visit(visits: Visit[], room: string, ms: number): boolean {
  let rooms = 1;
  let known: Visit | undefined;
  for (const one of visits) {
    if (one.room === room) known = one;
    else if (ms - one.ms < ROUND_MS) rooms += 1;
  }
  if (known === undefined) visits.push({ room, ms });
  else known.ms = ms;
  return rooms >= ROUND_ROOMS;
}
