/**
 * The uplink against the simulated broker, with the real journal and the real signatures, under virtual time.
 * What is counted here is what a receiver hears, and the facts that entered the loop.
 */
import { describe, expect, test } from 'vitest';
import type { Packet } from '../../agent/ports.ts';
import type { Lane } from '../../agent/record.ts';
import type { AckPayload } from '../../agent/uplink/commands.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import { initialState } from '../../agent/state.ts';
import { DownlinkReader } from '../../agent/uplink/downlink.ts';
import { topicOf } from '../../agent/uplink/wire.ts';
import { BOOT_1, alertBody, condition } from './hub-packets.ts';
import { Rig, key, motion, policy, started } from './uplink-rig.ts';

const kept = (lane: Lane, upTo: number, resend = false): AckPayload => ({
  kind: 'kept',
  lane,
  boot: BOOT_1,
  upTo,
  resend,
});

describe('a connection', () => {
  test('begins with a birth, then what is owed, alerts first', () => {
    const rig = new Rig();
    rig.commit(motion, condition, alertBody());
    rig.uplink.start();
    rig.pass(1000);
    const topics = rig.heard.map(({ topic }) => topic.slice('anbu/1/site/hub/'.length));
    expect(topics).toEqual(['status', 'alert', 'notice', 'history', 'heartbeat']);
    expect(rig.on('status')[0]?.data).toEqual({
      state: 'online',
      boot: BOOT_1,
      version: '1.2.3',
      previous: null,
      protocol: 1,
    });
    expect(rig.uplink.idle()).toBe(true);
    expect(rig.uplink.inFlight()).toBe(0);
  });
  test('is told once per change, however often it fails', () => {
    const rig = new Rig();
    rig.broker.set({ outage: true });
    rig.uplink.start();
    rig.pass(3_600_000);
    rig.broker.set({ outage: false });
    rig.pass(120_000);
    rig.broker.cut('hub');
    rig.pass(120_000);
    expect(rig.facts.map((fact) => (fact.kind === 'link' ? `${fact.state} ${fact.why}` : fact.kind))).toEqual(
      ['down broker-unreachable', 'up null', 'down broker-unreachable', 'up null'],
    );
    expect(rig.state.centre.link.state).toBe('up');
  });
  test('that breaks leaves the last will, and a new one everything not kept', () => {
    const rig = started();
    rig.commit(alertBody(), alertBody({ revision: 1 }));
    rig.pass(1000);
    rig.tell(rig.say(kept('alert', 1)));
    rig.pass(1000);
    rig.broker.cut('hub');
    rig.pass(10_000);
    expect(rig.on('status').map(({ data }) => data['state'])).toEqual(['online', 'offline', 'online']);
    expect(rig.on('alert').map(({ sequence }) => Number(sequence))).toEqual([1, 2, 2]);
    expect(rig.on('alert').map(({ id }) => id)[1]).toBe(rig.on('alert').map(({ id }) => id)[2]);
  });
  test('down for a month: nothing is published, nothing lost, and the backlog is historic', () => {
    const rig = new Rig();
    rig.broker.set({ outage: true });
    rig.uplink.start();
    for (let day = 0; day < 30; day += 1) {
      rig.commit(motion, condition);
      rig.pass(86_400_000);
    }
    expect(rig.uplink.idle()).toBe(false);
    expect(rig.uplink.dueMs()).toBe(Number.POSITIVE_INFINITY);
    rig.broker.set({ outage: false });
    rig.pass(120_000);
    expect(rig.on('notice')).toHaveLength(30);
    expect(rig.on('notice').every(({ historic }) => historic === true)).toBe(true);
    rig.commit(condition);
    rig.pass(1000);
    expect(rig.on('notice').at(-1)?.historic).toBe(false);
  });
  test('ends with a farewell, and reads nothing afterwards', async () => {
    const rig = started();
    const stopping = rig.uplink.stop();
    rig.pass(1000);
    await stopping;
    expect(rig.on('status').map(({ data }) => data['state'])).toEqual(['online', 'offline']);
    rig.commit(alertBody());
    rig.pass(1000);
    expect(rig.on('alert')).toEqual([]);
    expect(rig.uplink.dueMs()).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('the broker', () => {
  test('that never sends a PUBACK still gets everything, again and again, until the receiver keeps it', () => {
    const rig = started();
    rig.broker.set({ silent: true });
    rig.commit(alertBody());
    rig.pass(120_000);
    expect(rig.on('alert').length).toBeGreaterThan(1);
    expect(new Set(rig.on('alert').map(({ id }) => id)).size).toBe(1);
    rig.broker.set({ silent: false });
    rig.tell(rig.say(kept('alert', 1)));
    rig.pass(120_000);
    expect(rig.journal.backlog('alert').rows).toBe(0);
    const before = rig.on('alert').length;
    rig.pass(3_600_000);
    expect(rig.on('alert')).toHaveLength(before);
  });
  test('that loses what it acknowledged gets an alert again after a minute, ever more slowly', () => {
    const rig = started();
    rig.broker.set({ losing: true });
    rig.commit(alertBody());
    rig.pass(3_000);
    rig.broker.set({ losing: false });
    rig.pass(55_000);
    expect(rig.on('alert')).toHaveLength(0);
    rig.pass(5_000);
    expect(rig.on('alert')).toHaveLength(1);
    rig.pass(24 * 3_600_000);
    expect(rig.on('alert').length).toBeGreaterThan(8);
    expect(rig.on('alert').length).toBeLessThan(14);
  });
});

describe('the window', () => {
  test('is never exceeded, and a live alert overtakes a backlog of history', () => {
    const rig = started();
    rig.commit(...Array.from({ length: 5000 }, () => motion));
    let highest = rig.uplink.inFlight();
    rig.commit(alertBody());
    for (let times = 0; times < 200; times += 1) {
      highest = Math.max(highest, rig.uplink.inFlight());
      rig.pass(10);
    }
    expect(highest).toBeLessThanOrEqual(policy.window);
    rig.pass(60_000);
    const order = rig.heard.map(({ topic }) => topic);
    const alertAt = order.indexOf('anbu/1/site/hub/alert');
    const historyAfter = order.slice(alertAt).filter((topic) => topic.endsWith('/history')).length;
    expect(alertAt).toBeGreaterThan(0);
    // 79 packets in all; what was in the window before the alert were twelve.
    expect(historyAfter).toBeGreaterThan(60);
    expect(rig.uplink.idle()).toBe(true);
  });
});

describe('what comes down', () => {
  test('kept lets rows go, and is a sign of the centre', () => {
    const rig = started();
    rig.commit(condition, condition);
    rig.pass(1000);
    expect(rig.journal.backlog('notice').rows).toBe(2);
    rig.tell(rig.say(kept('notice', 2)));
    rig.pass(1000);
    expect(rig.journal.backlog('notice').rows).toBe(0);
    expect(rig.state.centre.counters).toEqual({ [key.keyId]: 1 });
    expect(rig.state.centre.lastHeardMs).not.toBeNull();
  });
  test('kept beyond what ever left is refused: it would let records go unseen', () => {
    const rig = started();
    rig.commit(condition);
    rig.pass(1000);
    rig.tell(rig.say(kept('notice', 2)));
    rig.pass(1000);
    expect(rig.facts.at(-1)).toMatchObject({ kind: 'refused', why: 'kept-beyond' });
    expect(rig.journal.backlog('notice').rows).toBe(1);
  });
  test('kept with a plea to send again does so', () => {
    const rig = started();
    rig.commit(condition, condition, condition);
    rig.pass(1000);
    rig.tell(rig.say(kept('notice', 1, true)));
    rig.pass(1000);
    expect(rig.on('notice').map(({ sequence }) => Number(sequence))).toEqual([1, 2, 3, 2, 3]);
  });
  test('a stage becomes a fact, once, though the broker delivers it twice', () => {
    const rig = started();
    rig.broker.set({ duplicating: true });
    rig.tell(rig.say({ kind: 'stage', alert: 'a', stage: 'dispatched', by: 'Kim', minutes: 20 }));
    rig.pass(1000);
    expect(rig.facts.filter((fact) => fact.kind === 'desk')).toEqual([
      {
        kind: 'desk',
        alert: 'a',
        stage: 'dispatched',
        by: 'Kim',
        minutes: 20,
        outcome: null,
        keyId: key.keyId,
        counter: 1,
      },
    ]);
    expect(rig.kinds()).not.toContain('refused');
  });
  test('an old counter is refused, also right after the new one', () => {
    const rig = started();
    const stage: AckPayload = { kind: 'stage', alert: 'a', stage: 'closed', by: 'Kim' };
    const first = rig.say(stage, { counter: 5 });
    const older = rig.say({ ...stage, by: 'Lee' }, { counter: 4 });
    rig.tell(first);
    rig.tell(older);
    rig.pass(1000);
    expect(rig.facts.filter((fact) => fact.kind === 'desk')).toHaveLength(1);
    expect(rig.facts.at(-1)).toEqual({ kind: 'refused', topic: older.topic, why: 'counter-replayed' });
  });
  test('an old counter is refused though the new one has not reached state yet', () => {
    const rig = started();
    const reader = new DownlinkReader({
      identity: policy,
      signatures: openSignatures(policy.centreKeys),
      instant: () => rig.clock.now(),
      canChange: false,
      state: initialState,
    });
    const stage: AckPayload = { kind: 'stage', alert: 'a', stage: 'closed', by: 'Kim' };
    const read = ({ topic, payload }: Packet): string | undefined => reader.read(topic, payload)?.kind;
    expect(read(rig.say(stage, { counter: 5 }))).toBe('stage');
    expect(read(rig.say({ ...stage, by: 'Lee' }, { counter: 5 }))).toBe('refused');
  });
  test.each([
    ['a moment after the start', 30_000, 5, []],
    ['of several unacknowledged', 30_000, 4, []],
    ['long afterwards', 61_000, 5, ['counter-replayed']],
    ['far older than any in flight', 30_000, 5 - 16, ['counter-replayed']],
  ])('what the process before obeyed, said again %s', (_, afterMs, counter, refused) => {
    const rig = new Rig();
    const obeyed = { alert: 'a', stage: 'closed', by: 'Kim', minutes: null, outcome: null } as const;
    rig.commit({ kind: 'desk', ...obeyed, keyId: key.keyId, counter: 105 });
    rig.uplink.start();
    rig.pass(afterMs);
    rig.tell(rig.say({ kind: 'stage', alert: 'a', stage: 'closed', by: 'Kim' }, { counter: 100 + counter }));
    rig.pass(1000);
    expect(rig.facts.flatMap((fact) => (fact.kind === 'refused' ? [fact.why] : []))).toEqual(refused);
    expect(rig.kinds()).not.toContain('desk');
  });
  test('a command is answered: unsupported, and why', () => {
    const rig = started();
    rig.tell(rig.say(kept('alert', 0), { topic: 'command' }));
    rig.pass(1000);
    expect(rig.on('command/result')[0]?.data).toEqual({
      keyId: key.keyId,
      counter: 1,
      outcome: 'unsupported',
      why: 'command-unsupported',
    });
    expect(rig.facts.at(-1)).toMatchObject({ kind: 'refused', why: 'command-unsupported' });
  });
  test('a flood of rubbish is counted, not recorded', () => {
    const rig = started();
    for (let times = 0; times < 500; times += 1) {
      rig.tell({ topic: topicOf(policy, 'ack'), payload: `rubbish ${times}`, qos: 1, retain: false });
    }
    rig.pass(61_000);
    expect(rig.facts.filter((fact) => fact.kind === 'refused')).toHaveLength(6);
    expect(rig.on('heartbeat').at(-1)?.data).toMatchObject({ refused: 500, refusedUnrecorded: 494 });
  });
});

test('the heartbeat says how the hub itself is, at its interval', () => {
  const rig = started();
  // A wish of the resident is the case manager's alone, and not counted.
  rig.commit(condition, { kind: 'condition', edge: 'raised', code: 'in-peace', subject: 'home' });
  rig.pass(3 * policy.heartbeatMs);
  expect(rig.on('heartbeat')).toHaveLength(4);
  const told = rig.on('heartbeat').at(-1)?.data;
  expect(rig.on('heartbeat').at(-1)?.boot).toBe(BOOT_1);
  expect(told).toMatchObject({ durable: true, timeQuality: 'synced', openConditions: 1 });
  expect(told).toMatchObject({ card: { bytes: 0, monthsLeft: null } });
  // A lane in which nothing waits is not named.
  const backlog = told?.['backlog'];
  expect(backlog).toMatchObject({ notice: { rows: 1, sent: { boot: BOOT_1, seq: 1 } } });
  expect(backlog).not.toHaveProperty('alert');
});
