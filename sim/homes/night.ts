/**
 * When a person went to bed and rose, found in the log alone.
 *
 * Owns the search: the stretch of a night in which there is least going on. Both the fit and the comparison use it,
 * on real and on simulated logs alike; no label is read. Pure.
 */
import { DAY_MS, type Gap, HOUR_MS, MINUTE_MS, type Tick } from './tick.ts';

export interface Night {
  /** The last sign before it, and the first one of the day; local ms. */
  readonly bedMs: number;
  readonly riseMs: number;
}

const BIN_MS = 10 * MINUTE_MS;
/** A night is looked for from seven in the evening to one in the afternoon. */
const FROM_MS = -5 * HOUR_MS;
const UNTIL_MS = 13 * HOUR_MS;
const NIGHT_MS_MIN = 3 * HOUR_MS;
const NIGHT_MS_MAX = 14 * HOUR_MS;
/** Quiet where nobody sleeps is an evening before the television. */
const ELSEWHERE = -0.5;
const SLEEPS_IN: readonly string[] = ['bedroom', 'bathroom', 'hall'];
/** Of the signs in ten minutes of a day awake, so many make a bin that is half one, half the other. */
const QUIET_SHARE = 0.3;
/** A busy bin counts against a night no more than so many quiet ones: a visit to the bathroom is part of it. */
const BUSY_MAX = 2;

/** What the home sees of somebody in bed: every stir on a mat, some, or nothing. */
export type BedSeen = 'mat' | 'some' | 'nothing';

/** The nights of a log in order; one that was spent elsewhere is left out. */
export function nightsOf(ticks: readonly Tick[], gaps: readonly Gap[], bed: BedSeen): Night[] {
  const [first, last] = [ticks[0], ticks.at(-1)];
  if (first === undefined || last === undefined) return [];
  const counts = countsOf(bed === 'mat' ? ticks.filter(({ room }) => room !== 'bedroom') : ticks);
  const away = binsOf(gaps.filter((gap) => gap.away));
  const elsewhere = binsOf(bed === 'nothing' ? [] : gaps.filter(({ room }) => !SLEEPS_IN.includes(room)));
  const lively = [...counts.values()].filter((count) => count >= 2).length;
  const usual = ticks.length / Math.max(1, lively);
  const nights: Night[] = [];
  for (let dayMs = Math.floor(first.localMs / DAY_MS) * DAY_MS; dayMs <= last.localMs; dayMs += DAY_MS) {
    const span = quietest(dayMs, (bin) => {
      if (away.has(bin)) return -1;
      if (elsewhere.has(bin)) return ELSEWHERE;
      return Math.max(-BUSY_MAX, 1 - (counts.get(bin) ?? 0) / Math.max(1, usual * QUIET_SHARE));
    });
    if (span === null || span.riseMs <= first.localMs + HOUR_MS || span.bedMs >= last.localMs) continue;
    const night = snapped(span, ticks);
    if (night !== null) nights.push(night);
  }
  return nights;
}

function countsOf(ticks: readonly Tick[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const { localMs } of ticks) {
    const bin = Math.floor(localMs / BIN_MS);
    counts.set(bin, (counts.get(bin) ?? 0) + 1);
  }
  return counts;
}

/** Bins that begin within one of these gaps. */
function binsOf(gaps: readonly Gap[]): Set<number> {
  const bins = new Set<number>();
  for (const gap of gaps) {
    for (let bin = Math.ceil(gap.fromMs / BIN_MS); bin * BIN_MS < gap.untilMs; bin += 1) bins.add(bin);
  }
  return bins;
}

/** The stretch whose scores sum up highest; null when it is too short for a night. */
function quietest(dayMs: number, score: (bin: number) => number): Night | null {
  let best = 0;
  let found: Night | null = null;
  let sum = 0;
  let from = Math.floor((dayMs + FROM_MS) / BIN_MS);
  for (let bin = from; bin * BIN_MS < dayMs + UNTIL_MS; bin += 1) {
    if (sum <= 0) {
      sum = 0;
      from = bin;
    }
    sum += score(bin);
    if (sum <= best) continue;
    best = sum;
    found = { bedMs: from * BIN_MS, riseMs: (bin + 1) * BIN_MS };
  }
  return found !== null && found.riseMs - found.bedMs >= NIGHT_MS_MIN ? found : null;
}

function snapped({ bedMs, riseMs }: Night, ticks: readonly Tick[]): Night | null {
  let bed: number | null = null;
  for (const { localMs } of ticks) {
    if (localMs < bedMs + BIN_MS) bed = localMs;
    if (localMs < riseMs) continue;
    return bed === null || localMs - bed > NIGHT_MS_MAX ? null : { bedMs: bed, riseMs: localMs };
  }
  return null;
}
