/**
 * How much of a day the resident may be left in peace: of any 24 hours at most twelve, however often it is asked for.
 *
 * Owns the memory of the peace of the last day and what is left of it. Must never let one asking follow on another until
 * nobody watches: each alone is short enough, a chain of them is not, and the half hour after each is muted as well, also
 * after one that was taken back at once. Pure; all in home time.
 */
import { PAUSE_GRACE_MS, type PlansState } from './plan-slice.ts';

const HOUR_MS = 3_600_000;
/** 12 h: a night and the morning after it. Nobody else has agreed to it, so it is half of what the centre may say. */
export const PEACE_MS_MAX = 12 * HOUR_MS;
/** With the half hour after it; of each day the rest is watched. */
export const MUTED_MS_MAX = PEACE_MS_MAX + PAUSE_GRACE_MS;
export const MUTED_WITHIN_MS = 24 * HOUR_MS;
/** As many as are allowed of half an hour each, or nearly. At 50 bytes each they are 1.2 KB of a checkpoint. */
export const STRETCHES_MAX = 24;

/** From the beginning of a peace to the end of the half hour after it. */
export interface Stretch {
  readonly fromMs: number;
  readonly untilMs: number;
}

/**
 * Remembers a peace that ended. One that began in the half hour of another goes on with it. Of more than can be remembered
 * the two oldest count as one, with what lay between: never as less.
 */
export function remembered(stretches: readonly Stretch[], peace: Stretch): Stretch[] {
  const before = stretches.at(-1);
  const goesOn = before !== undefined && before.untilMs >= peace.fromMs;
  const ended = {
    fromMs: goesOn ? before.fromMs : peace.fromMs,
    untilMs: peace.untilMs + PAUSE_GRACE_MS,
  };
  const others = goesOn ? stretches.slice(0, -1) : stretches;
  const recent = others.filter(({ untilMs }) => untilMs > peace.untilMs - MUTED_WITHIN_MS);
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
  // Of one that lasts only what has been counts: from now on it is the new one's.
  const lasting = peace && { fromMs: peace.sinceMs, untilMs: Math.min(peace.untilMs, nowMs) };
  const spent = lasting === null ? peaces : remembered(peaces, lasting);
  const fromMs = nowMs - MUTED_WITHIN_MS;
  const counted = spent
    .map((each) => ({ fromMs: Math.max(each.fromMs, fromMs), untilMs: Math.min(each.untilMs, nowMs) }))
    .filter((each) => each.untilMs > each.fromMs);
  let unusedMs = counted.reduce((leftMs, each) => leftMs - (each.untilMs - each.fromMs), MUTED_MS_MAX);
  if (unusedMs < 0) return 0;
  let lastsMs = 0;
  let atMs = fromMs;
  for (const each of counted) {
    // What was watched a day ago drops out as well, and frees nothing.
    const watchedMs = Math.min(each.fromMs - atMs, unusedMs);
    lastsMs += watchedMs;
    unusedMs -= watchedMs;
    if (each.fromMs - atMs > watchedMs) return promised(lastsMs);
    lastsMs += each.untilMs - each.fromMs;
    atMs = each.untilMs;
  }
  return promised(lastsMs + unusedMs);
}

/** The half hour after it is kept back. */
function promised(mutedMs: number): number {
  return Math.max(0, Math.min(mutedMs, MUTED_MS_MAX) - PAUSE_GRACE_MS);
}
