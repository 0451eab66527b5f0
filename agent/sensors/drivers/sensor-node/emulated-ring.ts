/**
 * The ring of an emulated node: sixteen events that the hub has not yet said it keeps, oldest first.
 *
 * Owns which one goes when it is full (section 6 of boards/sensor-node/PROTOCOL.md). Must never give a number again that
 * was told: only the oldest ever was.
 */
import type { NodeChannel } from './bodies.ts';

const RING_EVENTS = 16;
const LOST_MAX = 255;

interface Happened {
  readonly channel: NodeChannel;
  readonly value: 0 | 1;
  readonly atMs: number;
}

export class EmulatedRing {
  /** Number of the newest event; 0: none yet. */
  newest = 0;
  lost = 0;
  #events: Happened[] = [];

  get waiting(): number {
    return this.#events.length;
  }
  get oldest(): (Happened & { readonly number: number }) | null {
    const [event] = this.#events;
    return event === undefined ? null : { ...event, number: this.newest - this.waiting + 1 };
  }
  /** Whether it was let in. */
  add(event: Happened): boolean {
    if (this.waiting === RING_EVENTS && !this.#makeRoom(isPress(event))) return false;
    this.#events.push(event);
    this.newest += 1;
    return true;
  }
  /** Takes out what the hub keeps; whether that was anything. */
  forget(upTo: number): boolean {
    const kept = this.newest - upTo;
    if (kept < 0 || kept >= this.waiting) return false;
    this.#events = this.#events.slice(this.waiting - kept);
    return true;
  }
  /** A new session: what waits is numbered from 1. */
  renumber(): void {
    this.newest = this.waiting;
    this.lost = 0;
  }

  /** While the oldest is a press, what comes has to go unless it is one too; else the oldest that is none goes. */
  #makeRoom(isForPress: boolean): boolean {
    this.lost = Math.min(LOST_MAX, this.lost + 1);
    const gone = this.#events.findIndex((event) => !isPress(event));
    if (gone < 0 || (gone > 0 && !isForPress)) return false;
    this.#events.splice(gone, 1);
    if (gone > 0) this.newest -= 1;
    return true;
  }
}

function isPress({ channel, value }: Happened): boolean {
  return channel === 'button' && value === 1;
}
