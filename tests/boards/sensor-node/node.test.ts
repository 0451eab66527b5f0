/**
 * The sensor node's real firmware in avr8js: what it says when, and that nothing on its wires keeps it from saying it.
 *
 * The law is boards/sensor-node/PROTOCOL.md; frames are read with the hub's codec, which has its own known answers.
 */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readBoot, readEvent, readHeartbeat } from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { writeFrame } from '../../../agent/sensors/drivers/sensor-node/frame.ts';
import { type Bench, FIELD, KITCHEN, NO_COMPILER, SERIAL, openBenches } from './rig.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: Awaited<ReturnType<typeof openBenches>>;
beforeAll(async () => {
  if (NO_COMPILER === null) bench = await openBenches();
});
beforeEach((context) => {
  if (NO_COMPILER !== null) context.skip(`${NO_COMPILER}: the firmware is not run`);
});

const eventsOf = (frames: ReturnType<Bench['heard']>) =>
  frames.filter(({ type }) => type === 'event').map(({ body }) => readEvent(body));
/** A provisioned node whose motion sensor is warm. */
function warm(): Bench {
  const made = bench().start().provision(KITCHEN);
  made.run(MINUTE);
  return made;
}
function move(node: Bench, ms: number): void {
  node.chip.setPin('D', 2, 1);
  node.chip.runFor(ms);
  node.chip.setPin('D', 2, 0);
}

describe('the first words', () => {
  test('power-up: a boot frame, then a heartbeat with what is measured', () => {
    const node = bench();
    node.chip.powerOn();
    const [boot, heartbeat, ...others] = node.run(1000);
    expect(others).toEqual([]);
    expect(boot).toMatchObject({ type: 'boot', address: 0, session: 1, count: 1 });
    expect(readBoot(boot!.body)).toEqual({
      major: 1,
      minor: 0,
      cause: 1,
      serial: SERIAL,
      capabilities: 0x3f,
      levels: 0,
    });
    expect(heartbeat).toMatchObject({ type: 'heartbeat', session: 1, count: 2 });
    const beat = readHeartbeat(heartbeat!.body);
    expect(beat).toMatchObject({ uptime: 0, light: 512, levels: 0, faults: 0, newest: 0, lost: 0 });
    // One step of the converter: 10 mV of the supply, 0.3 °C.
    expect(Math.abs((beat?.battery ?? 0) - 3300)).toBeLessThanOrEqual(10);
    expect(Math.abs((beat?.temperature ?? 0) - 215)).toBeLessThanOrEqual(4);
  });

  test('each start is a session of its own, with its cause: power, reset pin, watchdog', () => {
    const node = bench().start();
    node.chip.reset();
    const [byPin] = node.runFor(1000, 'boot');
    node.chip.hang();
    const [byWatchdog, ...others] = node.runFor(10_000, 'boot');
    expect(others).toEqual([]);
    expect(byPin).toMatchObject({ session: 2, count: 1 });
    expect(readBoot(byPin!.body).cause).toBe(2);
    expect(byWatchdog).toMatchObject({ session: 3, count: 1 });
    expect(readBoot(byWatchdog!.body).cause).toBe(8);
    node.restart();
    expect(node.session).toBe(4);
  });

  test('a measurement beyond the bounds is held at them', () => {
    const node = bench();
    node.chip.setVolts(1, 3.2);
    node.chip.setVolts(0, 5);
    node.chip.powerOn();
    const [hot] = node.runFor(1000, 'heartbeat');
    expect(readHeartbeat(hot!.body)).toMatchObject({ temperature: 850, light: 1023 });
    node.chip.setVolts(1, 0);
    node.chip.reset();
    const [cold] = node.runFor(1000, 'heartbeat');
    expect(readHeartbeat(cold!.body)?.temperature).toBe(-400);
  });
});

