/**
 * Whose frames the driver of a sensor node believes: strangers, forgers, recordings, sessions that are over, and a
 * second node with the same address and key. What is refused is counted, and changes nothing else.
 */
import { describe, expect, test } from 'vitest';
import { placeOf } from '../../../../agent/sensors/drivers/sensor-node/state.ts';
import { ADDRESS, FACTORY_KEY, NodeBench, OTHER_KEY, beat, boot, motion, written } from './node-bench.ts';

const MINUTE_MS = 60_000;

describe('who is believed', () => {
  test.each([
    ['a stranger: another address', { address: ADDRESS + 1 }, 'elsewhere'],
    ['a stranger: another key', { key: OTHER_KEY }, 'forged'],
    ['somebody with the key of the factory', { key: FACTORY_KEY }, 'forged'],
    ['a frame from before', { count: 1 }, 'replayed'],
    ['a session from before', { session: 0, count: 99 }, 'replayed'],
  ])('%s: counted, nothing else', (_, other, name) => {
    const bench = new NodeBench().ready();
    const snapshot = bench.running
      .snapshot()
      .replace(/"counts".*/, '')
      .replace(/"rival".*/, '');
    expect(bench.say('event', motion(1), other)).toEqual([]);
    expect(bench.counter(name)).toBe(1);
    expect(
      bench.running
        .snapshot()
        .replace(/"counts".*/, '')
        .replace(/"rival".*/, ''),
    ).toBe(snapshot);
    bench.say('event', motion(1));
    expect(bench.events).toEqual(['motion on']);
  });
  test('strangers and forgers do not keep a dead node alive', () => {
    const bench = new NodeBench().ready();
    const recorded = bench.make('heartbeat', beat());
    bench.line(recorded);
    for (let minute = 0; minute < 5; minute += 1) {
      bench.wait(MINUTE_MS);
      bench.say('heartbeat', beat(), { count: 1_000 + minute, key: OTHER_KEY });
      bench.line(recorded);
    }
    expect(bench.health).toEqual(['lost heartbeat']);
  });
  test.each([
    ['no key', null],
    ['the key of the factory', FACTORY_KEY],
  ])('a device with %s takes nothing, writes nothing, and says so', (_, key) => {
    const bench = new NodeBench(null, key);
    bench.send({ type: 'up', level: null });
    bench.say('event', motion(1), { key: FACTORY_KEY });
    bench.wait(MINUTE_MS);
    expect(bench.health).toEqual(['ok bus', 'lost self-test']);
    expect([bench.events, written(bench.outputs)]).toEqual([[], []]);
    expect(bench.counter('unproven')).toBe(1);
  });
  test('after a restart of the hub, what is on disk is not taken again', () => {
    const bench = new NodeBench({ session: 3, count: placeOf(7, 20) });
    bench.session = 3;
    bench.send({ type: 'up', level: null });
    bench.say('heartbeat', beat({ newest: 7 }), { count: 20 });
    bench.say('event', motion(7), { count: 21 });
    expect(bench.events).toEqual([]);
    expect(written(bench.outputs)).toEqual(['ack 3/7']);
    bench.say('event', motion(8), { count: 22 });
    expect(bench.events).toEqual(['motion on']);
    expect([bench.counter('replayed'), bench.counter('duplicates'), bench.counter('missed')]).toEqual([
      1, 1, 0,
    ]);
  });
  test('a session that is over is over', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    const old = bench.make('event', motion(2));
    bench.session = 2;
    bench.say('boot', boot(8), { count: 1 });
    expect(bench.line(old)).toEqual([]);
    bench.say('event', motion(1), { count: 2 });
    expect(bench.events).toEqual(['motion on', 'motion on']);
    expect(bench.counted).toMatchObject({ restarts: 1, watchdogResets: 1, boots: 1, replayed: 1 });
  });
});

