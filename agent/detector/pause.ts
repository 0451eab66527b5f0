/**
 * A pause: for a while, by word of the centre, no silence is judged and nothing is asked.
 *
 * Owns how long one may last and what of it is in force. It mutes no call and no alert: cord, button and what was raised
 * before go on as ever, and so does a question that is in the air. Runs on home time like a plan: a believed clock brings
 * its end nearer, never farther. What happens in it teaches nothing.
 */
import type { Moment } from '../moment.ts';
import type { Entry } from '../record.ts';
import type { PlansState } from './plan-slice.ts';

const MINUTE_MS = 60_000;
/** 24 h, a day of visitors or of wanting to be left alone; whoever wants longer is asked again by somebody. */
export const PAUSE_MS_MAX = 24 * 60 * MINUTE_MS;
/** After it whoever was told that it is over has half an hour to stir, as after any other word. */
export const PAUSE_GRACE_MS = 30 * MINUTE_MS;

export interface Pause {
  /** Home time of its beginning; one that is renewed goes on. */
  readonly sinceMs: number;
  untilMs: number;
  /** The same on the wall clock, ms since 1970 UTC. */
  readonly untilWallMs: number;
}

/** Applies one record. Changes `slice` in place. */
export function evolvePause(slice: PlansState, { at, body }: Entry, now: Moment): void {
  if (body.kind === 'pause' && body.untilWallMs !== null) {
    const lastsMs = Math.min(Math.max(0, body.untilWallMs - at.wallMs), PAUSE_MS_MAX);
    const sinceMs = slice.pause?.sinceMs ?? now.ms;
    slice.pause = { sinceMs, untilMs: now.ms + lastsMs, untilWallMs: body.untilWallMs };
  } else if (body.kind === 'pause' || body.kind === 'pause-over') {
    if (slice.pause !== null) slice.pausedUntilMs = Math.min(now.ms, slice.pause.untilMs);
    slice.pause = null;
  } else if (slice.pause !== null && now.trusted) {
    // The hub was off, and home time stood still for a part of it.
    slice.pause.untilMs = Math.min(slice.pause.untilMs, now.ms + slice.pause.untilWallMs - at.wallMs);
  }
}

export function isPaused({ pause }: Readonly<PlansState>, nowMs: number): boolean {
  return pause !== null && nowMs < pause.untilMs;
}

/** Home time before which no silence is judged; -Infinity when there was no pause. */
export function judgedFromMs({ pause, pausedUntilMs }: Readonly<PlansState>): number {
  const untilMs = pause?.untilMs ?? pausedUntilMs;
  return untilMs === null ? -Infinity : untilMs + PAUSE_GRACE_MS;
}
