/**
 * A link that is slow, far away and loses packets, as TCP shows it: everything arrives, in order, and late.
 *
 * One direction of one client. Owns when the line is free and when the last byte arrived. Must never lose or reorder:
 * that is TCP's promise, and the loss below it is time (RFC 9293; the retransmission timer of RFC 6298).
 */

export interface LinkQuality {
  readonly bytesPerS: number;
  /** One way. */
  readonly latencyMs: number;
  /** Of the IP packets, 0 to 1. */
  readonly lossShare: number;
  readonly nowMs: () => number;
  /** Uniform in [0, 1). */
  readonly chance: () => number;
}

/** Bytes of one IP packet with its headers (Ethernet's 1,500), and what TLS and TCP/IP add to a message. */
const PACKET_BYTES = 1500;
const OVERHEAD_BYTES = 100;
/** After so many doublings of the timer TCP has given up long since. */
const RETRIES_MAX = 6;

export class ThinLink {
  readonly #quality: LinkQuality;
  #freeMs = 0;
  #lastArrivalMs = 0;

  constructor(quality: LinkQuality) {
    this.#quality = quality;
  }

  /** How long a message of so many bytes, handed over now, takes to arrive whole. */
  delayMs(bytes: number): number {
    const { bytesPerS, latencyMs } = this.#quality;
    const nowMs = this.#quality.nowMs();
    const sent = bytes + OVERHEAD_BYTES;
    this.#freeMs = Math.max(nowMs, this.#freeMs) + (sent * 1000) / bytesPerS;
    let lateMs = 0;
    for (let left = sent; left > 0; left -= PACKET_BYTES) lateMs = Math.max(lateMs, this.#lateMs());
    // What came after a lost packet waits for it.
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, this.#freeMs + latencyMs + lateMs);
    return Math.ceil(this.#lastArrivalMs - nowMs);
  }

  /** How much later a packet comes for having been lost, perhaps more than once. The timer is 1.5 round trips at first. */
  #lateMs(): number {
    const { latencyMs, lossShare, chance } = this.#quality;
    let lateMs = 0;
    let timerMs = 3 * latencyMs;
    for (let retry = 0; retry < RETRIES_MAX && chance() < lossShare; retry += 1) {
      lateMs += timerMs;
      timerMs *= 2;
    }
    return lateMs;
  }
}
