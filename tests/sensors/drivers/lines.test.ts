/**
 * Wires that nothing drives, edges that arrive late, mats and relays: the shipped drivers on an emulated wire.
 * Signals of a bench are logical levels; those of an emulator are turned round, as the bus of an active-low line does.
 */
import { describe, expect, test } from 'vitest';
import type { DriverInput } from '../../../agent/sensors/driver.ts';
import { findDriver } from '../../../agent/sensors/drivers/index.ts';
import { MatEmulator } from '../../../agent/sensors/drivers/mat/emulator.ts';
import { RelayContactEmulator } from '../../../agent/sensors/drivers/relay-contact/emulator.ts';
import { EmulatedLine } from '../../../agent/sensors/emulated-line.ts';
import { seededUnit } from '../../../sim/quiet-ports.ts';
import { VirtualClock } from '../../../sim/virtual-clock.ts';
import { Bench } from '../driver-contract.ts';

const MINUTE_MS = 60_000;

function bench(part: string, options: Readonly<Record<string, number>> = {}): Bench {
  const driver = findDriver(part);
  if (driver === undefined) throw new Error(`no driver ${part}`);
  return new Bench(driver, options);
}
const valuesOf = ({ events }: Bench) =>
  events.map(({ output }) => (output.type === 'reading' ? output.value : output.type));

/** A driver that is ready at the end of an emulated wire; `waitMs` lets both live. */
function wired(part: string, options: Readonly<Record<string, number>> = {}, seed = 1) {
  const driven = bench(part, options).ready();
  const clock = new VirtualClock(0);
  const startMs = driven.nowMs;
  const surroundings = { after: clock.after, unit: seededUnit(seed) };
  const listen = (line: EmulatedLine): void =>
    line.listen((level) => {
      driven.wait(startMs + clock.now().monotonicMs - driven.nowMs);
      driven.edge(level === 1 ? 0 : 1);
    });
  const wait = (ms: number): void => {
    clock.advanceTo(clock.now().monotonicMs + ms);
    driven.wait(startMs + clock.now().monotonicMs - driven.nowMs);
  };
  return { driven, surroundings, listen, wait };
}

describe('a wire that nothing drives', () => {
  test.each(['pir', 'reed', 'mat', 'relay-contact', 'button', 'pull-cord'])(
    'is found within a quarter of an hour on a %s, on any seed, and mended after ten quiet minutes',
    (part) => {
      for (let seed = 1; seed <= 20; seed += 1) {
        const { driven, surroundings, listen, wait } = wired(part, {}, seed);
        const line = new EmulatedLine(surroundings, 1);
        listen(line);
        line.break('floating');
        wait(15 * MINUTE_MS);
        expect(driven.health, `seed ${seed}`).toEqual(['lost self-test']);
        line.break('none');
        wait(20 * MINUTE_MS);
        expect(driven.health, `seed ${seed}`).toEqual(['lost self-test', 'ok self-test']);
        expect(driven.running.counters()['looseTimes']).toBe(1);
      }
    },
  );
  test.each(['pir', 'reed', 'mat', 'relay-contact'])('shows no life on a %s once it is found', (part) => {
    const { driven, surroundings, listen, wait } = wired(part);
    const line = new EmulatedLine(surroundings, 1);
    listen(line);
    line.break('floating');
    wait(15 * MINUTE_MS);
    const events = driven.events.length;
    wait(6 * 60 * MINUTE_MS);
    expect(driven.events.length).toBe(events);
  });
  test('is a fault of a button, whose presses are heard all the same', () => {
    const { driven, surroundings, listen, wait } = wired('button');
    const line = new EmulatedLine(surroundings, 1);
    listen(line);
    line.break('floating');
    wait(15 * MINUTE_MS);
    const presses = driven.events.length;
    wait(15 * MINUTE_MS);
    expect(driven.events.length).toBeGreaterThan(presses);
    expect(driven.health).toEqual(['lost self-test']);
  });
  test.each([
    ['pir', 300, 200, 1_200],
    ['pir', 2_300, 2_000, 140],
    ['reed', 2_000, 8_000, 60],
    ['mat', 2_000, 4_000, 100],
    ['relay-contact', 1_000, 1_000, 300],
    ['button', 150, 20_000, 30],
  ])('is not what a %s is for: %i ms active, %i ms at rest, %i times', (part, activeMs, restMs, times) => {
    const driven = bench(part).ready();
    for (let time = 0; time < times; time += 1) {
      driven.edge(1);
      driven.wait(activeMs);
      driven.edge(0);
      driven.wait(restMs);
    }
    expect(driven.health).toEqual([]);
  });
  test('is not one burst beside a detector, however long its tail', () => {
    const pir = bench('pir').ready();
    for (let edge = 0; edge < 40; edge += 1) {
      pir.edge(edge % 2 === 0 ? 1 : 0);
      pir.wait(5);
    }
    pir.wait(20 * MINUTE_MS);
    expect(pir.health).toEqual([]);
  });
});

