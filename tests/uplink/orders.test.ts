/**
 * Orders on their way: from the desk's hand over the wire into the journal and back, with everything that fails.
 *
 * First the uplink alone with real signatures; then a whole hub, its journal and the reference desk.
 */
import { describe, expect, test } from 'vitest';
import type { Packet } from '../../agent/ports.ts';
import type { Fact } from '../../agent/record.ts';
import type { CommandPayload } from '../../agent/uplink/command-verbs.ts';
import { rfc3339 } from '../../agent/uplink/rfc3339.ts';
import { topicOf } from '../../agent/uplink/wire.ts';
import { WITHDRAWN, planned, watched } from '../detector/planned.ts';
import { BOOT_1 } from './hub-packets.ts';
import { DAY_MS, MINUTE_MS, Town } from './town.ts';
import { Rig, key, policy, started } from './uplink-rig.ts';

const COMMAND = { topic: 'command' } as const;

const absence = (rig: Rig, days = 3): CommandPayload => {
  const until = rfc3339(rig.clock.now().wallMs + days * DAY_MS, 540);
  return { kind: 'plan', plan: 'absence', until, by: 'Kim' };
};
const refusals = (rig: Rig): string[] =>
  rig.facts.flatMap((fact: Fact) => (fact.kind === 'refused' ? [fact.why] : []));
const plans = (rig: Rig): Fact[] => rig.facts.filter(({ kind }) => kind === 'plan');

describe('an order at the hub', () => {
  test('is obeyed, answered, and told as a record', () => {
    const rig = started();
    rig.tell(rig.say(absence(rig), COMMAND));
    rig.pass(1000);
    expect(plans(rig)).toHaveLength(1);
    expect(rig.state.plans.absence?.returnMs).toBeGreaterThan(0);
    expect(rig.on('command/result').map(({ data }) => data)).toEqual([
      { keyId: key.keyId, counter: 1, outcome: 'obeyed', why: null, durable: true },
    ]);
    expect(rig.on('notice')[0]?.data).toMatchObject({ kind: 'plan', plan: 'absence', by: 'Kim', counter: 1 });
  });

  test.each<[string, (rig: Rig, good: Packet) => Packet, string]>([
    [
      'one bit bent',
      (_, good) => ({ ...good, payload: good.payload.replace('absence', 'absencf') }),
      'signature-wrong',
    ],
    [
      'sent as an acknowledgement',
      (_, good) => ({ ...good, topic: topicOf(policy, 'ack') }),
      'signature-wrong',
    ],
    [
      'expired',
      (rig, good) => {
        rig.pass(2 * MINUTE_MS);
        return good;
      },
      'envelope-expired',
    ],
    ['too far ahead', (rig) => rig.say(absence(rig, 31), COMMAND), 'time-too-far'],
  ])('%s is refused', (_name, bend, why) => {
    const rig = started();
    rig.tell(bend(rig, rig.say(absence(rig), COMMAND)));
    rig.pass(1000);
    expect(refusals(rig)).toEqual([why]);
    expect(plans(rig)).toEqual([]);
    expect(rig.state.plans.absence).toBeNull();
  });

  test('that comes a second time is obeyed once and answered once', () => {
    const rig = started();
    const order = rig.say(absence(rig), COMMAND);
    rig.tell(order);
    rig.tell(order);
    rig.pass(1000);
    rig.tell(order);
    rig.pass(1000);
    expect(plans(rig)).toHaveLength(1);
    expect(rig.on('command/result')).toHaveLength(1);
    // Behind another: a replay, and said so.
    rig.tell(rig.say({ kind: 'plan-withdrawn', by: 'Kim' }, { ...COMMAND, counter: 40 }));
    rig.tell(rig.say(absence(rig, 4), { ...COMMAND, counter: 39 }));
    rig.pass(1000);
    expect(refusals(rig)).toEqual(['counter-replayed']);
    expect(rig.state.plans.absence).toBeNull();
  });

  test.each<[string, Fact]>([
    ['a plan', { ...planned('absence', 60), keyId: key.keyId, counter: 105 }],
    ['a withdrawal', { ...WITHDRAWN, keyId: key.keyId, counter: 105 }],
    ['a closer watch', { ...watched(60), keyId: key.keyId, counter: 105 }],
  ])('%s that the process before obeyed is not obeyed again', (_name, before) => {
    const rig = new Rig();
    rig.commit(before);
    rig.uplink.start();
    rig.pass(61_000);
    rig.tell(rig.say(absence(rig), { ...COMMAND, counter: 105 }));
    rig.pass(1000);
    expect(refusals(rig)).toEqual(['counter-replayed']);
    expect(plans(rig)).toEqual([]);
  });

  test('refused for want of a clock cannot be sent once more when there is one', () => {
    const rig = started();
    rig.clock.stepWall(0, 'saved');
    const order = rig.say(absence(rig), COMMAND);
    rig.tell(order);
    rig.pass(1000);
    expect(rig.on('command/result').map(({ data }) => [data['outcome'], data['why']])).toEqual([
      ['refused', 'clock-untrusted'],
    ]);
    rig.clock.stepWall(0, 'synced');
    rig.tell({ ...order, payload: order.payload });
    rig.tell(rig.say(absence(rig, 4), { ...COMMAND, counter: 1 }));
    rig.pass(1000);
    expect(plans(rig)).toEqual([]);
    rig.tell(rig.say(absence(rig), COMMAND));
    rig.pass(1000);
    expect(plans(rig)).toHaveLength(1);
  });

  test('is not believed by a clock that was just set, before the loop has seen it', () => {
    const rig = started();
    rig.commit({ kind: 'boot', version: '1', codeHash: '', previous: null, originMs: 0, offMs: null });
    expect(rig.state.time.boot).toBe(BOOT_1);
    rig.clock.stepWall(2 * 60 * MINUTE_MS);
    rig.tell(rig.say(absence(rig), COMMAND));
    rig.pass(1000);
    expect(refusals(rig)).toEqual(['clock-untrusted']);
  });
});

