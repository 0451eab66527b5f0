/**
 * The desk's mouth in action: what is stored and owed leaves as signed envelopes, and again until it is heard.
 *
 * Owns the window, the envelope counters and the repeats of stages. Never tells what is not stored: it is handed
 * only that. Nothing waits here that could not be worked out again from the store.
 */
import type { ErrorCode } from '../agent/errors.ts';
import type { Publisher } from '../agent/ports.ts';
import { type Down, sealDown } from './desk-wire.ts';
import type { CentreKey } from './keys.ts';
import type { After } from './virtual-clock.ts';

export interface TellerOptions {
  readonly site: string;
  readonly publisher: Publisher;
  readonly key: CentreKey;
  readonly link: After;
  readonly nowMs: () => number;
  /** How long an envelope of this kind is good, ms. */
  readonly expiryMs: (kind: Down['kind']) => number;
  /** Envelope counters up to here may have been used already. */
  readonly counter: number;
  /** Stores that counters up to here may be used from now on; false when it could not. */
  readonly reserve: (upTo: number) => boolean;
  /** The broker took it, under this counter. */
  readonly onTold: (key: string, down: Down, counter: number) => void;
  /** A stage went unconfirmed for so long that it is to be told again. */
  readonly onRepeat: (key: string) => void;
}

/** Envelopes on their way at once: under mosquitto's default receive maximum of 20. */
const WINDOW = 16;
/** What the broker did not take is offered again after a second, while there is a link. */
const RETRY_MS = 1000;
/** A stage the hub has not confirmed is told again after 15 s, then twice as long each time, at most hourly. */
const REPEAT_MS = 15_000;
const REPEAT_MS_MAX = 3_600_000;
/** Counters are taken from the store in blocks, so that a restart never uses one twice: 2^53 / 1024 restarts. */
const COUNTER_BLOCK = 1024;

export class DeskTeller {
  readonly #options: TellerOptions;
  /** By key of lane or case; the newest replaces the one before, so it holds at most one per lane and case. */
  readonly #due = new Map<string, Down>();
  readonly #repeats = new Map<string, { cancel: () => void; waitMs: number }>();
  #cancelRetry: (() => void) | null = null;
  #counter: number;
  #reserved: number;
  #inFlight = 0;
  #up = false;
  #stopped = false;

  constructor(options: TellerOptions) {
    this.#options = options;
    this.#counter = options.counter;
    this.#reserved = options.counter;
  }

  linkUp(up: boolean): void {
    this.#up = up;
  }
  owes(): boolean {
    return this.#due.size > 0 || this.#inFlight > 0;
  }
  /** Stored, and to be told with the next `send`. */
  owe(key: string, down: Down): void {
    const before = this.#due.get(key);
    // What was asked for and not yet said is asked for still.
    const asked = before?.kind === 'kept' && before.resend;
    this.#due.set(key, down.kind === 'kept' && asked ? { ...down, resend: true } : down);
  }
  /** Nothing more is to be told about this case for now: it was confirmed, or the hub is here to listen afresh. */
  settle(key: string): void {
    this.#repeats.get(key)?.cancel();
    this.#repeats.delete(key);
  }
  stop(): void {
    this.#stopped = true;
    this.#cancelRetry?.();
    for (const { cancel } of this.#repeats.values()) cancel();
  }

  send(): void {
    if (this.#stopped) return;
    // Stages first: a kept lane can wait, a person cannot.
    const inOrder = [...this.#due].sort(
      ([, a], [, b]) => Number(a.kind === 'kept') - Number(b.kind === 'kept'),
    );
    for (const [key, down] of inOrder) {
      if (!this.#up || this.#inFlight >= WINDOW || !this.#nextCounter()) return;
      this.#due.delete(key);
      this.#tell(key, down);
    }
  }

  #nextCounter(): boolean {
    if (this.#counter === this.#reserved) {
      if (!this.#options.reserve(this.#reserved + COUNTER_BLOCK)) return false;
      this.#reserved += COUNTER_BLOCK;
    }
    this.#counter += 1;
    return true;
  }

  #tell(key: string, down: Down): void {
    const { site, key: signer, nowMs, publisher } = this.#options;
    const counter = this.#counter;
    const packet = sealDown(site, down, {
      signer,
      counter,
      expiryMs: nowMs() + this.#options.expiryMs(down.kind),
    });
    this.#inFlight += 1;
    publisher.publish(packet, (failed) => {
      this.#inFlight -= 1;
      if (!this.#stopped) this.#answered(key, { down, counter }, failed);
    });
  }

  #answered(
    key: string,
    { down, counter }: { readonly down: Down; readonly counter: number },
    failed: ErrorCode | null,
  ): void {
    if (failed !== null) {
      // Owed again, unless something newer is owed already.
      if (!this.#due.has(key)) this.#due.set(key, down);
      this.#cancelRetry ??= this.#options.link(RETRY_MS, () => {
        this.#cancelRetry = null;
        this.send();
      });
      return;
    }
    if (down.kind === 'stage') this.#repeatLater(key);
    this.#options.onTold(key, down, counter);
    this.send();
  }

  #repeatLater(key: string): void {
    const waitMs = Math.min((this.#repeats.get(key)?.waitMs ?? REPEAT_MS / 2) * 2, REPEAT_MS_MAX);
    this.settle(key);
    const cancel = this.#options.link(waitMs, () => this.#options.onRepeat(key));
    this.#repeats.set(key, { cancel, waitMs });
  }
}
