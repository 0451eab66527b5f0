/**
 * What every driver must hold, whatever its part: run over the whole list of drivers, each with its emulator.
 *
 * Owns a bench that plays signals to one driver and wakes it when it asked to be woken, and nothing else. The emulator
 * is found by convention: `drivers/<part>/emulator.ts` exports one class whose name ends with Emulator.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Driver, DriverInput, DriverOutput, Running } from '../../agent/sensors/driver.ts';
import { EmulatedLine } from '../../agent/sensors/emulated-line.ts';
import { busContract, garbage } from './bus-contract.ts';
import { fit } from './fitting.ts';

export interface Timed {
  readonly atMs: number;
  readonly output: DriverOutput;
}
/** A signal so many ms after the one before. */
export interface Step {
  readonly afterMs: number;
  readonly input: DriverInput;
}

/** Deadlines between two signals; more would be a driver that spins. */
const DEADLINES_MAX = 1_000;

/** One driver under a clock of its own. */
export class Bench {
  readonly running: Running;
  readonly outputs: Timed[] = [];
  nowMs = 0;

  constructor(driver: Driver, options: Readonly<Record<string, unknown>> = {}) {
    this.running = driver.start(options);
  }
  send(input: DriverInput): readonly DriverOutput[] {
    const outputs = this.running.step(input, this.nowMs);
    for (const output of outputs) this.outputs.push({ atMs: this.nowMs, output });
    return outputs;
  }
  /** Lets time pass, with every deadline at its own time. */
  wait(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (let deadline = 0; this.running.deadlineMs() <= untilMs; deadline += 1) {
      if (deadline > DEADLINES_MAX) throw new Error('a driver that wants to be woken for ever');
      this.nowMs = Math.max(this.nowMs, this.running.deadlineMs());
      this.send({ type: 'deadline' });
    }
    this.nowMs = untilMs;
  }
  play(steps: readonly Step[]): void {
    for (const { afterMs, input } of steps) {
      this.wait(afterMs);
      this.send(input);
    }
  }
  edge(level: 0 | 1): void {
    this.send({ type: 'edge', level });
  }
  /** Up at the idle level, and warm. */
  ready(): this {
    this.send({ type: 'up', level: 0 });
    this.wait(10 * 60_000);
    this.outputs.length = 0;
    return this;
  }
  /** Readings and presses. */
  get events(): readonly Timed[] {
    return this.outputs.filter(({ output }) => output.type === 'reading' || output.type === 'press');
  }
  get health(): readonly string[] {
    return this.outputs.flatMap(({ output }) =>
      output.type === 'health' ? [`${output.health} ${output.why}`] : [],
    );
  }
}

const down: DriverInput = { type: 'down', why: 'bus-unavailable', detail: 'gone' };
const level = fc.constantFrom<0 | 1>(0, 1);
const up = fc.record({
  type: fc.constant('up' as const),
  level: fc.option(level, { nil: null }),
});
const anySignal: fc.Arbitrary<DriverInput> = fc.oneof(
  fc.record({ type: fc.constant('edge' as const), level }),
  fc.record({ type: fc.constant('bytes' as const), bytes: fc.uint8Array({ maxLength: 40 }) }),
  fc.record({ type: fc.constant('analog' as const), share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    type: fc.constant('kept' as const),
    counter: fc.record({ session: fc.nat(), count: fc.nat() }),
  }),
  garbage,
  up,
  fc.constant(down),
  fc.constant<DriverInput>({ type: 'deadline' }),
);
const waits = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 4_000_000 }));
const anything = fc.array(fc.record({ afterMs: waits, input: anySignal }), { maxLength: 60 });

export function driverContract(driver: Driver): void {
  describe(`driver ${driver.part}`, () => {
    stateAndTime(driver);
    if (isOnLine(driver)) {
      healthAndFloods(driver);
      partAndEmulator(driver);
    }
  });
  if (!isOnLine(driver)) busContract(driver);
}

/** Whether it hears levels and edges: on a pin of the hub, or on one of a Firmata board. */
function isOnLine({ wire }: Driver): boolean {
  return wire.bus === 'gpio' || (wire.bus === 'firmata' && wire.kind === 'digital');
}

