/**
 * One lane as it stands in the uplink: what was read of it, what is in the air, and what the broker refuses.
 *
 * Owns the shape, its beginning, and how long a refusal holds it back; `lanes.ts` moves it. Pure data.
 */
import type { ErrorCode } from '../errors.ts';
import type { Packet, Row } from '../ports.ts';
import type { Lane } from '../record.ts';

/** One packet's rows on their way. */
export interface Shipment {
  readonly lane: Lane;
  readonly rows: readonly Row[];
  readonly packet: Packet;
}
/** Where a record stands for the receiver. */
interface Place {
  readonly boot: string;
  readonly seq: number;
}
/** A packet that was handed out, until every one before it was acknowledged too. */
export interface Open {
  shipment: Shipment;
  state: 'flying' | 'acked' | 'failed';
  tries: number;
  short: boolean;
  dueMs: number;
}
export interface Line {
  readonly lane: Lane;
  /** Rows up to here were read. */
  positionN: number;
  sentN: number;
  buffer: Row[];
  /** In order of n: a packet stays until every one before it was acknowledged. */
  open: Open[];
  flying: number;
  flyingChars: number;
  /** Rounds in which the broker refused the lane itself; while not 0, one packet at a time probes it. */
  failures: number;
  heldUntilMs: number;
  /** A probe was due and there was nothing to probe with: whatever comes next asks by itself. */
  idleProbe: boolean;
  resendWanted: boolean;
  /** What comes next is old, and its pace does not let it go yet. */
  paced: boolean;
  sent: Place | null;
  /** The furthest row ever given out, and where it stands. */
  handedN: number;
  handed: Place | null;
  refusals: number;
  refusedWhy: ErrorCode | null;
  /** Since when, and up to which row, the broker refuses what it has not taken in between; null: it takes all. */
  refusedSinceMs: number | null;
  refusedN: number;
}

/** A refused packet is tried again after 1 s, doubled eight times: at last every 256 s, for ever. */
const HOLD_MIN_MS = 1000;
const HOLD_DOUBLINGS_MAX = 8;

export function newLine(lane: Lane): Line {
  return {
    lane,
    positionN: 0,
    sentN: 0,
    buffer: [],
    open: [],
    flying: 0,
    flyingChars: 0,
    failures: 0,
    heldUntilMs: 0,
    idleProbe: false,
    resendWanted: false,
    paced: false,
    sent: null,
    handedN: 0,
    handed: null,
    refusals: 0,
    refusedWhy: null,
    refusedSinceMs: null,
    refusedN: 0,
  };
}

/** How long after so many tries the next one waits, ms. */
export function holdMs(tries: number): number {
  return HOLD_MIN_MS << Math.min(tries - 1, HOLD_DOUBLINGS_MAX);
}

/** When a lane on the ground wants to be looked at again; Infinity when only an acknowledgement or a record moves it. */
export function dueMsOf({ open, failures, flying, heldUntilMs, idleProbe }: Line): number {
  // While a probe flies, what becomes of it decides, and its landing asks.
  if (failures > 0 && flying > 0) return Number.POSITIVE_INFINITY;
  let dueMs = failures > 0 && !idleProbe ? heldUntilMs : Number.POSITIVE_INFINITY;
  for (const one of open)
    if (one.state === 'failed') dueMs = Math.min(dueMs, Math.max(one.dueMs, heldUntilMs));
  return dueMs;
}
