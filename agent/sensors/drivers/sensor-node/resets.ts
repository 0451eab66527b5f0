/**
 * Starts of a node that its watchdog made: one is an accident, one after the other is a node that does not work.
 *
 * Owns how many of them in an hour are a fault. Must never count a start twice: a node says its cause again whenever it
 * is asked to go on.
 */
const HOUR_MS = 3_600_000;
const RESETS_MAX = 3;

export interface Resets {
  /** The newest session whose start is counted, or was before this hub. */
  session: number;
  /** The last ones within an hour, oldest first. */
  ms: number[];
  isLooping: boolean;
}
export function noResets(session: number): Resets {
  return { session, ms: [], isLooping: false };
}

/** A boot frame of a session. Whether it tells of a reset by the watchdog that was not counted before. */
export function followStart(
  resets: Resets,
  { session, byWatchdog }: { readonly session: number; readonly byWatchdog: boolean },
  nowMs: number,
): boolean {
  const isNew = session > resets.session;
  resets.session = session;
  if (!isNew || !byWatchdog) return false;
  resets.ms = [...resets.ms.filter((ms) => nowMs - ms < HOUR_MS), nowMs].slice(-RESETS_MAX - 1);
  resets.isLooping ||= resets.ms.length > RESETS_MAX;
  return true;
}

/** Monotonic ms at which it has worked for an hour; null while it is well. */
export function steadyAtMs({ isLooping, ms }: Resets): number | null {
  return isLooping ? (ms.at(-1) ?? 0) + HOUR_MS : null;
}
export function noteSteady(resets: Resets): void {
  resets.isLooping = false;
}
