/**
 * A room that stopped seeing, found by the way people walk: others show life on a path that it must see.
 *
 * Owns the learned passages between rooms. If nearly all ways from A to B led through X, and now many in a row
 * do not while X shows nothing at all, then X is blind. Must never judge a room by its silence alone: that is
 * the resident's rhythm, not the sensor's health. Leaf rooms cannot be judged so; they need a heartbeat.
 */

/** Bound of the tables: 12 × 12 pairs, 13 numbers each. Rooms beyond the twelfth are not judged. */
export const ROOMS_MAX = 12;
/** From the last sign in A to the first in B: a slow walk through a flat with a stop at the switch. */
export const PASSAGE_MS_MAX = 2 * 60_000;
/** So many passages before anything is believed of a pair of rooms. */
export const PASSAGES_MIN = 20;
/** Of ten passages nine led through X. */
export const SHARE_MIN = 0.9;
/** Direct passages in a row: by chance at most one tenth to the sixth, once in a million tries. */
export const DIRECT_MIN = 6;
/** When a pair has so many, all its counts are halved: about a month of a busy home, so habits can change. */
const PASSAGES_MAX = 400;

export interface Passages {
  /** By room: how often it was the one room between the two. */
  via: number[];
  /** How often there was none between, not counting `streak`. */
  direct: number;
  /** Direct passages in a row since `streakMs`, in which the usual room between showed nothing. */
  streak: number;
  streakMs: number;
}
export interface ContradictionState {
  rooms: readonly string[];
  /** By room: home time of its last sign. */
  signMs: (number | null)[];
  /** The room of the last sign, the one before it, and when the one before had its last sign. */
  here: number | null;
  before: number | null;
  /** By lower room × ROOMS_MAX + higher room. */
  pairs: (Passages | null)[];
  /** The room that must have seen somebody and did not. */
  suspect: number | null;
}

export function initialContradiction(rooms: readonly string[]): ContradictionState {
  const known = rooms.slice(0, ROOMS_MAX);
  return {
    rooms: known,
    signMs: known.map(() => null),
    here: null,
    before: null,
    pairs: Array.from({ length: ROOMS_MAX * ROOMS_MAX }, () => null),
    suspect: null,
  };
}

/** Takes in a sign of life in a room at `ms` (home time). Changes `slice` in place. */
export function followPassage(slice: ContradictionState, room: number, ms: number): void {
  if (room >= ROOMS_MAX) return;
  const { here, before } = slice;
  if (here === room) {
    slice.signMs[room] = ms;
    return;
  }
  const hereMs = here === null ? null : (slice.signMs[here] ?? null);
  if (here !== null && hereMs !== null && ms - hereMs <= PASSAGE_MS_MAX) {
    walkedDirect(slice, passagesOf(slice, here, room), ms);
    const beforeMs = before === null ? null : (slice.signMs[before] ?? null);
    if (before !== null && before !== room && beforeMs !== null && ms - beforeMs <= PASSAGE_MS_MAX) {
      walkedVia(passagesOf(slice, before, room), here);
    }
  }
  slice.signMs[room] = ms;
  slice.before = here;
  slice.here = room;
}

function passagesOf(slice: ContradictionState, a: number, b: number): Passages {
  const place = Math.min(a, b) * ROOMS_MAX + Math.max(a, b);
  const known = slice.pairs[place];
  if (known !== null && known !== undefined) return known;
  const fresh = { via: slice.rooms.map(() => 0), direct: 0, streak: 0, streakMs: 0 };
  slice.pairs[place] = fresh;
  return fresh;
}

function walkedVia(passages: Passages, room: number): void {
  passages.via[room] = (passages.via[room] ?? 0) + 1;
  passages.direct += passages.streak;
  passages.streak = 0;
  if (total(passages) < PASSAGES_MAX) return;
  passages.via = passages.via.map((count) => count >> 1);
  passages.direct >>= 1;
}

function walkedDirect(slice: ContradictionState, passages: Passages, ms: number): void {
  const usual = usualRoom(passages);
  if (usual === null) {
    passages.direct += 1;
    return;
  }
  const seenMs = slice.signMs[usual] ?? null;
  if (passages.streak > 0 && seenMs !== null && seenMs >= passages.streakMs) {
    passages.direct += passages.streak;
    passages.streak = 0;
  }
  if (passages.streak === 0) passages.streakMs = ms;
  passages.streak += 1;
  if (passages.streak >= DIRECT_MIN) slice.suspect = usual;
}

/** The one room through which nearly all passages led; null when there is none, or too little is known. */
function usualRoom(passages: Passages): number | null {
  const needed = Math.max(PASSAGES_MIN, total(passages)) * SHARE_MIN;
  const room = passages.via.findIndex((count) => count >= needed);
  return room === -1 || total(passages) < PASSAGES_MIN ? null : room;
}

function total(passages: Passages): number {
  let sum = passages.direct;
  for (const count of passages.via) sum += count;
  return sum;
}
