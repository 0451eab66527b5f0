/**
 * When alerts go out again that a broker took and a receiver never kept.
 * What an old alert has waited already must not be waited by a new one.
 */
import { describe, expect, test } from 'vitest';
import type { Row } from '../../agent/ports.ts';
import type { Alert } from '../../agent/record.ts';
import { alertBody } from './hub-packets.ts';
import { started } from './uplink-rig.ts';
import { UnkeptAlerts } from '../../agent/uplink/unkept-alerts.ts';

const MINUTE_MS = 60_000;
const row = (n: number, over: Partial<Alert> = {}): Row => {
  const at = { boot: 'b', monotonicMs: n, wallMs: n, quality: 'synced', utcOffsetMin: 0 } as const;
  return { n, lane: 'alert', seq: n, entry: { at, body: alertBody(over) } };
};
const journal = {
  readLane: () => [],
  markSent: () => {},
  backlog: () => ({ rows: 1, oldestWallMs: null }),
  durable: () => true,
};
/** Lets `hours` pass with nobody keeping anything; returns when alerts went out again. */
function run(unkept: UnkeptAlerts, fromMs: number, hours: number): number[] {
  const again: number[] = [];
  while (unkept.dueMs <= fromMs + hours * 60 * MINUTE_MS) {
    again.push(unkept.dueMs);
    expect(unkept.due(unkept.dueMs, journal)).toBe(true);
  }
  return again;
}

describe('after a day of an unkept test', () => {
  const day = 24 * 60 * MINUTE_MS;
  const waited = (): UnkeptAlerts => {
    const unkept = new UnkeptAlerts();
    unkept.acknowledged([row(1, { test: true })], 0);
    run(unkept, 0, 24);
    expect(unkept.dueMs - day).toBeGreaterThan(60 * MINUTE_MS);
    return unkept;
  };
  test('a call for help goes out again after 1, 2, 4 … minutes', () => {
    const unkept = waited();
    unkept.acknowledged([row(2)], day);
    expect(run(unkept, day, 1).map((ms) => (ms - day) / MINUTE_MS)).toEqual([1, 3, 7, 15, 31]);
  });
  test('a test does so once, a reminder and a resend change nothing', () => {
    const unkept = waited();
    const before = unkept.dueMs;
    unkept.acknowledged([row(1, { test: true })], day);
    unkept.acknowledged([row(2, { why: 'reminder' })], day);
    expect(unkept.dueMs).toBe(before);
    unkept.acknowledged([row(3, { test: true })], day);
    expect(run(unkept, day, 1)).toEqual([day + MINUTE_MS]);
  });
});

test('a broker that loses what it acknowledged: the new alert is there again within a minute', () => {
  const rig = started();
  rig.broker.set({ losing: true });
  rig.commit(alertBody({ test: true, cause: 'test' }));
  rig.pass(20 * 60 * MINUTE_MS);
  rig.commit(alertBody({ alert: 'alert-2', cause: 'help' }));
  rig.pass(1000);
  rig.broker.set({ losing: false });
  rig.pass(MINUTE_MS);
  expect(rig.on('alert').map(({ data }) => data['alert'])).toContain('alert-2');
});
