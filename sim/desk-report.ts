/**
 * What the desk can say at any moment about what it has received: counts by (hub, lane, boot, seq).
 *
 * Pure and plain JSON. Changes nothing; a hole that is only late counts as a gap until it is filled.
 */
import type { Lane } from '../agent/record.ts';
import type { Case, StageSet } from './desk-cases.ts';
import type { DeskState, HubBook } from './desk-core.ts';
import { type Gap, distinct, gapsOf } from './desk-ledger.ts';

export interface DeskReport {
  /** Different records that arrived, by lane. */
  readonly records: Readonly<Record<Lane, number>>;
  readonly gaps: readonly Gap[];
  readonly duplicatesReceived: number;
  /** Records taken over beyond the first time; counted apart from the ranges, so that it can differ from 0. */
  readonly duplicatesApplied: number;
  readonly alerts: readonly {
    readonly id: string;
    readonly hub: string;
    readonly cause: Case['cause'];
    readonly test: boolean;
    /** Every stage set by the desk, in order. */
    readonly stages: readonly StageSet[];
    /** The furthest stage the hub has reported. */
    readonly confirmed: Case['confirmed'];
  }[];
  readonly hubs: Readonly<Record<string, Readonly<HubBook>>>;
  /** The newest heartbeat of any hub, in the desk's own time; null when none came. */
  readonly lastHeartbeat: number | null;
  readonly refused: number;
  readonly overflowed: number;
}

/** Counts by (hub, lane, boot, seq); plain JSON. */
export function reportOf(state: DeskState): DeskReport {
  const records = { alert: 0, notice: 0, need: 0, state: 0, history: 0 };
  const gaps: Gap[] = [];
  let duplicatesReceived = 0;
  let duplicatesApplied = 0;
  for (const ledger of Object.values(state.lanes)) {
    const arrived = distinct(ledger);
    records[ledger.lane] += arrived;
    gaps.push(...gapsOf(ledger));
    duplicatesReceived += ledger.duplicates;
    duplicatesApplied += ledger.applied - arrived;
  }
  const cases = Object.values(state.cases);
  const beats = Object.values(state.hubs).flatMap((book) => book.lastHeartbeatMs ?? []);
  return {
    records,
    gaps,
    duplicatesReceived,
    duplicatesApplied,
    alerts: cases.map(({ alert, hub, cause, test, set, confirmed }) => {
      return { id: alert, hub, cause, test, stages: set, confirmed };
    }),
    hubs: state.hubs,
    lastHeartbeat: beats.length === 0 ? null : Math.max(...beats),
    refused: state.refused,
    overflowed: state.overflowed,
  };
}
