/**
 * What feeds the hub, and how long it can go on without the mains.
 *
 * Owns that slice of the conditions' state. The end of the battery is projected from what was said last: a hub that
 * was restarted meanwhile is told less by its own line than it knew before. Never ends anything itself
 * (`last-minutes.ts`).
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

/** Whether the battery is known to be empty within so many ms. */
export function isEmptyIn(supply: Readonly<SupplyState> | null, nowMs: number, withinMs: number): boolean {
  return supply !== null && supply.emptyMs !== null && nowMs >= supply.emptyMs - withinMs;
}