describe('heartbeats', () => {
  test('every 56 to 64 s, never two equal waits in a row', () => {
    const node = bench().start();
    const times = node.runFor(HOUR, 'heartbeat').map(({ atMs }) => atMs);
    const waits = times.slice(1).map((atMs, index) => atMs - times[index]!);
    expect(waits.length).toBeGreaterThan(55);
    expect(Math.min(...waits)).toBeGreaterThan(55_900);
    expect(Math.max(...waits)).toBeLessThan(64_100);
    expect(new Set(waits.map(Math.round)).size).toBeGreaterThan(waits.length / 2);
  });

  test('a quiet hour is slept through, and the node knows how well it slept', () => {
    const node = warm();
    const { awakeCycles, cycle } = node.chip;
    const beats = node.runFor(HOUR, 'heartbeat').map(({ body }) => readHeartbeat(body));
    const awake = (node.chip.awakeCycles - awakeCycles) / (node.chip.cycle - cycle);
    expect(awake).toBeLessThan(0.001);
    expect(awake).toBeGreaterThan(0);
    expect(Math.max(...beats.slice(1).map((beat) => beat?.awake ?? 255))).toBe(1);
    expect(beats.at(-1)?.uptime).toBeGreaterThan(3500);
  });
});

describe('events', () => {
  test('motion is told at its edge and once; the movement ends when it was quiet for the hold time', () => {
    const node = warm();
    const fromMs = node.chip.nowMs;
    move(node, 2000);
    const [on] = node.heard('event');
    expect(readEvent(on!.body)).toEqual({ event: 1, what: { channel: 'motion', value: 1 }, age: 0 });
    expect(on!.atMs - fromMs).toBeLessThan(60);
    node.send('ack', 1);
    node.run(5000);
    move(node, 1000);
    expect(eventsOf(node.run(9500))).toEqual([]);
    const [off] = eventsOf(node.run(1000));
    expect(off).toEqual({ event: 2, what: { channel: 'motion', value: 0 }, age: 0 });
  });

  test('a motion sensor that warms up is not believed, unless its power was never off', () => {
    const node = bench().start();
    move(node, 3000);
    expect(eventsOf(node.run(56_000))).toEqual([]);
    node.chip.reset();
    node.run(1000);
    move(node, 3000);
    expect(eventsOf(node.heard())[0]).toEqual({ event: 1, what: { channel: 'motion', value: 1 }, age: 0 });
  });

  test('a door that bounces is one event, and so is a press', () => {
    const node = bench().start();
    for (let bounce = 0; bounce < 21; bounce += 1) {
      node.chip.setPin('D', 3, bounce % 2 === 0 ? 0 : 'floating');
      node.chip.setPin('B', 0, bounce % 2 === 0 ? 0 : 'floating');
      node.chip.runFor(0.7);
    }
    const pressed = eventsOf(node.run(400));
    expect(pressed[0]).toEqual({ event: 1, what: { channel: 'button', value: 1 }, age: 0 });
    node.send('ack', 1);
    const closed = eventsOf(node.run(400));
    expect(closed[0]).toEqual({ event: 2, what: { channel: 'contact', value: 1 }, age: 0 });
    node.send('ack', 2);
    node.run(400);
    node.chip.setPin('D', 3, 'floating');
    node.chip.runFor(20);
    node.chip.setPin('D', 3, 0);
    expect(eventsOf(node.run(2000))).toEqual([]);
  });

  test('is said again after 0.5, 1, 2 … 64 s and a share of up to half, until it is acknowledged', () => {
    const node = bench().start();
    node.chip.setPin('D', 3, 0);
    const told = node.runFor(6 * MINUTE, 'event');
    const waits = told.slice(1).map(({ atMs }, index) => atMs - told[index]!.atMs);
    const planned = [500, 1000, 2000, 4000, 8000, 16_000, 32_000];
    waits.forEach((ms, index) => {
      const share = ms / (planned[index] ?? 64_000);
      expect(share).toBeGreaterThan(0.99);
      expect(share).toBeLessThan(1.51);
    });
    expect(waits.length).toBeGreaterThan(7);
    expect(new Set(told.map(({ count }) => count)).size).toBe(told.length);
    expect(readEvent(told.at(-1)!.body)?.age).toBeGreaterThan(200);
    node.send('ack', 1);
    expect(node.runFor(10 * MINUTE, 'event')).toEqual([]);
    node.send('ack', 1);
    expect(node.run(1000)).toEqual([]);
  });

  test('only the oldest is on the line; a new one lets it be said at once', () => {
    const node = bench().start();
    node.chip.setPin('D', 3, 0);
    node.run(40_000);
    node.chip.setPin('D', 3, 'floating');
    const told = eventsOf(node.run(200));
    expect(told).toMatchObject([{ event: 1 }]);
    node.send('ack', 1);
    expect(eventsOf(node.run(200))).toEqual([{ event: 2, what: { channel: 'contact', value: 0 }, age: 0 }]);
  });

  test('a full ring loses the oldest, and says how many', () => {
    const node = bench().start();
    for (let change = 0; change < 20; change += 1) {
      node.chip.setPin('D', 3, change % 2 === 0 ? 0 : 'floating');
      node.chip.runFor(500);
    }
    node.heard();
    const [oldest] = eventsOf(node.run(MINUTE));
    expect(oldest).toMatchObject({ event: 5, what: { value: 1 } });
    const beat = node.runFor(2 * MINUTE, 'heartbeat').at(-1);
    expect(readHeartbeat(beat!.body)).toMatchObject({ newest: 20, lost: 4 });
    for (let event = 5; event <= 20; event += 1) {
      node.send('ack', event);
      expect(eventsOf(node.run(200)).map((one) => one?.event)).toEqual(event === 20 ? [] : [event + 1]);
    }
  });

  test('a hub that comes back is told who speaks and what waits, once in ten seconds', () => {
    const node = bench().start();
    for (const drive of [0, 'floating', 0] as const) {
      node.chip.setPin('D', 3, drive);
      node.chip.runFor(500);
    }
    node.run(100_000);
    node.send('resume', 1);
    const told = node.run(400);
    expect(told.map(({ type }) => type)).toEqual(['boot', 'event', 'heartbeat']);
    expect(eventsOf(told)).toMatchObject([{ event: 2 }]);
    node.send('resume', 2);
    expect(node.run(8000).map(({ type }) => type)).not.toContain('boot');
    node.run(2000);
    node.send('resume', 0, new Uint8Array(), 0);
    expect(eventsOf(node.run(400))).toMatchObject([{ event: 2 }]);
  });
});

