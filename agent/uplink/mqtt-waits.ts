/**
 * What waits for an acknowledgement: each wait ends exactly once, whatever becomes of the client.
 *
 * MQTT.js waits for ever for a PUBACK as long as pings are answered, and a client that was ended never calls back: the
 * patience and the last word are ours.
 */
import type { ErrorCode } from '../errors.ts';
import type { LinkTime } from './mqtt-time.ts';

interface Wait {
  readonly done: (failed: ErrorCode | null) => void;
  readonly dueMs: number;
}

export class AckWaits {
  readonly #time: LinkTime;
  readonly #patienceMs: number;
  readonly #overdue: () => void;
  readonly #waits = new Map<number, Wait>();
  #nextId = 1;
  #timer: NodeJS.Timeout | undefined;
  #drained: (() => void) | null = null;

  /** `overdue` is called when the oldest wait has lasted for `patienceMs`. */
  constructor(time: LinkTime, patienceMs: number, overdue: () => void) {
    this.#time = time;
    this.#patienceMs = patienceMs;
    this.#overdue = overdue;
  }

  get size(): number {
    return this.#waits.size;
  }

  /** Registers one wait. The function given back ends it; only the first end counts. */
  add(done: (failed: ErrorCode | null) => void): (failed: ErrorCode | null) => void {
    const id = this.#nextId++;
    this.#waits.set(id, { done, dueMs: this.#time.nowMs() + this.#patienceMs });
    this.#timer ??= this.#time.after(this.#patienceMs, () => this.#look());
    return (failed) => {
      if (!this.#waits.delete(id)) return;
      if (this.#waits.size === 0) this.#drained?.();
      done(failed);
    };
  }

  /** Ends all of them: nobody will. */
  abandon(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lost = [...this.#waits.values()];
    this.#waits.clear();
    this.#drained?.();
    for (const { done } of lost) done('not-connected');
  }

  /** Resolves when nothing waits any more. */
  drained(): Promise<void> {
    return this.#waits.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => void (this.#drained = resolve));
  }

  #look(): void {
    this.#timer = undefined;
    const [oldest] = this.#waits.values();
    if (oldest === undefined) return;
    const waitMs = oldest.dueMs - this.#time.nowMs();
    if (waitMs > 0) this.#timer = this.#time.after(waitMs, () => this.#look());
    else this.#overdue();
  }
}
