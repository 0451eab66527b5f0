/**
 * A Firmata board without a board: real firmware on a simulated ATmega328P, in real time, behind a pseudo-terminal.
 *
 * Owns the pace: every few milliseconds the chip is run up to the time that has passed. A cable can be pulled and put
 * back while the board goes on, as one with its own supply does.
 */
import { rmSync } from 'node:fs';
import type { Chip } from '../../../sim/chips/chip.ts';
import { openChips } from '../../../sim/chips/chip.ts';
import { type Pty, openPty } from './pty.ts';

const FREQUENCY_HZ = 16_000_000;
const PACE_MS = 3;
/** A machine that cannot keep up has a slow board, not a test that hears nothing else. */
const LAG_MS_MAX = 20;

export class FirmataBoard {
  readonly chip: Chip;
  /** What the board sends is lost on the way. */
  isMute = false;
  sentBytes = 0;
  readonly #path: string;
  #pty: Pty | null = null;
  #pace: NodeJS.Timeout | undefined;

  private constructor(path: string, makeChip: (sent: (byte: number) => void) => Chip) {
    this.#path = path;
    this.chip = makeChip((byte) => {
      this.sentBytes += 1;
      if (!this.isMute) this.send([byte]);
    });
  }
  static async plugIn(path: string, flash: Uint8Array): Promise<FirmataBoard> {
    const make = await openChips();
    const board = new FirmataBoard(path, (sent) => {
      return make({ flash, frequencyHz: FREQUENCY_HZ, sent: ({ byte }) => sent(byte) });
    });
    board.chip.setSupplyVolts(5);
    await board.plug();
    board.chip.powerOn();
    board.thaw();
    return board;
  }

  /** Time stands still for the board: it answers nothing, and its watchdog does not help. */
  freeze(): void {
    clearInterval(this.#pace);
  }
  thaw(): void {
    let lastMs = performance.now();
    this.#pace = setInterval(() => {
      const nowMs = performance.now();
      this.chip.runFor(Math.min(nowMs - lastMs, LAG_MS_MAX));
      lastMs = nowMs;
    }, PACE_MS);
  }
  /** Puts bytes on the line that no firmware sent. */
  send(bytes: Iterable<number>): void {
    this.#pty?.send(Uint8Array.from(bytes));
  }
  async unplug(): Promise<void> {
    const pty = this.#pty;
    this.#pty = null;
    await pty?.unplug();
  }
  async plug(): Promise<void> {
    rmSync(this.#path, { force: true });
    this.#pty = await openPty(this.#path);
    this.#pty.hear((bytes) => this.chip.receive(bytes));
  }
  async end(): Promise<void> {
    this.freeze();
    await this.unplug();
  }
}
