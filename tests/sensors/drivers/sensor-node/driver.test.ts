/**
 * The driver of a sensor node by hand-made frames: what is told, what is acknowledged and when, whose health it is.
 * Who is believed is in `identity.test.ts`. Time passes only in `wait`.
 */
import { describe, expect, test } from 'vitest';
import type { DriverOutput } from '../../../../agent/sensors/driver.ts';
import { writeAnswer, writeEvent } from '../../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { placeOf } from '../../../../agent/sensors/drivers/sensor-node/state.ts';
import { NodeBench, beat, boot, eventsIn, motion, written } from './node-bench.ts';

const MINUTE_MS = 60_000;

describe('events', () => {
  test('each channel and value is its reading; a release is none', () => {
    const bench = new NodeBench().ready();
    const events = [
      writeEvent(1, 'motion', 1, 0),
      writeEvent(2, 'motion', 0, 0),
      writeEvent(3, 'contact', 1, 0),
      writeEvent(4, 'contact', 0, 0),
      writeEvent(5, 'button', 1, 0),
      writeEvent(6, 'button', 0, 0),
    ];
    for (const event of events) bench.say('event', event);
    expect(bench.events).toEqual([
      'motion on',
      'motion off',
      'contact closed',
      'contact open',
      'button pressed',
    ]);
    expect(bench.counter('events')).toBe(6);
  });
  test('an ack is written when it is on disk and not before, and says the newest that is', () => {
    const bench = new NodeBench().ready();
    expect(written(bench.say('event', motion(1)))).toEqual([]);
    bench.wait(5_000);
    expect(written(bench.outputs)).toEqual([]);
    bench.say('event', motion(2));
    expect(written(bench.keep())).toEqual(['ack 1/2']);
    expect(written(bench.keep())).toEqual([]);
  });
  test('an ack never says more than is on disk, and nothing for another session', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    const first = { session: 1, count: placeOf(1, bench.count) };
    bench.say('event', motion(2));
    expect(written(bench.send({ type: 'kept', counter: first }))).toEqual(['ack 1/1']);
    expect(written(bench.send({ type: 'kept', counter: { session: 0, count: placeOf(2, 3) } }))).toEqual([]);
    bench.session = 2;
    bench.say('boot', boot(1), { count: 1 });
    expect(written(bench.send({ type: 'kept', counter: { session: 1, count: placeOf(2, 3) } }))).toEqual([]);
  });
  test('its counter is urgent when it is new, and no other frame’s is', () => {
    const bench = new NodeBench().ready();
    const urgent = (outputs: readonly DriverOutput[]): boolean[] =>
      outputs.flatMap((output) => (output.type === 'counter' ? [output.isUrgent] : []));
    expect(urgent(bench.say('event', motion(1)))).toEqual([true]);
    expect(urgent(bench.say('event', motion(1)))).toEqual([false]);
    expect(urgent(bench.say('event', motion(2, 900)))).toEqual([true]);
    expect(urgent(bench.say('heartbeat', beat()))).toEqual([false]);
    expect(urgent(bench.say('boot', boot(1)))).toEqual([false]);
  });
  test('told again it is no event, is acknowledged again, and only when it is on disk', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    expect(written(bench.say('event', motion(1)))).toEqual([]);
    bench.keep();
    expect(written(bench.say('event', motion(1)))).toEqual(['ack 1/1']);
    expect(bench.events).toEqual(['motion on']);
    expect(bench.counter('duplicates')).toBe(2);
  });
  test('a gap in the numbers is counted', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    bench.say('event', motion(5));
    expect(bench.events).toHaveLength(2);
    expect(bench.counter('missed')).toBe(3);
  });
  test('what a node had told before it was known is not missed; what a new session did not tell is', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(900));
    expect(bench.counter('missed')).toBe(0);
    bench.session = 2;
    bench.say('event', motion(3));
    expect(bench.counter('missed')).toBe(2);
  });
  test('what happened ten minutes ago is history: counted and acknowledged, not read; a call for help is one', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1, 599));
    bench.say('event', motion(2, 600));
    bench.say('event', writeEvent(3, 'button', 1, 65_535));
    expect(bench.events).toEqual(['motion on', 'button pressed']);
    expect(bench.counter('late')).toBe(2);
    expect(written(bench.keep())).toEqual(['ack 1/3']);
  });
  test('a press says how long ago it was, until it is late', () => {
    const bench = new NodeBench().ready();
    const presses = [0, 3, 10].flatMap((age, at) => bench.say('event', writeEvent(at + 1, 'button', 1, age)));
    expect(presses.filter(({ type }) => type === 'press')).toEqual([
      { type: 'press', channel: 'button' },
      { type: 'press', channel: 'button', ageS: 3 },
      { type: 'press', channel: 'button', isLate: true },
    ]);
  });
  test('an event of a kind that is not known is acknowledged, so that those behind it come', () => {
    const bench = new NodeBench().ready();
    bench.say('event', Uint8Array.of(1, 0, 7, 1, 0, 0));
    expect(written(bench.keep())).toEqual(['ack 1/1']);
    bench.say('event', motion(2));
    expect(bench.events).toEqual(['motion on']);
    expect([bench.counter('absurd'), bench.counter('missed')]).toEqual([1, 0]);
  });
});

