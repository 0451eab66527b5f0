/**
 * The Publisher port over MQTT.js: a disposable pipe to one broker, on real time.
 *
 * The only importer of `mqtt`, loaded when first needed. Owns one client at a time and its supervision: on any
 * trouble the client is thrown away and another made, so that nothing of MQTT.js's own queueing and reconnecting is
 * relied upon. Must never queue, and must call back exactly once for each packet, whatever becomes of the client.
 * MQTT 5.0 and 3.1.1 (OASIS).
 */
import { Socket } from 'node:net';
import type { IConnackPacket, MqttClient } from 'mqtt';
import type { UplinkPolicy } from '../config/config.ts';
import type { ErrorCode } from '../errors.ts';
import type { Log, Packet, Publisher, PublisherListener } from '../ports.ts';
import { type Judgement, ofClose, ofError, ofPublish } from './mqtt-errors.ts';
import { INBOUND_BYTES_MAX, clientOptions } from './mqtt-options.ts';
import {
  type Attempts,
  type MqttVersion,
  afterTrouble,
  connected,
  delayMs,
  firstAttempts,
} from './reconnect.ts';

/** What worked with this broker before, kept by the caller if it likes. */
export interface VersionMemory {
  readonly version: MqttVersion | null;
  readonly remember: (version: MqttVersion) => void;
}
interface Pending {
  readonly done: (failed: ErrorCode | null) => void;
  readonly dueMs: number;
}
interface Session {
  readonly client: MqttClient;
  /** The transport stands: a broker heard our CONNECT. */
  standing: boolean;
  /** When CONNACK came; null before. */
  sinceMs: number | null;
  up: boolean;
  receiveMax: number;
  packetBytesMax: number;
  /** MQTT 5 says why it hangs up, in a packet before the end. */
  goodbye: number | null;
  bytesUnparsed: number;
}

/** Topic length, flags and properties around a payload; ours are below 200 bytes. */
const PACKET_OVERHEAD_BYTES = 512;
/** A farewell is worth this much waiting. */
const STOP_WAIT_MS = 2000;
const TLS_PROTOCOLS: readonly (string | undefined)[] = ['mqtts', 'ssl', 'tls'];

export class MqttPublisher implements Publisher {
  readonly #policy: UplinkPolicy;
  readonly #log: Log;
  readonly #memory: VersionMemory | null;
  readonly #pending = new Map<number, Pending>();
  #attempts: Attempts;
  #listener: PublisherListener | null = null;
  #will: Packet | null = null;
  #subscriptions: readonly string[] = [];
  #session: Session | null = null;
  #generation = 0;
  #nextId = 1;
  #retryTimer: NodeJS.Timeout | undefined;
  #ackTimer: NodeJS.Timeout | undefined;
  #drained: (() => void) | null = null;
  #outage = false;
  #stopped: Promise<void> | null = null;

  constructor(policy: UplinkPolicy, log: Log, memory: VersionMemory | null = null) {
    this.#policy = policy;
    this.#log = log;
    this.#memory = memory;
    this.#attempts = firstAttempts(memory?.version ?? null);
  }

  start(lastWill: Packet, subscriptions: readonly string[], listener: PublisherListener): void {
    this.#will = lastWill;
    this.#subscriptions = subscriptions;
    this.#listener = listener;
    void this.#connect();
  }

