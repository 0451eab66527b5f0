/**
 * What to do about an adapter that hears nothing: one rung after the other, then say so, then again from the first.
 *
 * Owns the order and the times; does nothing itself and knows no clock. Scans die after hours or days on real
 * adapters and only a power cycle brings them back (bluez/bluez #1126, home-assistant/core #84270). Quiet air is not
 * a deaf adapter: where adverts are rare, thrice their usual pause is waited for.
 */

export type Rung = 'restart-discovery' | 'power-cycle' | 'reconnect' | 'report-deaf';

export interface LadderTimes {
  /** Without any advert of anybody for so long, the first rung is climbed. */
  readonly deafMs: number;
  /** From each rung to the next. 90 + 3 × 45 s, and what the calls take: reported within five minutes. */
  readonly rungMs: number;
}
export interface Ladder {
  /** Since when nothing is heard. */
  quietSinceMs: number;
  /** The longest usual pause between two adverts of anybody; fades with every one heard. */
  pauseMs: number;
  /** Rungs climbed since something was heard, and when the last. */
  climbed: number;
  climbedAtMs: number;
}

const RUNGS: readonly Rung[] = ['restart-discovery', 'power-cycle', 'reconnect', 'report-deaf'];
const PAUSES_MAX = 3;
/** Forty adverts, which is a few seconds among neighbours, make a pause a hundredth of what it was. */
const FADE = 0.9;

/** Starts to listen. */
export function ladderAt(nowMs: number): Ladder {
  return { quietSinceMs: nowMs, pauseMs: 0, climbed: 0, climbedAtMs: nowMs };
}

/** An advert of anybody was heard. */
export function heardAt(ladder: Ladder, nowMs: number): void {
  ladder.pauseMs = Math.max(nowMs - ladder.quietSinceMs, ladder.pauseMs * FADE);
  ladder.quietSinceMs = nowMs;
  ladder.climbed = 0;
}

/** The rung that is due, which counts as climbed from now on; null: none is. */
export function nextRung(ladder: Ladder, nowMs: number, { deafMs, rungMs }: LadderTimes): Rung | null {
  const patienceMs = Math.max(deafMs, ladder.pauseMs * PAUSES_MAX);
  const isDue =
    ladder.climbed === 0 ? nowMs - ladder.quietSinceMs >= patienceMs : nowMs - ladder.climbedAtMs >= rungMs;
  if (!isDue) return null;
  const rung = RUNGS[ladder.climbed % RUNGS.length] ?? null;
  ladder.climbed += 1;
  ladder.climbedAtMs = nowMs;
  return rung;
}
