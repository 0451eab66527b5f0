/**
 * From buses to facts: opens each device's bus, steps its driver, wakes it when it asked to be woken.
 *
 * Owns links, retries and the rate of readings. One device that fails, floods or throws costs nobody else anything:
 * it is said lost, once, and started afresh after a wait. Must never decide what a reading means. An outage is logged
 * when it starts and when it ends.
 */
import { type ErrorCode, unreachable } from '../errors.ts';
import type { BusLink, BusSignal, Buses, Clock, Log } from '../ports.ts';
import type { Fact, ObservationValue, SensorHealth } from '../record.ts';
import type { WiredDevice } from './devices.ts';
import type { DriverInput, DriverOutput, Running } from './driver.ts';

export interface WiringParts {
  readonly buses: Buses;
  readonly clock: Clock;
  readonly devices: readonly WiredDevice[];
  readonly emit: (fact: Fact) => void;
  /** Whether that reason already stands against a sensor: health that is no news is not said. */
  readonly isLost: (sensor: string, why: SensorHealth['why']) => boolean;
  /** Told when `dueMs` has become earlier without a fact, so that the alarm can be set. */
  readonly dueEarlier: () => void;
  readonly log: Log;
}

/** A bus that went is tried again after 1, 2, 4 … 60 s, then every minute for ever: 1,440 tries a day at most. */
export const REOPEN_MS_MIN = 1_000;
export const REOPEN_MS_MAX = 60_000;
/** A bus that says neither up nor down; the slowest adapter needs some seconds to be found by the kernel. */
export const OPEN_MS_MAX = 30_000;
/** Readings of one device: twenty at once (a door slammed ten times), then one each second (F53: writes ≤ 1/s). */
export const READINGS_BURST = 20;
export const READING_MS = 1_000;

interface Socket extends WiredDevice {
  running: Running;
  link: BusLink | null;
  /** Signals of a link that was given up belong to nobody. */
  generation: number;
  isUp: boolean;
  /** When the bus is opened again, or given up waiting for; Infinity while it is up. */
  retryMs: number;
  waitMs: number;
  isOutageLogged: boolean;
  lostSaid: SensorHealth['why'][];
  tokens: number;
  tokensAtMs: number;
  /** The newest reading that came too fast. */
  held: ObservationValue | null;
  counts: { opens: number; coalesced: number; crashes: number };
}
/** What one device has seen, for `doctor` and `status`. */
export interface DeviceReport {
  readonly id: string;
  readonly part: string;
  readonly isUp: boolean;
  readonly counters: Readonly<Record<string, number>>;
}

const NEVER = Number.POSITIVE_INFINITY;

export class Wiring {
  readonly #parts: WiringParts;
  readonly #sockets: Socket[];
  #isStarted = false;

