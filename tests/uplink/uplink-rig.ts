/**
 * A hub's uplink with its real journal and real signatures, a simulated broker, and a receiver's ear.
 * Everything runs under one virtual clock; only the machines are missing.
 */
import { UPLINK_DEFAULTS } from '../../agent/config/defaults.ts';
import { Journal } from '../../agent/journal/journal.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Packet, Publisher } from '../../agent/ports.ts';
import type { Body, Fact, Lane } from '../../agent/record.ts';
import { evolve, initialState } from '../../agent/state.ts';
import { envelopeText, sealText } from '../../agent/uplink/envelope.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import { Uplink } from '../../agent/uplink/uplink.ts';
import { laneOf, topicOf } from '../../agent/uplink/wire.ts';
import { type CentreKey, centreKey } from '../../sim/keys.ts';
import { dataOf } from '../../sim/event-data.ts';
import { seededRandom, seededUnit } from '../../sim/quiet-ports.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import type { LinkQuality } from '../../sim/thin-link.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { BOOT_1 } from './hub-packets.ts';

export const key = centreKey('uplink test');
export const policy = {
  ...UPLINK_DEFAULTS,
  site: 'site',
  hub: 'hub',
  rawEvents: true,
  centreKeys: { [key.keyId]: key.publicKey },
};
export const motion: Body = { kind: 'observation', sensor: 'hall', value: 'on' };

/** A mobile link at the edge of its cell. */
const SLOW = { bytesPerS: 2000, latencyMs: 2500, lossShare: 0.1, chance: seededUnit(7) };

export interface Event {
  readonly id: string;
  readonly lane?: Lane;
  readonly boot: string;
  readonly sequence?: string;
  readonly historic?: boolean;
  readonly data: Record<string, unknown>;
}
function read(payload: string): Event {
  const event = JSON.parse(payload) as Event;
  return { ...event, data: dataOf({ ...event }) ?? {} };
}
/** A hub's uplink, its journal, a broker and a receiver's ear. */
export class Rig {
  readonly clock: VirtualClock;
  readonly broker: SimulatedBroker;
  readonly journal = new Journal(createMemoryStore(), {
    memoryRows: 10_000,
    laneOf: ({ body }) => laneOf(body, true),
  });
  readonly facts: Fact[] = [];
  readonly heard: { topic: string; event: Event }[] = [];
  readonly ear: Publisher;
  readonly state = initialState();
  readonly uplink: Uplink;
  /** By alert: when the desk first heard of it, monotonic ms. */
  readonly firstHeardMs = new Map<string, number>();
  /** How often the alarm woke the uplink. */
  rings = 0;
  #counter = 0;

  /** `link`: what the hub's packets travel on, when it is no good one. */
  constructor(link: Partial<LinkQuality> | null = null) {
    this.clock = new VirtualClock(1_700_000_000_000);
    this.broker = new SimulatedBroker({ after: this.clock.after });
    this.ear = this.broker.client('desk');
    this.journal.open();
    // A home that notices who leaves: plans are taken.
    this.state.home.sensors = [{ id: 'door', room: 'entrance', class: 'door', entrance: true }];
    this.uplink = new Uplink({
      publisher: this.broker.client(
        'hub',
        link === null ? undefined : { ...SLOW, ...link, nowMs: () => this.clock.now().monotonicMs },
      ),
      journal: this.journal,
      signatures: openSignatures(policy.centreKeys),
      random: seededRandom(1),
      consented: [],
      policy,
      birth: { boot: BOOT_1, version: '1.2.3', previous: null, takesSettings: true },
      emit: (fact) => this.#take(fact),
      dueEarlier: () => {},
      instant: () => this.clock.now(),
      state: () => this.state,
    });
    this.ear.start({ topic: 'x', payload: '', qos: 0, retain: false }, ['anbu/1/site/#'], {
      up: () => {},
      down: () => {},
      message: (topic, payload) => {
        if (!topic.endsWith('/ack') && !topic.endsWith('/command')) this.#hear(topic, read(payload));
      },
    });
  }
  #hear(topic: string, event: Event): void {
    this.heard.push({ topic, event });
    const { alert } = event.data;
    if (typeof alert === 'string' && !this.firstHeardMs.has(alert))
      this.firstHeardMs.set(alert, this.clock.now().monotonicMs);
  }
  /** As the loop does it: into state, into the journal, committed, then pumped. */
  commit(...bodies: Body[]): void {
    const entries = bodies.map((body) => ({ at: { boot: BOOT_1, ...this.clock.now() }, body }));
    for (const entry of entries) {
      evolve(this.state, entry);
      this.journal.append(entry);
    }
    this.journal.flush();
    this.uplink.committed(entries);
  }
  #take(fact: Fact): void {
    this.facts.push(fact);
    this.commit(fact);
    if (fact.kind !== 'delivery') return;
    // As the tracker says it, in the same turn.
    const edge = fact.state === 'refused' ? 'raised' : 'cleared';
    this.commit({ kind: 'condition', edge, code: 'uplink-refused', subject: 'broker' });
  }
  /** Time passes; the one alarm wakes the uplink. */
  pass(ms: number): void {
    const endMs = this.clock.now().monotonicMs + ms;
    for (;;) {
      const now = this.clock.now().monotonicMs;
      if (this.uplink.dueMs() <= now) {
        this.rings += 1;
        this.uplink.wake();
      }
      if (now >= endMs) return;
      this.clock.step(Math.min(endMs, Math.max(now + 1, this.uplink.dueMs())));
    }
  }
  /** A payload (of `ack` or `command`, or none that is known) in its envelope. */
  say(
    payload: object,
    over: { counter?: number; topic?: 'ack' | 'command'; sealedFor?: string; signer?: CentreKey } = {},
  ): Packet {
    this.#counter = over.counter ?? this.#counter + 1;
    const topic = topicOf(policy, over.topic ?? 'ack');
    const expiry = this.clock.now().wallMs + 60_000;
    const signer = over.signer ?? key;
    const seal = { alg: 'ed25519', keyId: signer.keyId, counter: this.#counter, expiry } as const;
    const text = JSON.stringify(payload);
    return {
      topic,
      payload: envelopeText(seal, text, signer.sign(sealText(over.sealedFor ?? topic, seal, text))),
      qos: 1,
      retain: false,
    };
  }
  tell(packet: Packet): void {
    this.ear.publish(packet, () => {});
  }
  on(channel: string): Event[] {
    return this.heard.filter(({ topic }) => topic === `anbu/1/site/hub/${channel}`).map(({ event }) => event);
  }
  kinds(): string[] {
    return this.facts.map((fact) => fact.kind);
  }
}
export function started(): Rig {
  const rig = new Rig();
  rig.uplink.start();
  rig.pass(1000);
  return rig;
}
