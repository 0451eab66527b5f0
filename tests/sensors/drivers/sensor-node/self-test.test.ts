/**
 * Faults of a sensor node that its heartbeats hide: when the driver calls its self-test lost, and when well again.
 * Time passes only in `wait`; each minute has one heartbeat.
 */
import { describe, expect, test } from 'vitest';
import { writeEvent } from '../../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { NodeBench, beat, boot, motion, written } from './node-bench.ts';

const MINUTE_MS = 60_000;

/** A heartbeat each minute. */
function minutes(bench: NodeBench, count: number, told: Parameters<typeof beat>[0] = {}): void {
  for (let minute = 0; minute < count; minute += 1) {
    bench.wait(MINUTE_MS);
    bench.say('heartbeat', beat(told));
  }
}

describe('a node that does not hear', () => {
  test('has more events than it tells: lost after three heartbeats, well when it has caught up', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    bench.keep();
    minutes(bench, 3, { newest: 3 });
    expect(bench.health).toEqual([]);
    minutes(bench, 60, { newest: 3 });
    expect(bench.health).toEqual(['lost self-test']);
    bench.say('event', motion(2));
    bench.say('event', motion(3));
    minutes(bench, 1, { newest: 3 });
    expect(bench.health).toEqual(['lost self-test', 'ok self-test']);
  });
  test('tells its only event again and again, although it is on disk', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    bench.keep();
    for (let time = 0; time < 6; time += 1) {
      expect(written(bench.say('event', motion(1, 60 * time)))).toEqual(['ack 1/1']);
      minutes(bench, 1, { newest: 1 });
    }
    expect(bench.health).toEqual(['lost self-test']);
    minutes(bench, 3, { newest: 1 });
    expect(bench.health).toEqual(['lost self-test', 'ok self-test']);
  });
  test('is found although its full ring lets a new one move up at each event', () => {
    const bench = new NodeBench().ready();
    for (let event = 1; event <= 30; event += 1) {
      bench.say('event', motion(event));
      bench.keep();
      minutes(bench, 1, { newest: event + 15, lost: event });
    }
    expect(bench.health).toEqual(['lost self-test']);
    expect(bench.counter('lost')).toBe(30);
  });
  test.each([
    ['is slow to catch up', (event: number) => ({ newest: event + 10 })],
    ['has told everything', (event: number) => ({ newest: event })],
  ])('is not one that %s', (_, told) => {
    const bench = new NodeBench().ready();
    for (let event = 1; event <= 30; event += 1) {
      bench.say('event', motion(event));
      bench.keep();
      bench.say('event', motion(event));
      minutes(bench, 1, told(event));
    }
    minutes(bench, 10, { newest: 30 });
    expect(bench.health).toEqual([]);
  });
  test('is not one that waits for a hub whose disk is full', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    minutes(bench, 60, { newest: 3 });
    expect(bench.health).toEqual([]);
    bench.keep();
    minutes(bench, 3, { newest: 3 });
    expect(bench.health).toEqual([]);
    minutes(bench, 1, { newest: 3 });
    expect(bench.health).toEqual(['lost self-test']);
  });
});

describe('a motion detector that is stuck', () => {
  test('is lost after half an hour of high, alone, and well when it falls', () => {
    const bench = new NodeBench().ready();
    bench.say('event', motion(1));
    minutes(bench, 30, { levels: 1, newest: 1 });
    expect(bench.health).toEqual([]);
    minutes(bench, 300, { levels: 1, newest: 1 });
    expect(bench.health).toEqual(['motion lost self-test']);
    minutes(bench, 1, { newest: 1 });
    expect(bench.health).toEqual(['motion lost self-test', 'motion ok self-test']);
    expect(bench.events).toEqual(['motion on']);
  });
  test('is well at its event too, before the next heartbeat', () => {
    const bench = new NodeBench().ready();
    minutes(bench, 40, { levels: 1 });
    bench.say('event', writeEvent(1, 'motion', 0, 0));
    expect(bench.health).toEqual(['motion lost self-test', 'motion ok self-test']);
  });
  test('is not one before which somebody comes and goes, although each heartbeat finds it high', () => {
    const bench = new NodeBench().ready();
    for (let event = 1; event <= 120; event += 2) {
      bench.say('event', writeEvent(event, 'motion', 0, 0));
      bench.say('event', motion(event + 1));
      minutes(bench, 5, { levels: 1, newest: event + 1 });
    }
    expect(bench.health).toEqual([]);
  });
  test('is at fault until it neither floods nor is stuck', () => {
    const bench = new NodeBench().ready();
    minutes(bench, 40, { levels: 1, faults: 1 });
    minutes(bench, 1, { levels: 1 });
    expect(bench.health).toEqual(['motion lost self-test']);
    minutes(bench, 1);
    expect(bench.health).toEqual(['motion lost self-test', 'motion ok self-test']);
  });
});

describe('a node that its watchdog resets', () => {
  const WATCHDOG = 8;
  const reset = (bench: NodeBench, cause = WATCHDOG): void => {
    bench.session += 1;
    bench.count = 0;
    bench.say('boot', boot(cause));
    bench.say('heartbeat', beat());
  };
  test('more than three times in an hour is lost, until an hour passed without', () => {
    const bench = new NodeBench().ready();
    for (let time = 0; time < 3; time += 1) {
      reset(bench);
      minutes(bench, 15);
    }
    expect(bench.health).toEqual([]);
    reset(bench);
    expect(bench.health).toEqual(['lost self-test']);
    minutes(bench, 40);
    reset(bench);
    minutes(bench, 59);
    expect(bench.health).toEqual(['lost self-test']);
    minutes(bench, 1);
    expect(bench.health).toEqual(['lost self-test', 'ok self-test']);
    expect(bench.counter('watchdogResets')).toBe(5);
  });
  test('without end is one fault, and takes no more memory', () => {
    const bench = new NodeBench().ready();
    for (let time = 0; time < 5_000; time += 1) {
      bench.wait(9_000);
      reset(bench);
    }
    expect(bench.health).toEqual(['lost self-test']);
    expect(bench.running.snapshot().length).toBeLessThan(3_000);
  });
  test('now and then is not, nor one that is switched on and off, nor one that says its cause again', () => {
    const bench = new NodeBench().ready();
    for (let time = 0; time < 10; time += 1) {
      reset(bench);
      minutes(bench, 20);
    }
    for (let time = 0; time < 10; time += 1) reset(bench, 1);
    for (let time = 0; time < 10; time += 1) bench.say('boot', boot(WATCHDOG));
    expect(bench.health).toEqual([]);
    expect(bench.counter('watchdogResets')).toBe(10);
  });
});

test('what the node has lost is counted, in each session anew', () => {
  const bench = new NodeBench().ready();
  minutes(bench, 3, { lost: 4 });
  minutes(bench, 1, { lost: 5 });
  bench.session = 2;
  minutes(bench, 2, { lost: 2 });
  minutes(bench, 9, { lost: 255 });
  expect(bench.counter('lost')).toBe(5 + 255);
  expect(bench.health).toEqual([]);
});
