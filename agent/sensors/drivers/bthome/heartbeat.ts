/**
 * Whether a device is still there, by its own rhythm.
 *
 * Owns the learning of that rhythm: the pauses between its frames, where at least half of them are alike. What a
 * person does only shortens a pause, so alike pauses are the device's own. One that has none is lost after the longest
 * silence that is allowed: a dead tag at a door looks like a door that nobody opens. Only what is there to be pressed,
 * and for nothing else, may be silent for ever.
 */

export interface Heartbeat {
  /** Since when it has not been heard; null: the bus is away, so nobody can tell. */
  sinceMs: number | null;
  wasHeard: boolean;
  /** The last pauses, ms. */
  pauses: number[];
  /** Its rhythm, ms; null: not learned. */
  usualMs: number | null;
}

const PAUSES = 16;
/** Of sixteen pauses the fourth longest: three may be frames that were missed. */
const MISSED = 3;
const ALIKE_MIN = 8;
const ALIKE_SHARE = 0.2;
/** Five frames missed in a row; a microwave oven drowns fewer. */
const MISSED_MAX = 5;
const SILENT_MS_MIN = 10 * 60_000;

export function initialHeartbeat(): Heartbeat {
  return { sinceMs: null, wasHeard: false, pauses: [], usualMs: null };
}

/** The bus is there, or away: the pause that spans it is nobody's. */
export function listenFrom(beat: Heartbeat, sinceMs: number | null): void {
  beat.sinceMs = sinceMs;
  beat.wasHeard = false;
}

export function heard(beat: Heartbeat, nowMs: number): void {
  if (beat.wasHeard && beat.sinceMs !== null) {
    beat.pauses.push(nowMs - beat.sinceMs);
    if (beat.pauses.length > PAUSES) beat.pauses.shift();
    beat.usualMs = rhythmOf(beat.pauses) ?? beat.usualMs;
  }
  beat.sinceMs = nowMs;
  beat.wasHeard = true;
}

/** It was said lost: what comes after may be another battery, or another device. */
export function forget(beat: Heartbeat): void {
  beat.pauses = [];
  beat.usualMs = null;
  beat.wasHeard = false;
}

/** Monotonic ms from which it counts as lost; null: its silence says nothing. */
export function lostAtMs(
  { sinceMs, usualMs }: Heartbeat,
  { silentMsMax, isForCalls }: { readonly silentMsMax: number; readonly isForCalls: boolean },
): number | null {
  if (sinceMs === null) return null;
  if (usualMs !== null) return sinceMs + Math.min(silentMsMax, Math.max(SILENT_MS_MIN, usualMs * MISSED_MAX));
  return isForCalls ? null : sinceMs + silentMsMax;
}

function rhythmOf(pauses: readonly number[]): number | null {
  if (pauses.length < PAUSES) return null;
  const usual = pauses.toSorted((left, right) => right - left)[MISSED] ?? 0;
  const alike = pauses.filter((pause) => Math.abs(pause - usual) <= usual * ALIKE_SHARE);
  return alike.length >= ALIKE_MIN ? usual : null;
}
