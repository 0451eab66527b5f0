/**
 * Three sensor nodes and a hub on one line: emulated nodes, the shipped driver, the wiring, and a disk that commits.
 * What counts is the journal: every event of every node once, in order, whatever the air and the power do.
 */
import { describe, expect, test } from 'vitest';
import type { Driver, Running } from '../../../agent/sensors/driver.ts';
import { sensorNode } from '../../../agent/sensors/drivers/sensor-node/driver.ts';
import { SensorNodeEmulator } from '../../../agent/sensors/drivers/sensor-node/emulator.ts';
import { Flat, IDS, keyOf } from './node-flat.ts';

const MINUTE_MS = 60_000;

describe('three nodes on one line', () => {
  test('all are heard, told apart, and acknowledged', () => {
    const flat = new Flat(1).begin();
    for (let time = 0; time < 20; time += 1) {
      flat.walk(IDS[time % 3] ?? 'hall');
      flat.wait(30_000);
    }
    expect(flat.journalled).toEqual(flat.truth);
    for (const node of flat.nodes.values()) expect(node.waiting).toBe(0);
    expect(flat.count('duplicates')).toBe(0);
    expect(flat.count('elsewhere')).toBeGreaterThan(0);
  });
  test('a press of the node’s button is a call for help, at once and once', () => {
    const flat = new Flat(2).begin();
    flat.node('bath').press();
    flat.wait(1_000);
    flat.node('bed').press();
    flat.wait(MINUTE_MS);
    const replies = flat.hub.journal.filter(({ kind }) => kind === 'reply');
    expect(replies).toEqual([{ kind: 'reply', by: 'pull-cord', meaning: 'help' }]);
  });
  test.each([1, 2, 3, 4, 5])(
    'with 30 % of everything lost, and collisions: each event once, in order (seed %i)',
    (seed) => {
      const flat = new Flat(seed).begin();
      flat.air.lossShare = 0.3;
      for (let time = 0; time < 90; time += 1) {
        // All three at the same moment, every third time.
        for (const id of time % 3 === 0 ? IDS : [IDS[time % 3] ?? 'hall']) flat.walk(id);
        flat.wait(20_000 + Math.floor(flat.unit() * 20_000));
      }
      flat.air.lossShare = 0;
      flat.wait(5 * MINUTE_MS);
      expect(flat.journalled).toEqual(flat.truth);
      expect(flat.air.collisions).toBeGreaterThan(20);
      expect(flat.air.losses).toBeGreaterThan(200);
      expect(flat.count('missed')).toBe(0);
      // Three heartbeats in a row get lost now and then at such a loss; it is said, and taken back.
      for (const id of IDS) expect(flat.health(id).at(-1) ?? 'ok heartbeat').toBe('ok heartbeat');
    },
  );
  test.each([1, 2, 3, 4, 5])(
    'a hub that is killed at any moment, in loss: each event once, in order (seed %i)',
    (seed) => {
      const flat = new Flat(seed).begin();
      flat.air.lossShare = 0.2;
      flat.machine.commitMs = 400;
      let lost = 0;
      for (let time = 0; time < 120; time += 1) {
        for (const id of IDS) if (flat.unit() < 0.5) flat.walk(id);
        flat.wait(Math.floor(flat.unit() * 2_000));
        flat.hub.kill();
        flat.wait(Math.floor(flat.unit() * 40_000));
        flat.hub.start();
        flat.wait(30_000 + Math.floor(flat.unit() * 20_000));
        lost = flat.hub.lost;
      }
      flat.wait(5 * MINUTE_MS);
      expect(flat.journalled).toEqual(flat.truth);
      expect(lost).toBeGreaterThan(20);
      for (const node of flat.nodes.values()) expect(node.waiting).toBe(0);
    },
  );
  test('killed between an event and its commit, and between the commit and its ack', () => {
    for (const commitMs of [100, 1]) {
      const flat = new Flat(9).begin();
      flat.machine.commitMs = commitMs;
      // Told to the hub within 20 ms; the ack is lost with the hub, or on the air.
      flat.node('hall').close();
      flat.air.lossShare = 0;
      flat.wait(30 + 10);
      if (commitMs === 1) flat.air.lossShare = 1;
      flat.wait(10);
      flat.hub.kill();
      expect(flat.hub.observed('hall-door')).toEqual(commitMs === 1 ? ['closed'] : []);
      flat.air.lossShare = 0;
      flat.hub.start();
      flat.wait(5_000);
      expect(flat.hub.observed('hall-door')).toEqual(['closed']);
      expect(flat.node('hall').waiting).toBe(0);
    }
  });
});

