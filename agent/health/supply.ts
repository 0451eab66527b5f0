/**
 * What feeds the hub, and how long it can go on without the mains.
 *
 * Owns that slice of the conditions' state. The end of the battery is projected from what was said last: a hub that
 * was restarted meanwhile is told less by its own line than it knew before. Never ends anything itself: whoever runs
 * the hub asks `isNearlyEmpty`.
 */
import type { Supply } from '../record.ts';

export interface SupplyState {
  source: Supply['source'];
  /** Home time since which it is so. */
  sinceMs: number;
  /** Home time at which the battery is empty; null: on mains, or not known. */
  emptyMs: number | null;
}

const MINUTE_MS = 60_000;
/** Enough for somebody to come with a battery, or to switch a fuse on (faults: reported at 2 h left). */
export const LOW_MS = 120 * MINUTE_MS;
/** Less is no time to write anything; the end of a battery is not known to the minute. */
export const NEARLY_EMPTY_MS = 10 * MINUTE_MS;

/** Returns the slice after a record. */
export function evolveSupply(
  before: SupplyState | null,
  { source, minutesLeft }: Supply,
  nowMs: number,
): SupplyState {
  const sinceMs = before?.source === source ? before.sinceMs : nowMs;
  if (source === 'mains') return { source, sinceMs, emptyMs: null };
  const known = before?.source === 'battery' ? before.emptyMs : null;
  return { source, sinceMs, emptyMs: minutesLeft === null ? known : nowMs + minutesLeft * MINUTE_MS };
}

/** Whether the hub is to end while it can still do so in order. */
export function isNearlyEmpty(supply: Readonly<SupplyState> | null, nowMs: number): boolean {
  return supply !== null && supply.emptyMs !== null && nowMs >= supply.emptyMs - NEARLY_EMPTY_MS;
}
