/**
 * A link that hardly is one: 2 kB a second, five seconds there and back, one packet in ten lost. The backlog of a month
 * drains on it, and alerts are raised meanwhile.
 */
import { expect, test } from 'vitest';
import { alertBody } from './hub-packets.ts';
import { HOUR_MS, afterAMonth, keeping } from './month-behind.ts';
import type { Rig } from './uplink-rig.ts';

const ALERTS = 100;
const ALERT_P99_MS_MAX = 30_000;

/** Raises an alert now and then while the backlog drains: how long each took to the desk, ms, sorted. */
function latencies(rig: Rig): number[] {
  const raised: number[] = [];
  while (rig.on('history').length === 0) rig.pass(1000);
  for (let alert = 0; alert < ALERTS; alert += 1) {
    rig.commit(alertBody({ alert: `alert-${alert}` }));
    raised.push(rig.clock.now().monotonicMs);
    rig.pass(9100);
  }
  expect(rig.journal.backlog('history').rows).toBeGreaterThan(0);
  rig.pass(300_000);
  return raised
    .map((ms, alert) => (rig.firstHeardMs.get(`alert-${alert}`) ?? Number.POSITIVE_INFINITY) - ms)
    .sort((one, other) => one - other);
}

test('alerts arrive within half a minute while a month of history drains, and all of it arrives', () => {
  const rig = afterAMonth({});
  keeping(rig);
  const sorted = latencies(rig);
  expect(sorted[Math.ceil(ALERTS * 0.99) - 1]).toBeLessThan(ALERT_P99_MS_MAX);
  for (let hours = 0; hours < 12 && rig.journal.backlog('history').rows > 0; hours += 1) rig.pass(HOUR_MS);
  expect(rig.journal.backlog('history').rows).toBe(0);
  expect(rig.on('history').every(({ historic }) => historic === true)).toBe(true);
});