  constructor(parts: WiringParts) {
    this.#parts = parts;
    this.#sockets = parts.devices.map((wired) => ({
      ...wired,
      running: wired.driver.start(wired.device.options),
      link: null,
      generation: 0,
      isUp: false,
      retryMs: NEVER,
      waitMs: REOPEN_MS_MIN,
      isOutageLogged: false,
      lostSaid: [],
      tokens: READINGS_BURST,
      tokensAtMs: 0,
      held: null,
      counts: { opens: 0, coalesced: 0, crashes: 0 },
    }));
  }

  /** Opens every bus; signals may come before it returns. */
  start(): void {
    this.#isStarted = true;
    for (const socket of this.#sockets) this.#open(socket);
  }
  close(): void {
    this.#isStarted = false;
    for (const socket of this.#sockets) this.#letGo(socket);
  }

  /** Monotonic ms at which a driver, a retry or a held reading is due; Infinity when nothing is. */
  dueMs(): number {
    let dueMs = NEVER;
    if (!this.#isStarted) return dueMs;
    for (const socket of this.#sockets) dueMs = Math.min(dueMs, dueOf(socket));
    return dueMs;
  }
  wake(): void {
    for (const socket of this.#sockets) {
      const nowMs = this.#nowMs();
      if (!this.#isStarted) return;
      if (socket.held !== null && heldDueMs(socket) <= nowMs) this.#letThrough(socket, socket.held, nowMs);
      if (socket.running.deadlineMs() <= nowMs) this.#step(socket, { type: 'deadline' });
      if (socket.retryMs <= nowMs) this.#retry(socket);
    }
  }

  report(): DeviceReport[] {
    return this.#sockets.map(({ device, isUp, running, counts }) => ({
      id: device.id,
      part: device.part,
      isUp,
      counters: { ...running.counters(), ...counts },
    }));
  }

  #nowMs(): number {
    return this.#parts.clock.now().monotonicMs;
  }

  #open(socket: Socket): void {
    socket.generation += 1;
    socket.counts.opens += 1;
    socket.retryMs = this.#nowMs() + OPEN_MS_MAX;
    const { generation } = socket;
    const link = this.#parts.buses.open(socket.address, (signal) => {
      if (this.#isStarted && socket.generation === generation) this.#hear(socket, signal);
    });
    if (socket.generation === generation && this.#isStarted) socket.link = link;
    else link.close();
  }

  #letGo(socket: Socket): void {
    socket.generation += 1;
    socket.isUp = false;
    const { link } = socket;
    socket.link = null;
    link?.close();
  }

  #retry(socket: Socket): void {
    if (socket.link !== null) {
      this.#hear(socket, { type: 'down', why: 'bus-unavailable', detail: 'it says nothing' });
    } else this.#open(socket);
  }

  #hear(socket: Socket, signal: BusSignal): void {
    const beforeMs = this.dueMs();
    if (signal.type === 'up') this.#up(socket);
    this.#step(socket, signal);
    if (signal.type === 'down') this.#down(socket, signal);
    if (this.dueMs() < beforeMs) this.#parts.dueEarlier();
  }

  #up(socket: Socket): void {
    socket.isUp = true;
    socket.retryMs = NEVER;
    socket.waitMs = REOPEN_MS_MIN;
    if (!socket.isOutageLogged) return;
    socket.isOutageLogged = false;
    this.#parts.log.write('info', `${socket.device.id}: the bus is back`);
  }

  #down(socket: Socket, { why, detail }: { readonly why: ErrorCode; readonly detail: string }): void {
    this.#letGo(socket);
    socket.retryMs = this.#nowMs() + socket.waitMs;
    socket.waitMs = Math.min(socket.waitMs * 2, REOPEN_MS_MAX);
    if (socket.isOutageLogged) return;
    socket.isOutageLogged = true;
    this.#parts.log.write('warning', `${socket.device.id}: ${why}: ${detail}`);
  }

  #step(socket: Socket, input: DriverInput): void {
    let outputs: readonly DriverOutput[];
    try {
      outputs = socket.running.step(input, this.#nowMs());
    } catch (error) {
      this.#crashed(socket, error);
      return;
    }
    for (const output of outputs) this.#obey(socket, output);
  }

  /** A mistake in one driver is not the end of the others: it starts again with an empty memory. */
  #crashed(socket: Socket, error: unknown): void {
    socket.counts.crashes += 1;
    socket.running = socket.driver.start(socket.device.options);
    this.#sayHealth(socket, 'lost', 'self-test');
    this.#down(socket, { why: 'bus-unavailable', detail: `its driver failed: ${String(error)}` });
  }

  #obey(socket: Socket, output: DriverOutput): void {
    switch (output.type) {
      case 'reading':
        this.#read(socket, output.value);
        return;
      case 'health':
        this.#sayHealth(socket, output.health, output.why);
        return;
      case 'press':
        this.#press(socket);
        return;
      case 'write':
        socket.link?.write(output.bytes);
        return;
      default:
        unreachable(output);
    }
  }

  #press({ device }: Socket): void {
    const { emit } = this.#parts;
    if (device.role === 'pull-cord') emit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    // What a press means depends on whether something was asked: the conversation knows.
    else if (device.role === 'button') emit({ kind: 'reply', by: 'button', meaning: 'fine' });
  }

  #read(socket: Socket, value: ObservationValue): void {
    if (socket.device.role !== 'sensor') return;
    const nowMs = this.#nowMs();
    if (heldDueMs(socket) <= nowMs) this.#letThrough(socket, value, nowMs);
    else {
      if (socket.held !== null) socket.counts.coalesced += 1;
      socket.held = value;
    }
  }

  #letThrough(socket: Socket, value: ObservationValue, nowMs: number): void {
    socket.tokens = tokensAt(socket, nowMs) - 1;
    socket.tokensAtMs = nowMs;
    socket.held = null;
    this.#parts.emit({ kind: 'observation', sensor: socket.device.id, value });
  }

  #sayHealth(socket: Socket, health: SensorHealth['health'], why: SensorHealth['why']): void {
    const { emit, isLost } = this.#parts;
    const sensor = socket.device.id;
    const wasSaid = socket.lostSaid.includes(why);
    if (health === 'lost' ? wasSaid : !wasSaid && !isLost(sensor, why)) return;
    if (health === 'lost') socket.lostSaid.push(why);
    else socket.lostSaid = socket.lostSaid.filter((said) => said !== why);
    emit({ kind: 'sensor-health', sensor, health, why });
  }
}

function dueOf(socket: Socket): number {
  const heldMs = socket.held === null ? NEVER : heldDueMs(socket);
  return Math.min(socket.retryMs, heldMs, socket.running.deadlineMs());
}

function tokensAt({ tokens, tokensAtMs }: Socket, nowMs: number): number {
  return Math.min(READINGS_BURST, tokens + (nowMs - tokensAtMs) / READING_MS);
}

/** When the next reading of this device may enter. */
function heldDueMs({ tokens, tokensAtMs }: Socket): number {
  return tokens >= 1 ? tokensAtMs : tokensAtMs + Math.ceil((1 - tokens) * READING_MS);
}
