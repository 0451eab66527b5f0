/**
 * Words between a visit to one sensor node and whoever carries it out: what is to be done, what happens, what to do.
 *
 * Owns the shapes only; what follows from what is in `node-setup.ts`.
 */
import type { NodeChannel } from '../sensors/drivers/sensor-node/bodies.ts';
import type { NodeIdentity } from './node-line.ts';
import type { SelfTest } from './node-self-test.ts';
import type { SetupFault } from './setup-faults.ts';

export interface SetupOrder {
  readonly id: string;
  readonly address: number;
  /** For a node from the factory; never given to any before. */
  readonly freshKey: Uint8Array;
  /** What lies in the file of its key already: a visit broke off, or all was done before. */
  readonly keptKey: Uint8Array | null;
  /** The serial number of the node that was set up under this name; null: none was, or it may be another. */
  readonly serial: string | null;
  /** The other nodes of the home that have a key. */
  readonly others: readonly NodeIdentity[];
  readonly channels: readonly NodeChannel[];
  /** Seconds; null: as the node comes. */
  readonly holdS: number | null;
  /** Whether somebody swaps the nodes at this port: then another one is waited out. */
  readonly isSwapped: boolean;
  /** Random, from 1 to 2^31: the count of the first request (PROTOCOL.md, section 8). */
  readonly countFirst: number;
}
export type SetupInput =
  | { readonly type: 'up' }
  /** `isGone`: there is no such port now, as after a cable was pulled; else it is there and cannot be used. */
  | { readonly type: 'down'; readonly detail: string; readonly isGone: boolean }
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  /** The key of the last `keep-key` is on disk. */
  | { readonly type: 'key-kept' }
  | { readonly type: 'deadline' };
export type SetupStep =
  | 'listening'
  | 'heard'
  | 'staging'
  | 'committing'
  | 'meeting'
  | 'testing'
  | 'unplugged'
  | 'other';
export interface SetUp {
  readonly serial: string;
  /** `1.0`. */
  readonly firmware: string;
  readonly selfTest: SelfTest;
  /** It needed nothing: an earlier visit did it all. */
  readonly wasDone: boolean;
}
export type SetupDeed =
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  /** Nothing more is sent until it is on disk. `serial`: of the node that is to hold it. */
  | { readonly type: 'keep-key'; readonly key: Uint8Array; readonly serial: string }
  | { readonly type: 'step'; readonly step: SetupStep; readonly detail: string }
  | { readonly type: 'done'; readonly node: SetUp }
  | { readonly type: 'failed'; readonly fault: SetupFault; readonly detail: string };
