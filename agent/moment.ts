/**
 * A moment, as pure code knows it: on home time, on the local wall clock, and whether the latter can be believed.
 *
 * Made by the state from a stamp; no machine ever asks for the time.
 */
/** One moment on every scale a machine may ask for. */
export interface Moment {
  /** Home time. */
  readonly ms: number;
  /** Local wall clock as if it were UTC: day = floor(localMs / 86,400,000). */
  readonly localMs: number;
  /** Whether the time of day can be believed. */
  readonly trusted: boolean;
}
