/**
 * The Buses' twin: lines, ports and radios that emulated parts are plugged into, and that can go away.
 *
 * Signals are synchronous: an edge on a wire is heard in the same instant of home time. A bus that was opened before
 * anything was plugged into it comes up when that happens, as a real adapter does. What a real adapter polls (Modbus,
 * analog pins) is polled here on the injected time.
 */
import type { BusAddress, BusLink, BusSignal, Buses } from '../agent/ports.ts';
import type {
  EmulatedAnalog,
  EmulatedBeacon,
  EmulatedPort,
  EmulatedSlave,
} from '../agent/sensors/emulated-bus.ts';
import type { EmulatedLine, Surroundings } from '../agent/sensors/emulated-line.ts';

interface Opened {
  readonly address: BusAddress;
  readonly listener: (signal: BusSignal) => void;
  callOff: () => void;
}
/** How often an analog pin is read: a tenth as often as on a real board, for the sake of long simulated days. */
const ANALOG_MS = 1_000;

export class SimulatedBuses implements Buses {
  readonly #after: Surroundings['after'];
  readonly #lines = new Map<string, EmulatedLine>();
  readonly #ports = new Map<string, Set<EmulatedPort>>();
  readonly #slaves = new Map<string, EmulatedSlave>();
  readonly #analogs = new Map<string, EmulatedAnalog>();
  readonly #lamps = new Map<string, (level: 0 | 1) => void>();
  /** By key; several devices may hang on one port. */
  readonly #opened = new Map<string, Set<Opened>>();
  #isDown = false;

  constructor(after: Surroundings['after']) {
    this.#after = after;
  }

  open(address: BusAddress, listener: (signal: BusSignal) => void): BusLink {
    const key = keyOf(address);
    const opened: Opened = { address, listener, callOff: () => {} };
    const others = this.#opened.get(key) ?? new Set();
    this.#opened.set(key, others.add(opened));
    if (this.#isDown) listener({ type: 'down', why: 'bus-unavailable', detail: 'the simulated bus is down' });
    else this.#up(key, opened);
    return {
      write: (bytes) => {
        if (this.#isDown) return;
        for (const port of this.#ports.get(key) ?? []) port.hear(bytes);
        this.#lamps.get(key)?.(logical(address, bytes[0] === 0 ? 0 : 1));
      },
      close: () => {
        opened.callOff();
        others.delete(opened);
      },
    };
  }

  /** Connects a part to a line of a chip; what was there before is disconnected. */
  plug(chip: string, line: number, part: EmulatedLine): void {
    this.#plugLine(`${chip}/${line}`, part);
  }
  /** Connects a part to a digital pin of a Firmata board. */
  plugPin(path: string, pin: number, part: EmulatedLine): void {
    this.#plugLine(`firmata ${path}/${pin}`, part);
  }
  /** Connects a lamp to a line or a pin, where it sees every level that is written. */
  plugLamp(address: BusAddress, lamp: (level: 0 | 1) => void): void {
    this.#lamps.set(keyOf(address), lamp);
    this.#upAll(keyOf(address));
  }
  plugAnalog(path: string, pin: number, part: EmulatedAnalog): void {
    this.#analogs.set(`firmata ${path}/${pin}`, part);
    this.#upAll(`firmata ${path}/${pin}`);
  }
  /** Connects one more part to a serial line. */
  plugPort(path: string, port: EmulatedPort): void {
    const ports = this.#ports.get(path) ?? new Set();
    this.#ports.set(path, ports.add(port));
    port.listen((bytes) => this.#tell(path, { type: 'bytes', bytes }));
    if (ports.size === 1) this.#upAll(path);
  }
  plugSlave(path: string, slave: EmulatedSlave): void {
    const key = `modbus ${path}/${slave.unit}`;
    this.#slaves.set(key, slave);
    this.#upAll(key);
  }
  /** Brings a beacon within reach of the adapter; it is heard from then on. */
  plugBeacon(beacon: EmulatedBeacon): void {
    beacon.listen((advert) => this.#tell(`ble ${beacon.mac}`, { type: 'advert', advert }));
  }
  /** The adapter goes: every open line hears so, and opening fails until `restore`. */
  takeAway(): void {
    this.#isDown = true;
    for (const opened of Array.from(this.#opened.values()).flatMap((each) => [...each])) {
      opened.callOff();
      opened.listener({ type: 'down', why: 'bus-unavailable', detail: 'the simulated bus was taken away' });
    }
  }
  /** The adapter is back; who wants a line has to open it. */
  restore(): void {
    this.#isDown = false;
  }

  #plugLine(key: string, part: EmulatedLine): void {
    this.#lines.get(key)?.listen(null);
    this.#lines.set(key, part);
    part.listen((level) => this.#edge(key, level));
    this.#upAll(key);
  }
  /** A copy: who hears may open or close. */
  #at(key: string): Opened[] {
    return Array.from(this.#opened.get(key) ?? []);
  }
  #upAll(key: string): void {
    if (!this.#isDown) for (const opened of this.#at(key)) this.#up(key, opened);
  }
  #up(key: string, opened: Opened): void {
    const { address, listener } = opened;
    const line = this.#lines.get(key);
    if (line !== undefined) listener({ type: 'up', level: logical(address, line.level) });
    else if (address.bus === 'ble' || this.#ports.has(key) || this.#lamps.has(key))
      listener({ type: 'up', level: null });
    else if (this.#slaves.has(key) || this.#analogs.has(key)) {
      listener({ type: 'up', level: null });
      this.#poll(key, opened);
    }
  }
  #poll(key: string, opened: Opened): void {
    const { address, listener } = opened;
    const everyMs = address.bus === 'modbus' ? address.pollMs : ANALOG_MS;
    opened.callOff();
    opened.callOff = this.#after(everyMs, () => {
      if (this.#isDown) return;
      const analog = this.#analogs.get(key);
      const share = analog?.share() ?? null;
      if (share !== null) listener({ type: 'analog', share });
      else if (address.bus === 'modbus') {
        const values = this.#slaves.get(key)?.read(address.start, address.count) ?? null;
        if (values === null) listener({ type: 'no-reply', detail: 'timed out' });
        else listener({ type: 'registers', values });
      }
      this.#poll(key, opened);
    });
  }
  #tell(key: string, signal: BusSignal): void {
    if (!this.#isDown) for (const { listener } of this.#at(key)) listener(signal);
  }
  #edge(key: string, level: 0 | 1): void {
    if (this.#isDown) return;
    for (const { address, listener } of this.#at(key)) {
      listener({ type: 'edge', level: logical(address, level) });
    }
  }
}

function keyOf(address: BusAddress): string {
  switch (address.bus) {
    case 'gpio':
      return `${address.chip}/${address.line}`;
    case 'serial':
      return address.path;
    case 'firmata':
      return `firmata ${address.path}/${address.pin}`;
    case 'modbus':
      return `modbus ${address.path}/${address.unit}`;
    case 'ble':
      return `ble ${address.mac}`;
  }
}

function logical(address: BusAddress, level: 0 | 1): 0 | 1 {
  const isInverted = (address.bus === 'gpio' || address.bus === 'firmata') && address.activeLow;
  return isInverted ? (level === 1 ? 0 : 1) : level;
}
