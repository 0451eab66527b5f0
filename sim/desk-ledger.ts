/**
 * Which numbers of one lane of one boot have arrived: the receiver's dedupe, as ranges.
 *
 * Owns contiguity and gaps. Never knows what a record says, and never forgets a number it has taken. Ranges keep
 * it small: a lane that lost nothing is one range however long it lives.
 */
import type { Lane } from '../agent/record.ts';

/** First and last number of a stretch without holes. */
export type Range = [first: number, last: number];
export interface LaneLedger {
  readonly hub: string;
  readonly lane: Lane;
  readonly boot: string;
  /** Sorted, disjoint, never touching. */
  ranges: Range[];
  /** The highest number known to exist: named by a heartbeat, or by a later boot as the last of this one. */
  endSeq: number | null;
  /** Records whose content was taken over. Equals the numbers in `ranges` unless the desk is broken. */
  applied: number;
  /** Records that came again. */
  duplicates: number;
  /** The last `upTo` that the broker took from the desk; the hub may still have missed it. */
  told: number;
  /** The hub says it has sent up to here, so what has not arrived was lost on the way. */
  sentSeq: number;
  /** The highest number that came in a file carried by hand; 0 when none did. */
  byHandSeq: number;
  /** The `upTo` with which the missing records were last asked for; null: not since it was last worth asking. */
  askedUpTo: number | null;
}
export interface Gap {
  readonly hub: string;
  readonly lane: Lane;
  readonly boot: string;
  readonly first: number;
  readonly last: number;
}

/**
 * Holes held open in one lane of one boot: 16 packets may be in flight and a packet carries 64 records, so more
 * than 16 ranges never arise on a sound link; 1,024 is that with room for 64 broken ones, and 16 KiB of memory.
 * A number that would open another is not taken, hence not acknowledged, hence sent again later.
 */
export const RANGES_MAX = 1024;

export function newLedger(hub: string, lane: Lane, boot: string): LaneLedger {
  return {
    hub,
    lane,
    boot,
    ranges: [],
    endSeq: null,
    applied: 0,
    duplicates: 0,
    told: 0,
    sentSeq: 0,
    byHandSeq: 0,
    askedUpTo: null,
  };
}

/** Takes a number: `new` the first time, `duplicate` after that, `overflow` when there are too many holes. */
export function take(ledger: LaneLedger, seq: number): 'new' | 'duplicate' | 'overflow' {
  const taken = takeRun(ledger, seq, seq);
  if (taken === 'overflow') return taken;
  return taken === 0 ? 'duplicate' : 'new';
}

/** Takes every number from `first` to `last`, and says how many of them were new; `overflow`: none was taken. */
export function takeRun(ledger: LaneLedger, first: number, last: number): number | 'overflow' {
  const { ranges } = ledger;
  // Numbers come in order nearly always: look from the end, for all that the run touches.
  let end = ranges.length;
  while (end > 0 && (ranges[end - 1]?.[0] ?? 0) > last + 1) end -= 1;
  let at = end;
  while (at > 0 && (ranges[at - 1]?.[1] ?? 0) >= first - 1) at -= 1;
  const touched = ranges.slice(at, end);
  if (touched.length === 0 && ranges.length >= RANGES_MAX) return 'overflow';
  const known = touched.reduce((sum, [from, to]) => {
    return sum + Math.max(0, Math.min(to, last) - Math.max(from, first) + 1);
  }, 0);
  const run: Range = [Math.min(first, touched[0]?.[0] ?? first), Math.max(last, touched.at(-1)?.[1] ?? last)];
  ranges.splice(at, end - at, run);
  return last - first + 1 - known;
}

/** Everything from 1 up to here has arrived; 0 when 1 has not. */
export function keptUpTo(ledger: LaneLedger): number {
  const first = ledger.ranges[0];
  return first !== undefined && first[0] === 1 ? first[1] : 0;
}

/** Whether the hub is to be asked for records again: some were lost on the way, and that was not yet said. */
export function wantsAgain(ledger: LaneLedger): boolean {
  const upTo = keptUpTo(ledger);
  // One lane arrives in order, so a number above a hole means that the hole was lost.
  const hole = ledger.ranges.length > (upTo === 0 ? 0 : 1);
  return (hole || upTo < ledger.sentSeq) && ledger.askedUpTo !== upTo;
}

/** How many different numbers have arrived. */
export function distinct(ledger: LaneLedger): number {
  return ledger.ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Numbers that must exist (something above arrived, or a later birth says so) and have not arrived. */
export function gapsOf(ledger: LaneLedger): Gap[] {
  const { hub, lane, boot, ranges, endSeq } = ledger;
  const gaps: Gap[] = [];
  let next = 1;
  for (const [first, last] of ranges) {
    if (first > next) gaps.push({ hub, lane, boot, first: next, last: first - 1 });
    next = last + 1;
  }
  if (endSeq !== null && endSeq >= next) gaps.push({ hub, lane, boot, first: next, last: endSeq });
  return gaps;
}
