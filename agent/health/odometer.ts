/**
 * Reads now and then what this process has made the card write, and says it as a fact.
 *
 * Owns when: soon after a start, then every six hours, and at the end. The record rides with its group, so counting
 * costs no write of its own. Decides nothing.
 */
import type { Card, Clock } from '../ports.ts';
import type { CardWritten } from '../record.ts';
import { type CardState, monthsLeftOf } from './card.ts';

export interface OdometerParts {
  readonly card: Card;
  readonly clock: Clock;
  /** Terabytes that the card bears, as configured. */
  readonly terabytes: number;
  readonly state: () => { readonly card: Readonly<CardState>; readonly nowMs: number };
  readonly emit: (fact: CardWritten) => void;
}

/** A hub that is switched off every night is counted too. */
const FIRST_MS = 10 * 60_000;
/** Four records a day. */
const EVERY_MS = 6 * 3_600_000;

export class Odometer {
  readonly #parts: OdometerParts;
  #dueMs: number;
  #counted: number | null;

  constructor(parts: OdometerParts) {
    this.#parts = parts;
    this.#dueMs = parts.clock.now().monotonicMs + FIRST_MS;
    this.#counted = parts.card.writtenBytes();
  }

  dueMs(): number {
    return this.#counted === null ? Infinity : this.#dueMs;
  }

  wake(): void {
    this.#dueMs = this.#parts.clock.now().monotonicMs + EVERY_MS;
    this.count();
  }

  /** Says what was written since it was last said. */
  count(): void {
    const { card, terabytes, state, emit } = this.#parts;
    const written = card.writtenBytes();
    if (written === null || this.#counted === null || written <= this.#counted) return;
    const bytes = written - this.#counted;
    this.#counted = written;
    const { card: slice, nowMs } = state();
    emit({ kind: 'card-written', bytes, monthsLeft: monthsLeftOf(slice, bytes, nowMs, terabytes) });
  }
}
