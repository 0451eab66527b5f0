/**
 * From buses to facts: opens each device's bus, steps its driver, wakes it when it asked to be woken.
 *
 * Owns links, retries and the rate of readings. One device that fails, floods or throws costs nobody else anything:
 * it is said lost, once, and started afresh after a wait. Must never decide what a reading means. An outage is logged
 * when it starts and when it ends.
 */
import { type ErrorCode, unreachable } from '../errors.ts';
import type { BusSignal, Buses, Clock, Log } from '../ports.ts';
import type { Fact, ObservationValue, SensorHealth } from '../record.ts';
import type { WiredDevice } from './devices.ts';
import type { DriverInput, DriverOutput, FrameCounter } from './driver.ts';
import { type LinkMargin, linkMargin } from './link-margin.ts';
import {
  type Health,
  REOPEN_MS_MIN,
  type Socket,
  dueOf,
  identityOf,
  lossesAfter,
  socketFor,
  steadyAfterMs,
  subjectsOf,
} from './socket.ts';

export interface WiringParts {
  readonly buses: Buses;
  readonly clock: Clock;
  readonly devices: readonly WiredDevice[];
  /** What one signal gave: on disk together or not at all. */
  readonly emit: (facts: readonly Fact[]) => void;
  /** Whether that reason already stands against a sensor: health that is no news is not said. */
  readonly isLost: (sensor: string, why: SensorHealth['why']) => boolean;
  /** The last frame that was taken from a device before this start; by `countedAs`. */
  readonly counterOf: (countedAs: string) => FrameCounter | null;
  /** Told when `dueMs` has become earlier without a fact, so that the alarm can be set. */
  readonly dueEarlier: () => void;
  readonly log: Log;
}

export const REOPEN_MS_MAX = 60_000;
/** A bus that says neither up nor down; the slowest adapter needs some seconds to be found by the kernel. */
export const OPEN_MS_MAX = 30_000;
/** Frames without life are counted on disk this often: what may be played again after a restart shows no life. */
export const COUNTER_MS = 15 * 60_000;

/** What one device has seen, for `doctor` and `status`. */
export interface DeviceReport {
  readonly id: string;
  readonly part: string;
  readonly isUp: boolean;
  readonly counters: Readonly<Record<string, number>>;
}

type Press = Extract<DriverOutput, { type: 'press' }>;
type Reading = Extract<DriverOutput, { type: 'reading' }>;
const NEVER = Number.POSITIVE_INFINITY;

export class Wiring {
  readonly #parts: WiringParts;
  readonly #sockets: Socket[];
  #isStarted = false;

