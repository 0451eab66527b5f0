/**
 * What goes by on a broker, held strictly against the schemas by a validator that is not ours.
 *
 * Owns what was seen and what did not fit. Whatever is sealed or deflated is opened and judged too. Never refuses
 * anything: whoever taps asks at the end.
 */
import { inflateSync } from 'node:zlib';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { strictJson } from '../../agent/uplink/wire-documents.ts';
import { parseEnvelope } from '../../agent/uplink/envelope.ts';
import { CHANNEL_SCHEMAS, HISTORY_DATA, SEALED_SCHEMAS } from '../../agent/uplink/wire-schema.ts';
import { CHANNELS, type Channel } from '../../agent/uplink/wire.ts';
import { policyFor, silentLog, until } from './loopback.ts';

export const ajv = new Ajv2020({ strict: false, validateFormats: false });
const channels = Object.keys(CHANNELS).filter((name): name is Channel => name in CHANNELS);
export const strictly = new Map(
  channels.map((name) => [name, ajv.compile(strictJson(CHANNEL_SCHEMAS[name]))]),
);
const sealed = {
  ack: ajv.compile(strictJson(SEALED_SCHEMAS.ack)),
  command: ajv.compile(strictJson(SEALED_SCHEMAS.command)),
};
const historyData = ajv.compile(strictJson(HISTORY_DATA));

export type Json = Readonly<Record<string, unknown>>;
export function read(text: string): Json {
  const value: unknown = JSON.parse(text);
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
function channelOf(topic: string): Channel | undefined {
  const [, , , , ...rest] = topic.split('/');
  return channels.find((name) => CHANNELS[name].topic === rest.join('/'));
}

/** Everything that went by, judged as it goes. */
export class Traffic {
  /** channel:kind → how often. */
  readonly seen = new Map<string, number>();
  readonly problems = new Set<string>();

  take(topic: string, payload: string): void {
    const channel = channelOf(topic);
    // A desk's own last will, and how a broker is told to forget.
    if (channel === undefined || payload === '') return;
    // What a forger writes need not be JSON: nobody has promised it.
    if (CHANNELS[channel].direction === 'down' && parseEnvelope(payload) === null) return;
    const event = read(payload);
    this.#judge(channel, strictly.get(channel), event);
    if (channel === 'ack' || channel === 'command') {
      const inner = read(String(event['payload']));
      this.#judge(`sealed ${channel}`, sealed[channel], inner);
      this.#count(channel, inner['kind']);
    } else if (channel === 'history') this.#history(event);
    else this.#count(channel, read(JSON.stringify(event['data'] ?? {}))['kind'] ?? '');
  }
  #history(event: Json): void {
    const packed = event['data_base64'];
    const text = typeof packed === 'string' ? inflateSync(Buffer.from(packed, 'base64')).toString() : null;
    const data = text === null ? read(JSON.stringify(event['data'])) : read(text);
    this.#judge('history data', historyData, data);
    this.#count('history', text === null ? 'plain' : 'deflated');
    const { records } = data;
    if (Array.isArray(records))
      for (const one of records as { data: { kind: string } }[]) this.#count('history', one.data.kind);
  }
  #judge(name: string, validate: ValidateFunction | undefined, value: Json): void {
    if (validate === undefined || validate(value)) return;
    const words = (validate.errors ?? [])
      .slice(0, 3)
      .map(({ instancePath, message }) => `${instancePath} ${message}`);
    this.problems.add(`${name}: ${words.join('; ')}: ${JSON.stringify(value).slice(0, 400)}`);
  }
  #count(channel: string, kind: unknown): void {
    const key = `${channel}:${String(kind)}`;
    this.seen.set(key, (this.seen.get(key) ?? 0) + 1);
  }
}

/** A client that hears everything on a real broker; resolves when it listens, to what ends it. */
export async function tapOn(port: number, traffic: Traffic): Promise<() => Promise<void>> {
  const tap = new MqttPublisher(policyFor(port, { hub: 'tap' }), silentLog);
  let listens = false;
  tap.start({ topic: 'tap', payload: '', qos: 0, retain: false }, ['anbu/1/#'], {
    up: () => (listens = true),
    down: () => {},
    message: (topic, payload) => traffic.take(topic, payload),
  });
  await until('the tap listens', () => listens);
  return () => tap.stop();
}
