/**
 * The clock of a walk: a new hub sets its time in the very visit, and no step of a walk may begin or end by that.
 *
 * Owns the pace: milliseconds since 1970 as they were when this process began, and from then on at their own.
 */

export function walkNowMs(): number {
  return performance.timeOrigin + performance.now();
}

/** What was stamped by the wall clock, as far as that has not been set since. */
export function ofWall(wallMs: number): number {
  return walkNowMs() - Math.max(0, Date.now() - wallMs);
}
