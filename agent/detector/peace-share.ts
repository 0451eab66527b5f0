/**
 * How much of a day the resident may be left in peace: of any 24 hours at most twelve, however often it is asked for.
 *
 * Owns the memory of the peace of the last day and what is left of it. Must never let one asking follow on another until
 * nobody watches: each alone is short enough, a chain of them is not. Pure; all in home time.
 */
import type { PlansState } from './plan-slice.ts';

const HOUR_MS = 3_600_000;
/** 12 h: a night and the morning after it. Nobody else has agreed to it, so it is half of what the centre may say. */
export const PEACE_MS_MAX = 12 * HOUR_MS;
/** … in any stretch of this length: the other half of each day is watched. */
export const PEACE_WITHIN_MS = 24 * HOUR_MS;
/** Remembered one by one: one an hour for a day. At 50 bytes each they are 1.2 KB of a checkpoint. */
export const STRETCHES_MAX = 24;

export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Remembers one more. Of more than can be remembered the two oldest count as one, with what lay between: never as less. */
export function remembered(stretches: readonly Stretch[], ended: Stretch): Stretch[] {
  const recent = stretches.filter(({ untilMs }) => untilMs > ended.untilMs - PEACE_WITHIN_MS);
  const all = [...recent, ended];
  const [oldest, next, ...rest] = all;
  if (all.length <= STRETCHES_MAX || oldest === undefined || next === undefined) return all;
  return [{ fromMs: oldest.fromMs, untilMs: next.untilMs }, ...rest];
}

/**
 * How long a peace that begins now may last, ms. While it lasts what is a day old drops out of the count, so the peace of
 * last night gives way to that of tonight minute by minute.
 */
export function peaceLeftMs({ peaces, peace }: Readonly<PlansState>, nowMs: number): number {
  const spent = peace === null ? peaces : [...peaces, { fromMs: peace.sinceMs, untilMs: peace.untilMs }];
  const fromMs = nowMs - PEACE_WITHIN_MS;
  const counted = spent
    .map((each) => ({ fromMs: Math.max(each.fromMs, fromMs), untilMs: Math.min(each.untilMs, nowMs) }))
    .filter((each) => each.untilMs > each.fromMs);
  let unusedMs = counted.reduce((leftMs, each) => leftMs - (each.untilMs - each.fromMs), PEACE_MS_MAX);
  if (unusedMs < 0) return 0;
  let lastsMs = 0;
  let atMs = fromMs;
  for (const each of counted) {
    // What was watched a day ago drops out as well, and frees nothing.
    const watchedMs = Math.min(each.fromMs - atMs, unusedMs);
    lastsMs += watchedMs;
    unusedMs -= watchedMs;
    if (each.fromMs - atMs > watchedMs) return Math.min(lastsMs, PEACE_MS_MAX);
    lastsMs += each.untilMs - each.fromMs;
    atMs = each.untilMs;
  }
  return Math.min(lastsMs + unusedMs, PEACE_MS_MAX);
}