describe('wires that lie', () => {
  test('100 edges a second are a fault, no life; after a calm minute the channel is believed again', () => {
    const node = warm();
    for (let edge = 0; edge < 3000; edge += 1) {
      node.chip.setPin('D', 2, edge % 2 === 0 ? 1 : 0);
      node.chip.runFor(10);
    }
    expect(eventsOf(node.run(100))).toEqual([]);
    const [flooding] = node.runFor(65_000, 'heartbeat');
    expect(readHeartbeat(flooding!.body)?.faults).toBe(1);
    const later = node.run(2 * MINUTE);
    expect(eventsOf(later)).toEqual([]);
    expect(readHeartbeat(later.at(-1)!.body)?.faults).toBe(0);
    move(node, 1000);
    expect(eventsOf(node.heard())[0]).toMatchObject({ event: 1, what: { channel: 'motion', value: 1 } });
  });

  test('a line of 50 kHz noise starves neither heartbeat nor watchdog', () => {
    const node = warm();
    for (let edge = 0; edge < 50_000; edge += 1) {
      node.chip.setPin('D', 3, edge % 2 === 0 ? 0 : 'floating');
      node.chip.runFor(0.02);
    }
    expect(node.chip.resets).toBe(0);
    expect(node.runFor(65_000, 'heartbeat').map(({ body }) => readHeartbeat(body)?.faults)).toContain(2);
  });

  test('garbage of any kind: the next request is answered, and nothing was', () => {
    const node = bench().start().provision(KITCHEN);
    let count = 0;
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 3 }), (chunks) => {
        for (const chunk of chunks) {
          node.chip.receive(chunk);
          node.chip.runFor(chunk.length * 0.27 + 5);
        }
        expect(node.heard().filter(({ type }) => type !== 'heartbeat')).toEqual([]);
        count += 1;
        expect(node.request(count, FIELD.read, [3])).toMatchObject({ request: count, status: 0 });
      }),
      { numRuns: 40 },
    );
    expect(node.chip.resets).toBe(0);
  });

  test('a request cut at any byte is nothing, and the next one whole', () => {
    const node = bench().start().provision(KITCHEN);
    const { address, key } = KITCHEN;
    const header = { type: 'set', address, session: node.session, count: 900 } as const;
    const line = writeFrame(header, Uint8Array.from([FIELD.heartbeat, 30, 0]), key);
    for (let length = 0; length < line.length - 1; length += 1) {
      node.chip.receive(line.subarray(0, length));
      expect(node.runFor(100, 'answer')).toEqual([]);
    }
    node.chip.receive(line);
    expect(node.runFor(800, 'answer')).toHaveLength(1);
  });
});
