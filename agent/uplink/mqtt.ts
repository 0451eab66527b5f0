/**
 * The Publisher port over MQTT.js: a disposable pipe to one broker, on real time.
 *
 * The only importer of `mqtt`, loaded when first needed. Owns one client at a time and its supervision: on any
 * trouble the client is thrown away and another made, so that nothing of MQTT.js's own queueing and reconnecting is
 * relied upon. Must never queue, and must call back exactly once for each packet, whatever becomes of the client.
 * MQTT 5.0 and 3.1.1 (OASIS).
 */
import type { X509Certificate } from 'node:crypto';
import type { IConnackPacket, MqttClient } from 'mqtt';
import type { UplinkPolicy } from '../config/config.ts';
import type { ErrorCode } from '../errors.ts';
import type { Log, Packet, Publisher, PublisherListener } from '../ports.ts';
import { type Judgement, ofClose, ofError, ofPacketBytes, ofPublish, ofTransport } from './mqtt-errors.ts';
import { type KeptIdentity, LinkIdentity } from './mqtt-identity.ts';
import { INBOUND_BYTES_MAX, clientOptions, discard } from './mqtt-options.ts';
import { type KnownTime, refuseOutOfDate } from './mqtt-peer.ts';
import { LinkTime } from './mqtt-time.ts';
import { type Opening, type Transport, openTransport } from './mqtt-transport.ts';
import { AckWaits } from './mqtt-waits.ts';
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
/** What a publisher asks of the program around it, where the usual is not wanted. */
export interface LinkSurroundings {
  readonly memory: VersionMemory | null;
  /** Which new certificate was let in. */
  readonly identity: KeptIdentity | null;
  /** What is known of the time, for the dates of certificates. */
  readonly known: () => KnownTime;
  readonly time: LinkTime;
}
interface Session {
  readonly client: MqttClient;
  /** Certificates of the broker whose dates are judged once the time is known. */
  doubted: readonly X509Certificate[];
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
const UNREACHABLE: Judgement = { trouble: 'unreachable', why: 'broker-unreachable' };
/** A farewell is worth this much waiting. */
const STOP_WAIT_MS = 2000;
/** Certificates are looked at again this often, between connections: they may end, or be renewed, in a link's life. */
const LOOK_MS = 10 * 60_000;

export class MqttPublisher implements Publisher {
  readonly #policy: UplinkPolicy;
  readonly #log: Log;
  readonly #around: LinkSurroundings;
  readonly #waits: AckWaits;
  readonly #identity: LinkIdentity;
  #attempts: Attempts;
  #listener: PublisherListener | null = null;
  #will: Packet | null = null;
  #subscriptions: readonly string[] = [];
  #opening: Opening | null = null;
  #session: Session | null = null;
  #generation = 0;
  #retryTimer: NodeJS.Timeout | undefined;
  #lookTimer: NodeJS.Timeout | undefined;
  #certificateEndMs: number | null = null;
  #outage = false;
  #stopped: Promise<void> | null = null;

