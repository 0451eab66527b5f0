/**
 * Loads that switch themselves: a fridge, a dehumidifier, a boiler, known by the size of their step and its beat.
 *
 * Owns what is learned of them: a bounded table, plain JSON. A rhythm is a size that comes again at nearly equal times
 * round the clock; whatever a person switches rests while they sleep. Must never take one for the other on the word of
 * a size alone: a kettle as strong as a boiler is not the boiler when it comes off the beat.
 */

/** Appliances of a home that differ in size; a large one has about a dozen. */
export const SIZES_MAX = 16;
/** The last beats of a size: enough for a median that a few strangers do not move. */
const INTERVALS_MAX = 24;
const INTERVALS_MIN = 12;
/** Two steps are of one size within this share, or this many watts where they are small. */
const SIZE_SHARE = 0.12;
const SIZE_WATTS = 12;
/** A size follows its appliance: a compressor in a warm kitchen draws more. */
const SIZE_DRIFT = 1 / 8;
/**
 * Nobody sleeps in less than five hours, so a pause of five is somebody's night; and a beat slower than two and a half
 * could be somebody's meals. A boiler that heats three times a day is told.
 */
const PAUSE_MS_MAX = 5 * 3_600_000;
const BEAT_MS_MAX = 150 * 60_000;
/** It has to be seen round the clock once. */
const LEARNING_MS = 24 * 3_600_000;
/** Intervals near their median: learned from so large a share, forgotten below the other. */
const NEAR_SHARE = 0.35;
const STEADY_SHARE_MIN = 0.7;
const STEADY_SHARE_KEPT = 0.4;
/** How far off its beat a load may come, as a share of the beat: what its own beats scatter and some. */
const SCATTER_FACTOR = 1.25;
const OFF_BEAT_MIN = 0.1;
/** Beats that may be missed (a defrosting fridge) before the next step is news again. */
const MISSED_MAX = 3;

/** One size of step. */
export interface Rhythm {
  watts: number;
  /** The last step of the size, and the last that came on the beat; monotonic ms. */
  lastMs: number;
  beatMs: number;
  /** Since when it never paused for a night. */
  sinceMs: number;
  /** Between two steps, the newest last, ms. */
  intervals: number[];
  isCyclic: boolean;
}

/** Whether a step up of that size is the beat of a load that switches itself. Learns from it; changes `known`. */
export function isBeat(known: Rhythm[], watts: number, nowMs: number): boolean {
  const rhythm = nearest(known, watts);
  if (rhythm === null) {
    makeRoom(known);
    known.push({ watts, lastMs: nowMs, beatMs: nowMs, sinceMs: nowMs, intervals: [], isCyclic: false });
    return false;
  }
  const intervalMs = nowMs - rhythm.lastMs;
  learn(rhythm, watts, intervalMs, nowMs);
  const { isCyclic, beatMs, intervals } = rhythm;
  const { medianMs, offBeat } = judge(intervals);
  const beats = (nowMs - beatMs) / medianMs;
  const whole = Math.round(beats);
  const isInTime = whole >= 1 && whole <= 1 + MISSED_MAX && Math.abs(beats - whole) <= offBeat;
  // One that came out of turn may have been the load itself, hurried by an open door: then the next follows that.
  const isAfterLast = Math.abs(intervalMs / medianMs - 1) <= offBeat;
  const isOnBeat = isInTime || isAfterLast;
  // Until it is known every step may be the beat; one that was lost begins anew with the next.
  if (!isCyclic || isOnBeat || whole > 1 + MISSED_MAX) rhythm.beatMs = nowMs;
  return isCyclic && isOnBeat;
}

function learn(rhythm: Rhythm, watts: number, intervalMs: number, nowMs: number): void {
  if (intervalMs >= PAUSE_MS_MAX) rhythm.sinceMs = nowMs;
  rhythm.lastMs = nowMs;
  rhythm.watts += (watts - rhythm.watts) * SIZE_DRIFT;
  rhythm.intervals.push(intervalMs);
  if (rhythm.intervals.length > INTERVALS_MAX) rhythm.intervals.shift();
  const { medianMs, share } = judge(rhythm.intervals);
  rhythm.isCyclic =
    medianMs <= BEAT_MS_MAX &&
    nowMs - rhythm.sinceMs >= LEARNING_MS &&
    rhythm.intervals.length >= INTERVALS_MIN &&
    share >= (rhythm.isCyclic ? STEADY_SHARE_KEPT : STEADY_SHARE_MIN);
}

/** How many loads are known to switch themselves. */
export function cyclicLoads(known: readonly Rhythm[]): number {
  return known.filter(({ isCyclic }) => isCyclic).length;
}

/** Whether two steps are of one size. */
export function isSameSize(left: number, right: number): boolean {
  return Math.abs(left - right) <= Math.max(SIZE_WATTS, SIZE_SHARE * Math.max(left, right));
}

/** The middle interval, the share of intervals near it, and how far off it a beat may come. */
function judge(intervals: readonly number[]): { medianMs: number; share: number; offBeat: number } {
  const sorted = intervals.toSorted((left, right) => left - right);
  const medianMs = Math.max(1, sorted[sorted.length >> 1] ?? 1);
  let near = 0;
  let farthest = 0;
  for (const intervalMs of intervals) {
    const off = Math.abs(intervalMs - medianMs) / medianMs;
    // What a stranger did between two beats says nothing of how far its own scatter.
    if (off > NEAR_SHARE) continue;
    near += 1;
    farthest = Math.max(farthest, off);
  }
  return {
    medianMs,
    share: near / Math.max(1, intervals.length),
    offBeat: Math.min(NEAR_SHARE, Math.max(OFF_BEAT_MIN, farthest * SCATTER_FACTOR)),
  };
}

function nearest(known: readonly Rhythm[], watts: number): Rhythm | null {
  let best: Rhythm | null = null;
  for (const rhythm of known) {
    if (!isSameSize(rhythm.watts, watts)) continue;
    if (best === null || Math.abs(rhythm.watts - watts) < Math.abs(best.watts - watts)) best = rhythm;
  }
  return best;
}

/** The size that was not seen for longest goes; what was learned as a rhythm goes last. */
function makeRoom(known: Rhythm[]): void {
  if (known.length < SIZES_MAX) return;
  const stale = (rhythm: Rhythm): number => rhythm.lastMs + (rhythm.isCyclic ? LEARNING_MS : 0);
  let oldest = 0;
  for (const [at, rhythm] of known.entries()) {
    const before = known[oldest];
    if (before !== undefined && stale(rhythm) < stale(before)) oldest = at;
  }
  known.splice(oldest, 1);
}
