/**
 * What the hub remembers of one sensor node between two signals.
 *
 * Owns the shape, and the one number in which the hub keeps its place in a session on disk: the newest event above, the
 * newest frame below. Plain JSON.
 */
import type { Identity } from '../../driver.ts';
import { type Carry, emptyCarry } from './cobs.ts';
import { type Deaf, initialDeaf } from './deaf.ts';
import { type Resets, noResets } from './resets.ts';
import { type Rival, noRival } from './rival.ts';
import type { Told } from './self-test.ts';
import { type Stuck, notStuck } from './stuck.ts';

/** One good or bad thing that a line brought, by the names of PROTOCOL.md, section 9. */
export const COUNTS = {
  /** Genuine and new, by type. */
  boots: 0,
  events: 0,
  heartbeats: 0,
  answers: 0,
  /** Events that were taken before: their ack was lost. */
  duplicates: 0,
  /** Events that were no life any more when they came. */
  late: 0,
  /** Numbers of events that never came: the node's ring was full. */
  missed: 0,
  /** Events that the node says it has lost, those without a number among them. */
  lost: 0,
  /** New sessions of a node that was known. */
  restarts: 0,
  /** Of them those that the node's watchdog made. */
  watchdogResets: 0,
  overlong: 0,
  noise: 0,
  unknown: 0,
  /** For or from other nodes of the line. */
  elsewhere: 0,
  malformed: 0,
  /** Frames for a device that has no key of its own. */
  unproven: 0,
  forged: 0,
  replayed: 0,
  /** Replayed frames that rise among themselves: a second node of this identity. */
  conflicts: 0,
  /** Signs that another node has taken its place under the same address and key. */
  replaced: 0,
  absurd: 0,
  acks: 0,
  resumes: 0,
  /** Times that three heartbeats were missed. */
  silences: 0,
  outages: 0,
};

/** Two to the power of 32: frames below, events above; a session has less than 2^16 events, so that this is exact. */
const FRAMES = 4_294_967_296;

/** The place in a session as one number that only rises. */
export function placeOf(event: number, frame: number): number {
  return event * FRAMES + frame;
}
export function eventAt(place: number): number {
  return Math.floor(place / FRAMES);
}
export function frameAt(place: number): number {
  return place % FRAMES;
}

/** A quantity that is told now and then. */
export interface Quantity {
  value: number | null;
  ms: number;
}
export interface NodeState {
  isUp: boolean;
  carry: Carry;
  /** The session of the node; 0: it was never heard, by this hub or the one before. */
  session: number;
  /** It was not known before: what it had told to others is not missed. */
  isFirstSession: boolean;
  /** Newest frame and newest event of the session that were taken. */
  frame: number;
  event: number;
  /** The newest event that is on disk, with its session; and the newest that was acknowledged in this one. */
  kept: { session: number; event: number };
  acked: number;
  /** Since when nothing genuine was heard. */
  silentSinceMs: number;
  /** Null: it was not heard since the start. */
  isHeard: boolean | null;
  /** When it is asked again to go on from where it was; null: it has been heard. */
  resumeAtMs: number | null;
  resumesLeft: number;
  /** One bit for each channel; null: not told yet. */
  faults: number | null;
  /** What was told of its self-test; null: nothing yet. */
  told: Told | null;
  rival: Rival;
  deaf: Deaf;
  resets: Resets;
  motion: Stuck;
  /** The position that was told last: 1 closed; null: none yet. */
  contact: number | null;
  /** The serial number told last, and in which session; null: not told yet. */
  serial: { readonly text: string; readonly session: number } | null;
  /** Another node speaks in this session: its event numbers cannot be told from those of the one before. */
  isReplaced: boolean;
  /** Events that it has lost in this session, by its own word. */
  lost: number;
  temperature: Quantity;
  battery: Quantity;
  isBatteryLow: boolean;
  counts: typeof COUNTS;
}

export function initialNode({ counter }: Identity): NodeState {
  const session = counter?.session ?? 0;
  const event = eventAt(counter?.count ?? 0);
  return {
    isUp: false,
    carry: emptyCarry(),
    session,
    isFirstSession: false,
    frame: frameAt(counter?.count ?? 0),
    event,
    kept: { session, event },
    acked: 0,
    silentSinceMs: 0,
    isHeard: null,
    resumeAtMs: null,
    resumesLeft: 0,
    faults: null,
    told: null,
    rival: noRival(),
    deaf: initialDeaf(),
    resets: noResets(session),
    motion: notStuck(),
    contact: null,
    serial: null,
    isReplaced: false,
    lost: 0,
    temperature: { value: null, ms: 0 },
    battery: { value: null, ms: 0 },
    isBatteryLow: false,
    counts: { ...COUNTS },
  };
}
