/**
 * What the demo and its killed child say to each other, over Node's IPC channel. Plain data.
 *
 * The child runs the home; the parent has the desk. The child tells how far home time is and waits for `go` before
 * it moves on past something the desk may have to do.
 */
import type { Counts } from '../agent/machine.ts';
import type { Line } from '../agent/lines.ts';
import type { Boot } from '../agent/record.ts';
import type { WorldRequest } from './world/open-world.ts';

export type ToChild =
  | {
      readonly type: 'start';
      readonly request: WorldRequest;
      readonly folder: string;
      readonly seed: number;
      readonly brokerUrl: string;
      readonly publicKey: { readonly keyId: string; readonly publicKey: string };
    }
  /** The desk has done what was due at that moment; a stage it set is in `expect`. */
  | { readonly type: 'go'; readonly expect: readonly { readonly alert: string; readonly stage: string }[] }
  | { readonly type: 'stop' };

export type FromChild =
  | { readonly type: 'line'; readonly line: Line }
  /** `previous`: the boot before, as its journal has it. */
  | { readonly type: 'born'; readonly boot: string; readonly previous: Boot['previous'] }
  /** Home time is here (wall clock, UTC ms). */
  | { readonly type: 'at'; readonly wallMs: number }
  | { readonly type: 'end'; readonly counts: Counts };