describe('two nodes with one identity', () => {
  const heartbeats = (bench: NodeBench, minutes: number, second: boolean): void => {
    for (let minute = 0; minute < minutes; minute += 1) {
      bench.wait(MINUTE_MS);
      bench.say('heartbeat', beat());
      if (second) bench.say('heartbeat', beat(), { session: 0, count: 500 + bench.nowMs / 1_000 });
    }
  };
  test('are a fault of the device while both speak, and ten minutes longer', () => {
    const bench = new NodeBench().ready();
    heartbeats(bench, 4, true);
    expect(bench.health).toEqual([]);
    heartbeats(bench, 6, true);
    expect(bench.health).toEqual(['lost self-test']);
    expect(bench.counter('conflicts')).toBe(10);
    heartbeats(bench, 9, false);
    expect(bench.health).toEqual(['lost self-test']);
    heartbeats(bench, 2, false);
    expect(bench.health).toEqual(['lost self-test', 'ok self-test']);
  });
  test('a recording of an hour, played in a moment, is no second node; nor is a repeater', () => {
    const bench = new NodeBench().ready();
    const recording: Uint8Array[] = [];
    for (let frame = 0; frame < 60; frame += 1) {
      recording.push(bench.make('heartbeat', beat()));
      bench.line(recording.at(-1) ?? new Uint8Array());
      bench.line(recording.at(-1) ?? new Uint8Array());
    }
    for (const frame of [...recording, ...recording]) bench.line(frame);
    expect(bench.health).toEqual([]);
    expect([bench.counter('replayed'), bench.counter('conflicts')]).toEqual([180, 1]);
  });
  test('a channel that was at fault before is at fault after', () => {
    const bench = new NodeBench().ready();
    bench.say('heartbeat', beat({ faults: 1 }));
    for (let minute = 0; minute < 6; minute += 1) {
      bench.wait(MINUTE_MS);
      bench.say('heartbeat', beat({ faults: 1 }));
      bench.say('heartbeat', beat(), { session: 0, count: minute + 1 });
    }
    for (let minute = 0; minute < 12; minute += 1) {
      bench.wait(MINUTE_MS);
      bench.say('heartbeat', beat({ faults: 1 }));
    }
    expect(bench.health).toEqual([
      'motion lost self-test',
      'lost self-test',
      'ok self-test',
      'motion lost self-test',
    ]);
  });
});

describe('another node in the place of the one before, with its address and key', () => {
  /** Seven events are on disk. */
  const known = (): NodeBench => {
    const bench = new NodeBench({ session: 1, count: placeOf(7, 20) });
    bench.count = 20;
    return bench.ready(beat({ newest: 7 }));
  };
  test.each([
    ['has fewer events than were taken', 'heartbeat', beat({ newest: 6 })],
    ['tells an event before the last', 'event', motion(6)],
  ] as const)('%s: lost, nothing taken, nothing acknowledged', (_, type, body) => {
    const bench = known();
    bench.say(type, body);
    expect(bench.health).toEqual(['lost self-test']);
    for (let event = 1; event <= 9; event += 1) bench.say('event', motion(event));
    bench.keep();
    expect([bench.events, written(bench.outputs)]).toEqual([[], []]);
    expect(bench.counter('replaced')).toBeGreaterThan(0);
  });
  test('is not told to forget anything, however often it is asked to go on', () => {
    const bench = known();
    bench.say('heartbeat', beat({ newest: 2 }));
    bench.send({ type: 'down', why: 'bus-unavailable', detail: 'unplugged' });
    bench.send({ type: 'up', level: null });
    bench.wait(20_000);
    bench.say('heartbeat', beat({ newest: 9 }));
    bench.keep();
    expect(new Set(written(bench.outputs))).toEqual(new Set(['resume 0/0']));
  });
  test('says another serial number in the same session', () => {
    const bench = known();
    bench.say('boot', boot(1, 1));
    bench.say('boot', boot(1, 1));
    expect([bench.health, bench.counter('replaced')]).toEqual([[], 0]);
    bench.say('boot', boot(1, 2));
    expect([bench.health, bench.counter('replaced')]).toEqual([['lost self-test'], 1]);
  });
  test('is taken afresh with a session above the last: counted, and well', () => {
    const bench = known();
    bench.say('boot', boot(1, 1));
    bench.say('heartbeat', beat({ newest: 6 }));
    bench.session = 2;
    bench.say('boot', boot(1, 2), { count: 1 });
    bench.say('event', motion(1), { count: 2 });
    expect(bench.events).toEqual(['motion on']);
    expect(written(bench.keep())).toEqual(['ack 2/1']);
    expect([bench.health, bench.counter('replaced')]).toEqual([['lost self-test', 'ok self-test'], 2]);
  });
  test('with a session below the last is refused, and found as a second node is', () => {
    const bench = known();
    for (let minute = 0; minute < 6; minute += 1) {
      bench.wait(MINUTE_MS);
      bench.say('boot', boot(1, 2), { session: 0, count: minute + 1 });
    }
    expect(bench.health).toContain('lost self-test');
    expect([bench.counter('conflicts'), bench.counter('boots')]).toEqual([6, 0]);
  });
});
