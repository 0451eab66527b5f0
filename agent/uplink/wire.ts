/**
 * What goes over the air: topics, quality of service, retain and payloads in one table. Which record leaves by
 * which lane is in `leaves.ts`.
 *
 * Owns the words both sides speak; what a receiver owes is in `RECEIVER.md`. Payloads are CloudEvents
 * 1.0 in structured JSON mode, sent as MQTT packets at QoS 1. Must never send anything about the home that the
 * table does not name, and must never read a clock: a record goes out under the time at which it was made.
 */
import { assert } from '../errors.ts';
import type { ErrorCode } from '../errors.ts';
import type { Instant, Packet, Row } from '../ports.ts';
import {
  LANES,
  type Body,
  type Boot,
  type CardFact,
  type Lane,
  type TimeQuality,
  type WelfareCard,
} from '../record.ts';
import type { Diagnostics } from './diagnostics.ts';
import { rfc3339 } from './rfc3339.ts';

export { laneOf } from './leaves.ts';

export interface Identity {
  readonly site: string;
  readonly hub: string;
}
export type Channel = 'status' | 'heartbeat' | Lane | 'result' | 'ack' | 'command';
export interface ChannelRow {
  /** Below `anbu/1/<site>/<hub>/`. */
  readonly topic: string;
  readonly direction: 'up' | 'down';
  readonly qos: 1;
  readonly retain: boolean;
  readonly payload: string;
}

/** QoS 1 throughout: 0 may be lost without a word, 2 promises what only the receiver's own dedupe can keep. */
export const CHANNELS: Readonly<Record<Channel, ChannelRow>> = {
  status: { topic: 'status', direction: 'up', qos: 1, retain: true, payload: 'birth, farewell, last will' },
  heartbeat: { topic: 'heartbeat', direction: 'up', qos: 1, retain: false, payload: 'how the hub itself is' },
  alert: { topic: 'alert', direction: 'up', qos: 1, retain: false, payload: 'one revision of one alert' },
  notice: { topic: 'notice', direction: 'up', qos: 1, retain: false, payload: 'a welfare or equipment fact' },
  need: { topic: 'need', direction: 'up', qos: 1, retain: false, payload: 'a private reply or request' },
  state: { topic: 'state', direction: 'up', qos: 1, retain: true, payload: 'home, away or unknown' },
  history: { topic: 'history', direction: 'up', qos: 1, retain: false, payload: 'several records at once' },
  result: {
    topic: 'command/result',
    direction: 'up',
    qos: 1,
    retain: false,
    payload: 'what became of a command',
  },
  ack: {
    topic: 'ack',
    direction: 'down',
    qos: 1,
    retain: false,
    payload: 'signed envelope: kept, or a stage',
  },
  command: {
    topic: 'command',
    direction: 'down',
    qos: 1,
    retain: false,
    payload: 'signed envelope: a command',
  },
};

// ---- Payloads ----------------------------------------------------------------------------------------------------

/** One record as it travels: its own fields; `withheld` where it was too big for the broker, or cannot be read. */
export type Carried = Body;
export interface HistoryRecord {
  readonly seq: number;
  readonly time: string;
  readonly timequality?: Exclude<TimeQuality, 'synced'>;
  readonly data: Carried;
}
export interface Status {
  readonly state: 'online' | 'offline';
  readonly boot: string;
  /** Null in the last will and the farewell. */
  readonly version: string | null;
  readonly previous: Boot['previous'];
  /** Of the words on the wire, not of MQTT. */
  readonly protocol: typeof WIRE_PROTOCOL;
}
export interface LaneBacklog {
  /** Records the receiver has not kept. */
  readonly rows: number;
  readonly oldestAgeMs: number | null;
  /** The last record the broker took in this boot of the hub: what the receiver should have seen. */
  readonly sent: { readonly boot: string; readonly seq: number } | null;
  /** How often in this boot the broker refused a packet of this lane, and what it said last. */
  readonly refusals: number;
  readonly refusedWhy: ErrorCode | null;
}
export interface Heartbeat {
  /** On the wire an attribute of the event, not told twice. */
  readonly boot: string;
  readonly uptimeMs: number;
  /** Lanes in which something waits or was refused; of the others everything sent is kept. */
  readonly backlog: Readonly<Partial<Record<Lane, LaneBacklog>>>;
  /** How long ago every machine was last asked what is due, in whole minutes; 0 on a hub that watches. */
  readonly evaluatedAgeMs: number;
  readonly openConditions: number;
  readonly durable: boolean;
  readonly timeQuality: TimeQuality;
  /** What the memory card was made to write by this hub, and the months left at that pace; null: not known yet. */
  readonly card: { readonly bytes: number; readonly monthsLeft: number | null };
  /** Messages from above that were not obeyed, and those among them too many to be recorded one by one. */
  readonly refused: number;
  readonly refusedUnrecorded: number;
}
export interface CommandResult {
  readonly keyId: string | null;
  readonly counter: number | null;
  readonly outcome: 'obeyed' | 'refused' | 'unsupported';
  /** Null when it was obeyed. */
  readonly why: ErrorCode | null;
  /** Only of what was obeyed: false while the store fails, so that a restart may forget it. */
  readonly durable?: boolean;
  /** Only of `diagnostics`: how the hub is. */
  readonly data?: Diagnostics;
}
export const WIRE_PROTOCOL = 1;

