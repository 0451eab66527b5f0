/**
 * The desk against the real uplink over a broker that fails in every way it can: in the end nothing is missing and
 * nothing was applied twice.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Body, Fact, Lane } from '../../agent/record.ts';
import { MemoryDeskStore } from '../../sim/desk-store.ts';
import { Desk } from '../../sim/desk.ts';
import { centreKey } from '../../sim/keys.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { alertBody, condition, presence, reply } from '../uplink/hub-packets.ts';
import { DeskHub } from './desk-hub.ts';
import { POLICY } from './desk-rig.ts';

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

const LANE_OF = ['alert', 'notice', 'need', 'state', 'history'] as const;
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type District = ReturnType<typeof district>;

/** The next record of a lane; each alert is another one. */
function bodyOf(lane: Lane, alert: string): Body {
  switch (lane) {
    case 'alert':
      return alertBody({ alert });
    case 'notice':
      return condition;
    case 'need':
      return reply;
    case 'state':
      return presence;
    case 'history':
      return { kind: 'observation', sensor: 'hall', value: 'on' };
  }
}

/** Plays the steps, then mends everything and waits; returns how many alerts were raised. */
function play(world: District, steps: readonly Step[]): number {
  let alerts = 0;
  for (const one of steps) {
    if (one.do === 'append') {
      const lane = LANE_OF[one.lane] ?? 'history';
      if (lane === 'alert') alerts += 1;
      const count = lane === 'history' ? one.count : 1;
      for (let at = 0; at < count; at += 1) world.hub.append(lane, bodyOf(lane, `alert-${alerts}`));
    } else if (one.do === 'pass') world.pass(one.ms);
    else if (one.do === 'fault') world.broker.set({ [one.fault]: one.on });
    else if (one.do === 'boot') world.hub.boot();
    else if (one.do === 'crash-desk') world.crashDesk();
    else if (one.do === 'cut-hub') world.broker.cut('hub-1');
    else world.broker.forget();
  }
  world.broker.set({ outage: false, refusing: false, silent: false, duplicating: false, losing: false });
  world.pass(3 * 60 * MINUTE_MS);
  return alerts;
}

test('whatever the broker does, every record arrives once and every alert is opened once', () => {
  let duplicates = 0;
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const world = district();
      const alerts = play(world, steps);
      const report = world.desk().report();
      duplicates += report.duplicatesReceived;
      expect(report).toMatchObject({ gaps: [], duplicatesApplied: 0, refused: 0, overflowed: 0 });
      expect(report.records).toEqual(world.hub.committed());
      expect(world.hub.unkept()).toBe(0);
      expect(report.alerts).toHaveLength(alerts);
      for (const { id, confirmed, stages } of report.alerts) {
        expect(world.opened.get(id)).toBe(1);
        expect(confirmed).toBe('closed');
        expect(stages.map(({ stage }) => stage)).toEqual(['acknowledged', 'dispatched', 'arrived', 'closed']);
      }
      // A stage that was held back is refused for its age, and told again; nothing is refused for anything else.
      const refusals = world.told.flatMap((fact) => (fact.kind === 'refused' ? [fact.why] : []));
      expect(refusals.filter((why) => why !== 'envelope-expired')).toEqual([]);
    }),
    { numRuns: 120 },
  );
  // Otherwise the faults above did not happen.
  expect(duplicates).toBeGreaterThan(0);
});

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
