/**
 * Every payload on the wire as a schema, channel by channel: the same words as `wire.ts` and `commands.ts`, for others.
 *
 * Owns which schema a channel has. The compiler refuses a schema that says something else than the type; what is
 * written from these (JSON Schema, AsyncAPI) is in `wire-documents.ts`. The hub itself does not parse by them:
 * what comes down is read by hand, and a test holds the two readings together.
 */
import { z } from 'zod';
import { CONDITIONS, type Kind, type Lane, type TimeQuality } from '../record.ts';
import type { Diagnostics } from './diagnostics.ts';
import { ENVELOPE_CHARS_MAX, type Envelope } from './envelope.ts';
import { LEAVES } from './leaves.ts';
import { ack, command, keyId } from './wire-down.ts';
import { bootNonce, count, errorCode, exactly, flag, instant, number, text } from './wire-exact.ts';
import { RECORD_SCHEMAS, bootEnd, lane } from './wire-records.ts';
import type {
  Channel,
  CommandResult,
  Deflated,
  Heartbeat,
  HistoryRecord,
  LaneBacklog,
  Status,
} from './wire.ts';

const timequality = z.enum(['none', 'saved'] satisfies Exclude<TimeQuality, 'synced'>[]).exactOptional();
const sequence = z
  .string()
  .regex(/^\d{10,}$/)
  .describe('Sequence number in its lane and boot.');

/** CloudEvents 1.0 in structured JSON mode, around data of some kind. */
function event<const T extends string, D extends z.ZodType>(type: T, data: D) {
  return z.object({
    specversion: z.literal('1.0'),
    id: text,
    source: z.string().regex(/^anbu\/1\/[^/]+\/[^/]+$/),
    type: z.literal(`anbu.v1.${type}`),
    time: instant.exactOptional(),
    timequality,
    datacontenttype: z.literal('application/json'),
    boot: bootNonce,
    data,
  });
}

const status = exactly<Status>()(
  z.object({
    state: z.enum(['online', 'offline']),
    boot: bootNonce,
    version: text.nullable(),
    previous: bootEnd.nullable(),
    protocol: z.literal(1),
  }),
);

const laneBacklog = exactly<LaneBacklog>()(
  z.object({
    rows: count,
    oldestAgeMs: number.nullable(),
    sent: z.object({ boot: bootNonce, seq: count }).nullable(),
    refusals: count,
    refusedWhy: errorCode.nullable(),
  }),
);
const heartbeat = exactly<Omit<Heartbeat, 'boot'>>()(
  z.object({
    uptimeMs: number,
    backlog: z.partialRecord(lane, laneBacklog),
    evaluatedAgeMs: number,
    openConditions: count,
    durable: flag,
    timeQuality: z.enum(['none', 'saved', 'synced']),
    card: z.object({ bytes: count, monthsLeft: count.nullable() }),
    refused: count,
    refusedUnrecorded: count,
  }),
);

const diagnostics = exactly<Diagnostics>()(
  z.object({
    version: text,
    codeHash: text.nullable(),
    configHash: text,
    settingsVersion: count.nullable(),
    boot: bootNonce,
    uptimeMs: number,
    unobservedMs: number,
    timeQuality: z.enum(['none', 'saved', 'synced']),
    timeTrusted: flag,
    linkMs: number,
    durable: flag,
    cardBytes: number,
    cardMonthsLeft: number.nullable(),
    backlog: z.record(lane, count),
    sensors: count,
    lost: z.array(
      z.object({
        sensor: text,
        by: z.array(z.enum(['heartbeat', 'bus', 'self-test', 'contradiction'])),
      }),
    ),
    conditions: z.array(z.object({ code: z.enum(CONDITIONS), subject: text, ageMs: number })),
    keysAdded: count,
    keysRetired: count,
  }),
);
const result = exactly<CommandResult>()(
  z.object({
    keyId: text.nullable(),
    counter: count.nullable(),
    outcome: z.enum(['obeyed', 'refused', 'unsupported']),
    why: errorCode.nullable(),
    durable: flag.exactOptional(),
    data: diagnostics.exactOptional(),
  }),
);

// ---- Lanes -------------------------------------------------------------------------------------------------------

type Leaving = keyof typeof RECORD_SCHEMAS;
const LEAVING = Object.keys(RECORD_SCHEMAS).filter((kind): kind is Leaving => kind in RECORD_SCHEMAS);

/** The kinds that leave by a lane; `withheld` may stand for any of them. */
export function kindsOf(wanted: Lane): readonly Leaving[] {
  return LEAVING.filter((kind) => kind === 'withheld' || lanesOf(kind).includes(wanted));
}
function lanesOf(kind: Kind): readonly Lane[] {
  const { by } = LEAVES[kind];
  if (by === 'raw') return ['history'];
  if (by === 'dropped' || by === 'consented') return ['notice'];
  if (by === 'owned') return ['notice', 'need'];
  return by === 'stays' ? [] : [by];
}

/** One record in one packet: a choice by its type. */
function recordEvent(of: Lane): z.ZodType {
  const choices = kindsOf(of).map((kind) =>
    event(kind, RECORD_SCHEMAS[kind]).extend({ sequence, lane: z.literal(of), historic: flag }),
  );
  return z.union(choices);
}

const carried = z.union(kindsOf('history').map((kind) => RECORD_SCHEMAS[kind]));
const historyRecord = z.object({ seq: count, time: instant, timequality, data: carried });
/** All but the record itself, which is one of several kinds. */
exactly<Omit<HistoryRecord, 'data'>>()(historyRecord.omit({ data: true }));
/** What a history packet carries, as it is or deflated. */
export const HISTORY_DATA = z.object({ records: z.array(historyRecord).min(1) });
const plainHistory = event('history', HISTORY_DATA).extend({
  sequence,
  lane: z.literal('history'),
  historic: flag,
});
const deflated = {
  contentencoding: z.literal('deflate'),
  data_base64: z
    .string()
    .regex(/^[A-Za-z0-9+/]+={0,2}$/)
    .describe('What else stands in data: its JSON text through zlib (RFC 1950), in base64.'),
};
exactly<Deflated>()(z.object(deflated));
const historyEvent = z.union([plainHistory, plainHistory.omit({ data: true }).extend(deflated)]);

// ---- Downwards ---------------------------------------------------------------------------------------------------

const envelope = exactly<Envelope>()(
  z.strictObject({
    alg: z.literal('ed25519'),
    keyId,
    counter: z.int().min(1),
    expiry: count.describe('Wall clock, ms since 1970 UTC, after which it is not obeyed.'),
    payload: z.string().max(ENVELOPE_CHARS_MAX).describe('JSON text of an ack or of a command.'),
    signature: z
      .string()
      .regex(/^[A-Za-z0-9+/]{85}[AQgw]==$/)
      .describe('64 bytes in base64.'),
  }),
);
/** What each topic carries. */
export const CHANNEL_SCHEMAS: Readonly<Record<Channel, z.ZodType>> = {
  status: event('status', status),
  heartbeat: event('heartbeat', heartbeat),
  alert: recordEvent('alert'),
  notice: recordEvent('notice'),
  need: recordEvent('need'),
  state: recordEvent('state'),
  history: historyEvent,
  result: event('result', result),
  ack: envelope,
  command: envelope,
};
/** What the envelope of a channel holds, as JSON text in its field `payload`. */
export const SEALED_SCHEMAS: Readonly<Record<'ack' | 'command', z.ZodType>> = { ack, command };