/** CloudEvents 1.0; attribute names are lower case by its rule, `sequence` is its extension of that name. */
export interface CloudEvent<T> {
  readonly specversion: '1.0';
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  /** Present only when the time cannot be believed. */
  readonly timequality?: Exclude<TimeQuality, 'synced'>;
  readonly datacontenttype: 'application/json';
  readonly sequence?: string;
  readonly boot: string;
  readonly lane?: Lane;
  readonly historic?: boolean;
  readonly data: T;
}

/** In place of `data`: `data_base64` is how CloudEvents carry bytes in JSON (1.0.2, JSON format, §3.1.1). */
export interface Deflated {
  /** zlib (RFC 1950), as HTTP has `deflate`; what comes out is of `datacontenttype`. */
  readonly contentencoding: 'deflate';
  readonly data_base64: string;
}
export type DeflatedEvent = Omit<CloudEvent<never>, 'data'> & Deflated;

/** The `sequence` attribute must sort as text: ten digits last 300 years at one record a second. */
const SEQUENCE_DIGITS = 10;
export function sequenceText(seq: number): string {
  return String(seq).padStart(SEQUENCE_DIGITS, '0');
}

export function topicOf(identity: Identity, channel: Channel): string {
  return `anbu/1/${identity.site}/${identity.hub}/${CHANNELS[channel].topic}`;
}

type Stamped = Pick<Instant, 'wallMs' | 'quality' | 'utcOffsetMin'>;
export function times(
  at: Stamped,
): Pick<CloudEvent<never>, 'time' | 'timequality'> & { readonly time: string } {
  const time = rfc3339(at.wallMs, at.utcOffsetMin);
  return at.quality === 'synced' ? { time } : { time, timequality: at.quality };
}

export function packetOf(
  identity: Identity,
  channel: Channel,
  event: Omit<CloudEvent<unknown>, 'source'> | Omit<DeflatedEvent, 'source'>,
): Packet {
  const { qos, retain } = CHANNELS[channel];
  const { specversion, id, ...rest } = event;
  const source = `anbu/1/${identity.site}/${identity.hub}`;
  const payload = JSON.stringify({ specversion, id, source, ...rest });
  return { topic: topicOf(identity, channel), payload, qos, retain };
}

/** Birth, farewell or last will. A will has no time: nobody knows when it will be read out. */
export function statusPacket(identity: Identity, status: Status, at: Stamped | null): Packet {
  return packetOf(identity, 'status', {
    specversion: '1.0',
    id: `${identity.hub}/status/${status.boot}/${status.state}`,
    type: 'anbu.v1.status',
    ...(at === null ? {} : times(at)),
    datacontenttype: 'application/json',
    boot: status.boot,
    data: status,
  });
}

export function heartbeatPacket(identity: Identity, { boot, ...heartbeat }: Heartbeat, at: Stamped): Packet {
  return packetOf(identity, 'heartbeat', {
    specversion: '1.0',
    id: `${identity.hub}/heartbeat/${boot}/${Math.round(heartbeat.uptimeMs)}`,
    type: 'anbu.v1.heartbeat',
    ...times(at),
    datacontenttype: 'application/json',
    boot,
    data: heartbeat,
  });
}

export function resultPacket(
  identity: Identity,
  result: CommandResult,
  about: { readonly boot: string; readonly count: number; readonly at: Stamped },
): Packet {
  return packetOf(identity, 'result', {
    specversion: '1.0',
    id: `${identity.hub}/result/${about.boot}/${about.count}`,
    type: 'anbu.v1.result',
    ...times(about.at),
    datacontenttype: 'application/json',
    boot: about.boot,
    data: result,
  });
}

/** How a record goes out. */
export interface How {
  /** It is not news any more. */
  readonly historic: boolean;
  /** Cut down, because the broker found it too big. */
  readonly short: boolean;
  /** The facts of a card that may leave now. */
  readonly consented: readonly CardFact[];
}

/** A consent withdrawn while the card waited counts, and so does one that was not yet given when it was made. */
function withConsent(
  { leaves: atFirst, facts, ...rest }: WelfareCard,
  consented: readonly CardFact[],
): WelfareCard {
  const leaves = atFirst.filter((fact) => consented.includes(fact));
  return { ...rest, leaves, facts: Object.fromEntries(leaves.map((fact) => [fact, facts[fact]])) };
}

/** The record of a row, whole, or cut to what fits anywhere: an alert without its prose, else a word in its place. */
export function carried({ entry: { body } }: Row, { short, consented }: How): Carried {
  if (body.kind === 'welfare-card' && !short) return withConsent(body, consented);
  if (!short || body.kind === 'withheld') return body;
  if (body.kind !== 'alert') return { kind: 'withheld', of: body.kind, why: 'message-too-big' };
  return { ...body, evidence: { ...body.evidence, cannotSee: [], text: '', textKo: '' } };
}

/** One record in one packet. `historic`: it is not news any more. */
export function recordPacket(identity: Identity, row: Row, how: How): Packet {
  const { lane, seq, entry } = row;
  assert(lane !== null && seq !== null, `row ${row.n} has no lane`);
  const data = carried(row, how);
  return packetOf(identity, lane, {
    specversion: '1.0',
    id: `${identity.hub}/${lane}/${entry.at.boot}/${seq}`,
    type: `anbu.v1.${data.kind}`,
    ...times(entry.at),
    datacontenttype: 'application/json',
    sequence: sequenceText(seq),
    boot: entry.at.boot,
    lane,
    historic: how.historic,
    data,
  });
}

export function perLane<T>(make: (lane: Lane) => T): Record<Lane, T> {
  const [alert, notice, need, state, history] = LANES;
  return {
    alert: make(alert),
    notice: make(notice),
    need: make(need),
    state: make(state),
    history: make(history),
  };
}
