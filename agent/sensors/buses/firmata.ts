/**
 * Firmata boards: pins at the far end of a USB cable, several devices on one board.
 *
 * Owns each board's life: its serial line (`serial.ts`), and a worker thread in which johnny-five speaks the protocol
 * (`firmata-worker.ts`); a board that goes, hangs, restarts or confuses its worker is down for good, and whoever wants
 * it opens it anew, thread and all. Must never settle or judge a level: raw edges and shares go to the drivers.
 *
 * Outside the promise of the same decisions from the same input: when a signal arrives. Sampling on the board, the
 * serial line, johnny-five and a second thread are real time; what is journalled is when it was heard. The simulator
 * puts its own pins in place of all of this.
 */
import { Worker } from 'node:worker_threads';

import type { BusAddress, BusLink, BusSignal } from '../../ports.ts';
import type { FromWorker, ToWorker, WorkerSettings } from './firmata-messages.ts';
import { openSerial } from './serial.ts';

export type FirmataAddress = Extract<BusAddress, { bus: 'firmata' }>;
export interface FirmataTimes extends WorkerSettings {
  /** From the open port to a board that has said what it is: a boot loader takes 2 s, StandardFirmata 2 s more. */
  readonly readyMsMax: number;
  /** Between two probes. One that is not answered by the next is the end: silence is found in twice this. */
  readonly probeMs: number;
}
export const FIRMATA_TIMES: FirmataTimes = { askMs: 1_000, readyMsMax: 10_000, probeMs: 10_000 };
/** Firmata's own; StandardFirmata and ours know no other. */
const BAUD = 57_600;
/** johnny-five needs 14 MB of heap; a thread that a board makes grow to twice that is ended by Node, and it alone. */
const MEMORY_MB_MAX = 32;

/** Ten times what a message takes to the pin. */
const LAST_WORD_MS = 100;

interface Watcher {
  readonly address: FirmataAddress;
  readonly listener: (signal: BusSignal) => void;
}

/** Opens pins; those of one path share a board. Signals `up` once, then edges or shares; or `down`, once, for good. */
export function openFirmata(
  times: FirmataTimes = FIRMATA_TIMES,
): (address: FirmataAddress, listener: (signal: BusSignal) => void) => BusLink {
  const boards = new Map<string, FirmataBoard>();
  return (address, listener) => {
    const { path } = address;
    const board = boards.get(path) ?? new FirmataBoard(path, times, () => boards.delete(path));
    boards.set(path, board);
    const watcher = { address, listener };
    board.join(watcher);
    return {
      write: (bytes) => board.set(address, bytes[0] === 0 ? 0 : 1),
      close: () => board.leave(watcher),
    };
  };
}

class FirmataBoard {
  readonly #path: string;
  readonly #times: FirmataTimes;
  readonly #gone: () => void;
  readonly #link: BusLink;
  readonly #watchers = new Set<Watcher>();
  #worker: Worker | null = null;
  #isReady = false;
  #isOver = false;
  #isProbed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, times: FirmataTimes, gone: () => void) {
    this.#path = path;
    this.#times = times;
    this.#gone = gone;
    this.#link = openSerial({ bus: 'serial', path, baud: BAUD }, (signal) => this.#serial(signal));
  }

  join(watcher: Watcher): void {
    this.#watchers.add(watcher);
    if (this.#isReady) this.#wish(watcher.address);
  }
  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    // The last word to a lamp is on its way through a thread and a port that would both be gone.
    if (watcher.address.kind !== 'output') this.#end();
    else {
      setTimeout(() => {
        if (this.#watchers.size === 0) this.#end();
      }, LAST_WORD_MS);
    }
  }

  /** Only an output can be: whoever reads a pin writes nothing. */
  set({ kind, pin, activeLow }: FirmataAddress, level: 0 | 1): void {
    if (kind === 'output' && this.#isReady)
      this.#tell({ type: 'set', pin, level: logical(level, activeLow) });
  }

  #serial(signal: BusSignal): void {
    if (this.#isOver) return;
    if (signal.type === 'up') this.#start();
    else if (signal.type === 'down') this.#lose(signal.detail);
    else if (signal.type === 'bytes') this.#tell({ type: 'bytes', bytes: signal.bytes });
  }

  #start(): void {
    const { askMs, readyMsMax } = this.#times;
    const workerData: WorkerSettings = { askMs };
    // What a library prints would stand among the lines of the program: taken, and thrown away.
    const worker = new Worker(new URL('./firmata-worker.ts', import.meta.url), {
      workerData,
      stdout: true,
      stderr: true,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB_MAX },
    });
    worker.stdout.resume();
    worker.stderr.resume();
    worker.on('message', (message: FromWorker) => this.#hear(message));
    worker.on('error', (error: unknown) => this.#fail(String(error)));
    worker.on('exit', () => this.#fail('its thread has ended'));
    this.#worker = worker;
    this.#timer = setTimeout(() => this.#fail('no Firmata board answers'), readyMsMax);
  }
  #tell(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }
  #wish({ pin, kind, bias }: FirmataAddress): void {
    this.#tell({ type: 'watch', wish: { pin, kind, isPulledUp: bias === 'pull-up' } });
  }

  #hear(message: FromWorker): void {
    if (this.#isOver) return;
    switch (message.type) {
      case 'write':
        this.#link.write(message.bytes);
        return;
      case 'ready':
        this.#ready();
        return;
      case 'watched':
        this.#signal(message.pin, ({ activeLow }) => ({
          type: 'up',
          level: logical(message.level, activeLow),
        }));
        return;
      case 'level':
        this.#signal(message.pin, ({ activeLow }) => ({
          type: 'edge',
          level: logical(message.level, activeLow),
        }));
        return;
      case 'share':
        this.#signal(message.pin, () => ({ type: 'analog', share: message.share }));
        return;
      case 'refused':
        this.#signal(message.pin, () => this.#down(message.why));
        return;
      case 'alive':
        this.#isProbed = false;
        return;
      case 'lost':
        this.#fail(message.why);
    }
  }

  #ready(): void {
    clearTimeout(this.#timer);
    this.#isReady = true;
    for (const { address } of this.#watchers) this.#wish(address);
    this.#timer = setInterval(() => {
      if (this.#isProbed) this.#fail('the board no longer answers');
      else {
        this.#isProbed = true;
        this.#tell({ type: 'probe' });
      }
    }, this.#times.probeMs);
  }

  #signal(pin: number, say: (address: FirmataAddress) => BusSignal): void {
    for (const { address, listener } of Array.from(this.#watchers)) {
      if (address.pin === pin) listener(say(address));
    }
  }
  #down(why: string): BusSignal {
    return { type: 'down', why: 'bus-unavailable', detail: why };
  }

  #fail(why: string): void {
    this.#lose(`${this.#path}: ${why}`);
  }
  /** The end of this board; who hears it may open another at once. */
  #lose(detail: string): void {
    if (this.#isOver) return;
    const watchers = Array.from(this.#watchers);
    this.#end();
    for (const { listener } of watchers) listener(this.#down(detail));
  }
  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#gone();
    clearTimeout(this.#timer);
    this.#watchers.clear();
    this.#link.close();
    const worker = this.#worker;
    this.#worker = null;
    void worker?.terminate();
  }
}

function logical<Level extends 0 | 1 | null>(level: Level, activeLow: boolean): Level | 0 | 1 {
  if (level === null || !activeLow) return level;
  return level === 1 ? 0 : 1;
}