  constructor(parts: WiringParts) {
    this.#parts = parts;
    this.#sockets = parts.devices.map((wired) => socketFor(wired, parts.counterOf(wired.countedAs)));
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
      for (const [sensor, gate] of socket.gates) this.#emit(observed(sensor, gate.release(nowMs)));
      if (socket.running.deadlineMs() <= nowMs) this.#step(socket, { type: 'deadline' });
      if (socket.steadyMs <= nowMs) this.#steady(socket);
      if (socket.retryMs <= nowMs) this.#retry(socket);
    }
  }

  /** What was said with that counter is on disk: the device may be told. */
  kept(countedAs: string, counter: FrameCounter): void {
    if (!this.#isStarted) return;
    const socket = this.#sockets.find((each) => each.countedAs === countedAs);
    if (socket !== undefined) this.#step(socket, { type: 'kept', counter });
  }

  report(): DeviceReport[] {
    return this.#sockets.map(({ device, isUp, running, counts, gates }) => {
      let coalesced = 0;
      for (const gate of gates.values()) coalesced += gate.coalesced;
      return {
        id: device.id,
        part: device.part,
        isUp,
        counters: { ...running.counters(), ...counts, coalesced },
      };
    });
  }

  /** How well a sensor is heard; null: not known. */
  linkOf(sensor: string): LinkMargin | null {
    const socket = this.#sockets.find(({ gates }) => gates.has(sensor));
    return socket === undefined ? null : linkMargin(socket.rssiDbm, socket.running.delivery());
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
    if (signal.type === 'advert') socket.rssiDbm = signal.advert.rssi ?? socket.rssiDbm;
    this.#step(socket, signal);
    if (signal.type === 'down') this.#down(socket, signal);
    if (this.dueMs() < beforeMs) this.#parts.dueEarlier();
  }

  #up(socket: Socket): void {
    socket.isUp = true;
    socket.retryMs = NEVER;
    socket.upSinceMs = this.#nowMs();
    const afterMs = steadyAfterMs(socket);
    if (afterMs > 0) socket.steadyMs = socket.upSinceMs + afterMs;
    else this.#steady(socket);
  }

  /** It is back, and not for a moment: said once, and what was held back with it. */
  #steady(socket: Socket): void {
    const { held } = socket;
    socket.steadyMs = NEVER;
    socket.waitMs = REOPEN_MS_MIN;
    socket.held = [];
    if (socket.isOutageLogged) this.#parts.log.write('info', `${socket.device.id}: the bus is back`);
    socket.isOutageLogged = false;
    this.#emit(held.flatMap((output) => this.#healthOf(socket, output)));
  }

  #down(socket: Socket, { why, detail }: { readonly why: ErrorCode; readonly detail: string }): void {
    if (socket.isUp) socket.losses = lossesAfter(socket, this.#nowMs());
    this.#letGo(socket);
    socket.steadyMs = NEVER;
    socket.held = [];
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
    this.#emit(outputs.flatMap((output) => this.#factsOf(socket, output)));
    // A word to the device may only follow what it is the answer to.
    for (const output of outputs) if (output.type === 'write') socket.link?.write(output.bytes);
  }

  /** A mistake in one driver is not the end of the others: it starts again with an empty memory. */
  #crashed(socket: Socket, error: unknown): void {
    socket.counts.crashes += 1;
    socket.running = socket.driver.start(socket.device.options, identityOf(socket, socket.counter));
    this.#emit(this.#healthOf(socket, { type: 'health', health: 'lost', why: 'self-test' }));
    this.#down(socket, { why: 'bus-unavailable', detail: `its driver failed: ${String(error)}` });
  }

  #emit(facts: readonly Fact[]): void {
    if (facts.length > 0) this.#parts.emit(facts);
  }

  #factsOf(socket: Socket, output: DriverOutput): readonly Fact[] {
    const { id } = socket.device;
    switch (output.type) {
      case 'reading':
        return this.#read(socket, output);
      case 'health':
        return this.#healthOf(socket, output);
      case 'press':
        return pressOf(socket, output);
      case 'climate': {
        const { quantity, value } = output;
        return [{ kind: 'climate', device: id, room: socket.room, quantity, value }];
      }
      case 'battery': {
        const { percent, millivolts, isLow } = output;
        return [{ kind: 'battery', device: id, percent, millivolts, isLow }];
      }
      case 'supply':
        return [{ kind: 'supply', source: output.source, minutesLeft: output.minutesLeft }];
      case 'counter':
        return this.#count(socket, output.counter, output.isUrgent);
      case 'write':
        return [];
      default:
        return unreachable(output);
    }
  }

  #read({ feeds, gates }: Socket, { channel, value, isLevel }: Reading): readonly Fact[] {
    const feed = feeds.get(channel);
    if (feed?.to !== 'sensor') return [];
    if (isLevel === true) return [{ kind: 'observation', sensor: feed.sensor, value, isLevel }];
    return observed(feed.sensor, gates.get(feed.sensor)?.take(value, this.#nowMs()) ?? null);
  }

  #count(socket: Socket, counter: FrameCounter, isUrgent: boolean): readonly Fact[] {
    const nowMs = this.#nowMs();
    socket.counter = counter;
    if (!isUrgent && nowMs - socket.counterSaidMs < COUNTER_MS) return [];
    socket.counterSaidMs = nowMs;
    return [{ kind: 'frame-counter', device: socket.countedAs, ...counter }];
  }

  #healthOf(socket: Socket, output: Health): readonly Fact[] {
    const { channel, health, why } = output;
    // As many as a part has channels and reasons; a bus that flaps says them anew each time.
    if (socket.steadyMs !== NEVER) {
      socket.held.push(output);
      if (health === 'ok') return [];
    }
    return subjectsOf(socket, channel).flatMap((sensor): readonly Fact[] => {
      const said = `${sensor} ${why}`;
      const wasSaid = socket.lostSaid.has(said);
      if (health === 'lost' ? wasSaid : !wasSaid && !this.#parts.isLost(sensor, why)) return [];
      if (health === 'lost') socket.lostSaid.add(said);
      else socket.lostSaid.delete(said);
      return [{ kind: 'sensor-health', sensor, health, why }];
    });
  }
}

function pressOf({ feeds, device }: Socket, { channel, isLate, ageS }: Press): readonly Fact[] {
  const feed = feeds.get(channel);
  const late = isLate === true ? { isLate } : ageS === undefined ? {} : { ageS };
  if (feed?.to === 'pull-cord') return [{ kind: 'reply', by: 'pull-cord', meaning: 'help', ...late }];
  // What a press means depends on whether something was asked: the conversation knows.
  if (feed === undefined || feed.to === 'sensor') return [];
  // When somebody was there is what a badge says: told late it says nothing.
  if (feed.to === 'badge') return isLate === true ? [] : [{ kind: 'badge', device: device.id }];
  return [{ kind: 'reply', by: feed.to, meaning: 'fine', ...late }];
}

function observed(sensor: string, value: ObservationValue | null): readonly Fact[] {
  return value === null ? [] : [{ kind: 'observation', sensor, value }];
}