describe('a driver that fails', () => {
  test('starts anew after what it counted, and is told again what it had not', () => {
    let isBroken = false;
    const fragile: Driver = {
      ...sensorNode,
      start: (options, identity) => {
        const running = sensorNode.start(options, identity);
        const step: Running['step'] = (input, nowMs) => {
          const outputs = running.step(input, nowMs);
          if (isBroken) throw new Error('a mistake');
          return outputs;
        };
        return { ...running, step };
      },
    };
    const flat = new Flat(10, fragile).begin();
    for (let time = 0; time < 12; time += 1) {
      flat.walk('hall');
      flat.wait(20_000);
      isBroken = time % 3 === 0;
      if (isBroken) flat.walk('bath');
      flat.wait(100);
      isBroken = false;
      flat.wait(20_000);
    }
    flat.wait(5 * MINUTE_MS);
    expect(flat.count('crashes')).toBeGreaterThan(3);
    expect(flat.journalled).toEqual(flat.truth);
    for (const id of IDS) expect(flat.health(id).at(-1)).not.toMatch(/^lost/);
  });
});

describe('a node that fails', () => {
  test('unplugged it is lost, back again it goes on; the others never notice', () => {
    const flat = new Flat(4).begin();
    flat.node('hall').silence(true);
    flat.wait(10 * MINUTE_MS);
    expect(flat.health('hall').slice(-1)).toEqual(['lost heartbeat']);
    flat.node('hall').silence(false);
    flat.wait(2 * MINUTE_MS);
    flat.walk('hall');
    flat.wait(MINUTE_MS);
    expect(flat.health('hall').slice(-2)).toEqual(['lost heartbeat', 'ok heartbeat']);
    expect(flat.journalled).toEqual(flat.truth);
    for (const id of ['bath', 'bed']) expect(flat.health(id)).toEqual([]);
    expect(flat.count('restarts')).toBe(1);
  });
  test('a flood of one channel is the fault of one sensor', () => {
    const flat = new Flat(5).begin();
    flat.node('bed').faults = 1;
    flat.wait(2 * MINUTE_MS);
    expect(flat.health('bed')).toEqual(['lost self-test']);
    expect(flat.health('bed-door')).toEqual([]);
    flat.node('bed').faults = 0;
    flat.wait(2 * MINUTE_MS);
    expect(flat.health('bed')).toEqual(['lost self-test', 'ok self-test']);
  });
  test('a second node with the same address and key is found, and said', () => {
    const flat = new Flat(6).begin();
    const being = {
      nowMs: () => flat.clock.now().monotonicMs,
      key: keyOf('bed'),
      mac: '',
      options: { address: 3 },
    };
    const twin = new SensorNodeEmulator({ after: flat.clock.after, unit: flat.unit }, being);
    flat.air.join(twin.port);
    flat.wait(15 * MINUTE_MS);
    expect(flat.health('bed')).toEqual(['lost self-test']);
    expect(flat.health('hall')).toEqual([]);
    twin.silence(true);
    flat.wait(15 * MINUTE_MS);
    expect(flat.health('bed')).toEqual(['lost self-test', 'ok self-test']);
  });
  test('more than its ring holds while the hub is away: the newest sixteen come, the rest is counted', () => {
    const flat = new Flat(7).begin();
    flat.hub.kill();
    for (let time = 0; time < 20; time += 1) {
      if (time % 2 === 0) flat.node('hall').close();
      else flat.node('hall').open();
      flat.wait(1_000);
    }
    flat.hub.start();
    flat.wait(MINUTE_MS);
    expect(flat.hub.observed('hall-door')).toHaveLength(16);
    expect(flat.count('missed')).toBe(4);
    expect(flat.hub.observed('hall-door').at(-1)).toBe('open');
  });
  test('what waited for ten minutes is told as history: acknowledged, and no reading', () => {
    const flat = new Flat(8).begin();
    flat.hub.kill();
    flat.walk('hall');
    flat.wait(11 * MINUTE_MS);
    flat.hub.start();
    flat.wait(MINUTE_MS);
    expect(flat.hub.observed('hall')).toEqual([]);
    expect(flat.node('hall').waiting).toBe(0);
    expect(flat.count('late')).toBe(3);
  });
});
