/**
 * The desk alone: what it does when its own link or its own store fails, how it groups, and what it reports.
 *
 * Real desk, real keys, virtual clock; only the wire's other end is held here.
 */
import { expect, test } from 'vitest';
import type { Packet } from '../../agent/ports.ts';
import type { DeskState, Touched } from '../../sim/desk-core.ts';
import { parseEnvelope } from '../../agent/uplink/envelope.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { alertBody, condition, history, record } from '../uplink/hub-packets.ts';
import { keptIn, stagesOf, upTo } from '../uplink/receiver-rig.ts';
import { DeskRig, POLICY } from './desk-rig.ts';

const MINUTE_MS = 60_000;

test('acknowledgements that found no link are told when it is back', async () => {
  const rig = new DeskRig();
  rig.up(record(rig, 'notice', 1, condition));
  await rig.pass(25);
  rig.link(false);
  await rig.pass(10_000);
  expect(upTo(rig, 'notice')).toBe(0);
  rig.link(true);
  await rig.pass(1000);
  expect(upTo(rig, 'notice')).toBe(1);
});

test('acknowledgements that found no link are told by the next process too', async () => {
  const rig = new DeskRig();
  rig.up(record(rig, 'notice', 1, condition));
  await rig.pass(25);
  rig.link(false);
  rig.crash();
  await rig.pass(1000);
  rig.link(true);
  await rig.pass(1000);
  expect(upTo(rig, 'notice')).toBe(1);
});

test('what the broker refuses is told again while the link stands', async () => {
  const rig = new DeskRig();
  rig.refuseNext = 3;
  rig.up(record(rig, 'notice', 1, condition));
  await rig.pass(2000);
  expect(upTo(rig, 'notice')).toBe(0);
  await rig.pass(3000);
  expect(upTo(rig, 'notice')).toBe(1);
  expect(rig.desk.owes()).toBe(false);
});

test('a store that fails acknowledges nothing and forgets what it did not store; then all goes on', async () => {
  let failing = true;
  class Failing extends MemoryDeskStore {
    override commit(state: Readonly<DeskState>, touched: Touched): void {
      if (failing) throw new Error('disk full');
      super.commit(state, touched);
    }
  }
  const rig = new DeskRig({ store: new Failing() });
  rig.up(record(rig, 'alert', 1, alertBody()));
  rig.up(history(rig, 1, 64));
  await rig.pass(10 * MINUTE_MS);
  expect(rig.heard()).toEqual([]);
  expect(rig.actions).toEqual([]);
  expect(rig.desk.report().records).toMatchObject({ alert: 0, history: 0 });
  failing = false;
  rig.up(record(rig, 'alert', 1, alertBody()));
  await rig.pass(10 * MINUTE_MS);
  expect(upTo(rig, 'alert')).toBe(1);
  expect(rig.shown('alert-1')).toBe(1);
  expect(stagesOf(rig, 'alert-1')[0]?.stage).toBe('acknowledged');
});

test('a step of the case manager that met a failing store is taken once the store works', async () => {
  let failing = false;
  class Failing extends MemoryDeskStore {
    override commit(state: Readonly<DeskState>, touched: Touched): void {
      if (failing) throw new Error('disk full');
      super.commit(state, touched);
    }
  }
  const rig = new DeskRig({ store: new Failing() });
  rig.up(record(rig, 'alert', 1, alertBody()));
  await rig.pass(1000);
  failing = true;
  await rig.pass(POLICY.acknowledgeAfterMs ?? 0);
  failing = false;
  await rig.pass(MINUTE_MS);
  expect(stagesOf(rig, 'alert-1')[0]?.stage).toBe('acknowledged');
});

test('history is stored and acknowledged every 64 records or every second, not packet by packet', async () => {
  let commits = 0;
  class Counting extends MemoryDeskStore {
    override commit(state: Readonly<DeskState>, touched: Touched): void {
      if (touched.lanes.size > 0) commits += 1;
      super.commit(state, touched);
    }
  }
  const rig = new DeskRig({ store: new Counting() });
  for (let seq = 1; seq <= 63; seq += 1) rig.up(history(rig, seq, seq));
  await rig.pass(500);
  expect(commits).toBe(0);
  rig.up(history(rig, 64, 64));
  await rig.pass(500);
  expect(commits).toBe(1);
  rig.up(history(rig, 65, 65));
  await rig.pass(1100);
  expect(keptIn(rig, 'history').map((kept) => kept.upTo)).toEqual([64, 65]);
});

test('the patience of the case manager is home time, and a restart does not begin it anew', async () => {
  const rig = new DeskRig();
  rig.up(record(rig, 'alert', 1, alertBody()));
  await rig.pass(40_000);
  rig.crash();
  await rig.pass(19_000);
  expect(stagesOf(rig, 'alert-1')).toEqual([]);
  await rig.pass(2000);
  expect(stagesOf(rig, 'alert-1').map(({ by }) => by)).toEqual(['desk-1']);
});

test('the report is plain JSON and tells of hubs, heartbeats and refusals', async () => {
  const rig = new DeskRig();
  rig.up({ topic: 'anbu/1/seoul/hub-1/alert', payload: '{', qos: 1, retain: false });
  rig.up(record(rig, 'notice', 2, condition));
  await rig.pass(1000);
  const report = rig.desk.report();
  expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  expect(report).toMatchObject({
    records: { notice: 1 },
    gaps: [{ hub: 'hub-1', lane: 'notice', first: 1, last: 1 }],
    duplicatesReceived: 0,
    duplicatesApplied: 0,
    alerts: [],
    lastHeartbeat: null,
    refused: 1,
  });
});

test('what is said to the resident is good for two minutes, a word between machines for an hour', async () => {
  const goodForMs = new Map<string, number>();
  class Reading extends DeskRig {
    override arrived(packet: Packet): void {
      const { payload = '', expiry = 0 } = parseEnvelope(packet.payload) ?? {};
      goodForMs.set(payload.slice(0, 15), Math.round((expiry - this.nowMs()) / MINUTE_MS));
      super.arrived(packet);
    }
  }
  const rig = new Reading();
  rig.up(record(rig, 'alert', 1, alertBody()));
  await rig.pass(3 * MINUTE_MS);
  expect(goodForMs).toEqual(
    new Map([
      ['{"kind":"kept",', 60],
      ['{"kind":"stage"', 2],
    ]),
  );
});
