/**
 * What is given up when there is no room for everything: telemetry first, alerts never.
 *
 * Knows records by kind and lane only. Owns no record and counts nothing: the journal does both.
 */
import { type Entry, LANES, type Lane, URGENT } from '../record.ts';

export interface Draft {
  readonly n: number;
  entry: Entry;
  readonly lane: Lane | null;
  seq: number | null;
}

/**
 * What goes first when memory is full: plain telemetry, then what stays home and was not urgent, then whatever stays
 * home. A checkpoint is kept: it tells what the others told.
 */
const SHED_FIRST: readonly ((draft: Draft) => boolean)[] = [
  ({ lane, entry }) => lane === 'history' || (lane === null && entry.body.kind === 'observation'),
  ({ lane, entry }) => lane === null && !URGENT[entry.body.kind],
  ({ lane, entry }) => lane === null && entry.body.kind !== 'checkpoint',
];

/** What is not written while the disk is full: most of all records, and none that anybody must come for. */
export function isTelemetry({ lane, entry: { body } }: Draft): boolean {
  return lane === 'history' || (lane === null && (body.kind === 'observation' || body.kind === 'climate'));
}

/**
 * Memory is full while the store fails. A record that has its number and is not kept never goes: the receiver would
 * wait for it for ever, and all that follows in its lane with it. The last that was appended has none, so one can go.
 */
export function nextToShed(drafts: readonly Draft[], isKept: (draft: Draft) => boolean): number {
  const at = SHED_FIRST.map((may) => drafts.findIndex(may)).find((found) => found >= 0);
  const kept = at ?? drafts.findIndex(isKept);
  return kept >= 0 ? kept : leastUrgent(drafts);
}

/** The oldest record without a number, of the lane that leaves last. */
function leastUrgent(drafts: readonly Draft[]): number {
  for (const lane of LANES.toReversed()) {
    const at = drafts.findIndex((draft) => draft.lane === lane && draft.seq === null);
    if (at >= 0) return at;
  }
  return drafts.length - 1;
}
