/**
 * Serial ports: bytes both ways, and an end to every silence that is not one.
 *
 * The only importer of serialport. A port that goes is said once and tried again until it is back. Must never trust
 * an open port by itself: when a device vanishes before its first byte was read, serialport keeps it open, says
 * nothing and takes a whole processor core (serialport/bindings-cpp #162). So the device file is looked at every few
 * seconds, and a port that never spoke is opened anew.
 */
import type { SerialPort } from 'serialport';

import type { BusAddress, BusLink, BusSignal } from '../../ports.ts';
import { LOOK_MS, deviceAt, explainPort, textOf } from './device-file.ts';

export type SerialAddress = Extract<BusAddress, { bus: 'serial' }>;
export interface SerialTimes {
  /** Between two looks at the device file: the longest that the lost core is lost. */
  readonly lookMs: number;
  /** From opening to the first byte; then the port is opened anew. Four heartbeats of a slow node. */
  readonly firstByteMsMax: number;
  /** From losing a port to trying it again: the first time, doubled up to the longest. */
  readonly retryMsMin: number;
  readonly retryMsMax: number;
}
const TIMES: SerialTimes = {
  lookMs: LOOK_MS,
  firstByteMsMax: 240_000,
  retryMsMin: 1_000,
  retryMsMax: 30_000,
};
/** One second of the fastest node (115,200 baud, 10 bits a byte) and some: more is a device that takes nothing. */
const WRITE_BYTES_MAX = 16_384;

/** Opens a port by its path (prefer /dev/serial/by-id/…). Signals `up` and `down` by turns, and bytes between. */
export function openSerial(
  address: SerialAddress,
  listener: (signal: BusSignal) => void,
  times: SerialTimes = TIMES,
): BusLink {
  return new SerialLink(address, listener, times);
}

class SerialLink implements BusLink {
  readonly #address: SerialAddress;
  readonly #listener: (signal: BusSignal) => void;
  readonly #times: SerialTimes;
  #port: SerialPort | null = null;
  #closed = false;
  /** So that an outage is said once. */
  #said: 'nothing' | 'up' | 'down' = 'nothing';
  #retryMs: number;
  #retry: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;
  #firstByte: NodeJS.Timeout | undefined;

  constructor(address: SerialAddress, listener: (signal: BusSignal) => void, times: SerialTimes) {
    this.#address = address;
    this.#listener = listener;
    this.#times = times;
    this.#retryMs = times.retryMsMin;
    void this.#open();
  }

  /** Dropped while the port is down: what it was meant for has passed when it is back. */
  write(bytes: Uint8Array): void {
    const port = this.#port;
    if (port === null || !port.isOpen) return;
    if (port.writableLength + bytes.length > WRITE_BYTES_MAX) {
      this.#lose(port, 'the device does not take what is written to it');
      return;
    }
    port.write(bytes, (error) => {
      if (error) this.#lose(port, error.message);
    });
  }

  close(): void {
    this.#closed = true;
    this.#release();
    clearTimeout(this.#retry);
  }

  async #open(): Promise<void> {
    let port: SerialPort;
    try {
      const { SerialPort: Port } = await import('serialport');
      if (this.#closed) return;
      port = new Port({ path: this.#address.path, baudRate: this.#address.baud, autoOpen: false });
    } catch (error) {
      this.#sayDown(`the package serialport does not load here: ${textOf(error)}`);
      return;
    }
    this.#port = port;
    port.on('data', (bytes: Uint8Array) => this.#hear(port, bytes));
    port.on('close', (error: unknown) => this.#lose(port, error instanceof Error ? 'unplugged' : 'closed'));
    // Without a listener serialport's errors end the process.
    port.on('error', (error: Error) => this.#lose(port, error.message));
    port.open((error) => {
      if (error) this.#lose(port, explainPort(error.message));
      else this.#opened(port);
    });
  }

  #opened(port: SerialPort): void {
    if (this.#port !== port) return;
    const device = deviceAt(this.#address.path);
    this.#look = setInterval(() => {
      if (deviceAt(this.#address.path) !== device) this.#lose(port, 'unplugged, and the port did not notice');
    }, this.#times.lookMs);
    this.#firstByte = setTimeout(
      () => this.#lose(port, 'not one byte since it was opened'),
      this.#times.firstByteMsMax,
    );
    this.#said = 'up';
    this.#listener({ type: 'up', level: null });
  }

  #hear(port: SerialPort, bytes: Uint8Array): void {
    if (this.#port !== port) return;
    clearTimeout(this.#firstByte);
    this.#retryMs = this.#times.retryMsMin;
    this.#listener({ type: 'bytes', bytes: new Uint8Array(bytes) });
  }

  #lose(port: SerialPort, detail: string): void {
    if (this.#port !== port) return;
    this.#release();
    this.#sayDown(detail);
    this.#retry = setTimeout(() => void this.#open(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, this.#times.retryMsMax);
  }

  #release(): void {
    clearInterval(this.#look);
    clearTimeout(this.#firstByte);
    const port = this.#port;
    this.#port = null;
    if (port === null) return;
    if (port.isOpen) port.close(() => {});
    // Closed while it was opening: let it finish, then let go of the device.
    else if (port.opening) port.once('open', () => port.close(() => {}));
  }

  #sayDown(detail: string): void {
    if (this.#closed || this.#said === 'down') return;
    this.#said = 'down';
    this.#listener({ type: 'down', why: 'bus-unavailable', detail: `${this.#address.path}: ${detail}` });
  }
}
