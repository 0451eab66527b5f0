/**
 * A broker and its clients in one address space, under virtual time: the Publisher port for tests and seeds.
 *
 * Owns sessions, retained messages, last wills and QoS 1 as MQTT 3.1.1 has them, and the ways in which they fail:
 * outage, refusal of a connection or of a topic, a PUBACK that never comes, a message delivered twice, a message
 * acknowledged and lost. Must stay synchronous and free of chance: every step goes through `after`, so the same
 * calls give the same run.
 */
import type { ErrorCode } from '../agent/errors.ts';
import type { Packet } from '../agent/ports.ts';
import {
  type BrokerFaults,
  type BrokerSide,
  type Connection,
  type Judgement,
  SimulatedClient,
} from './simulated-client.ts';
import type { After } from './virtual-clock.ts';
import type { LinkQuality } from './thin-link.ts';

export type { BrokerFaults } from './simulated-client.ts';

export interface BrokerOptions {
  /** Runs something after so many ms of virtual time; returns how to call it off. */
  readonly after: After;
  /** One way. */
  readonly latencyMs?: number;
  readonly ackTimeoutMs?: number;
  readonly reconnectMinMs?: number;
  readonly reconnectMaxMs?: number;
  /** With it clients try again as the shipped supervisor does, and acknowledgements may be lost by chance. */
  readonly judgement?: Judgement;
  /** Takes what was published and hands it on to `route`, now or later. */
  readonly meddle?: (packet: Packet) => void;
}
export interface BrokerCounts {
  connects: number;
  published: number;
  delivered: number;
  /** Acknowledged and forgotten, by fault. */
  lost: number;
  /** Given up because a client stayed away for too long. */
  dropped: number;
}

/** Messages kept for a client that is away; ten times mosquitto's default, for a month in a minute. */
const QUEUE_MAX = 10_000;
const NO_FAULTS: BrokerFaults = {
  outage: false,
  refusing: false,
  silent: false,
  duplicating: false,
  losing: false,
  refusingTopics: [],
  unreachable: [],
  losingAcks: false,
};
const MATCHED_MAX = 10_000;
/** Of the PUBACKs, while they are lost. */
const ACKS_LOST_SHARE = 1 / 3;

interface Session {
  readonly subscriptions: Set<string>;
  queue: Packet[];
  connection: Connection | null;
}

export class SimulatedBroker implements BrokerSide {
  readonly counts: BrokerCounts = { connects: 0, published: 0, delivered: 0, lost: 0, dropped: 0 };
  readonly timing: BrokerSide['timing'];
  readonly judgement: Judgement | null;
  readonly #options: BrokerOptions;
  readonly #sessions = new Map<string, Session>();
  readonly #retained = new Map<string, Packet>();
  #faults: BrokerFaults = NO_FAULTS;
  #inAir = 0;

  constructor(options: BrokerOptions) {
    this.#options = options;
    const { latencyMs = 20, ackTimeoutMs = 20_000, reconnectMinMs = 1000, reconnectMaxMs = 60_000 } = options;
    this.judgement = options.judgement ?? null;
    this.timing = { latencyMs, ackTimeoutMs, reconnectMinMs, reconnectMaxMs };
  }

  /** A Publisher that reaches this broker under the given client id; over a thin link, if one is given. */
  client(id: string, link?: LinkQuality): SimulatedClient {
    return new SimulatedClient(id, this, link);
  }

