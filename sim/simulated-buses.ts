/**
 * The Buses' twin: lines that emulated parts are plugged into, and that can go away.
 *
 * Signals are synchronous: an edge on a wire is heard in the same instant of home time. A line that was opened before
 * anything was plugged into it comes up when that happens, as a real adapter does.
 */
import type { BusAddress, BusLink, BusSignal, Buses } from '../agent/ports.ts';
import type { EmulatedLine } from '../agent/sensors/emulated-line.ts';

interface Opened {
  readonly address: BusAddress;
  readonly listener: (signal: BusSignal) => void;
}

export class SimulatedBuses implements Buses {
  readonly #lines = new Map<string, EmulatedLine>();
  readonly #opened = new Map<string, Opened>();
  #isDown = false;

  open(address: BusAddress, listener: (signal: BusSignal) => void): BusLink {
    const key = keyOf(address);
    const opened = { address, listener };
    this.#opened.set(key, opened);
    if (this.#isDown) listener({ type: 'down', why: 'bus-unavailable', detail: 'the simulated bus is down' });
    else this.#up(key);
    return {
      write: () => {},
      close: () => {
        if (this.#opened.get(key) === opened) this.#opened.delete(key);
      },
    };
  }

  /** Connects a part to a line; what was there before is disconnected. */
  plug(chip: string, line: number, part: EmulatedLine): void {
    const key = `${chip}/${line}`;
    this.#lines.get(key)?.listen(null);
    this.#lines.set(key, part);
    part.listen((level) => this.#edge(key, level));
    if (!this.#isDown) this.#up(key);
  }
  /** The adapter goes: every open line hears so, and opening fails until `restore`. */
  takeAway(): void {
    this.#isDown = true;
    for (const { listener } of Array.from(this.#opened.values())) {
      listener({ type: 'down', why: 'bus-unavailable', detail: 'the simulated bus was taken away' });
    }
  }
  /** The adapter is back; who wants a line has to open it. */
  restore(): void {
    this.#isDown = false;
  }

  #up(key: string): void {
    const part = this.#lines.get(key);
    const opened = this.#opened.get(key);
    if (part === undefined || opened === undefined) return;
    opened.listener({ type: 'up', level: logical(opened.address, part.level) });
  }
  #edge(key: string, level: 0 | 1): void {
    const opened = this.#opened.get(key);
    if (opened === undefined || this.#isDown) return;
    opened.listener({ type: 'edge', level: logical(opened.address, level) });
  }
}

function keyOf(address: BusAddress): string {
  return address.bus === 'gpio' ? `${address.chip}/${address.line}` : address.path;
}

function logical(address: BusAddress, level: 0 | 1): 0 | 1 {
  return address.bus === 'gpio' && address.activeLow ? (level === 1 ? 0 : 1) : level;
}
