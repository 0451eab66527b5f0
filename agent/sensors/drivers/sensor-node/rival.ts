/**
 * Two nodes with one identity: frames with a valid tag that are refused for their numbers, yet rise among themselves.
 *
 * Owns how many of them are a second node (boards/sensor-node/PROTOCOL.md, section 9). A recording that is played in a
 * moment counts once; a second node goes on and on. Must never be fed with a frame whose tag was not right.
 */
import type { FrameCounter } from '../../driver.ts';

/** At most one counts in this time. */
const CONFLICT_MS = 20_000;
const CONFLICTS_MAX = 5;
/** So long without one, and the node is alone again. */
const ALONE_MS = 600_000;

export interface Rival {
  /** The newest refused frame. */
  newest: FrameCounter | null;
  countedMs: number;
  inRow: number;
  /** This identity is used by two. */
  isThere: boolean;
}
export function noRival(): Rival {
  return { newest: null, countedMs: 0, inRow: 0, isThere: false };
}

/** Takes in a refused frame. Whether it counts as a conflict. */
export function followRival(rival: Rival, { session, count }: FrameCounter, nowMs: number): boolean {
  const { newest } = rival;
  if (
    newest !== null &&
    (session < newest.session || (session === newest.session && count <= newest.count))
  ) {
    return false;
  }
  rival.newest = { session, count };
  const sinceMs = newest === null ? Number.POSITIVE_INFINITY : nowMs - rival.countedMs;
  if (sinceMs < CONFLICT_MS) return false;
  rival.inRow = sinceMs > ALONE_MS ? 1 : rival.inRow + 1;
  rival.countedMs = nowMs;
  rival.isThere ||= rival.inRow >= CONFLICTS_MAX;
  return true;
}

/** Monotonic ms at which the node is alone again; null when it is. */
export function aloneAtMs({ isThere, countedMs }: Rival): number | null {
  return isThere ? countedMs + ALONE_MS : null;
}
export function letGo(rival: Rival): void {
  rival.isThere = false;
  rival.inRow = 0;
}