  publish(packet: Packet, done: (failed: ErrorCode | null) => void): void {
    const session = this.#session;
    // MQTT.js would queue for a client that is not connected, without a bound.
    if (session === null || !session.up || !session.client.connected) return done('not-connected');
    // It also ignores the broker's limits.
    const bytes = Buffer.byteLength(packet.payload) + PACKET_OVERHEAD_BYTES;
    if (bytes > session.packetBytesMax) return done('message-too-big');
    if (this.#pending.size >= session.receiveMax) return done('queue-full');
    const { topic, payload, qos, retain } = packet;
    const landed = this.#await(done);
    session.client.publish(topic, payload, { qos, retain }, (error) => {
      landed(error instanceof Error ? ofPublish(error) : null);
    });
  }

  reconnect(): void {
    if (this.#session !== null)
      this.#trouble(this.#session, { trouble: 'broken', why: 'not-connected' }, 'asked to');
  }

  /** Waits a moment for what is in flight, says goodbye, and lets go. Resolves when nothing of it is left. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end();
    return this.#stopped;
  }

  // ---- One client ------------------------------------------------------------------------------------------------

  async #connect(): Promise<void> {
    this.#generation += 1;
    const generation = this.#generation;
    try {
      const { connect } = await import('mqtt');
      if (this.#stopped !== null || generation !== this.#generation) return;
      const options = clientOptions(this.#policy, this.#attempts.version, this.#will);
      this.#watch(connect(this.#policy.url, options));
    } catch (error) {
      // A certificate that cannot be read, or a URL that is none: may be mended while we run.
      this.#retryAfter({ trouble: 'unreachable', why: 'broker-unreachable' }, 0, String(error));
    }
  }

  #watch(client: MqttClient): void {
    const session: Session = {
      client,
      standing: false,
      sinceMs: null,
      up: false,
      receiveMax: Number.POSITIVE_INFINITY,
      packetBytesMax: Number.POSITIVE_INFINITY,
      goodbye: null,
      bytesUnparsed: 0,
    };
    this.#session = session;
    const stands = (): void => {
      session.standing = true;
    };
    // Small packets one after another must not wait for each other's TCP acknowledgement: 40 ms each (RFC 896, RFC 1122).
    if (client.stream instanceof Socket) client.stream.setNoDelay(true);
    client.stream.once(TLS_PROTOCOLS.includes(client.options.protocol) ? 'secureConnect' : 'connect', stands);
    // A length field may promise 256 MB, and the parser would gather them; at 3.1.1 nothing else bounds it.
    client.stream.on('data', (chunk: Uint8Array) => {
      session.bytesUnparsed += chunk.length;
      if (session.bytesUnparsed <= INBOUND_BYTES_MAX * 2) return;
      this.#trouble(session, { trouble: 'broken', why: 'broker-refused' }, 'a packet without end');
    });
    client.on('packetreceive', () => {
      session.bytesUnparsed = 0;
    });
    client.on('connect', (connack) => this.#greeted(session, connack));
    client.on('message', (topic, payload) => {
      if (this.#session !== session) return;
      this.#listener?.message(topic, payload.subarray(0, INBOUND_BYTES_MAX).toString('utf8'));
    });
    client.on('disconnect', ({ reasonCode }) => {
      session.goodbye = reasonCode ?? null;
    });
    client.on('error', (error) => this.#trouble(session, ofError(error, session), error.message));
    client.on('close', () => this.#trouble(session, ofClose(session), 'the connection closed'));
  }

  #greeted(session: Session, { properties }: IConnackPacket): void {
    if (this.#session !== session) return;
    session.sinceMs = performance.now();
    session.receiveMax = properties?.receiveMaximum ?? Number.POSITIVE_INFINITY;
    session.packetBytesMax = properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY;
    this.#attempts = connected(this.#attempts);
    this.#memory?.remember(this.#attempts.version);
    // The link is up when we are heard and can hear: an acknowledgement that came before would be lost.
    const landed = this.#await((failed) => {
      if (failed === null && this.#session === session) this.#isUp(session);
    });
    session.client.subscribe([...this.#subscriptions], { qos: 1 }, (error) => {
      // A hub that may not listen must still be heard.
      if (error !== null)
        this.#log.write('warning', `uplink: not all subscriptions granted: ${error.message}`);
      if (this.#session === session) landed(null);
    });
  }

  #isUp(session: Session): void {
    session.up = true;
    if (this.#outage) this.#log.write('info', 'uplink: connected again');
    this.#outage = false;
    const limit = session.receiveMax;
    this.#listener?.up(...(Number.isFinite(limit) ? [limit] : []));
  }

  // ---- Its end ---------------------------------------------------------------------------------------------------

  #trouble(session: Session, judged: Judgement, message: string): void {
    if (this.#session !== session) return;
    this.#session = null;
    discard(session.client);
    const stoodMs = session.sinceMs === null ? 0 : performance.now() - session.sinceMs;
    this.#retryAfter(judged, stoodMs, message);
  }

  #retryAfter(judged: Judgement, stoodMs: number, message: string): void {
    const { trouble, why } = judged;
    this.#attempts = afterTrouble(this.#attempts, trouble, stoodMs);
    const waitMs = delayMs(this.#attempts, trouble, this.#policy, Math.random());
    if (this.#stopped === null) {
      clearTimeout(this.#retryTimer);
      this.#retryTimer = setTimeout(() => void this.#connect(), waitMs);
    }
    // The first refusal of a version is a question answered, not an outage.
    const told = trouble !== 'unsupported' || this.#attempts.failures > 1;
    if (this.#stopped === null && told) {
      if (!this.#outage) this.#log.write('warning', `uplink: ${why}: ${message}`);
      this.#outage = true;
      // First that it is down, then what was lost: nobody publishes again in between.
      this.#listener?.down(why);
    }
    this.#abandon();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#retryTimer);
    const session = this.#session;
    if (session !== null && this.#pending.size > 0) {
      await within(STOP_WAIT_MS, new Promise<void>((resolve) => void (this.#drained = resolve)));
    }
    // It may have broken while we waited, and then it is gone already.
    const stands = this.#session;
    this.#session = null;
    this.#abandon();
    if (session === null || stands !== session) return;
    session.client.on('error', () => {});
    const ended = new Promise<void>((resolve) => void session.client.end(false, {}, () => resolve()));
    await within(STOP_WAIT_MS, ended);
    session.client.stream.destroy();
  }

  // ---- What waits for an acknowledgement -------------------------------------------------------------------------

  /** Registers one wait. The function given back ends it; only the first end counts. */
  #await(done: (failed: ErrorCode | null) => void): (failed: ErrorCode | null) => void {
    const id = this.#nextId++;
    this.#pending.set(id, { done, dueMs: performance.now() + this.#policy.ackTimeoutMs });
    this.#ackTimer ??= setTimeout(() => this.#ackDue(), this.#policy.ackTimeoutMs);
    return (failed) => {
      if (!this.#pending.delete(id)) return;
      if (this.#pending.size === 0) this.#drained?.();
      done(failed);
    };
  }

  /** MQTT.js waits for ever for a PUBACK as long as pings are answered: the oldest packet's patience is ours. */
  #ackDue(): void {
    this.#ackTimer = undefined;
    const [oldest] = this.#pending.values();
    if (oldest === undefined) return;
    const waitMs = oldest.dueMs - performance.now();
    if (waitMs > 0) this.#ackTimer = setTimeout(() => this.#ackDue(), waitMs);
    else if (this.#session !== null) {
      this.#trouble(this.#session, { trouble: 'broken', why: 'ack-timeout' }, 'no PUBACK');
    }
  }

  /** A client that was ended never calls back: we do. */
  #abandon(): void {
    clearTimeout(this.#ackTimer);
    this.#ackTimer = undefined;
    const lost = [...this.#pending.values()];
    this.#pending.clear();
    this.#drained?.();
    for (const { done } of lost) done('not-connected');
  }
}

/** What a thrown-away client still has to say is nobody's business, and must not crash us. */
function discard(client: MqttClient): void {
  client.on('error', () => {});
  client.end(true);
  client.stream.destroy();
}

async function within(waitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => void (timer = setTimeout(resolve, waitMs)));
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
