/**
 * Whether the room got loud as our own sentence did while the loudspeaker played it.
 *
 * Owns that verdict, from levels alone: the envelope of the clip, which is known, is laid over what the microphone measured
 * (Pearson's correlation, at each lag that is possible), and r counts as ours only beyond what chance gives. Two
 * series that know nothing of each other, each with a rhythm, reach r with the variance
 * (1/N) · Σ ρx(k)·ρy(k), their autocorrelations (Bartlett, Journal of the Royal Statistical Society 98, 1935): so somebody
 * else's talk, which has the rhythm of ours, is not taken for ours. Must never say that nothing was heard where
 * something louder may have covered it, or by a microphone that hears nothing at all.
 */
import type { EarVerdict } from '../record.ts';

/** Of the clip's time, in frames of 20 ms: with less chance decides. 1.5 s. */
const OVERLAP_MIN = 75;
/**
 * The player tells the end best: it ends when the card has played everything, but starts whenever a sleeping card wakes.
 * The sound in the microphone ended at most 200 ms before that, or is up to 600 ms late, by both cards' buffers.
 */
const EARLY_FRAMES = 10;
const LATE_FRAMES = 30;
/** Half of what the microphone measured is explained by the clip: r² = 0.25 and more in rooms with an echo. */
const HEARD_R = 0.5;
const UNHEARD_R = 0.3;
/** How many standard deviations of chance a verdict is from it: 41 lags are tried, and 4 leave one in 1,000 (2 · 3·10⁻⁵ each, one side, correlated). */
const SIGMAS = 4;
/** Rhythms of speech are forgotten after half a second. */
const MEMORY_FRAMES = 25;
/** A room that is louder than this half of the time (-34 dB of full scale) covers a soft sentence without a trace. */
const LOUD_ROOM = 650;
/** What varies more than 12 dB between its quiet and its loud tenth is somebody's sound, and may have covered ours. */
const RESTLESS = 4;
/** Below it a microphone measures itself (-61 dB of full scale); a tenfold of almost nothing is no sound. */
const QUIET = 30;
/** No room is so quiet (-84 dB of full scale), nor any amplifier: a plug half out, or a microphone that is switched off. */
const ROOM_MIN = 2;

/**
 * `envelope`: levels of the clip. `levels`: what the microphone measured from the start of the play to its end. Both one
 * number per 20 ms.
 */
export function loopback(envelope: readonly number[], levels: readonly number[]): EarVerdict {
  let best = { r: -1, chance: 1 };
  for (let late = -EARLY_FRAMES; late <= LATE_FRAMES; late += 1) {
    const [played, measured] = laidOver(envelope, levels, late);
    if (played.length < OVERLAP_MIN) continue;
    const r = correlation(played, measured);
    if (r > best.r) best = { r, chance: chanceOf(played, measured) };
  }
  if (best.r === -1) return 'cannot-tell';
  if (best.r >= HEARD_R && best.r >= SIGMAS * best.chance) return 'heard';
  const isSure = best.r < UNHEARD_R && !isCovered(levels) && !isDead(levels);
  return isSure ? 'not-heard' : 'cannot-tell';
}

/** Both where they overlap, when the end of the clip is so many frames after the end of the levels. */
function laidOver(
  envelope: readonly number[],
  levels: readonly number[],
  late: number,
): readonly [readonly number[], readonly number[]] {
  const start = levels.length - envelope.length + late;
  const from = Math.max(0, start);
  const until = Math.min(levels.length, levels.length + late);
  return [envelope.slice(from - start, until - start), levels.slice(from, until)];
}

function correlation(left: readonly number[], right: readonly number[]): number {
  const [x, y] = [centred(left), centred(right)];
  const power = Math.sqrt(product(x, x, 0) * product(y, y, 0));
  return power === 0 ? 0 : product(x, y, 0) / power;
}

/** The standard deviation of r between two that know nothing of each other. */
function chanceOf(left: readonly number[], right: readonly number[]): number {
  const [x, y] = [centred(left), centred(right)];
  const power = product(x, x, 0) * product(y, y, 0);
  if (power === 0) return 1;
  let sum = 1;
  for (let k = 1; k <= MEMORY_FRAMES; k += 1) sum += (2 * product(x, x, k) * product(y, y, k)) / power;
  // The sum is estimated, and may fall below that of two without any rhythm.
  return Math.sqrt(Math.max(1, sum) / x.length);
}

function centred(values: readonly number[]): readonly number[] {
  let sum = 0;
  for (const value of values) sum += value;
  return values.map((value) => value - sum / values.length);
}
function product(x: readonly number[], y: readonly number[], lag: number): number {
  let sum = 0;
  for (let n = 0; n + lag < x.length; n += 1) sum += (x[n] ?? 0) * (y[n + lag] ?? 0);
  return sum;
}

function isCovered(levels: readonly number[]): boolean {
  const share = shareOf(levels);
  return share(0.5) > LOUD_ROOM || share(0.9) > RESTLESS * Math.max(QUIET, share(0.1));
}

/** Whether what was measured is no room, long enough to be sure. */
export function isDead(levels: readonly number[]): boolean {
  return levels.length >= OVERLAP_MIN && shareOf(levels)(0.5) < ROOM_MIN;
}

/** The level that so much of what was measured does not exceed. */
function shareOf(levels: readonly number[]): (part: number) => number {
  const sorted = levels.toSorted((left, right) => left - right);
  return (part) => sorted[Math.floor(part * (sorted.length - 1))] ?? 0;
}