  constructor(policy: UplinkPolicy, log: Log, around: Partial<LinkSurroundings> = {}) {
    const known = (): KnownTime => ({ synced: true, ms: Date.now() });
    this.#policy = policy;
    this.#log = log;
    this.#around = { memory: null, identity: null, known, time: new LinkTime(), ...around };
    this.#identity = new LinkIdentity(policy, log, this.#around.identity);
    this.#attempts = firstAttempts(around.memory?.version ?? null);
    this.#waits = new AckWaits(this.#around.time, policy.ackTimeoutMs, () => {
      const session = this.#session;
      if (session !== null) this.#trouble(session, { trouble: 'broken', why: 'ack-timeout' }, 'no PUBACK');
    });
  }

  start(lastWill: Packet, subscriptions: readonly string[], listener: PublisherListener): void {
    this.#will = lastWill;
    this.#subscriptions = subscriptions;
    this.#listener = listener;
    this.#look();
    void this.#connect();
  }

  publish(packet: Packet, done: (failed: ErrorCode | null) => void): void {
    const session = this.#session;
    // MQTT.js would queue for a client that is not connected, without a bound.
    if (session === null || !session.up || !session.client.connected) return done('not-connected');
    // It also ignores the broker's limits.
    const bytes = Buffer.byteLength(packet.payload) + PACKET_OVERHEAD_BYTES;
    if (bytes > session.packetBytesMax) return done('message-too-big');
    if (this.#waits.size >= session.receiveMax) return done('queue-full');
    const { topic, payload, qos, retain } = packet;
    const landed = this.#waits.add(done);
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
    const { time, known } = this.#around;
    this.#opening?.abandon();
    try {
      const { MqttClient: Client } = await import('mqtt');
      if (this.#stopped !== null || generation !== this.#generation) return;
      this.#sayCertificate();
      this.#opening = openTransport(this.#identity.forAttempt(), {
        patienceMs: time.realMs(this.#policy.ackTimeoutMs),
        known: known(),
        opened: (transport) => {
          const options = clientOptions(this.#policy, this.#attempts.version, this.#will, time);
          this.#watch(new Client(() => transport.socket, options), transport);
        },
        failed: (error) => this.#retryAfter(ofTransport(error), 0, error.message),
      });
    } catch (error) {
      // A certificate that cannot be read, or a URL that is none: may be mended while we run.
      const judged = error instanceof Error ? ofTransport(error) : UNREACHABLE;
      this.#retryAfter(judged, 0, String(error));
    }
  }

  #watch(client: MqttClient, { socket, doubted }: Transport): void {
    const session: Session = {
      client,
      doubted,
      sinceMs: null,
      up: false,
      receiveMax: Number.POSITIVE_INFINITY,
      packetBytesMax: Number.POSITIVE_INFINITY,
      goodbye: null,
      bytesUnparsed: 0,
    };
    this.#session = session;
    // A length field may promise 256 MB, and the parser would gather them; at 3.1.1 nothing else bounds it.
    socket.on('data', (chunk: Uint8Array) => {
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
    const { maximumPacketSize: bytesMax = Number.POSITIVE_INFINITY } = properties ?? {};
    const narrow = ofPacketBytes(bytesMax);
    if (narrow !== null) return this.#trouble(session, narrow, `packets of ${bytesMax} bytes at most`);
    session.sinceMs = this.#around.time.nowMs();
    session.receiveMax = properties?.receiveMaximum ?? Number.POSITIVE_INFINITY;
    session.packetBytesMax = bytesMax;
    this.#attempts = connected(this.#attempts);
    this.#around.memory?.remember(this.#attempts.version);
    // The link is up when we are heard and can hear: an acknowledgement that came before would be lost.
    const landed = this.#waits.add((failed) => {
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
    this.#identity.stood();
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
    const stoodMs = session.sinceMs === null ? 0 : this.#around.time.nowMs() - session.sinceMs;
    this.#retryAfter(judged, stoodMs, message);
  }

  #retryAfter(judged: Judgement, stoodMs: number, message: string): void {
    const { trouble, why } = judged;
    this.#attempts = afterTrouble(this.#attempts, trouble, stoodMs);
    const waitMs = delayMs(this.#attempts, trouble, this.#policy, Math.random());
    if (this.#stopped === null) {
      clearTimeout(this.#retryTimer);
      this.#retryTimer = this.#around.time.after(waitMs, () => void this.#connect());
    }
    // The first refusal of a version is a question answered, not an outage.
    const told = trouble !== 'unsupported' || this.#attempts.failures > 1;
    if (this.#stopped === null && told) {
      if (!this.#outage) this.#log.write('warning', `uplink: ${why}: ${message}`);
      this.#outage = true;
      // First that it is down, then what was lost: nobody publishes again in between.
      this.#listener?.down(why);
    }
    this.#waits.abandon();
  }

  async #end(): Promise<void> {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#lookTimer);
    this.#opening?.abandon();
    const session = this.#session;
    if (session !== null) await within(STOP_WAIT_MS, this.#waits.drained());
    // It may have broken while we waited, and then it is gone already.
    const stands = this.#session;
    this.#session = null;
    this.#waits.abandon();
    if (session === null || stands !== session) return;
    session.client.on('error', () => {});
    const ended = new Promise<void>((resolve) => void session.client.end(false, {}, () => resolve()));
    await within(STOP_WAIT_MS, ended);
    session.client.stream.destroy();
  }

  // ---- Certificates and their dates --------------------------------------------------------------------------------

  #look(): void {
    this.#lookTimer = this.#around.time.after(LOOK_MS, () => this.#look());
    this.#sayCertificate();
    const session = this.#session;
    if (session?.up === true && this.#identity.isUntried()) return this.reconnect();
    const known = this.#around.known();
    if (session === null || session.doubted.length === 0 || !known.synced) return;
    try {
      refuseOutOfDate(session.doubted, known.ms);
      session.doubted = [];
    } catch (error) {
      if (error instanceof Error) this.#trouble(session, ofTransport(error), error.message);
    }
  }

  /** When our own certificate ends, at the start and whenever that changed. */
  #sayCertificate(): void {
    const endMs = this.#identity.endMs();
    if (endMs === null || endMs === this.#certificateEndMs) return;
    this.#certificateEndMs = endMs;
    this.#listener?.certificate?.(endMs);
  }
}

async function within(waitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => void (timer = setTimeout(resolve, waitMs)));
  await Promise.race([work, patience]);
  clearTimeout(timer);
}
