/**
 * One line that several nodes share, as with transparent radios: the hub hears all of them, they hear only the hub.
 *
 * Runs the chips side by side, a byte's length at a time while one is awake, else in one leap to whatever wakes first.
 * Two bytes that overlap in time reach the hub as both at once, which is neither. Must never deliver a byte before no
 * other can overlap it any more. Pure but for the chips.
 */
import type { Chip, ChipOptions, SentByte } from './chip.ts';

/** A byte at 38,400 baud takes 0.26 ms; a later one cannot overlap it. */
const BYTE_MS = 0.3;

export class PartyLine {
  readonly chips: Chip[] = [];
  /** Bytes that were destroyed by another. */
  collisions = 0;
  readonly #make: (options: ChipOptions) => Chip;
  readonly #heard: (byte: number, atMs: number) => void;
  /** Bytes that may still be overlapped by one that has not ended yet. */
  #onLine: OnLine[] = [];
  #nowMs = 0;

  constructor(make: (options: ChipOptions) => Chip, heard: (byte: number, atMs: number) => void) {
    this.#make = make;
    this.#heard = heard;
  }

  get nowMs(): number {
    return this.#nowMs;
  }
  /** Another node; it still has to be powered. Only before the line first runs. */
  join(options: Omit<ChipOptions, 'sent'>): Chip {
    const chip = this.#make({ ...options, sent: (byte) => this.#put(byte) });
    this.chips.push(chip);
    return chip;
  }
  /** The hub speaks. */
  send(bytes: Uint8Array): void {
    for (const chip of this.chips) chip.receive(bytes);
  }
  runFor(ms: number): void {
    this.runTo(this.#nowMs + ms);
  }
  runTo(ms: number): void {
    while (this.#nowMs < ms) {
      const wakeMs = Math.min(...this.chips.map(({ nextEventMs }) => nextEventMs));
      const leapMs = this.#onLine.length > 0 ? this.#nowMs : wakeMs;
      this.#nowMs = Math.min(ms, Math.max(leapMs, this.#nowMs + BYTE_MS));
      for (const chip of this.chips) chip.runTo(this.#nowMs);
      this.#deliver();
    }
  }
  /** Until when nothing happens by itself. */
  get nextEventMs(): number {
    if (this.#onLine.length > 0) return this.#nowMs;
    return Math.min(...this.chips.map(({ nextEventMs }) => nextEventMs));
  }

  /** A byte has ended; of two that overlap the later one finds the earlier one here. */
  #put(sent: SentByte): void {
    const own = { ...sent, asHeard: sent.byte, isHit: false };
    for (const other of this.#onLine) {
      if (sent.fromMs >= other.toMs || other.fromMs >= sent.toMs) continue;
      own.asHeard &= other.byte;
      other.asHeard &= sent.byte;
      own.isHit = true;
      other.isHit = true;
    }
    this.#onLine.push(own);
  }
  #deliver(): void {
    const isSettled = ({ toMs }: OnLine): boolean => toMs + BYTE_MS <= this.#nowMs;
    const settled = this.#onLine.filter(isSettled);
    if (settled.length === 0) return;
    this.#onLine = this.#onLine.filter((one) => !isSettled(one));
    for (const { asHeard, isHit, toMs } of settled.sort((one, other) => one.toMs - other.toMs)) {
      if (isHit) this.collisions += 1;
      this.#heard(asHeard, toMs);
    }
  }
}

interface OnLine extends SentByte {
  /** What the hub makes of it. */
  asHeard: number;
  isHit: boolean;
}