describe('the position of a door in heartbeats', () => {
  const levels = (outputs: readonly DriverOutput[]): string[] =>
    outputs.flatMap((output) =>
      output.type === 'reading' && output.isLevel === true ? [`${output.channel} ${output.value}`] : [],
    );
  test('is told once when it is another than the last, as a level', () => {
    const bench = new NodeBench();
    bench.send({ type: 'up', level: null });
    expect(levels(bench.say('heartbeat', beat({ levels: 2 })))).toEqual(['contact closed']);
    expect(levels(bench.say('heartbeat', beat({ levels: 7 })))).toEqual([]);
    bench.say('event', writeEvent(1, 'contact', 0, 0));
    expect(levels(bench.say('heartbeat', beat({ newest: 1 })))).toEqual([]);
    expect(levels(bench.say('heartbeat', beat({ newest: 1, levels: 2 })))).toEqual(['contact closed']);
  });
  test('is not told while an event is on its way, nor while it floods; after either it is', () => {
    const bench = new NodeBench().ready();
    expect(levels(bench.say('heartbeat', beat({ newest: 1, levels: 2 })))).toEqual([]);
    expect(levels(bench.say('heartbeat', beat({ faults: 2, levels: 2 })))).toEqual([]);
    bench.say('event', writeEvent(1, 'contact', 1, 900));
    expect(levels(bench.say('heartbeat', beat({ newest: 1, levels: 2 })))).toEqual(['contact closed']);
  });
});

describe('health', () => {
  test('heard, it is well; three missed heartbeats are a loss, any new frame ends it', () => {
    const bench = new NodeBench();
    bench.send({ type: 'up', level: null });
    expect(bench.health).toEqual(['ok bus']);
    bench.say('heartbeat', beat());
    expect(bench.health).toEqual(['ok bus', 'ok heartbeat', 'ok self-test']);
    bench.outputs = [];
    bench.wait(3 * 64_000);
    expect(bench.health).toEqual([]);
    bench.wait(15_000);
    expect(bench.health).toEqual(['lost heartbeat']);
    bench.wait(24 * 60 * MINUTE_MS);
    bench.say('answer', writeAnswer({ request: 1, status: 0, field: 3, value: new Uint8Array() }));
    expect(bench.health).toEqual(['lost heartbeat', 'ok heartbeat']);
    expect([bench.counter('silences'), bench.counter('answers')]).toEqual([1, 1]);
  });
  test('a node that was never heard is lost too', () => {
    const bench = new NodeBench();
    bench.send({ type: 'up', level: null });
    bench.wait(4 * MINUTE_MS);
    expect(bench.health).toEqual(['ok bus', 'lost heartbeat']);
  });
  test('while the bus is away nothing is said of the heartbeat', () => {
    const bench = new NodeBench().ready();
    bench.send({ type: 'down', why: 'bus-unavailable', detail: 'unplugged' });
    bench.wait(60 * MINUTE_MS);
    expect(bench.health).toEqual(['lost bus']);
    bench.send({ type: 'up', level: null });
    bench.wait(2 * MINUTE_MS);
    expect(bench.health).toEqual(['lost bus', 'ok bus']);
    bench.wait(2 * MINUTE_MS);
    expect(bench.health).toEqual(['lost bus', 'ok bus', 'lost heartbeat']);
  });
  test('a channel that floods is at fault, and no other', () => {
    const bench = new NodeBench().ready();
    for (const faults of [0b001, 0b001, 0b101, 0b100, 0, 0b1000_0000])
      bench.say('heartbeat', beat({ faults }));
    expect(bench.health).toEqual([
      'motion lost self-test',
      'button lost self-test',
      'motion ok self-test',
      'button ok self-test',
    ]);
  });
});