describe('edges that a busy hub hears late', () => {
  const edge = (level: 0 | 1, kernelMs: number): DriverInput => ({ type: 'edge', level, kernelMs });
  test('are as long as the kernel says: a pulse heard all at once is no sliver', () => {
    const pir = bench('pir', { restMs: 0 }).ready();
    for (let pulse = 0; pulse < 20; pulse += 1) {
      pir.send(edge(1, pulse * 10_000));
      pir.send(edge(0, pulse * 10_000 + 2_300));
      pir.wait(10_000);
    }
    expect(pir.health).toEqual([]);
  });
  test('are power by the kernel’s time: three pulses heard at once are three', () => {
    const meter = bench('pulse-meter', { reportMs: 10_000 }).ready();
    for (let pulse = 0; pulse < 30; pulse += 1) {
      if (pulse % 3 === 0) meter.wait(10_800);
      meter.send(edge(1, pulse * 3_600));
      meter.send(edge(0, pulse * 3_600 + 40));
    }
    expect(meter.running.counters()).toMatchObject({ pulses: 30, tooSoon: 0 });
    expect(valuesOf(meter)).toEqual([1_000]);
  });
});

describe('mat', () => {
  test('lying down is on, turning over is nothing, getting up is off', () => {
    const { driven, surroundings, listen, wait } = wired('mat');
    const bed = new MatEmulator(surroundings);
    listen(bed.line);
    bed.lieDown();
    wait(20 * MINUTE_MS);
    for (let turn = 0; turn < 12; turn += 1) {
      bed.turnOver();
      wait(5 * MINUTE_MS);
    }
    expect(valuesOf(driven)).toEqual(['on']);
    bed.getUp();
    wait(MINUTE_MS);
    expect(valuesOf(driven)).toEqual(['on', 'off']);
    expect(driven.health).toEqual([]);
    expect(driven.running.counters()['bounces']).toBeGreaterThan(0);
  });
  test('a person who lies for a day is no fault and no event', () => {
    const mat = bench('mat');
    mat.send({ type: 'up', level: 1 });
    mat.wait(24 * 60 * MINUTE_MS);
    expect(mat.health).toEqual(['ok bus', 'ok self-test']);
    expect(mat.events).toEqual([]);
  });
  test('a cat that jumps over it is nobody', () => {
    const mat = bench('mat').ready();
    mat.edge(1);
    mat.wait(200);
    mat.edge(0);
    mat.wait(MINUTE_MS);
    expect(mat.events).toEqual([]);
  });
});

describe('relay-contact', () => {
  test('each closing is one on, each opening one off, bounce or not', () => {
    const { driven, surroundings, listen, wait } = wired('relay-contact');
    const relay = new RelayContactEmulator(surroundings);
    listen(relay.line);
    for (let time = 0; time < 3; time += 1) {
      relay.close();
      wait(3_000);
      relay.open();
      wait(30_000);
    }
    expect(valuesOf(driven)).toEqual(['on', 'off', 'on', 'off', 'on', 'off']);
    expect(driven.running.counters()['bounces']).toBeGreaterThan(0);
  });
  test('may be active for ever, unless it is said to be a detector', () => {
    const appliance = bench('relay-contact').ready();
    appliance.edge(1);
    appliance.wait(86_400_000);
    expect(appliance.health).toEqual([]);
    const detector = bench('relay-contact', { stuckMs: 1_800_000, warmUpMs: 60_000 }).ready();
    detector.edge(1);
    detector.wait(31 * MINUTE_MS);
    expect(detector.health).toEqual(['lost self-test']);
  });
});

describe('a hub that was busy', () => {
  test.each(['button', 'pull-cord'])('%s: a press that is heard whole at once is a press', (part) => {
    const press = bench(part).ready();
    press.send({ type: 'edge', level: 1, kernelMs: 10_100 });
    press.send({ type: 'edge', level: 0, kernelMs: 10_500 });
    press.wait(1_000);
    expect(press.events).toHaveLength(1);
  });
  test('a spark heard late is still none', () => {
    const press = bench('button').ready();
    press.send({ type: 'edge', level: 1, kernelMs: 10_100 });
    press.send({ type: 'edge', level: 0, kernelMs: 10_108 });
    press.wait(1_000);
    expect(press.events).toEqual([]);
  });
  test('without the kernel’s clock: the end that comes after the rest was over', () => {
    const press = bench('button').ready();
    press.edge(1);
    // The deadline is late: the loop was held.
    press.nowMs += 400;
    press.edge(0);
    press.wait(1_000);
    expect(press.events).toHaveLength(1);
  });
  test('a door opened and shut in a stall is two readings', () => {
    const reed = bench('reed').ready();
    reed.send({ type: 'edge', level: 1, kernelMs: 5_000 });
    reed.send({ type: 'edge', level: 0, kernelMs: 5_700 });
    reed.wait(1_000);
    expect(reed.events).toHaveLength(2);
  });
});
