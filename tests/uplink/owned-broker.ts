/**
 * A broker in the hands of an adversary, between a desk and its hubs: it keeps everything it ever saw and sends what it
 * likes, when it likes. It has every key but the centre's.
 *
 * Owns what is done to each message and what is sent of its own; the seed decides. Must never sign as the centre:
 * what it cannot do is what the test is about.
 */
import type { Packet, Publisher, PublisherListener } from '../../agent/ports.ts';
import { envelopeText, parseEnvelope, sealText } from '../../agent/uplink/envelope.ts';
import { topicOf } from '../../agent/uplink/wire.ts';
import { seededUnit } from '../../sim/quiet-ports.ts';
import type { VirtualClock } from '../../sim/virtual-clock.ts';
import { spareKey } from './spare-key.ts';
import { policy } from './uplink-rig.ts';

const MINUTE_MS = 60_000;
/** It keeps everything; for a test of days this many are everything. */
const SEEN_MAX = 100_000;
/** How long it may hold a message back. */
const HELD_MS_MAX = 3 * 60 * MINUTE_MS;
const OWN = spareKey('the adversary');

export class OwnedBroker implements Publisher {
  readonly seen: Packet[] = [];
  /** While false it is an honest broker that only listens. */
  hostile = false;
  sent = 0;
  readonly #inner: Publisher;
  readonly #clock: VirtualClock;
  readonly #unit: () => number;

  constructor(inner: Publisher, clock: VirtualClock, seed: number) {
    this.#inner = inner;
    this.#clock = clock;
    this.#unit = seededUnit(seed);
  }
  start(will: Packet, subscriptions: readonly string[], listener: PublisherListener): void {
    this.#inner.start(will, subscriptions, listener);
  }
  reconnect(): void {
    this.#inner.reconnect();
  }
  async stop(): Promise<void> {
    await this.#inner.stop();
  }

  publish(packet: Packet, done: Parameters<Publisher['publish']>[1]): void {
    if (this.seen.length < SEEN_MAX) this.seen.push(packet);
    if (!this.hostile) return this.#inner.publish(packet, done);
    // The desk hears its PUBACK, whatever becomes of the message.
    this.#clock.after(20, () => done(null));
    const fate = this.#unit();
    if (fate < 0.4) this.send(packet);
    else if (fate < 0.6) this.#later(packet);
    else if (fate < 0.75) {
      this.send(packet);
      this.send(packet);
      this.#later(packet);
    }
  }

  /** Sends something as if it came from the centre. */
  send(packet: Packet): void {
    this.sent += 1;
    this.#inner.publish(packet, () => {});
  }

  /** Something of its own: said before, bent, or forged. */
  attack(): void {
    const packet = this.seen[Math.floor(this.#unit() * this.seen.length)];
    if (packet !== undefined) for (const each of this.#bent(packet)) this.send(each);
    for (const each of this.#forged()) this.send(each);
  }

  #later(packet: Packet): void {
    this.#clock.after(this.#unit() * HELD_MS_MAX, () => this.send(packet));
  }

  /** What it once saw: as it was, retained, on the other topic, with a higher counter, for ever. */
  #bent(packet: Packet): Packet[] {
    const envelope = parseEnvelope(packet.payload);
    if (envelope === null) return [packet];
    const { counter, expiry, payload, signature } = envelope;
    const other = packet.topic.endsWith('/ack') ? 'command' : 'ack';
    const under = (seal: typeof envelope): Packet => ({
      ...packet,
      payload: envelopeText(seal, seal.payload, signature),
    });
    return [
      packet,
      { ...packet, retain: true },
      { ...packet, topic: topicOf(policy, other) },
      under({ ...envelope, counter: counter + 1_000_000 }),
      under({ ...envelope, expiry: expiry + 1_000_000_000 }),
      under({ ...envelope, payload: payload.replace('acknowledged', 'closed') }),
    ];
  }

  /** All is well, and nobody need look: in the centre's name and in its own. */
  #forged(): Packet[] {
    const keyId = parseEnvelope(this.seen.at(-1)?.payload ?? '')?.keyId ?? OWN.keyId;
    const wishes: readonly (readonly ['ack' | 'command', object])[] = [
      ['command', { kind: 'plan', plan: 'absence', until: '2026-03-20T00:00:00Z', by: 'x' }],
      ['command', { kind: 'key-add', key: 'mine', publicKey: OWN.raw, by: 'x' }],
      ['command', { kind: 'key-retire', key: keyId, by: 'x' }],
      ['command', { kind: 'pause', until: '2026-03-20T00:00:00Z', by: 'x' }],
      ['ack', { kind: 'kept', lane: 'alert', boot: '0'.repeat(32), upTo: 9 }],
      ['ack', { kind: 'stage', alert: 'any', stage: 'closed', by: 'x', outcome: 'all is well' }],
    ];
    return wishes.flatMap(([channel, wish]) =>
      [OWN.keyId, keyId].map((name) => {
        const topic = topicOf(policy, channel);
        const counter = 1 + Math.floor(this.#unit() * Number.MAX_SAFE_INTEGER);
        const expiry = this.#clock.now().wallMs + MINUTE_MS;
        const seal = { alg: 'ed25519', keyId: name, counter, expiry } as const;
        const text = JSON.stringify(wish);
        const signature = OWN.sign(sealText(topic, seal, text));
        return { topic, payload: envelopeText(seal, text, signature), qos: 1, retain: false } as const;
      }),
    );
  }
}
