/**
 * A link that hardly is one: 2 kB a second, five seconds there and back, one packet in ten lost. The backlog of a month
 * drains on it, and alerts are raised meanwhile.
 */
import { expect, test } from 'vitest';
import { seededUnit } from '../../sim/quiet-ports.ts';
import { alertBody } from './hub-packets.ts';
import { Rig, motion } from './uplink-rig.ts';

const HOUR_MS = 3_600_000;
const HOURS = 24;
const DAYS = 30;
const EVENTS_PER_HOUR = 12;
const ALERTS = 100;
const ALERT_P99_MS_MAX = 30_000;

/** A month without a link, in a home that sends its raw events. */
function afterAMonth(): Rig {
  const unit = seededUnit(3);
  const rig = new Rig({});
  rig.broker.set({ outage: true });
  rig.uplink.start();
  for (let day = 0; day < DAYS; day += 1) {
    for (let hour = 0; hour < HOURS; hour += 1) {
      const events = Array.from({ length: EVENTS_PER_HOUR }, () => ({
        ...motion,
        sensor: `${Math.floor(unit() * 1e6)}`,
      }));
      rig.commit(...events);
      rig.pass(HOUR_MS);
    }
  }
  rig.broker.set({ outage: false });
  return rig;
}

/** The desk keeps what it hears, as it must. */
function keeping(rig: Rig): void {
  let heard = 0;
  const keep = (): void => {
    for (const { event } of rig.heard.slice(heard)) {
      const { lane, boot, id } = event;
      const upTo = Number(id.split(/[/-]/).at(-1));
      if (lane !== undefined) rig.tell(rig.say({ kind: 'kept', lane, boot, upTo }));
    }
    heard = rig.heard.length;
    rig.clock.after(1000, keep);
  };
  rig.clock.after(1000, keep);
}

/** Raises an alert now and then while the backlog drains: how long each took to the desk, ms, sorted. */
function latencies(rig: Rig): number[] {
  const raised: number[] = [];
  while (rig.on('history').length === 0) rig.pass(1000);
  for (let alert = 0; alert < ALERTS; alert += 1) {
    rig.commit(alertBody({ alert: `alert-${alert}` }));
    raised.push(rig.clock.now().monotonicMs);
    rig.pass(13_700);
  }
  expect(rig.journal.backlog('history').rows).toBeGreaterThan(0);
  rig.pass(300_000);
  return raised
    .map((ms, alert) => (rig.firstHeardMs.get(`alert-${alert}`) ?? Number.POSITIVE_INFINITY) - ms)
    .sort((one, other) => one - other);
}

test('alerts arrive within half a minute while a month of history drains, and all of it arrives', () => {
  const rig = afterAMonth();
  keeping(rig);
  const sorted = latencies(rig);
  expect(sorted[Math.ceil(ALERTS * 0.99) - 1]).toBeLessThan(ALERT_P99_MS_MAX);
  for (let hours = 0; hours < 12 && rig.journal.backlog('history').rows > 0; hours += 1) rig.pass(3_600_000);
  expect(rig.journal.backlog('history').rows).toBe(0);
  expect(rig.on('history').every(({ historic }) => historic === true)).toBe(true);
});
