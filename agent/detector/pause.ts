/**
 * For a while no silence is judged and nothing is asked: a pause by word of the centre, or peace because the resident
 * asked for it.
 *
 * Owns how long a pause may last (peace: `peace-share.ts`) and what of it is in force. They mute no call and no alert:
 * cord, button and what was raised before go on as ever, and so does a question that is in the air. Peace is the
 * resident's wish not to be spoken to: unlike a pause it does not excuse that the home cannot be seen. Both run on home
 * time like a plan: a believed clock brings their end nearer, never farther. What happens in them teaches nothing.
 */
import type { Moment } from '../moment.ts';
import type { Entry, Overdue, Stamp } from '../record.ts';
import { peaceLeftMs, remembered } from './peace-share.ts';
import { PAUSE_GRACE_MS, type PlansState } from './plan-slice.ts';

const MINUTE_MS = 60_000;
/** 24 h, a day of visitors or of wanting to be left alone; whoever wants longer is asked again by somebody. */
export const PAUSE_MS_MAX = 24 * 60 * MINUTE_MS;

export interface Pause {
  /** Home time of its beginning; one that is renewed goes on. */
  readonly sinceMs: number;
  untilMs: number;
  /** The same on the wall clock, ms since 1970 UTC. */
  readonly untilWallMs: number;
}

/** Applies one record. Changes `slice` in place. */
export function evolvePause(slice: PlansState, { at, body }: Entry, now: Moment): void {
  if (body.kind === 'pause' && body.untilWallMs !== null)
    slice.pause = begun(slice.pause, body.untilWallMs, { at, now, mostMs: PAUSE_MS_MAX });
  else if (body.kind === 'pause' || body.kind === 'pause-over') {
    if (slice.pause !== null) slice.pausedUntilMs = Math.min(now.ms, slice.pause.untilMs);
    slice.pause = null;
  } else if (body.kind === 'peace' && body.untilWallMs !== null)
    slice.peace = begun(slice.peace, body.untilWallMs, { at, now, mostMs: peaceLeftMs(slice, now.ms) });
  else if (body.kind === 'peace') {
    if (slice.peace !== null) endPeace(slice, slice.peace, now.ms);
    slice.peace = null;
  } else if (now.trusted) {
    if (slice.pause !== null) bringNearer(slice.pause, at, now);
    if (slice.peace !== null) bringNearer(slice.peace, at, now);
  }
}

function endPeace(slice: PlansState, { sinceMs, untilMs }: Pause, nowMs: number): void {
  slice.peacedUntilMs = Math.min(nowMs, untilMs);
  slice.peaces = remembered(slice.peaces, { fromMs: sinceMs, untilMs: slice.peacedUntilMs });
}

interface Beginning {
  readonly at: Stamp;
  readonly now: Moment;
  readonly mostMs: number;
}
function begun(before: Pause | null, untilWallMs: number, { at, now, mostMs }: Beginning): Pause {
  const lastsMs = Math.min(Math.max(0, untilWallMs - at.wallMs), mostMs);
  return { sinceMs: before?.sinceMs ?? now.ms, untilMs: now.ms + lastsMs, untilWallMs };
}

/** The hub was off, and home time stood still for a part of it. */
function bringNearer(pause: Pause, at: Stamp, now: Moment): void {
  pause.untilMs = Math.min(pause.untilMs, now.ms + pause.untilWallMs - at.wallMs);
}

export function isPaused(plans: Readonly<PlansState>, nowMs: number): boolean {
  return nowMs < pausedUntilMs(plans);
}

/** Home time at which nothing is paused any more; -Infinity when nothing is. */
export function pausedUntilMs({ pause, peace }: Readonly<PlansState>): number {
  return Math.max(pause?.untilMs ?? -Infinity, peace?.untilMs ?? -Infinity);
}

/** Home time before which nothing is asked for this cause; -Infinity when there was no pause. */
export function judgedFromMs(plans: Readonly<PlansState>, cause: Overdue['cause']): number {
  const untilMs = plans.pause?.untilMs ?? plans.pausedUntilMs ?? -Infinity;
  const peaceMs = plans.peace?.untilMs ?? plans.peacedUntilMs ?? -Infinity;
  return Math.max(untilMs, cause === 'inactivity' ? peaceMs : -Infinity) + PAUSE_GRACE_MS;
}
