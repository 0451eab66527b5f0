/**
 * The desk against the real uplink over a broker that fails in every way it can: in the end nothing is missing and
 * nothing was applied twice. And what the desk does when its own link or its own store fails.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Fact, Lane } from '../../agent/record.ts';
import { type DeskState, type Touched } from '../../sim/desk-core.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { centreKey } from '../../sim/keys.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { alertBody, condition, history, presence, record, reply } from '../uplink/hub-packets.ts';
import { keptIn, stagesOf, upTo } from '../uplink/receiver-rig.ts';
import { DeskHub } from './desk-hub.ts';
import { DeskRig, POLICY } from './desk-rig.ts';

const MINUTE_MS = 60_000;

/** Hub, broker and desk on one clock. */
function district() {
  const clock = new VirtualClock(Date.UTC(2026, 10, 21));
  const broker = new SimulatedBroker({ after: clock.after });
  const key = centreKey('district');
  const store = new MemoryDeskStore();
  const opened = new Map<string, number>();
  const told: Fact[] = [];
  let publisher = broker.client('desk');
  const startDesk = (): Desk => {
    publisher = broker.client('desk');
    const desk = new Desk({
      site: 'seoul',
      publisher,
      store,
      key,
      policy: POLICY,
      home: clock.after,
      link: clock.after,
      nowMs: () => clock.now().wallMs,
      onAction: (action) => {
        if (action.kind !== 'alert' || !action.opened) return;
        opened.set(action.alert, (opened.get(action.alert) ?? 0) + 1);
      },
    });
    desk.start();
    return desk;
  };
  let desk = startDesk();
  const revisions = new Map<string, number>();
  const onFact = (fact: Fact): void => {
    told.push(fact);
    if (fact.kind !== 'desk') return;
    const { alert, stage, by } = fact;
    const revision = (revisions.get(alert) ?? 0) + 1;
    revisions.set(alert, revision);
    hub.append('alert', alertBody({ alert, stage, revision, why: 'desk', by }));
  };
  const hub: DeskHub = new DeskHub({ clock, key, client: () => broker.client('hub-1'), onFact });
  return {
    clock,
    broker,
    hub,
    opened,
    told,
    pass: (ms: number) => clock.advanceTo(clock.now().monotonicMs + ms),
    desk: () => desk,
    crashDesk: () => {
      desk.abandon();
      void publisher.stop();
      desk = startDesk();
    },
  };
}

const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('append' as const),
      lane: fc.nat(4),
      count: fc.integer({ min: 1, max: 90 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 200_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 60 }) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('fault' as const),
      fault: fc.constantFrom('outage', 'refusing', 'silent', 'duplicating', 'losing'),
      on: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('boot', 'crash-desk', 'cut-hub', 'forget') }) },
);

test(
  'whatever the broker does, every record arrives once and every alert is opened once',
  { timeout: 120_000 },
  () => {
    let duplicates = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const world = district();
        let alerts = 0;
        const body = (lane: Lane) => {
          switch (lane) {
            case 'alert':
              alerts += 1;
              return alertBody({ alert: `alert-${alerts}` });
            case 'notice':
              return condition;
            case 'need':
              return reply;
            case 'state':
              return presence;
            case 'history':
              return { kind: 'observation', sensor: 'hall', value: 'on' } as const;
          }
        };
        const lanes = ['alert', 'notice', 'need', 'state', 'history'] as const;
        for (const one of steps) {
          if (one.do === 'append') {
            const lane = lanes[one.lane] ?? 'history';
            for (let at = 0; at < (lane === 'history' ? one.count : 1); at += 1)
              world.hub.append(lane, body(lane));
          } else if (one.do === 'pass') world.pass(one.ms);
          else if (one.do === 'fault') world.broker.set({ [one.fault]: one.on });
          else if (one.do === 'boot') world.hub.boot();
          else if (one.do === 'crash-desk') world.crashDesk();
          else if (one.do === 'cut-hub') world.broker.cut('hub-1');
          else world.broker.forget();
        }
        world.broker.set({
          outage: false,
          refusing: false,
          silent: false,
          duplicating: false,
          losing: false,
        });
        world.pass(3 * 60 * MINUTE_MS);
        const report = world.desk().report();
        duplicates += report.duplicatesReceived;
        expect(report.gaps).toEqual([]);
        expect(report.records).toEqual(world.hub.committed());
        expect(report.duplicatesApplied).toBe(0);
        expect(world.hub.unkept()).toBe(0);
        expect(report.refused).toBe(0);
        expect(report.alerts).toHaveLength(alerts);
        for (const { id, confirmed, stages } of report.alerts) {
          expect(world.opened.get(id)).toBe(1);
          expect(confirmed).toBe('closed');
          expect(stages.map(({ stage }) => stage)).toEqual([
            'acknowledged',
            'dispatched',
            'arrived',
            'closed',
          ]);
        }
        expect(world.told.filter(({ kind }) => kind === 'refused')).toEqual([]);
      }),
      { numRuns: 120 },
    );
    // Otherwise the faults above did not happen.
    expect(duplicates).toBeGreaterThan(0);
  },
);

test('what the broker took and lost at the end of a lane is asked for at the next heartbeat, and comes', () => {
  const world = district();
  world.pass(1000);
  world.hub.append('notice', condition);
  world.pass(1000);
  world.broker.set({ losing: true });
  world.hub.append('notice', condition);
  world.pass(1000);
  world.broker.set({ losing: false });
  expect(world.desk().report().records.notice).toBe(1);
  world.pass(2 * MINUTE_MS);
  expect(world.desk().report().records.notice).toBe(2);
});

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
