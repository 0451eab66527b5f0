/**
 * The worker thread of one Firmata board: johnny-five at one end of a wire of messages. The only importer of
 * johnny-five and firmata-io.
 *
 * Owns the board's pins as they were wished for. Must never outlive its board: johnny-five keeps every board it ever
 * made, and a board cannot be opened twice, so the keeper (`firmata.ts`) ends the thread when the board goes. Only the
 * board itself is used, none of johnny-five's components: `Motion` and `Pin` poll on intervals that nobody clears, and
 * `Switch` settles contacts, which is the driver's work. Firmata: https://github.com/firmata/protocol.
 */
import { EventEmitter } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';

import type { Firmata } from 'firmata-io';
import type { Board } from 'johnny-five';

import { assert } from '../../errors.ts';
import type { FromWorker, PinWish, ToWorker, WorkerSettings } from './firmata-messages.ts';

/**
 * Between two samples of the analog pins of a board. Mains comes round in 20 or 16.7 ms: 97 ms are 9.7 or 11.64 of its
 * half waves, so that samples meet every part of the wave, also from a board whose clock is 0.5 % off.
 */
const SAMPLING_MS = 97;
/** The longest message is a board's list of what its pins can do: 128 pins of 8 modes, two bytes each, and an end. */
const MESSAGE_BYTES_MAX = 128 * (8 * 2 + 1) + 3;
const ADC_MAX = 1_023;
const NOT_ANALOG = 127;

interface Watched {
  readonly wish: PinWish;
  /** What the board has to say that the pin is. */
  readonly mode: number;
  /** Whether it has said so. */
  isSet: boolean;
  /** Of a digital pin, once the board has told it. */
  level: 0 | 1 | null;
  isUp: boolean;
  /** Whether an analog pin was heard since the last probe. */
  isHeard: boolean;
}

class BoardHost {
  readonly #port: MessagePort;
  readonly #wire: EventEmitter & { write(bytes: Uint8Array, done: () => void): void };
  readonly #io: Firmata;
  readonly #board: Board;
  readonly #pins = new Map<number, Watched>();

