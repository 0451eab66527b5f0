/**
 * What waits for a receiver that no network reaches, as a file that somebody carries there.
 *
 * Owns the form: lines of JSON, the very packets of the wire in the order in which lanes leave, each line bound to all
 * before it by SHA-256, the last one signed with the key that the hub shows to its broker. What a receiver does with it
 * is in `RECEIVER.md` §12. Must never put in what the wire would not carry, and never read a clock or a disk.
 */
import { createHash } from 'node:crypto';
import type { Packet, Row } from '../ports.ts';
import { type CardFact, LANES, type Lane } from '../record.ts';
import { historyPacket } from './history-packet.ts';
import { type Identity, perLane, recordPacket } from './wire.ts';

export const CARRY_OUT = 'anbu-carry-out';
export const CARRY_OUT_VERSION = 1;

export interface CarryOutHead {
  readonly kind: typeof CARRY_OUT;
  readonly version: typeof CARRY_OUT_VERSION;
  readonly site: string;
  readonly hub: string;
  /** When it was made, by the hub's own clock, RFC 3339. */
  readonly time: string;
}
export interface CarriedPacket {
  readonly kind: 'packet';
  readonly topic: string;
  readonly payload: string;
  readonly chain: string;
}
export interface CarryOutEnd {
  readonly kind: 'end';
  readonly packets: number;
  readonly chain: string;
  readonly alg: CarryOutAlg;
  /** Base64. */
  readonly signature: string;
}
/** By the kind of the hub's key; ECDSA in DER, RSA with PKCS #1 v1.5, both over SHA-256 (FIPS 186-5). */
export const CARRY_OUT_ALGS = ['ed25519', 'ecdsa-sha256', 'rsa-sha256'] as const;
export type CarryOutAlg = (typeof CARRY_OUT_ALGS)[number];

export interface CarryOutParts {
  readonly identity: Identity;
  readonly time: string;
  /** Facts of the weekly card that may leave, as by the wire. */
  readonly consented: readonly CardFact[];
  /** Rows of a lane with n above this that the receiver has not kept, in order. */
  readonly readLane: (lane: Lane, after: number, limit: number) => readonly Row[];
  readonly sign: (text: string) => { readonly alg: CarryOutAlg; readonly signature: string };
}
export interface CarriedCounts {
  packets: number;
  readonly records: Record<Lane, number>;
}

/** Rows read at once: as many as one history packet takes. */
const READ_MAX = 64;

/** The lines of the file, without their ends; what is in them is counted on the way. */
export function* carryOutLines(parts: CarryOutParts, counts: CarriedCounts): Generator<string> {
  const { identity, time, sign } = parts;
  const { site, hub } = identity;
  const head: CarryOutHead = { kind: CARRY_OUT, version: CARRY_OUT_VERSION, site, hub, time };
  const first = JSON.stringify(head);
  yield first;
  let chain = chainStart(first);
  for (const { topic, payload } of packetsOf(parts, counts)) {
    chain = chainOn(chain, topic, payload);
    counts.packets += 1;
    yield JSON.stringify({ kind: 'packet', topic, payload, chain } satisfies CarriedPacket);
  }
  const { packets } = counts;
  const end: CarryOutEnd = { kind: 'end', packets, chain, ...sign(carryOutText(identity, packets, chain)) };
  yield JSON.stringify(end);
}

export function noneCarried(): CarriedCounts {
  return { packets: 0, records: perLane(() => 0) };
}

export function chainStart(head: string): string {
  return sha256(head);
}
/** A topic holds no line feed, so no two packets give the same text. */
export function chainOn(chain: string, topic: string, payload: string): string {
  return sha256(`${chain}\n${topic}\n${payload}`);
}
/** The text that is signed. */
export function carryOutText({ site, hub }: Identity, packets: number, chain: string): string {
  return [`${CARRY_OUT}-${CARRY_OUT_VERSION}`, site, hub, packets, chain].join('\n');
}

function* packetsOf(
  { identity, readLane, consented }: CarryOutParts,
  { records }: CarriedCounts,
): Generator<Packet> {
  // Whoever reads it, reads it later: nothing in it is news.
  const how = { historic: true, short: false, consented };
  for (const lane of LANES) {
    let after = 0;
    for (;;) {
      const rows = readLane(lane, after, READ_MAX);
      const [first] = rows;
      if (first === undefined) break;
      const packed =
        lane === 'history'
          ? historyPacket(identity, rows, how)
          : { packet: recordPacket(identity, first, how), rows: 1 };
      yield packed.packet;
      records[lane] += packed.rows;
      after = rows[packed.rows - 1]?.n ?? Infinity;
    }
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
