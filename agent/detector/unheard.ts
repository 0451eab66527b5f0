/**
 * Time in which nobody listened: sight was lost, or the hub stood still. It is no silence, and it teaches nothing.
 *
 * Owns how the beginnings of the silences move over such a span. Changes the detector's slice in place; reads no policy.
 */
import type { HubState } from '../machine.ts';
import type { Moment } from '../moment.ts';
import { SIGNS } from './signs.ts';
import type { DetectorState } from './slice.ts';

/** The silence stands still from the loss of sight to its return, and what stood still is not counted. */
export function freeze(slice: DetectorState, now: Moment, state: HubState): void {
  const { blindSinceMs } = state.sensors;
  if (blindSinceMs !== null) {
    slice.frozenMs ??= blindSinceMs;
    spoil(slice);
    return;
  }
  const { frozenMs } = slice;
  if (frozenMs === null) return;
  slice.frozenMs = null;
  if (state.presence.state === 'away') return;
  shift(slice, (ms) => ms + now.ms - Math.max(frozenMs, ms));
}

/** A span in which the hub stood still was not silence: nobody listened. It teaches nothing either. */
export function skip(slice: DetectorState, spanMs: number, now: Moment): void {
  spoil(slice);
  if (slice.frozenMs === null) shift(slice, (ms) => Math.min(now.ms, ms + spanMs));
}

/** Moves the beginnings of all silences, and since when it is quiet. */
function shift(slice: DetectorState, move: (ms: number) => number): void {
  if (slice.silences === null || slice.quietMs === null) return;
  slice.quietMs = move(slice.quietMs);
  for (const sign of SIGNS) {
    const silence = slice.silences[sign];
    silence.sinceMs = move(silence.sinceMs);
    silence.fromMs = move(silence.fromMs);
  }
}

export function spoil(slice: DetectorState): void {
  if (slice.silences === null) return;
  for (const sign of SIGNS) slice.silences[sign].spoiled = true;
}
