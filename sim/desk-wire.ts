/**
 * The desk's ear and mouth: packets from hubs become messages, what it owes becomes signed envelopes.
 *
 * A tolerant reader (RECEIVER.md §2): it takes the fields it needs, ignores the others, and refuses what it cannot
 * place. Must never trust a payload over its topic: the broker's access rules bind the topic to the hub.
 * CloudEvents 1.0, structured mode; sealing as in `agent/uplink/envelope.ts`.
 */
import type { ErrorCode } from '../agent/errors.ts';
import type { Packet } from '../agent/ports.ts';
import { ALERT_WHYS, LANES, type Lane } from '../agent/record.ts';
import type { CommandPayload } from '../agent/uplink/command-verbs.ts';
import type { AckPayload } from '../agent/uplink/commands.ts';
import { type Seal, envelopeText, isCount, parseObject, sealText } from '../agent/uplink/envelope.ts';
import { CHANNELS, topicOf } from '../agent/uplink/wire.ts';
import { type AlertNews, STAGES } from './desk-cases.ts';
import type { ArrivedRecord, BootEnd, DeskAction, DeskMessage } from './desk-core.ts';
import type { DeskOrder, NeedNews } from './desk-orders.ts';
import { dataOf } from './event-data.ts';
import type { CentreKey } from './keys.ts';

/** Characters of one packet: a history packet holds 16 KiB of records, the rest is envelope; four times that. */
const PACKET_CHARS_MAX = 65_536;

/** What goes down to a hub. */
export type Down = Extract<DeskAction, { kind: 'kept' | 'stage' }> | DeskOrder;
type Fields = Readonly<Partial<Record<string, unknown>>>;

/** Topics the desk listens to: everything hubs of its site send up. */
export function deskSubscriptions(site: string): string[] {
  return Object.values(CHANNELS)
    .filter(({ direction }) => direction === 'up')
    .map(({ topic }) => `anbu/1/${site}/+/${topic}`);
}

/** The desk's own last will, on a topic of its own that no hub reads. */
export function deskWill(site: string): Packet {
  return {
    topic: `anbu/1/${site}/desk`,
    payload: JSON.stringify({ state: 'offline' }),
    qos: 0,
    retain: false,
  };
}

/** One packet as a message; `refused` when it is not in the agreed form. Null when it concerns no duty. */
export function readUp(topic: string, payload: string): DeskMessage | null {
  const [root, version, , hub, ...rest] = topic.split('/');
  const channel = rest.join('/');
  if (root !== 'anbu' || version !== '1' || hub === undefined) return refused(topic, 'envelope-malformed');
  // An empty retained message is how a broker is told to forget a status.
  if (payload === '') return null;
  if (payload.length > PACKET_CHARS_MAX) return refused(topic, 'message-too-big');
  const event = parseObject(payload);
  const data = event === null ? null : dataOf(event);
  const boot = event?.['boot'];
  if (event === null || data === null || typeof boot !== 'string' || boot === '') {
    return refused(topic, 'envelope-malformed');
  }
  return readEvent({ hub, channel, boot, event, data }) ?? refused(topic, 'envelope-malformed');
}

interface Arrived {
  readonly hub: string;
  readonly channel: string;
  readonly boot: string;
  readonly event: Fields;
  readonly data: Fields;
}

function readEvent({ hub, channel, boot, event, data }: Arrived): DeskMessage | null {
  if (channel === CHANNELS.status.topic) return readStatus(hub, boot, data);
  if (channel === CHANNELS.heartbeat.topic)
    return { kind: 'heartbeat', hub, boot, waiting: readBacklog(data) };
  if (channel === CHANNELS.result.topic) return readResult(hub, data);
  const lane = LANES.find((one) => CHANNELS[one].topic === channel);
  if (lane === undefined) return null;
  const records =
    lane === 'history' ? readHistory(data) : [readRecord(lane, Number(event['sequence']), data)];
  const read = records.filter((one) => one !== null);
  if (read.length === 0 || read.length < records.length) return null;
  // The id says the same as topic and attributes; where it does not, somebody is confused and nothing is taken.
  const last = read.at(-1)?.seq ?? 0;
  const numbers = lane === 'history' ? `${read[0]?.from ?? read[0]?.seq}-${last}` : `${last}`;
  if (event['id'] !== `${hub}/${lane}/${boot}/${numbers}`) return null;
  return { kind: 'records', hub, lane, boot, records: read };
}

function readStatus(hub: string, boot: string, data: Fields): DeskMessage | null {
  if (data['state'] === 'offline') return { kind: 'offline', hub, boot };
  if (data['state'] !== 'online') return null;
  return { kind: 'birth', hub, boot, previous: readBootEnd(data['previous']) };
}

function readResult(hub: string, { counter, outcome, why = null }: Fields): DeskMessage | null {
  if (typeof outcome !== 'string' || (why !== null && typeof why !== 'string')) return null;
  if (counter !== null && !isCount(counter)) return null;
  return { kind: 'result', hub, counter, outcome, why };
}

