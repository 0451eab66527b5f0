/**
 * The client's half of the simulated broker: the Publisher port without a network.
 *
 * Owns one connection at a time, its ack timeout and its backoff, all in virtual time. Must never queue, and must
 * call back exactly once for each packet, as the real one does.
 */
import type { ErrorCode } from '../agent/errors.ts';
import type { Packet, Publisher, PublisherListener } from '../agent/ports.ts';
import { type LinkQuality, ThinLink } from './thin-link.ts';
import { type Trouble, afterTrouble, connected, delayMs, firstAttempts } from '../agent/uplink/reconnect.ts';

export interface BrokerFaults {
  /** Nobody answers; every connection is gone. */
  readonly outage: boolean;
  /** Every CONNACK refuses. Connections that stand go on. */
  readonly refusing: boolean;
  /** Takes and delivers, and never sends a PUBACK. */
  readonly silent: boolean;
  /** Delivers everything twice. */
  readonly duplicating: boolean;
  /** Sends the PUBACK and forgets the message. */
  readonly losing: boolean;
  /** A PUBACK that refuses, for topics that end in one of these. */
  readonly refusingTopics: readonly string[];
  /** Clients that cannot reach it. */
  readonly unreachable: readonly string[];
  /** A share of all PUBACKs is lost on the way. */
  readonly losingAcks: boolean;
}
export interface Connection {
  readonly client: SimulatedClient;
  readonly will: Packet;
  alive: boolean;
}
/** What `agent/uplink/reconnect.ts` asks for: the time on the link, and chance in [0, 1). */
export interface Judgement {
  readonly nowMs: () => number;
  readonly chance: () => number;
}
/** What a client may ask of its broker. */
export interface BrokerSide {
  readonly faults: BrokerFaults;
  readonly timing: {
    readonly latencyMs: number;
    readonly ackTimeoutMs: number;
    readonly reconnectMinMs: number;
    readonly reconnectMaxMs: number;
  };
  /** How the shipped supervisor judges when to try again; without it a delay doubles. */
  readonly judgement: Judgement | null;
  /** Whether this PUBACK is lost. */
  losesAck(): boolean;
  accept(id: string, connection: Connection, subscriptions: readonly string[]): void;
  receive(packet: Packet): void;
  /** With a goodbye the will is not read out. */
  leave(id: string, connection: Connection, goodbye: boolean): void;
  /** Runs after one latency, or after `delayMs`. */
  travel(run: () => void, delayMs?: number): void;
  /** Returns how to call it off. */
  later(ms: number, run: () => void): () => void;
}

/** TLS with both certificates, and CONNECT. */
const HANDSHAKE_BYTES = 4000;
const TROUBLE: Readonly<Partial<Record<ErrorCode, Trouble>>> = {
  'broker-unreachable': 'unreachable',
  'broker-refused': 'refused',
  'client-id-taken': 'taken-over',
};

export class SimulatedClient implements Publisher {
  readonly #id: string;
  readonly #broker: BrokerSide;
  /** Null: every way takes the broker's latency. */
  readonly #thin: { readonly up: ThinLink; readonly down: ThinLink } | null;
  #start: { will: Packet; subscriptions: readonly string[]; listener: PublisherListener } | null = null;
  #connection: Connection | null = null;
  #pending = new Set<(failed: ErrorCode | null) => void>();
  #attempt = 0;
  #failures = 0;
  #attempts = firstAttempts(null);
  /** Since when the connection has stood; null: there is none. */
  #sinceMs: number | null = null;
  #stopped = false;

  constructor(id: string, broker: BrokerSide, link?: LinkQuality) {
    this.#id = id;
    this.#broker = broker;
    this.#thin = link === undefined ? null : { up: new ThinLink(link), down: new ThinLink(link) };
  }

  start(will: Packet, subscriptions: readonly string[], listener: PublisherListener): void {
    this.#start = { will, subscriptions, listener };
    this.#connect();
  }

