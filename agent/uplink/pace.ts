/**
 * How fast old history may leave: one packet at a time, then as long a rest as that packet took, and never more than
 * so many bytes a second.
 *
 * The rest is what keeps it below half of any link, though nobody knows how fast the link is: whatever is more urgent
 * finds the line empty half of the time, and else waits for one packet. Must never hold back an alert, nor what is news.
 */
import type { Random } from '../ports.ts';

/**
 * After an outage a backlog begins at random within this time. A district that comes back from a power cut is 1,000
 * homes; a month of summaries is 60 kB each: 200 kB a second in all, instead of 60 MB at once.
 */
export const START_WITHIN_MS = 5 * 60_000;
/** A link gone for less was one home's trouble, or a broker's restart: then nothing waits anew. */
const OUTAGE_MS_MIN = 60_000;
/** 32 bits: a start within five minutes to the millisecond needs 19. */
const CHANCE_BYTES = 4;
const CHANCES = 0x1_0000_0000;

/** What MQTT, TLS and TCP/IP add to a packet and its PUBACK: 22 bytes of TLS and 52 of TCP/IP each way, and a topic. */
export const PACKET_OVERHEAD_BYTES = 250;

export class Pace {
  readonly #bytesPerS: number | null;
  readonly #random: Random;
  #notBeforeMs = 0;
  /** When the packet in the air took off, and its bytes; null: none is. */
  #flight: { readonly sinceMs: number; readonly bytes: number } | null = null;
  /** Since when there is no link; null while it stands. How long it was gone before the start, nobody knows. */
  #downSinceMs: number | null = Number.NEGATIVE_INFINITY;

  /** Without a rate everything goes as fast as the window allows. */
  constructor(bytesPerS: number | null, random: Random) {
    this.#bytesPerS = bytesPerS;
    this.#random = random;
  }

  wentDown(nowMs: number): void {
    this.#downSinceMs ??= nowMs;
  }
  /** The link stands. After an outage a whole district may come back at this moment. */
  cameBack(nowMs: number): void {
    const downMs = nowMs - (this.#downSinceMs ?? nowMs);
    this.#downSinceMs = null;
    if (downMs < OUTAGE_MS_MIN || this.#bytesPerS === null) return;
    const chance = Number.parseInt(this.#random.hex(CHANCE_BYTES), 16) / CHANCES;
    this.#notBeforeMs = Math.max(this.#notBeforeMs, nowMs + Math.floor(chance * START_WITHIN_MS));
  }

  /** When the next packet may leave; Infinity while one is in the air: its landing asks. */
  get dueMs(): number {
    return this.#flight === null ? this.#notBeforeMs : Number.POSITIVE_INFINITY;
  }

  /** `bytes`: of the payload. */
  tookOff(bytes: number, nowMs: number): void {
    if (this.#bytesPerS === null) return;
    this.#flight = { sinceMs: nowMs, bytes: bytes + PACKET_OVERHEAD_BYTES };
  }
  landed(nowMs: number): void {
    this.#end(nowMs, true);
  }
  /** The connection is gone, and the packet in the air with it: it has cost its bytes all the same. */
  broke(nowMs: number): void {
    this.#end(nowMs, false);
  }

  #end(nowMs: number, rests: boolean): void {
    if (this.#flight === null || this.#bytesPerS === null) return;
    const { sinceMs, bytes } = this.#flight;
    this.#flight = null;
    const byRateMs = sinceMs + Math.ceil((bytes * 1000) / this.#bytesPerS);
    this.#notBeforeMs = Math.max(byRateMs, rests ? nowMs + (nowMs - sinceMs) : nowMs);
  }
}