describe('resume', () => {
  test('it is asked from what is on disk, until it is heard, four times at most', () => {
    const bench = new NodeBench({ session: 3, count: placeOf(7, 20) });
    bench.send({ type: 'up', level: null });
    bench.wait(10 * MINUTE_MS);
    expect(written(bench.outputs)).toEqual(Array.from({ length: 4 }, () => 'resume 3/7'));
    bench.send({ type: 'down', why: 'bus-unavailable', detail: 'unplugged' });
    bench.send({ type: 'up', level: null });
    bench.outputs = [];
    bench.wait(5_000);
    bench.session = 3;
    bench.say('boot', boot(1), { count: 30 });
    bench.wait(3 * MINUTE_MS);
    expect(written(bench.outputs)).toEqual(['resume 3/7']);
  });
  test('a heartbeat that shows an event which never came asks for it', () => {
    const bench = new NodeBench().ready();
    expect(written(bench.say('heartbeat', beat({ newest: 0 })))).toEqual([]);
    expect(written(bench.say('heartbeat', beat({ newest: 2 })))).toEqual(['resume 0/0']);
  });
});

describe('air and battery', () => {
  const told = (bench: NodeBench, type: 'climate' | 'battery'): readonly unknown[] =>
    bench.outputs.filter((output) => output.type === type);
  const minutes = (bench: NodeBench, values: readonly Parameters<typeof beat>[0][]): void => {
    for (const value of values) {
      bench.wait(MINUTE_MS);
      bench.say('heartbeat', beat(value));
    }
  };
  test('told on a change, else each hour, at most once a minute', () => {
    const bench = new NodeBench().ready();
    minutes(bench, [
      {},
      { temperature: 219 },
      { temperature: 220 },
      { temperature: null },
      { temperature: -400 },
    ]);
    expect(told(bench, 'climate')).toEqual([
      { type: 'climate', quantity: 'temperature', value: 22 },
      { type: 'climate', quantity: 'temperature', value: -40 },
    ]);
    bench.outputs = [];
    minutes(
      bench,
      Array.from({ length: 180 }, () => ({ temperature: -400 })),
    );
    expect(told(bench, 'climate')).toHaveLength(3);
    bench.outputs = [];
    for (let time = 0; time < 100; time += 1)
      bench.say('heartbeat', beat({ temperature: time, battery: 30 * time }));
    expect(told(bench, 'climate').length + told(bench, 'battery').length).toBeLessThanOrEqual(2);
  });
  test('a battery is low from 2.4 V on, and not before it has 0.1 V more again', () => {
    const bench = new NodeBench().ready();
    minutes(bench, [
      { battery: 2_400 },
      { battery: 2_399 },
      { battery: 2_430 },
      { battery: 2_500 },
      { battery: null },
    ]);
    expect(told(bench, 'battery')).toMatchObject([
      { millivolts: 2_400, isLow: false },
      { millivolts: 2_399, isLow: true },
      { millivolts: 2_500, isLow: false },
    ]);
  });
  test('a heartbeat of which one value is impossible tells nothing', () => {
    const bench = new NodeBench().ready();
    const wrong = beat({ faults: 7, newest: 9 });
    new DataView(wrong.buffer).setUint16(8, 2_000, true);
    expect(eventsIn(bench.say('heartbeat', wrong))).toEqual([]);
    expect([bench.health, written(bench.outputs), bench.counter('absurd')]).toEqual([[], [], 1]);
  });
});