  get faults(): BrokerFaults {
    return this.#faults;
  }
  /** Sets some faults, leaves the others. */
  set(faults: Partial<BrokerFaults>): void {
    this.#faults = { ...this.#faults, ...faults };
    const { outage, unreachable } = this.#faults;
    for (const id of this.#sessions.keys()) {
      if (outage) this.#break(id, 'broker-unreachable', false);
      else if (unreachable.includes(id)) this.#break(id, 'broker-unreachable', true);
    }
  }
  /** One connection is lost without a goodbye; its last will is read out. */
  cut(id: string, why: ErrorCode = 'broker-unreachable'): void {
    this.#break(id, why, true);
  }
  /** Loses all that was not delivered and all that was retained: a restart without a disk. */
  forget(): void {
    for (const session of this.#sessions.values()) session.queue = [];
    this.#retained.clear();
  }
  retained(topic: string): Packet | null {
    return this.#retained.get(topic) ?? null;
  }
  /** Nothing on its way in either direction; retries and ack timeouts do not count. */
  quiet(): boolean {
    return this.#inAir === 0;
  }

  /** Runs after one latency, or what a thin link makes of it; counted as in the air. */
  travel(run: () => void, delayMs = this.timing.latencyMs): void {
    this.#inAir += 1;
    this.#options.after(delayMs, () => {
      this.#inAir -= 1;
      run();
    });
  }
  later(ms: number, run: () => void): () => void {
    return this.#options.after(ms, run);
  }

  // ---- What a client calls -----------------------------------------------------------------------------------------

  accept(id: string, connection: Connection, subscriptions: readonly string[]): void {
    this.counts.connects += 1;
    this.#break(id, 'client-id-taken', true);
    const session = this.#sessions.get(id) ?? { subscriptions: new Set(), queue: [], connection: null };
    this.#sessions.set(id, session);
    session.connection = connection;
    for (const _ of session.queue) this.#deliverNext(session, connection);
    for (const filter of subscriptions) {
      session.subscriptions.add(filter);
      for (const packet of this.#retained.values())
        if (matches(filter, packet.topic)) this.#enqueue(session, packet);
    }
  }
  receive(packet: Packet): void {
    this.counts.published += 1;
    if (this.#faults.losing) {
      this.counts.lost += 1;
      return;
    }
    const { meddle } = this.#options;
    if (meddle === undefined) this.#route(packet);
    else meddle(packet);
  }
  /** Gives a packet to everybody who subscribed, whoever sent it. */
  route(packet: Packet): void {
    this.#route(packet);
  }
  losesAck(): boolean {
    return this.#faults.losingAcks && (this.judgement?.chance() ?? 1) < ACKS_LOST_SHARE;
  }
  /** The client hangs up: with a goodbye the will is not read out. */
  leave(id: string, connection: Connection, goodbye: boolean): void {
    if (!connection.alive) return;
    connection.alive = false;
    const session = this.#sessions.get(id);
    if (session !== undefined && session.connection === connection) session.connection = null;
    if (!goodbye) this.#route(connection.will);
  }

  #route(packet: Packet): void {
    if (packet.retain) this.#retained.set(packet.topic, packet);
    for (const session of this.#sessions.values()) {
      if ([...session.subscriptions].some((filter) => matches(filter, packet.topic))) {
        this.#enqueue(session, packet);
        if (this.#faults.duplicating) this.#enqueue(session, packet);
      }
    }
  }
  #enqueue(session: Session, packet: Packet): void {
    if (session.queue.length >= QUEUE_MAX) {
      this.counts.dropped += 1;
      return;
    }
    session.queue.push(packet);
    if (session.connection !== null) this.#deliverNext(session, session.connection);
  }
  /** A message leaves the queue when it arrives: one on its way when the connection breaks is delivered again. */
  #deliverNext(session: Session, connection: Connection): void {
    const delayMs = connection.client.downMs(session.queue.at(-1)?.payload.length ?? 0);
    this.travel(() => {
      if (!connection.alive) return;
      const packet = session.queue.shift();
      if (packet === undefined) return;
      this.counts.delivered += 1;
      connection.client.deliver(packet);
    }, delayMs);
  }
  #break(id: string, why: ErrorCode, readWill: boolean): void {
    const session = this.#sessions.get(id);
    const connection = session?.connection ?? null;
    if (session === undefined || connection === null) return;
    session.connection = null;
    connection.alive = false;
    if (readWill) this.#route(connection.will);
    connection.client.broken(why);
  }
}

/** What was asked before: a run asks the same few thousands of times. A home has some dozen topics. */
const matched = new Map<string, boolean>();
function matches(filter: string, topic: string): boolean {
  const key = `${filter} ${topic}`;
  let known = matched.get(key);
  if (known === undefined) {
    known = isMatch(filter, topic);
    if (matched.size < MATCHED_MAX) matched.set(key, known);
  }
  return known;
}

/** MQTT 3.1.1 §4.7: `+` is one level, `#` at the end is all that follow. */
function isMatch(filter: string, topic: string): boolean {
  const levels = topic.split('/');
  const wanted = filter.split('/');
  for (const [at, part] of wanted.entries()) {
    if (part === '#') return true;
    if (at >= levels.length || (part !== '+' && part !== levels[at])) return false;
  }
  return wanted.length === levels.length;
}
