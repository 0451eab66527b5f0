/**
 * A motion detector whose output does not fall any more: a node tells its rise once, and then nothing at all.
 *
 * Owns since when the heartbeats show it high. Must never take the silence of a detector for a fault: high is what it
 * is by its own word, and by the end of its hold time a person has to have stirred all along.
 */
export interface Stuck {
  /** The first heartbeat that showed it high since it was seen to fall; null: it is low. */
  sinceMs: number | null;
  isStuck: boolean;
}
export function notStuck(): Stuck {
  return { sinceMs: null, isStuck: false };
}

/** Its level in a heartbeat. */
export function followLevel(stuck: Stuck, isHigh: boolean, nowMs: number, stuckMs: number): void {
  if (!isHigh) noteChange(stuck);
  else {
    stuck.sinceMs ??= nowMs;
    stuck.isStuck ||= nowMs - stuck.sinceMs >= stuckMs;
  }
}
/** An event of it: a rise as well shows that it had fallen. */
export function noteChange(stuck: Stuck): void {
  stuck.sinceMs = null;
  stuck.isStuck = false;
}