function readBootEnd(value: unknown): BootEnd | null {
  const fields = objectIn(value);
  const lastSeq = objectIn(fields?.['lastSeq']);
  const boot = fields?.['boot'];
  if (typeof boot !== 'string' || lastSeq === null) return null;
  const of = (lane: Lane): number => {
    const seq = lastSeq[lane];
    return isCount(seq) ? seq : 0;
  };
  return {
    boot,
    lastSeq: {
      alert: of('alert'),
      notice: of('notice'),
      need: of('need'),
      state: of('state'),
      history: of('history'),
    },
  };
}

function readBacklog(data: Fields): Extract<DeskMessage, { kind: 'heartbeat' }>['waiting'] {
  const backlog = objectIn(data['backlog']);
  return LANES.flatMap((lane) => {
    const waits = objectIn(backlog?.[lane]);
    const sent = objectIn(waits?.['sent']);
    const [boot, seq] = [sent?.['boot'], sent?.['seq']];
    return typeof boot === 'string' && isCount(seq) && waits?.['rows'] !== 0 ? [{ lane, boot, seq }] : [];
  });
}

function readHistory(data: Fields): (ArrivedRecord | null)[] {
  const { records } = data;
  if (!Array.isArray(records)) return [];
  return records.map((one: unknown) => {
    const fields = objectIn(one);
    return readRecord('history', fields?.['seq'], objectIn(fields?.['data']));
  });
}

/** A record of an unknown kind is kept like any other: newer hubs may say more than this desk knows. */
function readRecord(lane: Lane, seq: unknown, data: Fields | null): ArrivedRecord | null {
  if (!isCount(seq) || seq === 0 || data === null) return null;
  if (data['kind'] === 'withheld' && data['from'] !== undefined) return readThinned(lane, seq, data['from']);
  // A word in the place of an alert that its hub cannot read any more: nothing to tell, and no hole.
  if (lane !== 'alert' || data['kind'] === 'withheld') {
    const previous = data['kind'] === 'boot' ? readBootEnd(data['previous']) : null;
    return { seq, alert: null, previous, ...readNeed(data) };
  }
  const alert = readAlert(data);
  return alert === null ? null : { seq, alert, previous: null };
}

/** Only history is ever thinned: whoever says that of an alert is confused, and nothing is taken. */
function readThinned(lane: Lane, seq: number, from: unknown): ArrivedRecord | null {
  if (lane !== 'history' || !isCount(from) || from === 0 || from > seq) return null;
  return { seq, from, alert: null, previous: null };
}

function readNeed({ kind, need, what }: Fields): { readonly need?: NeedNews } {
  if (kind !== 'need' || typeof need !== 'string' || typeof what !== 'string') return {};
  return { need: { need, what } };
}

function readAlert(data: Fields): AlertNews | null {
  const { kind, alert, cause, revision, test } = data;
  const stage = STAGES.find((one) => one === data['stage']);
  // A reason this desk does not know is still news of a known alert.
  const why = ALERT_WHYS.find((one) => one === data['why']) ?? 'desk';
  if (kind !== 'alert' || typeof alert !== 'string' || !isCount(revision)) return null;
  if (stage === undefined || typeof cause !== 'string' || typeof test !== 'boolean') return null;
  const text = objectIn(data['evidence'])?.['text'];
  return { alert, stage, revision, cause, test, why, text: typeof text === 'string' ? text : '' };
}

function objectIn(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}

function refused(topic: string, why: ErrorCode): DeskMessage {
  return { kind: 'refused', topic, why };
}

/** What the desk says, signed, for one hub. */
export function sealDown(
  site: string,
  down: Down,
  by: { readonly signer: CentreKey; readonly counter: number; readonly expiryMs: number },
): Packet {
  const channel = down.kind === 'order' ? 'command' : 'ack';
  const topic = topicOf({ site, hub: down.hub }, channel);
  const payload = JSON.stringify(payloadOf(down));
  const seal: Seal = { alg: 'ed25519', keyId: by.signer.keyId, counter: by.counter, expiry: by.expiryMs };
  const signature = by.signer.sign(sealText(topic, seal, payload));
  return {
    topic,
    payload: envelopeText(seal, payload, signature),
    qos: CHANNELS[channel].qos,
    retain: false,
  };
}

function payloadOf(down: Down): AckPayload | CommandPayload {
  if (down.kind === 'order') return down.payload;
  if (down.kind === 'kept') {
    const { lane, boot, upTo, resend, byHand } = down;
    return {
      kind: 'kept',
      lane,
      boot,
      upTo,
      ...(resend ? { resend } : {}),
      ...(byHand ? { byHand } : {}),
    };
  }
  const { alert, stage, by, minutes, outcome } = down;
  return {
    kind: 'stage',
    alert,
    stage,
    by,
    ...(minutes === null ? {} : { minutes }),
    ...(outcome === null ? {} : { outcome }),
  };
}
