/**
 * The other end: who counts what arrives. For all but our own hub a plain MQTT.js subscriber; for ours the reference
 * desk, which keeps its ledger on disk and says, signed, what it has.
 *
 * Both are clients of the upstream broker in the bench's own process, with a session that outlives an outage. A shell.
 */
import { join } from 'node:path';
import type { Packet, Publisher, PublisherListener } from '../../../agent/ports.ts';
import { UPLINK_DEFAULTS } from '../../../agent/config/defaults.ts';
import { MqttPublisher } from '../../../agent/uplink/mqtt.ts';
import { parseObject } from '../../../agent/uplink/envelope.ts';
import { SqliteDeskStore } from '../../desk-store.ts';
import { Desk } from '../../desk.ts';
import { CASE_MANAGER } from '../../district.ts';
import { dataOf } from '../../event-data.ts';
import type { CentreKey } from '../../keys.ts';
import { noLog } from '../../quiet-ports.ts';
import type { After } from '../../virtual-clock.ts';
import { bareClient, connected } from './bare-mqtt.ts';
import { EVENT_FILTER, OUR_HUB, eventIn } from './event.ts';

export interface Receiver {
  /** Copies that were taken for news; null where nobody would notice. */
  duplicatesApplied(): number | null;
  stop(): Promise<void>;
}
export interface Heard {
  readonly event: (event: number) => void;
  /** Anything at all came from the peer. */
  readonly packet: () => void;
}

/** A receiver that hurries back after an outage is not what is measured. */
const RECONNECT_MS = 100;

export async function plainReceiver(url: string, heard: Heard): Promise<Receiver> {
  const client = await bareClient(url, { clientId: 'receiver', clean: false, reconnectPeriod: RECONNECT_MS });
  client.on('message', (_topic, payload) => {
    heard.packet();
    const event = eventIn(payload.toString('utf8'));
    if (event !== null) heard.event(event);
  });
  await connected(client);
  await client.subscribeAsync(EVENT_FILTER, { qos: 1 });
  return { duplicatesApplied: () => null, stop: () => client.endAsync(true) };
}

export async function deskReceiver(
  url: string,
  { folder, key }: { readonly folder: string; readonly key: CentreKey },
  heard: Heard,
): Promise<Receiver> {
  const reconnect = { reconnectMinMs: RECONNECT_MS / 2, reconnectMaxMs: RECONNECT_MS };
  const pipe = new MqttPublisher(
    { ...UPLINK_DEFAULTS, url, site: OUR_HUB.site, hub: 'desk', ...reconnect },
    noLog,
  );
  const listening = new Listening(pipe, heard);
  const store = new SqliteDeskStore(join(folder, 'desk.db'));
  const desk = new Desk({
    site: OUR_HUB.site,
    publisher: listening,
    store,
    key,
    policy: CASE_MANAGER,
    home: after,
    link: after,
    nowMs: () => Date.now(),
  });
  desk.start();
  await listening.begun;
  return {
    duplicatesApplied: () => desk.report().duplicatesApplied,
    stop: async () => {
      await desk.stop();
      store.close();
    },
  };
}

/** The desk's own pipe, on which the bench listens along: numbers of events before the desk has judged them. */
class Listening implements Publisher {
  readonly #pipe: Publisher;
  readonly #heard: Heard;
  readonly #begun = Promise.withResolvers<true>();

  constructor(pipe: Publisher, heard: Heard) {
    this.#pipe = pipe;
    this.#heard = heard;
  }
  get begun(): Promise<true> {
    return this.#begun.promise;
  }
  start(lastWill: Packet, subscriptions: readonly string[], listener: PublisherListener): void {
    this.#pipe.start(lastWill, subscriptions, {
      ...listener,
      up: (receiveMax) => {
        this.#begun.resolve(true);
        listener.up(receiveMax);
      },
      message: (topic, payload) => {
        this.#hear(topic, payload);
        listener.message(topic, payload);
      },
    });
  }
  publish(packet: Packet, done: Parameters<Publisher['publish']>[1]): void {
    this.#pipe.publish(packet, done);
  }
  reconnect(): void {
    this.#pipe.reconnect();
  }
  async stop(): Promise<void> {
    await this.#pipe.stop();
  }

  #hear(topic: string, payload: string): void {
    this.#heard.packet();
    if (!topic.endsWith('/history')) return;
    const event = parseObject(payload);
    const records: unknown = event === null ? null : dataOf(event)?.['records'];
    if (!Array.isArray(records)) return;
    for (const record of records) {
      const value = valueIn(record);
      if (value !== null) this.#heard.event(value);
    }
  }
}

/** The event's number travels as the reading's value. */
function valueIn(record: unknown): number | null {
  if (typeof record !== 'object' || record === null || !('data' in record)) return null;
  const { data } = record;
  if (typeof data !== 'object' || data === null || !('value' in data)) return null;
  return typeof data.value === 'number' ? data.value : null;
}

const after: After = (ms, run) => {
  const timer = setTimeout(run, ms);
  return () => clearTimeout(timer);
};