function stateAndTime(driver: Driver): void {
  test('never throws, never spins, keeps plain data, on any signals in any order', () => {
    fc.assert(
      fc.property(anything, (steps) => {
        const bench = new Bench(driver);
        for (const step of steps) {
          bench.play([step]);
          expect(isPlain(JSON.parse(bench.running.snapshot()))).toBe(true);
          expect(Object.values(bench.running.counters()).every((count) => count >= 0)).toBe(true);
        }
        bench.wait(86_400_000);
      }),
      { numRuns: 300 },
    );
  });
  test('reads nothing and reports no press without an edge or bytes', () => {
    const noise = fc.array(
      fc.record({
        afterMs: waits,
        input: fc.oneof(up, fc.constant(down), fc.constant<DriverInput>({ type: 'deadline' })),
      }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(noise, (steps) => {
        const bench = new Bench(driver);
        bench.play(steps);
        bench.wait(86_400_000);
        expect(bench.events).toEqual([]);
      }),
    );
  });
  test('a deadline before its time does nothing', () => {
    fc.assert(
      fc.property(anything, (steps) => {
        const bench = new Bench(driver);
        bench.play(steps);
        const isDue = bench.running.deadlineMs() <= bench.nowMs;
        if (!isDue) expect(bench.send({ type: 'deadline' })).toEqual([]);
      }),
    );
  });
}

function healthAndFloods(driver: Driver): void {
  test('the same level again says nothing', () => {
    const bench = new Bench(driver).ready();
    for (let times = 0; times < 5; times += 1) {
      bench.edge(0);
      bench.wait(1_000);
    }
    expect(bench.outputs).toEqual([]);
  });
  test('a bus that goes is a part lost, one that comes back a part seen', () => {
    const bench = new Bench(driver).ready();
    bench.send(down);
    expect(bench.health).toEqual(['lost bus']);
    bench.wait(3_600_000);
    expect(bench.health).toEqual(['lost bus']);
    bench.send({ type: 'up', level: 0 });
    bench.wait(120_000);
    expect(bench.health).toEqual(['lost bus', 'ok bus', 'ok self-test']);
  });
  test('twenty edges of bounce are at most one event and its end', () => {
    const bench = new Bench(driver).ready();
    for (let edge = 0; edge < 20; edge += 1) {
      bench.edge(edge % 2 === 0 ? 1 : 0);
      bench.wait(1);
    }
    bench.edge(1);
    bench.wait(500);
    const values = bench.events.map(({ output }) => (output.type === 'reading' ? output.value : output.type));
    expect(new Set(values).size).toBe(values.length);
    expect(values.length).toBeLessThanOrEqual(2);
  });
  test('a flood is a fault, bounded, and over when it is over', () => {
    const bench = new Bench(driver).ready();
    for (let edge = 0; edge < 100 * 60; edge += 1) {
      bench.edge(edge % 2 === 0 ? 1 : 0);
      bench.wait(10);
    }
    expect(bench.health).toEqual(['lost self-test']);
    const events = bench.events.length;
    expect(events).toBeLessThanOrEqual(60);
    bench.edge(0);
    bench.wait(200_000);
    expect(bench.health).toEqual(['lost self-test', 'ok self-test']);
    expect(bench.events.length).toBe(events);
    expect(bench.running.counters()['floods']).toBe(1);
  });
}

/** Ten uses of the part, slower than any part has to settle: a good minute each way. */
const USES: readonly Step[] = Array.from({ length: 20 }, (_, edge) => {
  return { afterMs: 70_000, input: { type: 'edge', level: edge % 2 === 0 ? 1 : 0 } };
});

const TOLD: ReadonlySet<DriverOutput['type']> = new Set(['reading', 'press', 'supply']);

function partAndEmulator(driver: Driver): void {
  test('its readings fit its classes; a part of none is pressed, or watches the supply', () => {
    fc.assert(
      fc.property(anything, (steps) => {
        const bench = new Bench(driver);
        bench.play(steps);
        bench.wait(86_400_000);
        for (const { output } of bench.outputs) expect(fit(driver, output)).toEqual([]);
      }),
    );
    const used = new Bench(driver).ready();
    used.play(USES);
    for (const { output } of used.outputs) expect(fit(driver, output)).toEqual([]);
    const told = used.outputs.filter(({ output }) => TOLD.has(output.type));
    expect(told.length).toBeGreaterThan(0);
  });
  test('has an emulator beside it that answers at its bus', async () => {
    const beside: unknown = await import(`../../agent/sensors/drivers/${driver.part}/emulator.ts`);
    if (typeof beside !== 'object' || beside === null) throw new Error('a module is an object');
    const exported: [string, unknown][] = Object.entries(beside);
    const classes = exported.filter(([name]) => name.endsWith('Emulator'));
    expect(classes.length, `${driver.part}/emulator.ts exports one class called …Emulator`).toBe(1);
    const emulator = classes[0]?.[1];
    if (typeof emulator !== 'function') throw new Error('what is called Emulator is no class');
    const surroundings = { after: () => () => {}, unit: () => 0 };
    const part: unknown = Reflect.construct(emulator, [surroundings, () => 0]);
    expect(part).toHaveProperty('line', expect.any(EmulatedLine));
  });
}

/** Numbers are finite (NaN would have become null and still be plain; counters are checked apart). */
function isPlain(value: unknown): boolean {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'object' && Object.values(value).every(isPlain);
}
