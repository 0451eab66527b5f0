/**
 * What a hub costs its link: every byte of a Publisher's traffic, with what MQTT, TLS and TCP/IP add to it.
 *
 * Payloads and topics are counted as they are; the rest is arithmetic, named below. Must never change what passes.
 */
import type { Packet, Publisher } from '../agent/ports.ts';

/** MQTT 5: fixed header, length of the topic, packet id, properties (MQTT 5.0 §3.3). */
const PUBLISH_BYTES = 9;
/** PUBACK, and PINGREQ or PINGRESP. */
const PUBACK_BYTES = 4;
const PING_BYTES = 2;
/** A TLS 1.3 record: header, type, tag (RFC 8446 §5.2). */
const TLS_BYTES = 22;
/** IPv4 and TCP with timestamps. */
const TCP_IP_BYTES = 52;
/** MQTT.js asks for a sign of life when it has sent nothing for so long (`agent/uplink/mqtt-options.ts`). */
const KEEPALIVE_MS = 30_000;

/** What a published message of so many bytes costs in all: there, its PUBACK back, and TCP's word for that. */
export function publishedBytes(topicAndPayload: number): number {
  return topicAndPayload + PUBLISH_BYTES + PUBACK_BYTES + 2 * TLS_BYTES + 3 * TCP_IP_BYTES;
}
/** There, back, and TCP's word for that. */
export const PING_EXCHANGE_BYTES = 2 * (PING_BYTES + TLS_BYTES) + 3 * TCP_IP_BYTES;

export class WireBytes {
  /** By the last word of the topic; `ping` for keepalives. */
  readonly bytes = new Map<string, number>();
  readonly packets = new Map<string, number>();
  readonly #nowMs: () => number;
  #lastMs = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  get total(): number {
    return [...this.bytes.values()].reduce((sum, bytes) => sum + bytes, 0);
  }

  /** The same Publisher, counted. */
  over(inner: Publisher): Publisher {
    return {
      start: (will, subscriptions, listener) =>
        inner.start(will, subscriptions, {
          up: (receiveMax) => listener.up(receiveMax),
          down: (why) => listener.down(why),
          message: (topic, payload) => {
            this.#note(topic, payload);
            listener.message(topic, payload);
          },
        }),
      publish: (packet: Packet, done) => {
        this.#pings();
        this.#note(packet.topic, packet.payload);
        inner.publish(packet, done);
      },
      reconnect: () => inner.reconnect(),
      stop: () => inner.stop(),
    };
  }

  #note(topic: string, payload: string): void {
    this.#add(topic.split('/').at(-1) ?? '', publishedBytes(topic.length + Buffer.byteLength(payload)));
  }
  /** Those that were sent since the last packet. */
  #pings(): void {
    const nowMs = this.#nowMs();
    const pings = Math.floor((nowMs - this.#lastMs) / KEEPALIVE_MS);
    // At the very instant at which a packet goes no ping is due.
    const sent = pings - ((nowMs - this.#lastMs) % KEEPALIVE_MS === 0 ? 1 : 0);
    this.#lastMs = nowMs;
    for (let ping = 0; ping < sent; ping += 1) this.#add('ping', PING_EXCHANGE_BYTES);
  }
  #add(what: string, bytes: number): void {
    this.bytes.set(what, (this.bytes.get(what) ?? 0) + bytes);
    this.packets.set(what, (this.packets.get(what) ?? 0) + 1);
  }
}
