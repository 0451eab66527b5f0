/**
 * How the hub itself is, gathered for a birth or one heartbeat. Reads, and changes nothing.
 *
 * Must never tell anything about the resident: ages, counts and codes only.
 */
import { isResidentsOwn } from '../health/conditions.ts';
import type { HubState } from '../machine.ts';
import type { Instant } from '../ports.ts';
import { type Boot, LANES, type Lane } from '../record.ts';
import type { LaneReader, Lanes } from './lanes.ts';
import { type Heartbeat, type LaneBacklog, type Status, WIRE_PROTOCOL } from './wire.ts';

/** What this process start is called, and what it found. */
export interface Birth {
  readonly boot: string;
  readonly version: string;
  readonly previous: Boot['previous'];
  /** SHA-256 over the agent's own files, hex; not given: not known. */
  readonly codeHash?: string;
  /** Whether commands may change settings in it; not given: they may not. */
  readonly takesSettings?: boolean;
}
export interface HeartbeatSources {
  readonly birth: Birth;
  readonly now: Instant;
  readonly state: Readonly<HubState>;
  /** Monotonic ms at which every machine was last asked what is due. */
  readonly evaluatedMs: number;
  readonly journal: LaneReader;
  readonly lanes: Lanes;
  readonly refused: number;
  readonly refusedUnrecorded: number;
}

/** Finer would tell when somebody moved: machines run when something happens, too. */
const AGE_STEP_MS = 60_000;

export function heartbeatOf(from: HeartbeatSources): Heartbeat {
  const { now, state, journal, lanes } = from;
  const backlog: Partial<Record<Lane, LaneBacklog>> = {};
  for (const lane of LANES) {
    const { rows, oldestWallMs } = journal.backlog(lane);
    const { sent, refusals, refusedWhy } = lanes.report(lane);
    // On most days nothing waits, and five lanes that say so would be half of all that a home sends.
    if (rows === 0 && refusals === 0) continue;
    // A wall clock that was set back must not make an age of less than nothing.
    const oldestAgeMs = oldestWallMs === null ? null : Math.max(0, now.wallMs - oldestWallMs);
    backlog[lane] = { rows, oldestAgeMs, sent, refusals, refusedWhy };
  }
  return {
    boot: from.birth.boot,
    uptimeMs: now.monotonicMs,
    backlog,
    evaluatedAgeMs: wholeMinutes(now.monotonicMs - from.evaluatedMs),
    openConditions: state.conditions.open.filter((open) => !isResidentsOwn(open)).length,
    durable: journal.durable(),
    timeQuality: now.quality,
    card: { bytes: state.card.bytes, monthsLeft: state.card.monthsLeft },
    refused: from.refused,
    refusedUnrecorded: from.refusedUnrecorded,
  };
}

export function statusOf({ boot, version, previous }: Birth, state: Status['state']): Status {
  return { state, boot, version, previous, protocol: WIRE_PROTOCOL };
}

function wholeMinutes(ageMs: number): number {
  return Math.max(0, Math.floor(ageMs / AGE_STEP_MS)) * AGE_STEP_MS;
}
