/**
 * The contract over every driver in the list, and what each part has of its own: hold, settling, presses, power.
 * Signals are logical levels, as a bus gives them.
 */
import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DRIVERS, findDriver } from '../../../agent/sensors/drivers/index.ts';
import { isAllowed } from '../../../agent/sensors/driver.ts';
import { Bench, driverContract } from '../driver-contract.ts';
import { misfits } from '../fitting.ts';

const FOLDER = new URL('../../../agent/sensors/drivers/', import.meta.url);

for (const driver of DRIVERS) driverContract(driver);

function bench(part: string, options: Readonly<Record<string, number>> = {}): Bench {
  const driver = findDriver(part);
  if (driver === undefined) throw new Error(`no driver ${part}`);
  return new Bench(driver, options);
}
const valuesOf = ({ events }: Bench) =>
  events.map(({ output }) => (output.type === 'reading' ? output.value : output.type));

describe('the list of drivers', () => {
  test.each([
    [['motion'], 'on', []],
    [['pressure'], 'open', ['pressure']],
    [['door', 'item'], 'closed', []],
    [['door', 'item'], 'on', ['door']],
    [['power'], 40, []],
    [['motion', 'power'], 40, ['motion']],
  ] as const)('a part that can be %j and reads %j is no %j', (classes, value, wrong) => {
    expect(misfits(classes, value)).toEqual(wrong);
  });
  test('is sorted, and has one folder with an emulator for each', () => {
    const parts = DRIVERS.map(({ part }) => part);
    expect(parts).toEqual(parts.toSorted());
    const folders = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual(parts);
    expect(parts.filter((part) => !existsSync(new URL(`${part}/emulator.ts`, FOLDER)))).toEqual([]);
  });
  test.each(DRIVERS.map((driver) => [driver.part, driver] as const))(
    '%s: its defaults are allowed',
    (_, driver) => {
      for (const field of Object.values(driver.options)) expect(isAllowed(field, field.default)).toBe(true);
    },
  );
  test('only what is measured may be a fraction: no address, pin, switch or count', () => {
    const fractions = DRIVERS.flatMap(({ part, options }) =>
      Object.entries(options).flatMap(([name, field]) =>
        isAllowed(field, field.min + 0.5) ? [`${part} ${name}`] : [],
      ),
    );
    expect(fractions).toEqual(['firmata-clamp clampAmperes', 'firmata-clamp boardVolts']);
  });
});

describe('pir', () => {
  test('warm-up noise is not movement, and it is not seen as healthy before it is warm', () => {
    const pir = bench('pir');
    pir.send({ type: 'up', level: 0 });
    pir.wait(20_000);
    pir.edge(1);
    pir.wait(3_000);
    pir.edge(0);
    expect(pir.outputs).toEqual([]);
    pir.wait(40_000);
    expect(pir.health).toEqual(['ok bus', 'ok self-test']);
    expect(valuesOf(pir)).toEqual([]);
  });
  test('a pulse that began in the warm-up is not movement at its end', () => {
    const pir = bench('pir');
    pir.send({ type: 'up', level: 0 });
    pir.wait(59_000);
    pir.edge(1);
    pir.wait(2_000);
    pir.edge(0);
    expect(valuesOf(pir)).toEqual([]);
  });
  test('noise while it warms up is no fault either', () => {
    const pir = bench('pir');
    pir.send({ type: 'up', level: 0 });
    for (let edge = 0; edge < 400; edge += 1) {
      pir.edge(edge % 2 === 0 ? 1 : 0);
      pir.wait(100);
    }
    pir.wait(60_000);
    expect(pir.health).toEqual(['ok bus', 'ok self-test']);
  });
  test('high again while it is high is the same movement: an edge between was missed', () => {
    const pir = bench('pir').ready();
    pir.edge(1);
    pir.wait(5_000);
    pir.edge(1);
    expect(valuesOf(pir)).toEqual(['on']);
  });
  test('one pulse is one movement, however long', () => {
    const pir = bench('pir').ready();
    pir.edge(1);
    pir.wait(120_000);
    pir.edge(0);
    expect(valuesOf(pir)).toEqual(['on', 'off']);
  });
  test('a second pulse too soon is not counted, a later one is', () => {
    const pir = bench('pir').ready();
    for (const ms of [300, 300, 2_000]) {
      pir.edge(1);
      pir.wait(ms);
      pir.edge(0);
      pir.wait(ms);
    }
    expect(valuesOf(pir)).toEqual(['on', 'off', 'on', 'off']);
    expect(pir.running.counters()['tooSoon']).toBe(1);
  });
  test('stuck high is a fault after half an hour and no life; falling mends it', () => {
    const pir = bench('pir').ready();
    pir.edge(1);
    pir.wait(29 * 60_000);
    expect(pir.health).toEqual([]);
    pir.wait(2 * 60_000);
    expect(pir.health).toEqual(['lost self-test']);
    pir.wait(86_400_000);
    expect(valuesOf(pir)).toEqual(['on']);
    pir.edge(0);
    expect(pir.health).toEqual(['lost self-test', 'ok self-test']);
  });
});

