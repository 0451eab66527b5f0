/**
 * The wiring between bus and loop: emulated parts on simulated buses, shipped drivers, virtual time.
 * What is asserted are the facts that would enter the loop.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { BusSignal, Buses } from '../../../agent/ports.ts';
import {
  type Driver,
  type DriverSource,
  NOTHING,
  type OptionTable,
  driverOf,
} from '../../../agent/sensors/driver.ts';
import { ButtonEmulator } from '../../../agent/sensors/drivers/button/emulator.ts';
import { PirEmulator } from '../../../agent/sensors/drivers/pir/emulator.ts';
import { PullCordEmulator } from '../../../agent/sensors/drivers/pull-cord/emulator.ts';
import { PulseMeterEmulator } from '../../../agent/sensors/drivers/pulse-meter/emulator.ts';
import { ReedEmulator } from '../../../agent/sensors/drivers/reed/emulator.ts';
import { READINGS_BURST } from '../../../agent/sensors/reading-gate.ts';
import { OPEN_MS_MAX } from '../../../agent/sensors/wiring.ts';
import type { WiredDevice } from '../../../agent/sensors/devices.ts';
import { Rig, device, wired } from './rig.ts';

let rig: Rig;
beforeEach(() => {
  rig = new Rig();
});

describe('a part at its wire becomes facts', () => {
  test('pir: movement is on and off; what holds it on is the same movement', () => {
    const pir = new PirEmulator(rig.surroundings);
    rig.plug('gpio0', pir.line);
    rig.start(wired(device('hall', 'pir', 'gpio0')));
    pir.powerOn();
    rig.wait(120_000);
    expect(rig.facts).toEqual([]);
    pir.movement();
    rig.wait(1_500);
    pir.movement();
    rig.wait(5_000);
    expect(rig.facts).toEqual([
      { kind: 'observation', sensor: 'hall', value: 'on' },
      { kind: 'observation', sensor: 'hall', value: 'off' },
    ]);
  });
  test('reed: each swing of a bouncing door is one reading', () => {
    const door = new ReedEmulator(rig.surroundings);
    rig.plug('gpio1', door.line);
    rig.start(wired(device('door', 'reed', 'gpio1')));
    for (let swing = 0; swing < 3; swing += 1) {
      door.open();
      rig.wait(2_000);
      door.close();
      rig.wait(2_000);
    }
    expect(rig.values).toEqual(['open', 'closed', 'open', 'closed', 'open', 'closed']);
    expect(rig.wiring.report()[0]?.counters['bounces']).toBeGreaterThan(0);
  });
  test('an inverted reed reads the other way round', () => {
    const door = new ReedEmulator(rig.surroundings);
    rig.plug('gpio1', door.line);
    rig.start(wired(device('door', 'reed', 'gpio1', { options: { inverted: 1 } })));
    door.open();
    rig.wait(1_000);
    expect(rig.values).toEqual(['closed']);
  });
  test('button and cord: who pressed, and that only the cord is help by itself', () => {
    const button = new ButtonEmulator(rig.surroundings);
    const cord = new PullCordEmulator(rig.surroundings);
    rig.plug('gpio2', button.line);
    rig.plug('gpio3', cord.line);
    rig.start(
      wired(
        device('b', 'button', 'gpio2', { role: 'button' }),
        device('c', 'pull-cord', 'gpio3', { role: 'pull-cord' }),
      ),
    );
    button.press();
    rig.wait(3_000);
    cord.pull(4_000);
    rig.wait(6_000);
    expect(rig.facts).toEqual([
      { kind: 'reply', by: 'button', meaning: 'fine' },
      { kind: 'reply', by: 'pull-cord', meaning: 'help' },
    ]);
  });
  test('a badge answers nothing and calls nobody: it says that a visitor is there', () => {
    const badge = new ButtonEmulator(rig.surroundings);
    rig.plug('gpio2', badge.line);
    rig.start(wired(device('volunteer', 'button', 'gpio2', { role: 'badge' })));
    badge.press();
    rig.wait(3_000);
    expect(rig.facts).toEqual([{ kind: 'badge', device: 'volunteer' }]);
  });
  test('meter: a kettle over the base load', () => {
    const meter = new PulseMeterEmulator(rig.surroundings, () => rig.clock.now().monotonicMs);
    rig.plug('gpio4', meter.line);
    rig.start(wired(device('meter', 'pulse-meter', 'gpio4')));
    meter.watts(50);
    rig.wait(3_600_000);
    meter.add(2_000);
    rig.wait(150_000);
    meter.add(-2_000);
    rig.wait(3_600_000);
    expect(rig.values.filter((value) => typeof value === 'string')).toEqual(['on', 'off']);
    expect(rig.values[0]).toBe(50);
  });
});

describe('a bus that goes', () => {
  test('is a sensor lost, once; it is opened again, and said once in the log', () => {
    const door = new ReedEmulator(rig.surroundings);
    rig.plug('gpio1', door.line);
    rig.start(wired(device('door', 'reed', 'gpio1')));
    rig.buses.takeAway();
    rig.wait(3_600_000);
    expect(rig.health('door')).toEqual(['lost bus']);
    expect(rig.logged).toHaveLength(1);
    // 1 + 2 + 4 + 8 + 16 + 32 s, then every minute.
    const opens = rig.wiring.report()[0]?.counters['opens'] ?? 0;
    expect(opens).toBeGreaterThan(60);
    expect(opens).toBeLessThanOrEqual(67);
    rig.buses.restore();
    rig.wait(60_000);
    expect(rig.health('door')).toEqual(['lost bus', 'ok bus']);
    expect(rig.logged).toEqual([
      expect.stringContaining('warning door'),
      expect.stringContaining('info door'),
    ]);
    door.open();
    rig.wait(100);
    expect(rig.values).toEqual(['open']);
  });
  test('a bad plug: said twice, then only when it has stood', () => {
    const listeners: ((signal: BusSignal) => void)[] = [];
    const buses: Buses = {
      open: (_address, listener) => {
        listeners.push(listener);
        rig.clock.after(1, () => listener({ type: 'up', level: 0 }));
        return { write: () => {}, close: () => {} };
      },
    };
    rig.start(wired(device('door', 'reed', 'gpio1')), buses);
    const day = 24 * 3_600;
    for (let second = 0; second < day; second += 2) {
      rig.wait(2_000);
      if (rig.wiring.report()[0]?.isUp !== true) continue;
      listeners.at(-1)?.({ type: 'down', why: 'bus-unavailable', detail: 'unplugged' });
    }
    expect(rig.health('door').length).toBeLessThanOrEqual(6);
    expect(rig.health('door').at(-1)).toBe('lost bus');
    expect(rig.logged.length).toBeLessThanOrEqual(6);
    rig.wait(2 * 3_600_000);
    expect(rig.health('door').at(-1)).toBe('ok bus');
    expect(rig.logged.at(-1)).toContain('the bus is back');
  });
  test('one that says nothing at all is lost after a while', () => {
    rig.start(wired(device('door', 'reed', 'gpio1')));
    rig.wait(OPEN_MS_MAX - 1);
    expect(rig.facts).toEqual([]);
    rig.wait(1);
    expect(rig.health('door')).toEqual(['lost bus']);
  });
  test('what an earlier start held against a sensor is taken back, and only that', () => {
    rig.known.push('bus');
    const door = new ReedEmulator(rig.surroundings);
    rig.plug('gpio1', door.line);
    rig.start(wired(device('door', 'reed', 'gpio1')));
    expect(rig.health('door')).toEqual(['ok bus']);
  });
  test('signals of a link that was given up are not heard', () => {
    const listeners: ((signal: BusSignal) => void)[] = [];
    const buses: Buses = {
      open: (_address, listener) => {
        listeners.push(listener);
        return { write: () => {}, close: () => {} };
      },
    };
    rig.start(wired(device('door', 'reed', 'gpio1')), buses);
    rig.wait(OPEN_MS_MAX + 1_000);
    expect(listeners).toHaveLength(2);
    listeners[0]?.({ type: 'up', level: 0 });
    expect(rig.wiring.report()[0]?.isUp).toBe(false);
    listeners[1]?.({ type: 'up', level: 0 });
    expect(rig.wiring.report()[0]?.isUp).toBe(true);
  });
  test('after close nothing is heard and nothing is due', () => {
    const door = new ReedEmulator(rig.surroundings);
    rig.plug('gpio1', door.line);
    rig.start(wired(device('door', 'reed', 'gpio1')));
    door.open();
    rig.wiring.close();
    rig.wait(10_000);
    expect(rig.facts).toEqual([]);
    expect(rig.wiring.dueMs()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('one broken device is nobody else’s trouble', () => {
  const address = { bus: 'gpio', chip: 'simulated', line: 20, bias: 'none', activeLow: false } as const;
  const part = (step: DriverSource<OptionTable, { edges: number }>['step']): Driver =>
    driverOf<OptionTable, { edges: number }>({
      part: 'test',
      summary: 'a part for this test',
      wire: { bus: 'gpio', bias: 'none', activeLow: false },
      channels: { motion: ['motion'] },
      key: 'none',
      options: {},
      initial: () => ({ edges: 0 }),
      step,
      deadline: () => null,
      counters: ({ edges }) => ({ edges }),
    });

  const testDevice = (id: string, driver: Driver): WiredDevice => ({
    device: device(id, 'test', 'gpio20'),
    driver,
    address,
    feeds: new Map([['motion', { to: 'sensor', sensor: id }]]),
    key: null,
    countedAs: id,
    room: 'hall',
  });

  test('a driver that throws is lost and starts again, the others run', () => {
    const bad = part((state, input) => {
      if (input.type === 'edge') throw new Error('a mistake');
      if (input.type === 'up') {
        return [{ type: 'health', health: 'ok', why: 'self-test' }];
      }
      state.edges += 1;
      return NOTHING;
    });
    const door = new ReedEmulator(rig.surroundings);
    const line = new ButtonEmulator(rig.surroundings);
    rig.buses.plug('simulated', 20, line.line);
    rig.plug('gpio1', door.line);
    rig.start([testDevice('bad', bad), ...wired(device('door', 'reed', 'gpio1'))]);
    line.press();
    door.open();
    rig.wait(100);
    expect(rig.values).toEqual(['open']);
    expect(rig.health('bad')).toEqual(['lost self-test']);
    rig.wait(5_000);
    expect(rig.health('bad')).toEqual(['lost self-test', 'ok self-test']);
    expect(rig.wiring.report()[0]?.counters['crashes']).toBe(1);
  });
  test('readings are let through twenty at once, then one a second; the last one is never lost', () => {
    const chatty = part((state, input) => {
      if (input.type !== 'edge') return NOTHING;
      state.edges += 1;
      return [{ type: 'reading', channel: 'motion', value: state.edges }];
    });
    const line = new ReedEmulator(rig.surroundings);
    rig.buses.plug('simulated', 20, line.line);
    rig.start([testDevice('chatty', chatty)]);
    for (let edge = 0; edge < 1_000; edge += 1) {
      line.line.set(edge % 2 === 0 ? 1 : 0);
      rig.wait(10);
    }
    const during = rig.values.length;
    expect(during).toBeLessThanOrEqual(READINGS_BURST + 11);
    rig.wait(5_000);
    expect(rig.values.at(-1)).toBe(1_000);
    expect(rig.values.length).toBeLessThanOrEqual(during + 1);
    expect(rig.wiring.report()[0]?.counters['coalesced']).toBeGreaterThan(900);
  });
  test.each(['flood', 'floating', 'stuck', 'unplugged', 'dead'] as const)('a wire that is %s', (fault) => {
    const pir = new PirEmulator(rig.surroundings);
    rig.plug('gpio0', pir.line);
    rig.start(wired(device('hall', 'pir', 'gpio0')));
    rig.wait(120_000);
    pir.line.break(fault);
    rig.wait(600_000);
    const facts = rig.facts.length;
    // Ten minutes hold at most twenty readings at once and one a second, and a fault.
    expect(facts).toBeLessThanOrEqual(READINGS_BURST + 601);
    rig.wait(1_800_000);
    const found = { flood: true, floating: true, stuck: true, unplugged: false, dead: false };
    expect(rig.health('hall').includes('lost self-test')).toBe(found[fault]);
    pir.line.break('none');
    // A loose wire counts as mended after ten minutes without a sliver.
    rig.wait(660_000);
    rig.facts.length = 0;
    pir.movement();
    rig.wait(4_000);
    expect(rig.values).toEqual(['on', 'off']);
  });
});
