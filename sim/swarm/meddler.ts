/**
 * Somebody in the middle: holds back, reorders and repeats what passes the broker, and keeps what the centre said.
 *
 * Knows no key: it can only delay, repeat and send what it heard. Draws from a stream of its own.
 */
import type { Packet } from '../../agent/ports.ts';
import type { After } from '../virtual-clock.ts';
import type { Draw } from './draw.ts';

export interface MeddlerParts {
  readonly after: After;
  readonly draw: Draw;
  /** Gives a packet to whoever subscribed. */
  readonly route: (packet: Packet) => void;
  /** The centre said this. */
  readonly said: (packet: Packet) => void;
}

/** Of what passes. */
const HELD_SHARE = 0.3;
const REPEATED_SHARE = 0.15;
/** Upwards: out of order, and before anybody gives up. */
const UP_MS_MAX = 20_000;
/** Downwards: beyond the hour an envelope is good for, and beyond restarts. */
const DOWN_MS_MAX = 3 * 3_600_000;
const HEARD_MAX = 200;

export class Meddler {
  reordering = false;
  delaying = false;
  readonly #parts: MeddlerParts;
  readonly #heard: Packet[] = [];

  constructor(parts: MeddlerParts) {
    this.#parts = parts;
  }

  /** What was published, on its way to the broker's router. */
  pass(packet: Packet): void {
    const isDown = packet.topic.endsWith('/ack') || packet.topic.endsWith('/command');
    if (isDown) this.#hear(packet);
    const { draw, route } = this.#parts;
    if (isDown ? !this.delaying : !this.reordering) return route(packet);
    const mostMs = isDown ? DOWN_MS_MAX : UP_MS_MAX;
    if (draw.chance(REPEATED_SHARE)) this.#later(packet, mostMs);
    if (draw.chance(HELD_SHARE)) this.#later(packet, mostMs);
    else route(packet);
  }
  /** Something the centre once said; null when it said nothing yet. */
  recall(): Packet | null {
    const { length } = this.#heard;
    return length === 0 ? null : (this.#heard[this.#parts.draw.between(0, length - 1)] ?? null);
  }

  #hear(packet: Packet): void {
    this.#parts.said(packet);
    this.#heard.push(packet);
    if (this.#heard.length > HEARD_MAX) this.#heard.shift();
  }
  #later(packet: Packet, mostMs: number): void {
    const { after, draw, route } = this.#parts;
    // Most are short.
    after(Math.floor(draw.unit() * draw.unit() * mostMs), () => route(packet));
  }
}
