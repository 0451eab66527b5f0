/**
 * What a Firmata board's worker thread and its keeper say to each other.
 *
 * Owns the shapes only: plain data, which is copied from one thread to the other.
 */

/** A pin as it is asked for: its number as printed, and what it is read as. */
export interface PinWish {
  readonly pin: number;
  readonly kind: 'digital' | 'analog' | 'output';
  /** Whether the board's own pull-up is wanted. */
  readonly isPulledUp: boolean;
}
export type ToWorker =
  /** The board sent these. */
  | { readonly type: 'bytes'; readonly bytes: Uint8Array }
  | { readonly type: 'watch'; readonly wish: PinWish }
  /** An output goes to this level. */
  | { readonly type: 'set'; readonly pin: number; readonly level: 0 | 1 }
  /** Ask the board whether it is there, and is as it was set. */
  | { readonly type: 'probe' };
export type FromWorker =
  /** The board is to be sent these. */
  | { readonly type: 'write'; readonly bytes: Uint8Array }
  /** The board has said what it is and what it can do. */
  | { readonly type: 'ready' }
  /** A pin is set as wished, and has this level; null for an analog one and for an output. */
  | { readonly type: 'watched'; readonly pin: number; readonly level: 0 | 1 | null }
  /** The board has no such pin, or it cannot be that. */
  | { readonly type: 'refused'; readonly pin: number; readonly why: string }
  | { readonly type: 'level'; readonly pin: number; readonly level: 0 | 1 }
  | { readonly type: 'share'; readonly pin: number; readonly share: number }
  /** The answer to a probe. */
  | { readonly type: 'alive' }
  /** Nothing more is to be had from this board: it has to be begun anew. */
  | { readonly type: 'lost'; readonly why: string };

export interface WorkerSettings {
  /** A board that has not named its protocol by then is asked. */
  readonly askMs: number;
}
