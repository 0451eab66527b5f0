/**
 * What is open and since when: the conditions' slice of the state, as plain data.
 *
 * Owns the shape and its beginning; what changes it is in `tracker.ts`.
 */
import { type ClimateState, initialClimate } from './climate.ts';
import type { OpenCondition } from './edges.ts';
import type { SupplyState } from './supply.ts';

export interface ConditionsState {
  open: OpenCondition[];
  /** Home time since which the time of day cannot be believed; null while it can. */
  untrustedSinceMs: number | null;
  /** The oldest test alert since the desk was last heard; null: it acknowledged. */
  unansweredTestMs: number | null;
  climate: ClimateState;
  /** What was last told of the console on the cable; absent: nothing was ever wrong with its codes. */
  claims?: { readonly isLocked: boolean; readonly locks: number };
  /** Home time at which this hub's own certificate ends; absent: nobody has said. */
  certificateEndMs?: number;
  /** Null: nothing tells what feeds the hub. */
  supply: SupplyState | null;
}

export function initialConditions(): ConditionsState {
  return {
    open: [],
    untrustedSinceMs: null,
    unansweredTestMs: null,
    climate: initialClimate(),
    supply: null,
  };
}
