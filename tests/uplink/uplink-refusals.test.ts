/**
 * A link that flaps and a broker that refuses: what the uplink tells, and that its one alarm never spins.
 * The simulated broker refuses by topic; nothing else is out of order.
 */
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../agent/record.ts';
import { alertBody } from './hub-packets.ts';
import { type Rig, motion, started } from './uplink-rig.ts';

const MINUTE_MS = 60_000;
const deliveries = (rig: Rig): Fact[] => rig.facts.filter(({ kind }) => kind === 'delivery');

describe('a lane the broker refuses', () => {
  test('is told after ten minutes, once, and told over when it is taken', () => {
    const rig = started();
    rig.broker.set({ refusingTopics: ['/alert'] });
    rig.commit(alertBody());
    rig.pass(9 * MINUTE_MS);
    expect(deliveries(rig)).toEqual([]);
    rig.pass(3 * MINUTE_MS);
    const refused = { kind: 'delivery', state: 'refused', lane: 'alert', why: 'publish-refused' };
    expect(deliveries(rig)).toEqual([refused]);
    // A new connection to the same broker changes nothing about it.
    rig.broker.cut('hub');
    rig.pass(60 * MINUTE_MS);
    expect(deliveries(rig)).toEqual([refused]);
    rig.broker.set({ refusingTopics: [] });
    rig.pass(6 * MINUTE_MS);
    expect(deliveries(rig)).toEqual([refused, { kind: 'delivery', state: 'taken', lane: null, why: null }]);
    expect(new Set(rig.on('alert').map(({ id }) => id)).size).toBe(1);
  });
  test('known from the process before is told over when nothing is refused any more', () => {
    const rig = started();
    rig.commit({ kind: 'condition', edge: 'raised', code: 'uplink-refused', subject: 'broker' });
    rig.pass(2 * MINUTE_MS);
    expect(deliveries(rig)).toEqual([{ kind: 'delivery', state: 'taken', lane: null, why: null }]);
  });
  test('for a moment is nobody’s business', () => {
    const rig = started();
    rig.broker.set({ refusingTopics: ['/notice', '/alert'] });
    rig.commit(alertBody());
    rig.pass(5 * MINUTE_MS);
    rig.broker.set({ refusingTopics: [] });
    rig.pass(60 * MINUTE_MS);
    expect(deliveries(rig)).toEqual([]);
  });
  test.each([['/alert'], ['/alert', '/history', '/notice'], ['/history']])(
    'rings no more than its retries and heartbeats (%s …)',
    (...refusingTopics) => {
      const rig = started();
      // An acknowledgement under way for long is where an alarm in the past would ring a thousand times a second.
      rig.broker.set({ refusingTopics });
      for (let times = 0; times < 40; times += 1) rig.commit(motion, alertBody());
      const before = rig.rings;
      rig.pass(30 * MINUTE_MS);
      // 30 heartbeats, at most one ring for each of 25 packets’ retries on their own scale, and the resends.
      expect(rig.rings - before).toBeLessThan(400);
      expect(rig.uplink.dueMs()).toBeGreaterThan(rig.clock.now().monotonicMs);
    },
  );
  test('never asks to be woken in the past while its probe is in the air', () => {
    const rig = started();
    rig.broker.set({ refusingTopics: ['/alert'] });
    rig.commit(alertBody());
    rig.pass(100);
    rig.broker.set({ silent: true });
    rig.pass(1000);
    expect(rig.uplink.inFlight()).toBe(1);
    const before = rig.rings;
    rig.pass(15_000);
    expect(rig.rings - before).toBeLessThan(3);
  });
});

test('a link that flaps for a day leaves a few hundred facts', () => {
  const rig = started();
  for (let times = 0; times < 24 * 60; times += 1) {
    rig.broker.cut('hub', 'client-id-taken');
    rig.pass(MINUTE_MS);
  }
  const links = rig.facts.filter(({ kind }) => kind === 'link');
  expect(links.length).toBeLessThanOrEqual(4 + 24 * 12 + 1);
  expect(links.length).toBeGreaterThan(100);
  const flaps = rig.facts.reduce((sum, fact) => sum + (fact.kind === 'link' ? (fact.flaps ?? 0) : 0), 0);
  expect(flaps).toBeGreaterThan(1000);
});
