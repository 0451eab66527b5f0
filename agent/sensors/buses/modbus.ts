/**
 * Modbus RTU lines: the input registers of every unit on a line, polled in turn.
 *
 * The only importer of modbus-serial. Whatever a unit does wrong (silence, a bad checksum, an exception) is `no-reply`
 * of that unit and costs the others one time-out; a line that goes is `down` for all of them, once and for good:
 * who wants it has to open it again. Must never have two requests on the way: RTU has no names for replies, and one
 * that comes late may stand for the next of its unit, which is a poll old and no worse. Modbus over serial line 1.02,
 * §2.4.
 */
import type ModbusSerial from 'modbus-serial';

import type { BusAddress, BusLink, BusSignal } from '../../ports.ts';
import { LOOK_MS, deviceAt, explainPort, textOf } from './device-file.ts';

export type ModbusAddress = Extract<BusAddress, { bus: 'modbus' }>;
type Client = InstanceType<typeof ModbusSerial.default>;
type Listener = (signal: BusSignal) => void;

export interface ModbusTimes {
  /** From a request to its reply: 25 bytes at 9,600 baud take 26 ms, a slow adapter holds them for 16 more. */
  readonly replyMsMax: number;
  /** Between two looks at the device file. */
  readonly lookMs: number;
  /** From opening to the first reply; then the port is opened anew, for it may not be what it seems. */
  readonly firstReplyMsMax: number;
  /** From closing to opening anew: a port is closed within milliseconds, or never says that it is. */
  readonly reopenMs: number;
}
const TIMES: ModbusTimes = {
  replyMsMax: 500,
  lookMs: LOOK_MS,
  firstReplyMsMax: 240_000,
  reopenMs: 1_000,
};
/** Idle for so long the line tells one frame from the next (3.5 characters), and a late reply has passed. */
export const GAP_MS = 20;

interface Unit {
  readonly address: ModbusAddress;
  readonly listener: Listener;
  dueMs: number;
  /** Whether it was told that the line is up. */
  isUp: boolean;
}

/** Opens units; those of one port and speed share its line. Signals come after `open` has returned. */
export function modbusLines(
  times: ModbusTimes = TIMES,
): (address: ModbusAddress, listener: Listener) => BusLink {
  const lines = new Map<string, ModbusLine>();
  return (address, listener) => {
    const key = `${address.path} ${address.baud}`;
    let line = lines.get(key);
    if (line === undefined) {
      const opened = new ModbusLine(address, times, () => {
        if (lines.get(key) === opened) lines.delete(key);
      });
      lines.set(key, opened);
      line = opened;
    }
    return line.join(address, listener);
  };
}

class ModbusLine {
  readonly #path: string;
  readonly #baud: number;
  readonly #times: ModbusTimes;
  readonly #ended: () => void;
  readonly #units = new Set<Unit>();
  #client: Client | null = null;
  #isUp = false;
  #isOver = false;
  #openedMs = 0;
  #hasReplied = false;
  #poll: NodeJS.Timeout | undefined;
  #look: NodeJS.Timeout | undefined;

  constructor({ path, baud }: ModbusAddress, times: ModbusTimes, ended: () => void) {
    this.#path = path;
    this.#baud = baud;
    this.#times = times;
    this.#ended = ended;
    void this.#open();
  }

  join(address: ModbusAddress, listener: Listener): BusLink {
    const unit: Unit = { address, listener, dueMs: 0, isUp: false };
    this.#units.add(unit);
    if (this.#isUp) queueMicrotask(() => this.#welcome(unit));
    return {
      // Nothing is written to a meter: registers are only read.
      write: () => {},
      close: () => {
        this.#units.delete(unit);
        if (this.#units.size === 0) this.#end();
      },
    };
  }

  async #open(): Promise<void> {
    try {
      const { default: loaded } = await import('modbus-serial');
      if (this.#isOver) return;
      const client = new loaded.default();
      this.#client = client;
      client.setTimeout(this.#times.replyMsMax);
      // Without a listener its errors end the process.
      client.on('error', (error) => this.#lose(client, textOf(error)));
      client.on('close', () => this.#lose(client, 'unplugged'));
      await client.connectRTUBuffered(this.#path, { baudRate: this.#baud });
      if (this.#client !== client) client.close(() => {});
      else this.#opened(client);
    } catch (error) {
      this.#lose(this.#client, explainPort(textOf(error)));
    }
  }

  #opened(client: Client): void {
    this.#isUp = true;
    this.#hasReplied = false;
    this.#openedMs = performance.now();
    const device = deviceAt(this.#path);
    this.#look = setInterval(() => {
      if (deviceAt(this.#path) !== device) this.#lose(client, 'unplugged, and the port did not notice');
    }, this.#times.lookMs);
    for (const unit of Array.from(this.#units)) this.#welcome(unit);
    this.#schedule();
  }

  #welcome(unit: Unit): void {
    if (!this.#isUp || unit.isUp || !this.#units.has(unit)) return;
    unit.isUp = true;
    unit.dueMs = performance.now();
    unit.listener({ type: 'up', level: null });
    this.#schedule();
  }

  /** The unit that has waited longest is next. */
  #schedule(): void {
    clearTimeout(this.#poll);
    const client = this.#client;
    const [next] = [...this.#units].sort((left, right) => left.dueMs - right.dueMs);
    if (client === null || !this.#isUp || next === undefined) return;
    const waitMs = Math.max(GAP_MS, next.dueMs - performance.now());
    this.#poll = setTimeout(() => void this.#read(client, next), waitMs);
  }

  async #read(client: Client, unit: Unit): Promise<void> {
    const { start, count, pollMs, unit: number } = unit.address;
    unit.dueMs = performance.now() + pollMs;
    let signal: BusSignal;
    try {
      client.setID(number);
      const { data } = await client.readInputRegisters(start, count);
      this.#hasReplied = true;
      signal = { type: 'registers', values: data };
    } catch (error) {
      signal = { type: 'no-reply', detail: textOf(error) };
    }
    if (this.#client !== client) return;
    if (!client.isOpen) this.#lose(client, 'the port is closed');
    else {
      if (this.#units.has(unit)) unit.listener(signal);
      if (this.#isDoubtful()) this.#renew(client);
      else this.#schedule();
    }
  }

  /** Open for long without one reply: the port may have died without a word. */
  #isDoubtful(): boolean {
    return !this.#hasReplied && performance.now() - this.#openedMs > this.#times.firstReplyMsMax;
  }
  /**
   * A meter without mains is no reason to say that the line is down: it is opened anew without a word. A port that
   * never says that it is closed is not waited for: if it still holds the device, the opening fails, and that is said.
   */
  #renew(client: Client): void {
    this.#client = null;
    this.#isUp = false;
    clearInterval(this.#look);
    client.close(() => {});
    this.#poll = setTimeout(() => void this.#open(), this.#times.reopenMs);
  }

  #lose(client: Client | null, detail: string): void {
    if (this.#isOver || this.#client !== client) return;
    const units = Array.from(this.#units);
    this.#end();
    for (const { listener } of units)
      listener({ type: 'down', why: 'bus-unavailable', detail: `${this.#path}: ${detail}` });
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#isUp = false;
    this.#units.clear();
    clearTimeout(this.#poll);
    clearInterval(this.#look);
    const client = this.#client;
    this.#client = null;
    if (client?.isOpen === true) client.close(() => {});
    this.#ended();
  }
}