describe('a whole hub and the reference desk', () => {
  test('an absence, ordered once, is kept over kills and excuses until it is overdue', () => {
    const town = new Town();
    town.pass(5000);
    town.leave();
    town.order({ kind: 'plan', plan: 'absence', until: town.in(5), by: 'Kim' });
    town.pass(5000);
    expect(town.results()).toEqual(['obeyed null']);
    const before = structuredClone(town.state.plans);
    town.kill();
    town.pass(5000);
    expect(town.state.plans.absence?.untilWallMs).toBe(before.absence?.untilWallMs);
    town.pass(5 * DAY_MS + 5 * 60 * MINUTE_MS);
    expect(town.inactivities()).toEqual([]);
    town.pass(90 * MINUTE_MS);
    expect(town.inactivities()).toHaveLength(1);
    expect(JSON.stringify(town.inactivities())).toContain('Expected back');
  });

  test.each(['before', 'after'] as const)(
    'killed just %s the commit: nothing is called obeyed that is not, and it is obeyed once',
    (when) => {
      const town = new Town();
      town.pass(5000);
      const order = { kind: 'watch', level: 'raised', until: town.in(5), by: 'Kim' } as const;
      const obeyed = () => town.life.store.read(0, 10_000).filter(({ entry }) => entry.body.kind === 'watch');
      town.order(order);
      town.life.store.dieAtCommit(when);
      const { life } = town;
      town.pass(5000);
      expect(town.life).not.toBe(life);
      town.pass(2 * MINUTE_MS);
      // No result told of the one on disk: its record does.
      expect(town.results()).toEqual([]);
      expect(obeyed()).toHaveLength(when === 'after' ? 1 : 0);
      if (when === 'before') town.order(order);
      town.pass(MINUTE_MS);
      expect(town.state.plans.watchUntilMs).not.toBeNull();
      expect(obeyed()).toHaveLength(1);
      expect(obeyed()[0]).toMatchObject({ lane: 'notice', entry: { body: { level: 'raised', by: 'Kim' } } });
      expect(town.life.hub.backlog('notice')).toBe(0);
    },
  );

  test('an order waits for the link; what cannot be obeyed is said to whoever gave it', () => {
    const town = new Town();
    town.broker.set({ outage: true });
    town.pass(MINUTE_MS);
    for (let times = 0; times < 16; times += 1)
      expect(town.order({ kind: 'plan-withdrawn', by: 'Kim' })).toBe(true);
    expect(town.order({ kind: 'plan-withdrawn', by: 'Kim' })).toBe(false);
    town.pass(MINUTE_MS);
    town.broker.set({ outage: false });
    town.pass(10 * MINUTE_MS);
    expect(town.results()).toContain('obeyed null');
    town.order({ kind: 'plan', plan: 'outing', until: town.in(2), by: 'Kim' });
    town.pass(MINUTE_MS);
    expect(town.results().at(-1)).toBe('refused time-too-far');
    expect(town.desk.owes()).toBe(false);
  });
});
