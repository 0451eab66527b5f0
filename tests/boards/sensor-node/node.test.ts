/**
 * The sensor node's real firmware in avr8js: what it says when, and how often.
 *
 * The law is boards/sensor-node/PROTOCOL.md; frames are read with the hub's codec, which has its own known answers.
 */
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readBoot, readEvent, readHeartbeat } from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { FREQUENCY_HZ, NO_COMPILER, SERIAL, addressOf, eventsOf, move, openBenches, warm } from './rig.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let bench: Awaited<ReturnType<typeof openBenches>>;
beforeAll(async () => {
  if (NO_COMPILER === null) bench = await openBenches();
});
beforeEach((context) => {
  if (NO_COMPILER !== null) context.skip(`${NO_COMPILER}: the firmware is not run`);
});

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
    const node = warm(bench);
    const { awakeCycles, cycle } = node.chip;
    const beats = node.runFor(HOUR, 'heartbeat').map(({ body }) => readHeartbeat(body));
    const awake = (node.chip.awakeCycles - awakeCycles) / (node.chip.cycle - cycle);
    expect(awake).toBeLessThan(0.001);
    expect(awake).toBeGreaterThan(0);
    expect(Math.max(...beats.slice(1).map((beat) => beat?.awake ?? 255))).toBe(1);
    expect(beats.at(-1)?.uptime).toBeGreaterThan(3500);
  });
});

test('time goes on, at whatever cycle of a waking the counter wraps', () => {
  const { chip, ear } = warm(bench);
  const wrapCycles = 65_536 * 1024;
  const at = addressOf('wraps') - 0x100;
  const wraps = (): number => chip.memory()[at] ?? -1;
  const step = (ms: number): void => {
    for (const before = wraps(); wraps() === before;) chip.runFor(ms);
  };
  step(1);
  chip.runFor((wrapCycles / FREQUENCY_HZ) * 1000 - 2);
  step(0.001);
  const wrapCycle = chip.cycle;
  for (let turn = 1; turn <= 400; turn += 1) {
    const edgeCycle = wrapCycle + turn * wrapCycles - turn;
    chip.runTo((edgeCycle / FREQUENCY_HZ) * 1000);
    chip.setPin('D', 2, 1);
    chip.runFor(5);
    chip.setPin('D', 2, 0);
  }
  const beats = ear.frames.filter(({ type }) => type === 'heartbeat');
  const { body, atMs } = beats.at(-1)!;
  expect(Math.abs((readHeartbeat(body)?.uptime ?? 0) - (atMs - beats[0]!.atMs) / 1000)).toBeLessThan(3);
});

describe('events', () => {
  test('motion is told at its edge and once; the movement ends when it was quiet for the hold time', () => {
    const node = warm(bench);
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
    node.chip.setPin('D', 3, 0);
    expect(eventsOf(node.run(200))).toEqual([]);
    node.send('ack', 1);
    expect(eventsOf(node.run(200))).toEqual([{ event: 2, what: { channel: 'contact', value: 0 }, age: 0 }]);
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
    // Too soon for an answer, yet an acknowledgement.
    node.send('resume', 2);
    const later = node.run(8000);
    expect(later.map(({ type }) => type)).not.toContain('boot');
    expect(eventsOf(later)[0]).toMatchObject({ event: 3 });
    node.run(2000);
    node.send('resume', 0, new Uint8Array(), 0);
    expect(eventsOf(node.run(400))).toMatchObject([{ event: 3 }]);
  });
});