describe('reed', () => {
  test('bounce is one reading, at rest', () => {
    const reed = bench('reed').ready();
    for (const level of [1, 0, 1, 0, 1] as const) {
      reed.edge(level);
      reed.wait(3);
    }
    reed.wait(29);
    expect(valuesOf(reed)).toEqual(['closed']);
    reed.edge(0);
    reed.wait(40);
    expect(valuesOf(reed)).toEqual(['closed', 'open']);
  });
  test('a knock that ends where it began is nothing', () => {
    const reed = bench('reed').ready();
    for (const level of [1, 0] as const) {
      reed.edge(level);
      reed.wait(4);
    }
    reed.wait(1_000);
    expect(valuesOf(reed)).toEqual([]);
  });
  test('where the bus does not know the position at the start, the first one is no event', () => {
    const reed = bench('reed');
    reed.send({ type: 'up', level: null });
    reed.edge(1);
    reed.wait(100);
    expect(valuesOf(reed)).toEqual([]);
    reed.edge(0);
    reed.wait(100);
    expect(valuesOf(reed)).toEqual(['open']);
  });
  test('the position found after an outage is no event, though it changed meanwhile', () => {
    const reed = bench('reed').ready();
    reed.send({ type: 'down', why: 'bus-unavailable', detail: '' });
    reed.wait(1_000);
    reed.send({ type: 'up', level: 1 });
    reed.wait(1_000);
    expect(valuesOf(reed)).toEqual([]);
    reed.edge(0);
    reed.wait(100);
    expect(valuesOf(reed)).toEqual(['open']);
  });
});

describe.each(['button', 'pull-cord', 'touch'])('%s', (part) => {
  test('a press counts once, however long, and once more after it was let go', () => {
    const button = bench(part).ready();
    for (const ms of [60, 9_000]) {
      button.edge(1);
      button.wait(ms);
      button.edge(0);
      button.wait(500);
    }
    expect(valuesOf(button)).toEqual(['press', 'press']);
  });
  test('held down at the start is no press; held for minutes is a fault', () => {
    const button = bench(part);
    button.send({ type: 'up', level: 1 });
    button.wait(121_000);
    expect(valuesOf(button)).toEqual([]);
    expect(button.health).toEqual(['ok bus', 'ok self-test', 'lost self-test']);
    button.edge(0);
    button.wait(100);
    button.edge(1);
    button.wait(100);
    expect(valuesOf(button)).toEqual(['press']);
  });
  test('a spark of 10 ms is no press', () => {
    const button = bench(part).ready();
    button.edge(1);
    button.wait(10);
    button.edge(0);
    button.wait(1_000);
    expect(valuesOf(button)).toEqual([]);
  });
});

describe('pulse-meter', () => {
  /** Pulses for so many seconds of a steady power at 1000 imp/kWh. */
  function burn(meter: Bench, watts: number, seconds: number): void {
    const intervalMs = 3_600_000 / watts;
    for (let ms = 0; ms + intervalMs <= seconds * 1_000; ms += intervalMs) {
      meter.wait(intervalMs - 40);
      meter.edge(1);
      meter.wait(40);
      meter.edge(0);
    }
  }
  test('tells watts from the time between pulses', () => {
    const meter = bench('pulse-meter').ready();
    burn(meter, 100, 300);
    expect(valuesOf(meter)).toEqual([100]);
  });
  test('a pulse that bounces is one pulse', () => {
    const meter = bench('pulse-meter').ready();
    for (let pulse = 0; pulse < 8; pulse += 1) {
      meter.wait(35_980);
      for (const level of [1, 0, 1, 0] as const) {
        meter.edge(level);
        meter.wait(5);
      }
    }
    expect(valuesOf(meter)).toEqual([100]);
    expect(meter.running.counters()).toMatchObject({ pulses: 8, tooSoon: 8 });
  });
  test('a kettle is one `on` and one `off`, also when the base is too low for another pulse', () => {
    const meter = bench('pulse-meter').ready();
    burn(meter, 60, 900);
    burn(meter, 2_000, 180);
    expect(valuesOf(meter).filter((value) => typeof value === 'string')).toEqual(['on']);
    meter.wait(20_000);
    expect(valuesOf(meter).filter((value) => typeof value === 'string')).toEqual(['on', 'off']);
  });
  test('more than a home can draw is counted and is no appliance', () => {
    const meter = bench('pulse-meter', { pulsesPerKwh: 100 }).ready();
    burn(meter, 6_000, 120);
    expect(valuesOf(meter)).toEqual([]);
    expect(meter.running.counters()).toMatchObject({ stepsTold: 0 });
    expect(meter.running.counters()['absurd']).toBeGreaterThan(100);
  });
  test('readings of power come no faster than set', () => {
    const meter = bench('pulse-meter', { reportMs: 60_000 }).ready();
    for (let turn = 0; turn < 50; turn += 1) burn(meter, turn % 2 === 0 ? 1_000 : 1_400, 12);
    const numbers = meter.events.filter(
      ({ output }) => output.type === 'reading' && typeof output.value === 'number',
    );
    expect(numbers.length).toBeLessThanOrEqual(11);
    expect(numbers.length).toBeGreaterThan(2);
  });
});
