/**
 * What every driver of a part on a shared bus must hold (serial, Modbus, Bluetooth, analog pins): its emulator plugged
 * into the simulated bus, used, silenced, unplugged, garbled and flooded.
 *
 * Owns the bench. The emulator is found by convention: `drivers/<part>/emulator.ts` exports one class called …Emulator,
 * made of surroundings and a being (`agent/sensors/emulated-bus.ts`).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Device } from '../../agent/config/config.ts';
import type { BusLink, BusSignal } from '../../agent/ports.ts';
import type { SensorDescription } from '../../agent/record.ts';
import { wiredDevices } from '../../agent/sensors/devices.ts';
import type { Driver, DriverInput, DriverOutput, Running } from '../../agent/sensors/driver.ts';
import type { EmulatedBeing, EmulatedPart } from '../../agent/sensors/emulated-bus.ts';
import { seededUnit } from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { SIMULATED_BOARD } from '../../sim/simulated-home.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { fit } from './fitting.ts';

const MAC = 'A4:C1:38:01:02:03';
const CONNECTORS = {
  gpio: 'gpio0',
  serial: 'uart0',
  firmata: 'uart0',
  modbus: 'uart0',
  ble: 'ble0',
} as const;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** A heartbeat-less hour is longer than any part here is silent for. */
const LOST_MS_MAX = DAY_MS;

type Emulator = new (
  surroundings: { after: VirtualClock['after']; unit: () => number },
  being: EmulatedBeing,
) => EmulatedPart;

/** The driver and its emulator on one simulated bus. `tamper` sees every signal before the driver does. */
export class BusBench {
  readonly clock = new VirtualClock(0);
  readonly buses = new SimulatedBuses(this.clock.after);
  readonly outputs: DriverOutput[] = [];
  /** Everything the bus said, in order. */
  readonly signals: BusSignal[] = [];
  readonly running: Running;
  readonly part: EmulatedPart;
  readonly #link: BusLink;

  constructor(
    driver: Driver,
    Part: Emulator,
    tamper: (signal: BusSignal) => readonly BusSignal[] = (s) => [s],
  ) {
    const key = driver.key === 'none' ? null : Uint8Array.from({ length: 16 }, (_, at) => at * 7 + 1);
    const options: Record<string, number> = {};
    for (const [name, field] of Object.entries(driver.options)) options[name] = field.default;
    const nowMs = (): number => this.clock.now().monotonicMs;
    this.part = new Part({ after: this.clock.after, unit: seededUnit(5) }, { nowMs, key, mac: MAC, options });
    const device: Device = {
      id: 'part',
      part: driver.part,
      connector: CONNECTORS[driver.wire.bus],
      role: 'sensor',
      mac: driver.wire.bus === 'ble' ? MAC : null,
      key: key === null ? null : 'part.key',
      feeds: {},
      room: null,
      options,
    };
    const sensors: readonly SensorDescription[] = [];
    const keys = new Map(key === null ? [] : [[device.id, key]]);
    const [wired] = wiredDevices([device], { board: SIMULATED_BOARD, sensors, keys });
    if (wired === undefined) throw new Error('one device is one wire');
    this.running = driver.start(options, { key, mac: device.mac, counter: null });
    this.#plug(wired.address);
    this.#link = this.buses.open(wired.address, (signal) => {
      this.signals.push(signal);
      for (const each of tamper(signal)) this.send(each);
    });
  }

  send(input: DriverInput): void {
    for (const output of this.running.step(input, this.clock.now().monotonicMs)) {
      this.outputs.push(output);
      if (output.type === 'write') this.#link.write(output.bytes);
      if (output.type === 'counter') this.send({ type: 'kept', counter: output.counter });
    }
  }
  /** Lets time pass, for the part and the driver alike. */
  wait(ms: number): void {
    const untilMs = this.clock.now().monotonicMs + ms;
    for (;;) {
      const dueMs = this.running.deadlineMs();
      if (dueMs > untilMs) break;
      this.clock.advanceTo(Math.max(dueMs, this.clock.now().monotonicMs));
      if (this.running.deadlineMs() <= this.clock.now().monotonicMs) this.send({ type: 'deadline' });
    }
    this.clock.advanceTo(untilMs);
  }
  /** Up, warm and heard from. */
  ready(): this {
    this.wait(10 * MINUTE_MS);
    this.outputs.length = 0;
    return this;
  }
  use(times: number): void {
    for (let time = 0; time < times; time += 1) {
      this.part.use();
      this.wait(5 * MINUTE_MS);
    }
  }
  get events(): readonly DriverOutput[] {
    return this.outputs.filter(({ type }) => type === 'reading' || type === 'press');
  }
  get health(): readonly string[] {
    return this.outputs.flatMap((output) =>
      output.type === 'health' ? [`${output.health} ${output.why}`] : [],
    );
  }

  #plug(address: ReturnType<typeof wiredDevices>[number]['address']): void {
    const { port, beacon, slave, analog } = this.part;
    if (address.bus === 'serial' && port !== undefined) this.buses.plugPort(address.path, port);
    else if (address.bus === 'modbus' && slave !== undefined) this.buses.plugSlave(address.path, slave);
    else if (address.bus === 'ble' && beacon !== undefined) this.buses.plugBeacon(beacon);
    else if (address.bus === 'firmata' && analog !== undefined)
      this.buses.plugAnalog(address.path, address.pin, analog);
    else throw new Error(`the emulator offers nothing for the bus ${address.bus}`);
  }
}