  publish(packet: Packet, done: (failed: ErrorCode | null) => void): void {
    const connection = this.#connection;
    if (connection === null) return done('not-connected');
    this.#pending.add(done);
    let callOff = (): void => {};
    const settle = (failed: ErrorCode | null): void => {
      callOff();
      if (this.#pending.delete(done)) done(failed);
    };
    const upMs = this.#thin?.up.delayMs(packet.topic.length + packet.payload.length);
    this.#broker.travel(() => {
      if (!connection.alive) return;
      const { refusingTopics, silent } = this.#broker.faults;
      const refused = refusingTopics.some((end) => packet.topic.endsWith(end));
      if (!refused) this.#broker.receive(packet);
      if (silent || this.#broker.losesAck()) return;
      this.#broker.travel(() => {
        if (connection.alive) settle(refused ? 'publish-refused' : null);
      }, this.downMs(0));
    }, upMs);
    callOff = this.#broker.later(this.#broker.timing.ackTimeoutMs, () => {
      if (this.#pending.has(done) && connection.alive) this.#hangUp(connection, 'ack-timeout');
    });
  }

  reconnect(): void {
    if (this.#connection !== null) this.#hangUp(this.#connection, 'not-connected');
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#attempt += 1;
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) {
      // The farewell published just now still travels: TCP delivers what was written before it closes.
      this.#broker.travel(() => this.#broker.leave(this.#id, connection, true));
    }
    this.#abandon();
    await Promise.resolve();
  }

  /** How long so many bytes from the broker take; undefined: its latency. */
  downMs(bytes: number): number | undefined {
    return this.#thin?.down.delayMs(bytes);
  }
  /** The process is gone: the connection breaks without a goodbye, and nobody is called back. */
  vanish(): void {
    const connection = this.#connection;
    this.#stopped = true;
    this.#attempt += 1;
    this.#connection = null;
    this.#pending = new Set();
    if (connection !== null) this.#broker.leave(this.#id, connection, false);
  }

  deliver({ topic, payload }: Packet): void {
    if (!this.#stopped) this.#start?.listener.message(topic, payload);
  }

  broken(why: ErrorCode): void {
    this.#connection = null;
    this.#retry(why);
  }

  #hangUp(connection: Connection, why: ErrorCode): void {
    this.#connection = null;
    this.#broker.leave(this.#id, connection, false);
    this.#retry(why);
  }

  #connect(): void {
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#broker.travel(() => {
      if (attempt !== this.#attempt || this.#start === null) return;
      const { outage, refusing, unreachable } = this.#broker.faults;
      const isAway = outage || unreachable.includes(this.#id);
      if (isAway || refusing) return this.#retry(isAway ? 'broker-unreachable' : 'broker-refused');
      const { will, subscriptions, listener } = this.#start;
      const connection: Connection = { client: this, will, alive: true };
      this.#connection = connection;
      this.#attempts = connected(this.#attempts);
      this.#sinceMs = this.#broker.judgement?.nowMs() ?? 0;
      this.#broker.accept(this.#id, connection, subscriptions);
      this.#broker.travel(() => {
        if (!connection.alive || this.#stopped) return;
        this.#failures = 0;
        listener.up();
      }, this.downMs(0));
    }, this.#thin?.up.delayMs(HANDSHAKE_BYTES));
  }

  #retry(why: ErrorCode): void {
    if (this.#stopped) return;
    this.#start?.listener.down(why);
    this.#abandon();
    const waitMs = this.#waitMs(why);
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#broker.later(waitMs, () => {
      if (attempt === this.#attempt) this.#connect();
    });
  }

  #waitMs(why: ErrorCode): number {
    const { judgement, timing } = this.#broker;
    if (judgement !== null) {
      const trouble = TROUBLE[why] ?? 'broken';
      const stoodMs = this.#sinceMs === null ? 0 : judgement.nowMs() - this.#sinceMs;
      this.#sinceMs = null;
      this.#attempts = afterTrouble(this.#attempts, trouble, stoodMs);
      return delayMs(this.#attempts, trouble, timing, judgement.chance());
    }
    let waitMs = timing.reconnectMinMs;
    for (let doubled = 0; doubled < this.#failures; doubled += 1) {
      if (waitMs < timing.reconnectMaxMs) waitMs *= 2;
    }
    this.#failures += 1;
    return Math.min(waitMs, timing.reconnectMaxMs);
  }

  #abandon(): void {
    const lost = [...this.#pending];
    this.#pending = new Set();
    for (const done of lost) done('not-connected');
  }
}
