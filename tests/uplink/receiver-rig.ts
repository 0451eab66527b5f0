/**
 * What a receiver must offer to be put through its duties, and how what it said is read.
 *
 * Speaks only the wire: packets up, envelopes down. Knows nothing of how a receiver is built.
 */
import type { Packet } from '../../agent/ports.ts';
import type { Lane } from '../../agent/record.ts';
import type { AckPayload } from '../../agent/uplink/commands.ts';
import type { Identity } from '../../agent/uplink/wire.ts';
import { BOOT_1, alertBody, record } from './hub-packets.ts';

/** One envelope as the hub would read it. `fault` is null when the hub would obey it. */
export interface Heard {
  readonly counter: number;
  readonly payload: AckPayload | null;
  readonly fault: string | null;
}
/** A receiver under test, and the hub's end of its wire. */
export interface ReceiverRig {
  readonly identity: Identity;
  up(packet: Packet): void;
  /** Everything that came down, oldest first. */
  heard(): readonly Heard[];
  /** Called for each envelope at the instant at which it arrives. */
  onHeard(listener: (heard: Heard) => void): void;
  /** Lets so much time pass, for the receiver's patience as well as for its link. */
  pass(ms: number): Promise<void>;
  /** A file was carried to it, from the hub that has this key (PEM): why it is refused; null: it is taken. */
  takeIn(file: string, hubKey: string): string | null;
  /** Kills the receiver without warning and starts it again on what it has stored. */
  crash(): void;
  /** How often this alert was put before a person. */
  shown(alert: string): number;
  /** The time of day at the receiver, ms. */
  nowMs(): number;
  stop(): Promise<void>;
}

export interface Duty {
  readonly id: string;
  readonly says: string;
  readonly check: (rig: ReceiverRig) => Promise<void>;
}

type Kept = Extract<AckPayload, { kind: 'kept' }>;
type Stage = Extract<AckPayload, { kind: 'stage' }>;
export const payloads = (rig: ReceiverRig): AckPayload[] =>
  rig.heard().flatMap(({ payload, fault }) => (payload === null || fault !== null ? [] : [payload]));
export const keptIn = (rig: ReceiverRig, lane: Lane, boot = BOOT_1): Kept[] =>
  payloads(rig).filter((one): one is Kept => one.kind === 'kept' && one.lane === lane && one.boot === boot);
export const upTo = (rig: ReceiverRig, lane: Lane, boot = BOOT_1): number =>
  Math.max(0, ...keptIn(rig, lane, boot).map((kept) => kept.upTo));
export const stagesOf = (rig: ReceiverRig, alert: string): Stage[] =>
  payloads(rig).filter((one): one is Stage => one.kind === 'stage' && one.alert === alert);

/** A hub that confirms each stage it hears by a revision of its alert, like the real one. */
export function confirming(rig: ReceiverRig, alert: string, firstSeq: number): void {
  let seq = firstSeq;
  let revision = firstSeq;
  const done = new Set<string>();
  rig.onHeard(({ payload }) => {
    if (payload?.kind !== 'stage' || payload.alert !== alert || done.has(payload.stage)) return;
    done.add(payload.stage);
    const { stage, by, minutes = null, outcome = null } = payload;
    rig.up(
      record(rig, 'alert', seq, alertBody({ alert, stage, revision, why: 'desk', by, minutes, outcome })),
    );
    seq += 1;
    revision += 1;
  });
}
