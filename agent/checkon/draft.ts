/**
 * A turn of the check-on being written: the records so far, and the slice as they leave it.
 *
 * Each rule sees what the rule before it decided, so an order of rules is enough and no rule needs to know another.
 * Works on a copy: the state of the turn is never touched. Copies only once something is decided.
 */
import type { Turn } from '../machine.ts';
import type { Body } from '../record.ts';
import { evolveCheckon } from './evolve.ts';
import type { CheckonState } from './slice.ts';

export interface Draft {
  readonly turn: Turn;
  readonly decided: Body[];
  checkon: Readonly<CheckonState>;
}

export function openDraft(turn: Turn): Draft {
  return { turn, decided: [], checkon: turn.state.checkon };
}

/** Adds one record and lets the draft's slice follow it. */
export function write(draft: Draft, body: Body): void {
  const slice = draft.decided.length === 0 ? structuredClone(draft.checkon) : draft.checkon;
  draft.decided.push(body);
  draft.checkon = evolveCheckon(slice, body, draft.turn.now, draft.turn.state);
}

/** Twelve hex digits of the boot's nonce (48 bits) and a count that never goes back. */
export function nextId(draft: Draft): string {
  return `${draft.turn.at.boot.slice(0, 12)}-${draft.checkon.ids + 1}`;
}
