/**
 * A chip on somebody else's clock: run as far as the clock has come, whenever something happens at it or it wants to wake.
 *
 * Owns the chip's time, which is the clock's to the millisecond, and the one timer. The clock may be virtual or real.
 */
import type { EmulatedPort } from '../../agent/sensors/emulated-bus.ts';
import type { Chip, ChipOptions, Drive } from './chip.ts';
import type { PortName } from './life.ts';

/** Looked at this often while it is awake: a frame at 38,400 baud takes 15 ms. */
const AWAKE_MS = 5;

export interface Timers {
  readonly nowMs: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
}

export class ClockedChip {
  /** Its serial line. */
  readonly port: EmulatedPort;
  readonly chip: Chip;
  readonly #timers: Timers;
  /** The clock's time at the chip's zero. */
  #originMs: number;
  #listener: ((bytes: Uint8Array) => void) | null = null;
  #sent: number[] = [];
  #callOff: () => void = () => {};
  #isRunning = false;

  constructor(make: (options: ChipOptions) => Chip, options: Omit<ChipOptions, 'sent'>, timers: Timers) {
    this.chip = make({ ...options, sent: ({ byte }) => void this.#sent.push(byte) });
    this.#timers = timers;
    this.#originMs = timers.nowMs();
    this.port = {
      listen: (listener) => void (this.#listener = listener),
      hear: (bytes) => this.#act(() => this.chip.receive(bytes)),
    };
  }

  powerOn(): void {
    this.#act(() => this.chip.powerOn());
  }
  /** It has been on for so long before: what warms up is warm. What it said meanwhile, nobody heard. */
  headStart(ms: number): void {
    this.#catchUp();
    this.#originMs -= ms;
    this.chip.runTo(this.#timers.nowMs() - this.#originMs);
    this.#sent = [];
    this.#plan();
  }
  powerOff(): void {
    this.#act(() => this.chip.powerOff());
  }
  drive(port: PortName, bit: number, drive: Drive): void {
    this.#act(() => this.chip.setPin(port, bit, drive));
  }

  /** Brings the chip to now, does something at it, and sees when it wants to run again. */
  #act(deed: () => void): void {
    // What it sends may come back as a word of the hub in the same instant.
    if (this.#isRunning) {
      deed();
      return;
    }
    this.#catchUp();
    deed();
    this.#plan();
  }
  #catchUp(): void {
    this.#isRunning = true;
    this.chip.runTo(this.#timers.nowMs() - this.#originMs);
    if (this.#sent.length > 0) {
      const bytes = Uint8Array.from(this.#sent);
      this.#sent = [];
      this.#listener?.(bytes);
    }
    this.#isRunning = false;
  }
  #plan(): void {
    this.#callOff();
    const { nextEventMs } = this.chip;
    if (nextEventMs === Number.POSITIVE_INFINITY) return;
    const inMs = Math.ceil(nextEventMs + this.#originMs - this.#timers.nowMs());
    this.#callOff = this.#timers.after(Math.max(inMs, AWAKE_MS), () => this.#act(() => {}));
  }
}