  constructor(port: MessagePort, packages: Packages, { askMs }: WorkerSettings) {
    this.#port = port;
    this.#wire = Object.assign(new EventEmitter(), {
      write: (bytes: Uint8Array, done: () => void): void => {
        this.#say({ type: 'write', bytes: new Uint8Array(bytes) });
        done();
      },
    });
    this.#io = new packages.Firmata(this.#wire, { reportVersionTimeout: askMs });
    const quiet = { io: this.#io, repl: false, debug: false, sigint: false };
    this.#board = new packages.Board(quiet);
    this.#board.on('ready', () => this.#ready());
    this.#board.on('error', (error) => this.#say({ type: 'lost', why: error.message }));
  }
  open(): void {
    this.#port.on('message', (message: ToWorker) => this.#hear(message));
    this.#wire.emit('open');
  }

  #say(message: FromWorker): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port of a thread, not a window
    this.#port.postMessage(message);
  }
  #hear(message: ToWorker): void {
    if (message.type === 'watch') this.#watch(message.wish);
    else if (message.type === 'set') this.#set(message.pin, message.level);
    else if (message.type === 'probe') this.#probe();
    else {
      this.#wire.emit('data', message.bytes);
      if (this.#io.buffer.length > MESSAGE_BYTES_MAX)
        this.#say({ type: 'lost', why: 'what it sends is not Firmata' });
    }
  }

  #ready(): void {
    // Whatever another program has left it in.
    this.#io.reset();
    this.#io.setSamplingInterval(SAMPLING_MS);
    // It says so by itself only when it starts.
    this.#io.on('reportversion', () => this.#say({ type: 'lost', why: 'the board has started anew' }));
    this.#say({ type: 'ready' });
  }

  #watch(wish: PinWish): void {
    const { pin } = wish;
    const mode = this.#modeFor(wish);
    if (typeof mode === 'string') {
      this.#say({ type: 'refused', pin, why: mode });
      return;
    }
    const known = this.#pins.get(pin);
    const watched = known ?? { wish, mode, isSet: false, level: null, isUp: false, isHeard: true };
    watched.isUp = false;
    this.#pins.set(pin, watched);
    if (known === undefined) this.#read(watched);
    this.#io.queryPinState(pin, () => {
      watched.isSet = this.#io.pins[pin]?.mode === mode;
      if (watched.isSet) this.#up(watched);
      else this.#say({ type: 'refused', pin, why: `pin ${pin} does not take its mode` });
    });
  }
  /** Up is a pin that is as it was wished for, with its level: what comes then is an edge. */
  #up(watched: Watched): void {
    const { wish, level } = watched;
    if (watched.isUp || !watched.isSet || (wish.kind === 'digital' && level === null)) return;
    watched.isUp = true;
    this.#say({ type: 'watched', pin: wish.pin, level });
  }

  /** The mode for a wish, or in words why there is none. A board before Firmata 2.5 pulls up a plain input. */
  #modeFor({ pin, kind, isPulledUp }: PinWish): number | string {
    const { MODES, pins } = this.#io;
    const found = pins[pin];
    if (found === undefined) return `no pin ${pin}: the board has pins 0 to ${pins.length - 1}`;
    const can = (mode: number): boolean => found.supportedModes.includes(mode);
    if (kind === 'analog') {
      return can(MODES.ANALOG) && found.analogChannel !== NOT_ANALOG
        ? MODES.ANALOG
        : `pin ${pin} is not analog`;
    }
    if (kind === 'output') return can(MODES.OUTPUT) ? MODES.OUTPUT : `pin ${pin} is no output`;
    if (isPulledUp && can(MODES.PULLUP)) return MODES.PULLUP;
    return can(MODES.INPUT) ? MODES.INPUT : `pin ${pin} is no input`;
  }

  #read(watched: Watched): void {
    const { mode, wish } = watched;
    if (wish.kind === 'analog') {
      this.#readAnalog(watched);
      return;
    }
    this.#board.pinMode(wish.pin, mode);
    if (wish.kind === 'output') return;
    if (wish.isPulledUp && mode === this.#io.MODES.INPUT) this.#pullUpPlainInputs();
    // A report is of eight pins at once: most of them have not changed.
    this.#board.digitalRead(wish.pin, (value) => {
      const level = value === 0 ? 0 : 1;
      if (level === watched.level) return;
      watched.level = level;
      if (watched.isUp) this.#say({ type: 'level', pin: wish.pin, level });
      else this.#up(watched);
    });
  }
  /** All of them at each turn: one write is of eight pins, and would let go of another that is low just then. */
  #pullUpPlainInputs(): void {
    for (const { wish, mode } of this.#pins.values()) {
      if (wish.isPulledUp && mode === this.#io.MODES.INPUT) this.#board.digitalWrite(wish.pin, 1);
    }
  }
  /** A write is of eight pins: those that are pulled up by it are written again. */
  #set(pin: number, level: 0 | 1): void {
    if (this.#pins.get(pin)?.wish.kind !== 'output') return;
    this.#board.digitalWrite(pin, level);
    this.#pullUpPlainInputs();
  }
  #readAnalog(watched: Watched): void {
    const { pin } = watched.wish;
    const top = this.#io.RESOLUTION.ADC ?? ADC_MAX;
    this.#board.analogRead(this.#io.pins[pin]?.analogChannel ?? 0, (value) => {
      if (value > top) return;
      watched.isHeard = true;
      if (watched.isUp) this.#say({ type: 'share', pin, share: value / top });
    });
  }

  /** Alive: every pin is still what it was set to, and every analog one has spoken. A board that restarted is not. */
  #probe(): void {
    const asked = Array.from(this.#pins.values()).filter(({ isSet }) => isSet);
    let left = asked.length;
    if (left === 0) this.#say({ type: 'alive' });
    for (const watched of asked) {
      const { kind, pin } = watched.wish;
      this.#io.queryPinState(pin, () => {
        const isSilent = kind === 'analog' && !watched.isHeard;
        watched.isHeard = false;
        left -= 1;
        if (this.#io.pins[pin]?.mode !== watched.mode || isSilent)
          this.#say({ type: 'lost', why: `pin ${pin} is no longer as it was set` });
        else if (left === 0) this.#say({ type: 'alive' });
      });
    }
  }
}

interface Packages {
  readonly Firmata: typeof Firmata;
  readonly Board: typeof Board;
}

async function loadPackages(): Promise<Packages> {
  const [{ default: io }, { default: five }] = await Promise.all([
    import('firmata-io'),
    import('johnny-five'),
  ]);
  return { Firmata: io.Firmata, Board: five.Board };
}

assert(parentPort !== null, 'runs as a worker thread only');
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- given by the one who starts this thread
new BoardHost(parentPort, await loadPackages(), workerData as WorkerSettings).open();
