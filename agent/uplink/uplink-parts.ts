/**
 * What the uplink is given to work with: the pipe, the journal it reads, keys, its clock, and the way into the loop.
 * Owns the shape only.
 */
import type { UplinkPolicy } from '../config/config.ts';
import type { HubState } from '../machine.ts';
import type { Instant, Publisher, Random, Signatures } from '../ports.ts';
import type { CardFact, Fact } from '../record.ts';
import type { Birth } from './heartbeat.ts';
import type { LaneReader } from './lanes.ts';

export interface UplinkParts {
  readonly publisher: Publisher;
  readonly journal: LaneReader;
  readonly signatures: Signatures;
  readonly random: Random;
  readonly policy: UplinkPolicy;
  /** The facts of the weekly card that may leave. */
  readonly consented: readonly CardFact[];
  readonly birth: Birth;
  /** Takes a fact into the loop. */
  readonly emit: (fact: Fact) => void;
  /** Something is due earlier than `dueMs` said, and no fact came of it. */
  readonly dueEarlier: () => void;
  readonly instant: () => Instant;
  readonly state: () => Readonly<HubState>;
  /** Monotonic ms at which every machine was last asked what is due; without it, that is now. */
  readonly evaluatedMs?: () => number;
}
