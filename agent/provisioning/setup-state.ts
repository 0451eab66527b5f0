/**
 * What is remembered of a visit to one sensor node between two inputs, and how it begins.
 *
 * Owns the shape; `node-setup.ts` alone changes it.
 */
import { type Line, type NodeIdentity, emptyLine } from './node-line.ts';
import type { Asking } from './node-request.ts';
import type { SetupOrder } from './setup-order.ts';

export type Phase =
  | { readonly name: 'unplugged' | 'listen' | 'look' | 'meet'; readonly untilMs: number }
  | { readonly name: 'ask'; readonly asking: Asking }
  | { readonly name: 'keep' | 'over' };

export interface Met {
  readonly of: NodeIdentity;
  session: number;
  /** The last frame, to find a second node by. */
  count: number;
  serial: string | null;
  firmware: string;
  capabilities: number;
}
export interface Setup {
  readonly order: SetupOrder;
  readonly line: Line;
  phase: Phase;
  resumeAtMs: number;
  listenSinceMs: number;
  /** The key on disk; null: none yet. */
  kept: Uint8Array | null;
  met: Met | null;
  /** Another node of this home that was heard in place of this one. */
  other: string | null;
  count: number;
  /** Requests of this identity that were answered. */
  answered: number;
  rounds: number;
  wasUp: boolean;
  /** The serial number of the node that was sent a commit: the fresh key is for no other. */
  committed: string | null;
}

export function startSetup(order: SetupOrder): Setup {
  return {
    order,
    line: emptyLine(),
    phase: { name: 'listen', untilMs: Number.POSITIVE_INFINITY },
    resumeAtMs: Number.POSITIVE_INFINITY,
    listenSinceMs: 0,
    kept: order.keptKey,
    met: null,
    other: null,
    count: order.countFirst,
    answered: 0,
    rounds: 0,
    wasUp: false,
    committed: null,
  };
}