export async function emulatorOf(driver: Driver): Promise<Emulator> {
  const beside: unknown = await import(`../../agent/sensors/drivers/${driver.part}/emulator.ts`);
  if (typeof beside !== 'object' || beside === null) throw new Error('a module is an object');
  const classes = Object.entries(beside).filter(([name]) => name.endsWith('Emulator'));
  expect(classes.length, `${driver.part}/emulator.ts exports one class called …Emulator`).toBe(1);
  return classes[0]?.[1] as Emulator;
}

export function busContract(driver: Driver): void {
  describe(`driver ${driver.part} and its emulator on a simulated bus`, () => {
    test('used ten times, there are readings or presses that fit its channels, and it is healthy', async () => {
      const bench = new BusBench(driver, await emulatorOf(driver)).ready();
      bench.use(10);
      expect(bench.events.length).toBeGreaterThan(0);
      for (const output of bench.outputs) expect(fit(driver, output)).toEqual([]);
      expect(bench.health.filter((said) => said.startsWith('lost'))).toEqual([]);
    });
    test('unused, it reads no life for a day', async () => {
      const bench = new BusBench(driver, await emulatorOf(driver)).ready();
      bench.wait(DAY_MS);
      const life = bench.events.filter(
        (output) => output.type === 'press' || (output.type === 'reading' && output.value === 'on'),
      );
      expect(life).toEqual([]);
      expect(bench.health).toEqual([]);
    });
    test('silent, it is lost, once, and seen again when it speaks', async () => {
      const bench = new BusBench(driver, await emulatorOf(driver)).ready();
      bench.part.silence(true);
      bench.wait(LOST_MS_MAX);
      expect(bench.health).toEqual(['lost heartbeat']);
      bench.part.silence(false);
      bench.wait(LOST_MS_MAX);
      bench.use(1);
      expect(bench.health).toEqual(['lost heartbeat', 'ok heartbeat']);
    });
    test('a bus that goes is a part lost', async () => {
      const bench = new BusBench(driver, await emulatorOf(driver)).ready();
      bench.buses.takeAway();
      bench.wait(MINUTE_MS);
      expect(bench.health).toEqual(['lost bus']);
    });
    disturbances(driver);
  });
}

function disturbances(driver: Driver): void {
  test('cut into any pieces, its bytes say the same', async () => {
    const Part = await emulatorOf(driver);
    const whole = new BusBench(driver, Part);
    whole.use(3);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (length) => {
        const cut = new BusBench(driver, Part, (signal) => pieces(signal, length));
        cut.use(3);
        expect(cut.events).toEqual(whole.events);
      }),
      { numRuns: 15 },
    );
  });
  test('garbage on the line is never an event, and never the end', async () => {
    const Part = await emulatorOf(driver);
    fc.assert(
      fc.property(fc.array(garbage, { minLength: 1, maxLength: 30 }), (noise) => {
        const bench = new BusBench(driver, Part).ready();
        for (const signal of noise) bench.send(signal);
        bench.wait(MINUTE_MS);
        expect(bench.events).toEqual([]);
        bench.use(4);
        expect(bench.events.length).toBeGreaterThan(0);
      }),
      { numRuns: 30 },
    );
  });
  test('said a hundred times over, what it said is no more events than once', async () => {
    const Part = await emulatorOf(driver);
    const bench = new BusBench(driver, Part).ready();
    bench.use(1);
    const once = bench.events.length;
    const said = bench.signals.filter(({ type }) => type !== 'up').slice(-20);
    for (let time = 0; time < 100; time += 1) for (const signal of said) bench.send(signal);
    expect(bench.events.length).toBeLessThanOrEqual(once + 2);
  });
}

function pieces(signal: BusSignal, length: number): readonly BusSignal[] {
  if (signal.type !== 'bytes') return [signal];
  const { bytes } = signal;
  const count = Math.ceil(bytes.length / length);
  return Array.from({ length: count }, (_, at) => ({
    type: 'bytes',
    bytes: bytes.slice(at * length, (at + 1) * length),
  }));
}

/** What a bus may say that no part of it said. */
export const garbage: fc.Arbitrary<BusSignal> = fc.oneof(
  fc.record({ type: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 80 }) }),
  fc.record({ type: fc.constant('no-reply' as const), detail: fc.constant('bad checksum') }),
  fc.record({
    type: fc.constant('advert' as const),
    advert: fc.record({
      serviceData: fc.dictionary(fc.constantFrom('fcd2', '181a', 'fe95'), fc.uint8Array({ maxLength: 30 })),
      rssi: fc.option(fc.integer({ min: -127, max: 20 }), { nil: null }),
    }),
  }),
  fc.record({
    type: fc.constant('registers' as const),
    values: fc.array(fc.integer({ min: 0, max: 65_535 }), { maxLength: 3 }),
  }),
);
