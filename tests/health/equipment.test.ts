/**
 * Current, batteries and the air of the rooms: what is said of them, when, to whom, and what ends it (F56).
 * Rooms and sensors are the bench's; times are home time.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeBattery } from '../../agent/health/battery.ts';
import { CONDITION_ROWS } from '../../agent/health/conditions.ts';
import { ENDING_AT_ONCE_MS, ENDING_MS, LastMinutes } from '../../agent/health/last-minutes.ts';
import { isEmptyIn } from '../../agent/health/supply.ts';
import type { Body, Climate } from '../../agent/record.ts';
import { Bench, HOUR_MS, MINUTE_MS, briefs } from '../checkon/bench.ts';

function conditions(bodies: readonly Body[]): string[] {
  return briefs(bodies).flatMap((line) => (line.startsWith('condition ') ? [line.slice(10)] : []));
}
function fed(bench: Bench, source: 'mains' | 'battery', minutesLeft: number | null): string[] {
  return conditions(bench.give({ kind: 'supply', source, minutesLeft }));
}
function air(bench: Bench, value: number, more: Partial<Climate> = {}): string[] {
  const quantity = 'temperature';
  return conditions(
    bench.give({ kind: 'climate', device: 'node-1', room: 'bathroom', quantity, value, ...more }),
  );
}
function cell(bench: Bench, millivolts: number | null, percent: number | null, isLow = false): string[] {
  return conditions(bench.give({ kind: 'battery', device: 'node-1', percent, millivolts, isLow }));
}

describe('the mains', () => {
  test('its loss is said at once and once; its return ends it', () => {
    const bench = new Bench();
    expect(fed(bench, 'mains', null)).toEqual([]);
    expect(fed(bench, 'battery', 720)).toEqual(['raised mains-lost hub']);
    bench.pass(HOUR_MS);
    expect(fed(bench, 'battery', 660)).toEqual([]);
    expect(fed(bench, 'mains', null)).toEqual(['cleared mains-lost hub']);
  });
  test('the battery is low two hours before its end, told by nobody but the time', () => {
    const bench = new Bench();
    fed(bench, 'battery', 300);
    expect(conditions(bench.pass(180 * MINUTE_MS - 1))).toEqual([]);
    expect(conditions(bench.pass(1))).toEqual(['raised hub-battery-low hub']);
    expect(fed(bench, 'mains', null)).toEqual(['cleared hub-battery-low hub', 'cleared mains-lost hub']);
    expect(conditions(bench.pass(5 * HOUR_MS))).toEqual([]);
  });
  test('a short battery is low at the loss', () => {
    expect(fed(new Bench(), 'battery', 90)).toEqual(['raised hub-battery-low hub', 'raised mains-lost hub']);
  });
  test('how long a battery lasts that nobody knows of is not guessed', () => {
    const bench = new Bench();
    expect(fed(bench, 'battery', null)).toEqual(['raised mains-lost hub']);
    expect(conditions(bench.pass(3 * HOUR_MS))).toEqual([]);
  });
  test('a hub restarted on its battery still knows what it knew', () => {
    const bench = new Bench();
    fed(bench, 'battery', 240);
    bench.pass(HOUR_MS);
    bench.restart(0);
    expect(fed(bench, 'battery', null)).toEqual([]);
    expect(conditions(bench.pass(HOUR_MS))).toContain('raised hub-battery-low hub');
    const { ms } = bench.now;
    const { supply: known } = bench.state.conditions;
    expect(isEmptyIn(known, ms + 110 * MINUTE_MS - 1, ENDING_MS)).toBe(false);
    expect(isEmptyIn(known, ms + 110 * MINUTE_MS, ENDING_MS)).toBe(true);
  });
  test('a hub without the line that told it knows nothing of its supply', () => {
    const bench = new Bench();
    fed(bench, 'battery', 90);
    const { hash, home } = bench.policy;
    const without = {
      kind: 'config',
      hash: `${hash} without`,
      sensors: home.sensors,
      watchesSupply: false,
    } as const;
    expect(conditions(bench.give(without))).toEqual([
      'cleared hub-battery-low hub',
      'cleared mains-lost hub',
    ]);
  });
  test('it is the case manager’s to ask about, and told again when nobody does', () => {
    const bench = new Bench();
    fed(bench, 'battery', null);
    expect(CONDITION_ROWS['mains-lost'].owner).toBe('case-manager');
    expect(conditions(bench.pass(CONDITION_ROWS['mains-lost'].dueMs))).toEqual(['overdue mains-lost hub']);
  });
});

describe('the last minutes', () => {
  const EMPTY_MS = 24 * HOUR_MS;
  const draining = { source: 'battery', sinceMs: 0, emptyMs: EMPTY_MS } as const;

  test('a life ends ten minutes before the battery does, and not while somebody is asked', () => {
    const life = new LastMinutes();
    expect(life.isOver(draining, 0, true)).toBe(false);
    expect(life.isOver(draining, EMPTY_MS - ENDING_MS - 1, true)).toBe(false);
    expect(life.isOver(draining, EMPTY_MS - ENDING_MS, true)).toBe(true);
    expect(life.isOver(draining, EMPTY_MS - ENDING_AT_ONCE_MS - 1, false)).toBe(false);
    expect(life.isOver(draining, EMPTY_MS - ENDING_AT_ONCE_MS, false)).toBe(true);
  });
  test('one that began in them goes on, and ends with the next battery all the same', () => {
    const life = new LastMinutes();
    expect(life.isOver(draining, EMPTY_MS - ENDING_MS / 2, true)).toBe(false);
    expect(life.isOver(draining, EMPTY_MS + HOUR_MS, true)).toBe(false);
    expect(life.isOver({ source: 'mains', sinceMs: 0, emptyMs: null }, EMPTY_MS, true)).toBe(false);
    expect(life.isOver(draining, EMPTY_MS - ENDING_MS, true)).toBe(true);
  });
  test('on mains, or where nobody knows how long the battery lasts, nothing ends', () => {
    const life = new LastMinutes();
    for (const known of [null, { ...draining, emptyMs: null }]) {
      expect(life.isOver(known, 100 * EMPTY_MS, true)).toBe(false);
    }
  });
});

describe('batteries of parts', () => {
  test('one that runs low is said once, and over with a new one, not with a warm day', () => {
    const bench = new Bench();
    expect(cell(bench, 3_000, 100)).toEqual([]);
    expect(cell(bench, 2_390, 20)).toEqual(['raised battery-low node-1']);
    expect(cell(bench, 2_380, 20)).toEqual([]);
    expect(cell(bench, 2_500, 40)).toEqual([]);
    expect(cell(bench, 3_050, 100)).toEqual(['cleared battery-low node-1']);
  });
  test('a battery that says 100 % for ever is judged by its voltage, and so is one that says 0 %', () => {
    const bench = new Bench();
    expect(cell(bench, 2_300, 100)).toEqual(['raised battery-low node-1']);
    expect(cell(bench, 2_900, 0, true)).toEqual(['cleared battery-low node-1']);
  });
  test('a part that tells no share knows its own cells', () => {
    expect(judgeBattery({ millivolts: 3_300, percent: null, isLow: true })).toBe('low');
    expect(judgeBattery({ millivolts: 1_900, percent: null, isLow: false })).toBe('well');
  });
  test('without a voltage the share counts, and the part’s own word', () => {
    expect(judgeBattery({ millivolts: null, percent: 14, isLow: false })).toBe('low');
    expect(judgeBattery({ millivolts: null, percent: 20, isLow: false })).toBeNull();
    expect(judgeBattery({ millivolts: null, percent: 80, isLow: true })).toBe('low');
    expect(judgeBattery({ millivolts: 0, percent: 80, isLow: false })).toBe('well');
  });
  test('a device that was taken out takes its battery with it; one that is there does not', () => {
    const node = {
      part: 'reed',
      connector: 'gpio1',
      options: {},
      role: 'sensor',
      mac: null,
      key: null,
    } as const;
    const devices = [{ id: 'node-1', feeds: null, room: null, ...node }];
    for (const [bench, ended] of [
      [new Bench({}, { devices }), []],
      [new Bench(), ['cleared battery-low node-1']],
    ] as const) {
      cell(bench, 2_000, null, true);
      expect(conditions(bench.give(bench.configured))).toEqual(ended);
    }
  });
});

describe('the air of a room', () => {
  test('too cold is said when it has lasted for half an hour, and over a degree above', () => {
    const bench = new Bench();
    expect(air(bench, 15.9)).toEqual([]);
    expect(conditions(bench.pass(30 * MINUTE_MS - 1))).toEqual([]);
    expect(conditions(bench.pass(1))).toEqual(['raised room-too-cold bathroom']);
    expect(air(bench, 16.9)).toEqual([]);
    expect(air(bench, 17)).toEqual(['cleared room-too-cold bathroom']);
  });
  test('a window that is opened and shut is nobody’s business', () => {
    const bench = new Bench();
    for (let time = 0; time < 5; time += 1) {
      expect(air(bench, 12)).toEqual([]);
      expect(conditions(bench.pass(20 * MINUTE_MS))).toEqual([]);
      expect(air(bench, 18)).toEqual([]);
      expect(conditions(bench.pass(HOUR_MS))).toEqual([]);
    }
  });
  test('too hot likewise, by room; humidity and a part in no room say nothing of it', () => {
    const bench = new Bench({}, { climate: { hotC: 30 } });
    air(bench, 31, { room: 'kitchen' });
    air(bench, 99, { quantity: 'humidity' });
    air(bench, 40, { room: null });
    expect(conditions(bench.pass(30 * MINUTE_MS))).toEqual(['raised room-too-hot kitchen']);
    expect(air(bench, 29, { room: 'kitchen' })).toEqual(['cleared room-too-hot kitchen']);
  });
  test('a thermometer that has fallen silent says nothing any more, and begins anew', () => {
    const bench = new Bench();
    air(bench, 10);
    expect(conditions(bench.pass(HOUR_MS))).toEqual(['raised room-too-cold bathroom']);
    expect(conditions(bench.pass(2 * HOUR_MS - 1))).toEqual([]);
    expect(conditions(bench.pass(1))).toEqual(['cleared room-too-cold bathroom']);
    expect(air(bench, 10)).toEqual([]);
    expect(conditions(bench.pass(30 * MINUTE_MS))).toEqual(['raised room-too-cold bathroom']);
  });
  test('a thermometer that is broken says nothing', () => {
    const bench = new Bench();
    for (const value of [-127, 85]) air(bench, value);
    expect(conditions(bench.pass(HOUR_MS))).toEqual([]);
  });
  test('a configuration with other bounds, or without the room, is heeded', () => {
    const bench = new Bench();
    air(bench, 18);
    const { sensors } = bench.policy.home;
    bench.give({ kind: 'config', hash: 'warmer', sensors, climate: { coldC: 20, hotC: 32 } });
    expect(conditions(bench.pass(30 * MINUTE_MS))).toEqual(['raised room-too-cold bathroom']);
    const kitchen = sensors.filter(({ room }) => room === 'kitchen');
    const ended = bench.give({ kind: 'config', hash: 'kitchen', sensors: kitchen });
    expect(conditions(ended)).toContain('cleared room-too-cold bathroom');
    expect(bench.state.conditions.climate.rooms).toEqual([]);
  });
});

test('whatever is told of current, batteries and air, each condition is raised and cleared by turns', () => {
  const fact = fc.oneof(
    fc.record({
      kind: fc.constant('supply' as const),
      source: fc.constantFrom('mains' as const, 'battery' as const),
      minutesLeft: fc.option(fc.integer({ min: 0, max: 2_000 }), { nil: null }),
    }),
    fc.record({
      kind: fc.constant('climate' as const),
      device: fc.constant('node-1'),
      room: fc.constantFrom('bathroom', 'kitchen'),
      quantity: fc.constant('temperature' as const),
      value: fc.double({ min: -40, max: 70, noNaN: true }),
    }),
    fc.record({
      kind: fc.constant('battery' as const),
      device: fc.constantFrom('node-1', 'node-2'),
      percent: fc.option(fc.integer({ min: 0, max: 100 }), { nil: null }),
      millivolts: fc.option(fc.integer({ min: 0, max: 5_000 }), { nil: null }),
      isLow: fc.boolean(),
    }),
  );
  const course = fc.array(fc.tuple(fact, fc.integer({ min: 0, max: 6 * HOUR_MS })), { maxLength: 25 });
  fc.assert(
    fc.property(course, (facts) => {
      const bench = new Bench();
      const open = new Set<string>();
      for (const [each, ms] of facts) {
        for (const said of conditions([...bench.give(each), ...bench.pass(ms)])) {
          const [edge, ...about] = said.split(' ');
          const key = about.join(' ');
          expect(open.has(key), said).toBe(edge !== 'raised');
          if (edge === 'raised') open.add(key);
          if (edge === 'cleared') open.delete(key);
        }
      }
      expect(bench.state.conditions.climate.rooms.length).toBeLessThanOrEqual(2);
    }),
    { numRuns: 60 },
  );
});
