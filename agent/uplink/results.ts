/**
 * The answers to commands: what became of each, waiting for a place in the window.
 *
 * Owns only the waiting; an answer is a courtesy, the record in its lane is what lasts. Must never say "obeyed" of
 * something that was not committed.
 */
import type { Instant, Packet } from '../ports.ts';
import { type Entry, isOrdered } from '../record.ts';
import type { Diagnostics } from './diagnostics.ts';
import { type CommandResult, type Identity, resultPacket } from './wire.ts';

/** Answers waiting at once. What is beyond is not answered: a receiver sees the record, or asks again. */
const RESULTS_MAX = 16;

export class Results {
  readonly #from: { readonly identity: Identity; readonly boot: string; readonly instant: () => Instant };
  readonly #diagnose: () => Diagnostics;
  readonly #waiting: Packet[] = [];
  #count = 0;

  /** `diagnose`: how the hub is at that moment. */
  constructor(identity: Identity, boot: string, instant: () => Instant, diagnose: () => Diagnostics) {
    this.#from = { identity, boot, instant };
    this.#diagnose = diagnose;
  }

  owe(result: CommandResult): void {
    if (this.#waiting.length >= RESULTS_MAX) return;
    this.#count += 1;
    const { identity, boot, instant } = this.#from;
    this.#waiting.push(resultPacket(identity, result, { boot, count: this.#count, at: instant() }));
  }

  /** What was just committed, and whether it is on disk: the commands among it were obeyed. */
  committed(entries: readonly Entry[], durable: boolean): void {
    for (const { body } of entries) {
      if (!isOrdered(body)) continue;
      const { keyId, counter } = body;
      const asked = body.kind === 'diagnostics' ? { data: this.#diagnose() } : {};
      this.owe({ keyId, counter, outcome: 'obeyed', why: null, durable, ...asked });
    }
  }

  next(): Packet | undefined {
    return this.#waiting.shift();
  }
}
