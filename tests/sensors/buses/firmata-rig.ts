/**
 * A bench for Firmata boards: a folder for the port, boards that are plugged in there, pins that are listened to.
 * Owns what has to be ended after a test, and no expectation.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestContext } from 'vitest';
import type { BusLink, BusSignal } from '../../../agent/ports.ts';
import { type FirmataAddress, type FirmataTimes, openFirmata } from '../../../agent/sensors/buses/firmata.ts';
import { NO_COMPILER } from '../../boards/firmata-node/bench.ts';
import { FirmataBoard } from './firmata-board.ts';
import { NO_PTY } from './pty.ts';

/**
 * Shortened, and long against what is measured: a board is ready in some 0.3 s, a probe answered in some 10 ms. Where a
 * probe is to fail, it comes at `PROBE_MS`.
 */
export const TIMES: FirmataTimes = { askMs: 100, readyMsMax: 8_000, probeMs: 2_500 };
export const PROBE_MS = 400;
/** Far longer than anything here takes; a wait that ends by it fails. */
const PATIENCE_MS = 45_000;
const MISSING = NO_PTY ?? NO_COMPILER;

export interface Heard {
  readonly link: BusLink;
  readonly signals: BusSignal[];
  /** The types and levels of what is not analog, in short: `up 0`, `edge 1`, `down`. */
  readonly said: () => readonly string[];
  readonly shares: () => readonly number[];
  readonly why: () => string;
}

export class FirmataRig {
  readonly path: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'anbu-firmata-'));
  readonly #links: BusLink[] = [];
  readonly #boards: FirmataBoard[] = [];
  #open: ReturnType<typeof openFirmata>;

  constructor() {
    this.path = join(this.#folder, 'board');
    this.#open = openFirmata(TIMES);
  }
  setTimes(times: Partial<FirmataTimes>): void {
    this.#open = openFirmata({ ...TIMES, ...times });
  }
  async plugIn(context: TestContext, flashOf: () => Uint8Array): Promise<FirmataBoard> {
    if (MISSING !== null) context.skip(`${MISSING}: Firmata boards are not tried`);
    const board = await FirmataBoard.plugIn(this.path, flashOf());
    this.#boards.push(board);
    return board;
  }
  address(pin: number, other: Partial<FirmataAddress> = {}): FirmataAddress {
    const { path } = this;
    return { bus: 'firmata', path, pin, kind: 'digital', bias: 'none', activeLow: false, ...other };
  }
  listen(pin: number, other: Partial<FirmataAddress> = {}): Heard {
    const signals: BusSignal[] = [];
    const link = this.#open(this.address(pin, other), (signal) => signals.push(signal));
    this.#links.push(link);
    return {
      link,
      signals,
      said: () =>
        signals.flatMap((signal) => {
          if (signal.type === 'up' || signal.type === 'edge') return [`${signal.type} ${signal.level}`];
          return signal.type === 'down' ? ['down'] : [];
        }),
      shares: () => signals.flatMap((signal) => (signal.type === 'analog' ? [signal.share] : [])),
      why: () => signals.map((signal) => (signal.type === 'down' ? signal.detail : '')).join(''),
    };
  }
  async end(): Promise<void> {
    for (const link of this.#links) link.close();
    await Promise.all(this.#boards.map(async (board) => board.end()));
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never: ${what}`);
    await pause(5);
  }
}
