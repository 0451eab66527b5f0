/**
 * The wire, written down for others: JSON Schema 2020-12 for every payload, one AsyncAPI 3 document, access rules.
 *
 * Pure: the same sources give the same bytes; `npm run schemas` puts them into `agent/uplink/schema/`. What goes up
 * is described openly, as RECEIVER.md §2 asks a receiver to read it: unknown fields, words and kinds are allowed. What
 * comes down is described strictly, as the hub reads it.
 */
import { z } from 'zod';
import { accessRules } from './access-rules.ts';
import { CHANNEL_SCHEMAS, SEALED_SCHEMAS } from './wire-schema.ts';
import { CHANNELS, type Channel, type ChannelRow, WIRE_PROTOCOL } from './wire.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = Record<string, Json>;
type Draft = 'draft-2020-12' | 'draft-07';

/** More words than this are a list that grows with each version, and no help to a reader. */
const EXAMPLES_MAX = 12;

/** A schema of a channel: open for what goes up, strict for what comes down. */
export function jsonSchema(schema: z.ZodType, direction: 'up' | 'down', target: Draft): JsonObject {
  const written = z.toJSONSchema(schema, { target, io: direction === 'up' ? 'input' : 'output' });
  const { $schema, ...rest } = asJson(written);
  const inner = direction === 'up' ? opened(rest) : rest;
  return target === 'draft-07' || $schema === undefined ? inner : { $schema, ...inner };
}

/** Nothing unknown, whichever way it goes. For tests of what is really sent. */
export function strictJson(schema: z.ZodType): JsonObject {
  return asJson(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'output' }));
}

/** Through text, so that what is not JSON cannot pass. */
function asJson(value: object): JsonObject {
  const read: unknown = JSON.parse(JSON.stringify(value));
  return isObject(read) ? read : {};
}
function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The same schema for a reader of tomorrow's hub: any word where there is a list, any kind beside the known ones. */
function opened(schema: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'enum') {
      if (Array.isArray(value) && value.length <= EXAMPLES_MAX) result['examples'] = value;
    } else result[key] = openedValue(value);
  }
  const { anyOf } = result;
  if (Array.isArray(anyOf)) result['anyOf'] = [...anyOf, ...otherThan(anyOf)];
  return result;
}
function openedValue(value: Json): Json {
  if (Array.isArray(value)) return value.map(openedValue);
  return isObject(value) ? opened(value) : value;
}

/** Where each choice names itself by `type` or `kind`: one more, that names itself differently. */
function otherThan(choices: readonly Json[]): JsonObject[] {
  for (const name of ['type', 'kind']) {
    const known = [...new Set(choices.map((choice) => constOf(choice, name)))];
    if (known.includes(null)) continue;
    const required = name === 'type' ? ['id', 'type', 'boot', 'sequence', 'lane', 'data'] : [name];
    const other = { [name]: { type: 'string', not: { enum: known } } };
    return [
      {
        description: 'A kind of a newer version: kept like any other.',
        type: 'object',
        properties: other,
        required,
      },
    ];
  }
  return [];
}
function constOf(choice: Json, name: string): Json {
  const properties = isObject(choice) ? choice['properties'] : undefined;
  const property = isObject(properties) ? properties[name] : undefined;
  return isObject(property) ? (property['const'] ?? null) : null;
}

// ---- The documents -----------------------------------------------------------------------------------------------

const channelsOf = (): [Channel, ChannelRow][] =>
  Object.entries(CHANNELS).filter((entry): entry is [Channel, ChannelRow] => entry[0] in CHANNEL_SCHEMAS);

function titled(name: string, title: string, schema: JsonObject): string {
  const { $schema = null, ...rest } = schema;
  return textOf({ $schema, $id: `urn:anbu:${WIRE_PROTOCOL}:${name}`, title, ...rest });
}
function textOf(value: JsonObject): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** File name → text, everything that is generated. */
export function documents(): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const [channel, { direction, payload }] of channelsOf()) {
    if (direction === 'down') continue;
    const schema = jsonSchema(CHANNEL_SCHEMAS[channel], 'up', 'draft-2020-12');
    files.set(`${channel}.schema.json`, titled(channel, payload, schema));
  }
  const envelope = jsonSchema(CHANNEL_SCHEMAS.ack, 'down', 'draft-2020-12');
  files.set('envelope.schema.json', titled('envelope', 'signed envelope of ack and command', envelope));
  for (const sealed of ['ack', 'command'] as const) {
    const schema = jsonSchema(SEALED_SCHEMAS[sealed], 'down', 'draft-2020-12');
    files.set(`${sealed}.schema.json`, titled(sealed, `what an envelope on ${sealed} holds`, schema));
  }
  files.set('asyncapi.json', textOf(asyncApi()));
  files.set('mosquitto.acl', accessRules('SITE', 'desk'));
  return files;
}

/** AsyncAPI 3.0.0, from the hub's side: what goes up it sends. */
function asyncApi(): JsonObject {
  const channels: JsonObject = {};
  const operations: JsonObject = {};
  const messages: JsonObject = {};
  for (const [channel, row] of channelsOf()) {
    channels[channel] = channelObject(channel, row);
    operations[`${row.direction === 'up' ? 'send' : 'receive'}-${channel}`] = operationObject(channel, row);
    messages[channel] = messageObject(channel, row);
  }
  const schemas: JsonObject = {};
  for (const sealed of ['ack', 'command'] as const)
    schemas[sealed] = jsonSchema(SEALED_SCHEMAS[sealed], 'down', 'draft-07');
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'anbu hub',
      version: String(WIRE_PROTOCOL),
      description:
        'What a hub says and hears over MQTT. The duties of whoever receives it are in RECEIVER.md.',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels,
    operations,
    components: { messages, schemas },
  };
}

function channelObject(channel: Channel, { topic, payload }: ChannelRow): JsonObject {
  return {
    address: `anbu/1/{site}/{hub}/${topic}`,
    summary: payload,
    parameters: {
      site: { description: 'The district or organisation.' },
      hub: { description: 'The name of the hub.' },
    },
    messages: { [channel]: { $ref: `#/components/messages/${channel}` } },
  };
}

function operationObject(channel: Channel, { direction, qos, retain }: ChannelRow): JsonObject {
  const up = direction === 'up';
  return {
    action: up ? 'send' : 'receive',
    channel: { $ref: `#/channels/${channel}` },
    ...(up ? { bindings: { mqtt: { qos, retain, bindingVersion: '0.2.0' } } } : {}),
    messages: [{ $ref: `#/channels/${channel}/messages/${channel}` }],
  };
}

function messageObject(channel: Channel, { direction, payload }: ChannelRow): JsonObject {
  const sealed =
    channel === 'ack' || channel === 'command' ? { 'x-sealed': `#/components/schemas/${channel}` } : {};
  return {
    name: channel,
    summary: payload,
    contentType: direction === 'up' ? 'application/cloudevents+json' : 'application/json',
    payload: jsonSchema(CHANNEL_SCHEMAS[channel], direction, 'draft-07'),
    ...sealed,
  };
}
