/**
 * The tracker: each fault is said once, again when its owner is late, and once when it is mended.
 * The daily test alert is here too: what it is for is the condition that follows when nobody takes it.
 */
import { expect, test } from 'vitest';
import { CONDITION_ROWS, OVERDUE_REPEAT_MS, OVERDUE_TO } from '../../agent/health/conditions.ts';
import { type Body, CONDITIONS } from '../../agent/record.ts';
import { LINK_HELD_MS } from '../../agent/uplink/centre.ts';
import { Bench, HOUR_MS, MINUTE_MS, SECOND_MS, briefs } from '../checkon/bench.ts';

const DAY_MS = 24 * HOUR_MS;

function conditions(bodies: readonly Body[]): string[] {
  return briefs(bodies).filter((line) => line.startsWith('condition'));
}
/** Starts the process, and its link. */
function start(bench: Bench): void {
  bench.restart(0);
  bench.give({ kind: 'link', state: 'up', why: null });
}
function lose(bench: Bench, sensor: string, why: 'heartbeat' | 'contradiction'): Body[] {
  return bench.give({ kind: 'sensor-health', sensor, health: 'lost', why });
}
function mend(bench: Bench, sensor: string, why: 'heartbeat' | 'contradiction'): Body[] {
  return bench.give({ kind: 'sensor-health', sensor, health: 'ok', why });
}

test('every condition has an owner, a remedy in both languages, and time to act', () => {
  expect(Object.keys(CONDITION_ROWS)).toStrictEqual([...CONDITIONS]);
  for (const { title, remedy, cleared, dueMs } of Object.values(CONDITION_ROWS)) {
    for (const { en, ko } of [title, remedy, cleared]) {
      expect(en.length).toBeGreaterThan(5);
      expect(ko).toMatch(/[가-힣]/);
    }
    expect(dueMs).toBeGreaterThan(HOUR_MS);
  }
});

test('a lost sensor is said once, whatever is known against it, and cleared once', () => {
  const bench = new Bench();
  expect(conditions(lose(bench, 'pir-kitchen', 'heartbeat'))).toStrictEqual([
    'condition raised sensor-lost pir-kitchen',
  ]);
  expect(conditions(lose(bench, 'pir-kitchen', 'heartbeat'))).toStrictEqual([]);
  expect(conditions(lose(bench, 'pir-kitchen', 'contradiction'))).toStrictEqual([
    'condition raised sensor-contradicted pir-kitchen',
  ]);
  expect(conditions(mend(bench, 'pir-kitchen', 'heartbeat'))).toStrictEqual([
    'condition cleared sensor-lost pir-kitchen',
  ]);
  expect(conditions(mend(bench, 'pir-kitchen', 'heartbeat'))).toStrictEqual([]);
});

test('a broken button sees nobody, and is somebody’s to mend all the same', () => {
  const bench = new Bench();
  expect(conditions(lose(bench, 'button-living', 'heartbeat'))).toStrictEqual([
    'condition raised sensor-lost button-living',
  ]);
  expect(conditions(lose(bench, 'button-living', 'heartbeat'))).toStrictEqual([]);
  expect(conditions(mend(bench, 'button-living', 'heartbeat'))).toStrictEqual([
    'condition cleared sensor-lost button-living',
  ]);
});

test('a sensor taken out of the home takes its condition with it', () => {
  const bench = new Bench();
  lose(bench, 'pir-kitchen', 'heartbeat');
  const sensors = bench.state.home.sensors.filter(({ id }) => id !== 'pir-kitchen');
  expect(conditions(bench.give({ kind: 'config', hash: 'without', sensors }))).toStrictEqual([
    'condition cleared sensor-lost pir-kitchen',
  ]);
});

test('what nobody mends is overdue once, and then once a day', () => {
  const bench = new Bench();
  lose(bench, 'pir-kitchen', 'heartbeat');
  const { dueMs } = CONDITION_ROWS['sensor-lost'];
  expect(conditions(bench.pass(dueMs - 1))).toStrictEqual([]);
  expect(conditions(bench.pass(1))).toStrictEqual(['condition overdue sensor-lost pir-kitchen']);
  expect(conditions(bench.pass(3 * OVERDUE_REPEAT_MS))).toHaveLength(3);
});

test('what its owner lets lie becomes the next one’s, to and fro, over a restart too', () => {
  const bench = new Bench();
  const whose = (bodies: readonly Body[]) =>
    bodies.flatMap((body) =>
      body.kind === 'condition' && body.code === 'sensor-lost' ? [[body.edge, body.owner, body.dueMs]] : [],
    );
  const { dueMs } = CONDITION_ROWS['sensor-lost'];
  expect(whose(lose(bench, 'pir-kitchen', 'heartbeat'))).toStrictEqual([['raised', 'technician', dueMs]]);
  expect(whose(bench.pass(dueMs))).toStrictEqual([['overdue', 'operator', OVERDUE_REPEAT_MS]]);
  expect(whose(bench.pass(OVERDUE_REPEAT_MS))).toStrictEqual([
    ['overdue', 'case-manager', OVERDUE_REPEAT_MS],
  ]);
  const restarted = bench.restart(0);
  expect(whose(restarted)).toStrictEqual([]);
  expect(whose(bench.pass(OVERDUE_REPEAT_MS))).toStrictEqual([['overdue', 'operator', OVERDUE_REPEAT_MS]]);
  expect(whose(mend(bench, 'pir-kitchen', 'heartbeat'))).toStrictEqual([['cleared', undefined, undefined]]);
});

test('nobody is the one to whom their own neglect goes', () => {
  for (const [owner, next] of Object.entries(OVERDUE_TO)) expect(next).not.toBe(owner);
  // The resident mends nothing: whatever is left to them comes to somebody who can.
  expect(Object.values(OVERDUE_TO)).not.toContain('resident');
});

test('a home that cannot be seen is said after its bound, and when sight comes back', () => {
  const bench = new Bench();
  for (const sensor of ['pir-kitchen', 'pir-bathroom', 'lamp-hall']) lose(bench, sensor, 'heartbeat');
  expect(conditions(bench.pass(CONDITION_ROWS.blind.boundMs - 1))).toStrictEqual([]);
  expect(conditions(bench.pass(1))).toStrictEqual(['condition raised blind home']);
  expect(conditions(mend(bench, 'pir-kitchen', 'heartbeat'))).toContain('condition cleared blind home');
});

test('a short loss of the link or of the time is nobody’s business', () => {
  const bench = new Bench();
  bench.quality = 'saved';
  bench.give({ kind: 'clock', stepMs: 0 });
  bench.give({ kind: 'link', state: 'down', why: 'broker-unreachable' });
  expect(conditions(bench.pass(14 * MINUTE_MS))).toStrictEqual([]);
  bench.quality = 'synced';
  bench.give({ kind: 'clock', stepMs: 0 });
  bench.give({ kind: 'link', state: 'up', why: null });
  expect(conditions(bench.pass(HOUR_MS))).toStrictEqual([]);
});

test('a long one is, until it is over', () => {
  const bench = new Bench();
  bench.quality = 'saved';
  bench.give({ kind: 'clock', stepMs: 0 });
  bench.give({ kind: 'link', state: 'down', why: 'broker-unreachable' });
  expect(conditions(bench.pass(15 * MINUTE_MS))).toStrictEqual([
    'condition raised clock-untrusted clock',
    'condition raised link-down link',
  ]);
  bench.quality = 'synced';
  expect(conditions(bench.give({ kind: 'clock', stepMs: 0 }))).toStrictEqual([
    'condition cleared clock-untrusted clock',
  ]);
  expect(conditions(bench.give({ kind: 'link', state: 'up', why: null }))).toStrictEqual([]);
  expect(conditions(bench.pass(LINK_HELD_MS - 1))).toStrictEqual([]);
  expect(conditions(bench.pass(1))).toStrictEqual(['condition cleared link-down link']);
});

test('a link that comes and goes is a link that is down, said once until it has held', () => {
  const bench = new Bench();
  const said: Body[] = [];
  const flap = (): void => {
    said.push(...bench.give({ kind: 'link', state: 'up', why: null }), ...bench.pass(3 * SECOND_MS));
    said.push(...bench.give({ kind: 'link', state: 'down', why: 'broker-unreachable' }));
    said.push(...bench.pass(17 * SECOND_MS));
  };
  for (let times = 0; times < 3 * 60; times += 1) flap();
  expect(conditions(said)).toStrictEqual(['condition raised link-down link']);
  bench.give({ kind: 'link', state: 'up', why: null });
  expect(conditions(bench.pass(LINK_HELD_MS))).toStrictEqual(['condition cleared link-down link']);
});

test('another under our name three times in an hour is told, and over after a day without', () => {
  const bench = new Bench();
  const push = (): string[] => {
    const lost = bench.give({ kind: 'link', state: 'down', why: 'client-id-taken' });
    bench.give({ kind: 'link', state: 'up', why: null });
    return conditions([...lost, ...bench.pass(15 * MINUTE_MS)]);
  };
  expect([...push(), ...push()]).toStrictEqual([]);
  expect(push()).toStrictEqual(['condition raised identity-conflict hub']);
  expect(push()).toStrictEqual([]);
  expect(conditions(bench.pass(25 * HOUR_MS))).toContain('condition cleared identity-conflict hub');
  bench.give({ kind: 'link', state: 'down', why: 'broker-unreachable' });
  bench.give({ kind: 'link', state: 'up', why: null });
  expect([...push(), ...push()]).toStrictEqual([]);
});

test('a broker that refuses what we send is its operator’s to mend', () => {
  const bench = new Bench();
  const refused = { kind: 'delivery', state: 'refused', lane: 'alert', why: 'publish-refused' } as const;
  expect(conditions(bench.give(refused))).toStrictEqual(['condition raised uplink-refused broker']);
  expect(conditions(bench.give(refused))).toStrictEqual([]);
  expect(conditions(bench.give({ kind: 'delivery', state: 'taken', lane: null, why: null }))).toStrictEqual([
    'condition cleared uplink-refused broker',
  ]);
});

test('a journal that cannot be written, and damage that was moved aside', () => {
  const bench = new Bench();
  const failing = { kind: 'store', state: 'failing', why: 'journal-full', dropped: 0 } as const;
  expect(conditions(bench.give(failing))).toStrictEqual(['condition raised journal-unwritable journal']);
  expect(conditions(bench.give(failing))).toStrictEqual([]);
  expect(conditions(bench.give({ ...failing, state: 'ok', why: null }))).toStrictEqual([
    'condition cleared journal-unwritable journal',
  ]);
  const { state } = bench;
  const trouble = ['journal-quarantined', 'learning-lost'] as const;
  const version = { version: 'bench', codeHash: 'bench', previous: null };
  const boot = { kind: 'boot', ...version, originMs: state.time.originMs, offMs: null, trouble } as const;
  expect(conditions(bench.give(boot))).toStrictEqual([
    'condition raised journal-quarantined journal',
    'condition raised learning-lost journal',
  ]);
});

test('forged commands are said once however many come, and are over after a day without', () => {
  const bench = new Bench();
  const refused = { kind: 'refused', topic: 'command', why: 'signature-wrong' } as const;
  expect(conditions(bench.give(refused))).toStrictEqual(['condition raised commands-refused centre']);
  bench.pass(20 * HOUR_MS);
  expect(conditions(bench.give(refused))).toStrictEqual([]);
  expect(conditions(bench.pass(20 * HOUR_MS))).toStrictEqual(['condition overdue commands-refused centre']);
  expect(conditions(bench.pass(4 * HOUR_MS))).toStrictEqual(['condition cleared commands-refused centre']);
});

test('a speaker that fails is said, and heard again when it speaks', () => {
  const bench = new Bench();
  const speech = { kind: 'speech', utterance: 'u', outcome: 'failed' } as const;
  expect(conditions(bench.give({ ...speech, why: 'speech-expired' }))).toStrictEqual([]);
  expect(conditions(bench.give({ ...speech, why: 'audio-no-device' }))).toStrictEqual([
    'condition raised speaker-failed speaker',
  ]);
  expect(conditions(bench.give({ ...speech, outcome: 'spoken', why: null }))).toStrictEqual([
    'condition cleared speaker-failed speaker',
  ]);
});

test('the first test alert comes while the technician is there; unanswered, nobody is listening', () => {
  const bench = new Bench();
  start(bench);
  const first = bench.pass(MINUTE_MS);
  expect(first).toMatchObject([{ kind: 'alert', cause: 'test', test: true, stage: 'raised' }]);
  const { testWaitMs } = bench.policy.checkon;
  expect(conditions(bench.pass(testWaitMs - 1))).toStrictEqual([]);
  expect(conditions(bench.pass(1))).toStrictEqual(['condition raised nobody-listening desk']);
  expect(conditions(bench.desk('test', 'acknowledged'))).toStrictEqual([
    'condition cleared nobody-listening desk',
  ]);
  expect(bench.state.checkon.alerts).toStrictEqual([]);
});

test('a test that is acknowledged is over, says nothing, and comes again the next day at its hour', () => {
  const bench = new Bench();
  start(bench);
  const days: string[] = [];
  for (let minute = 0; minute < 5 * 24 * 60; minute += 1) {
    for (const body of bench.pass(60 * SECOND_MS)) {
      expect(body.kind).toBe('alert');
      days.push(new Date(bench.now.localMs).toISOString().slice(8, 13));
      bench.desk('test', 'acknowledged');
    }
  }
  // Installed at 17:00; then 10:00 local each day.
  expect(days).toStrictEqual(['02T17', '03T10', '04T10', '05T10', '06T10', '07T10']);
});

test('without a trusted clock the test comes every 24 hours, and one nobody acknowledged makes room', () => {
  const bench = new Bench();
  bench.quality = 'none';
  bench.restart(null);
  const tests = bench.pass(3 * DAY_MS + MINUTE_MS).filter(({ kind }) => kind === 'alert');
  expect(tests.map((body) => (body.kind === 'alert' ? body.why : ''))).toStrictEqual([
    'raised',
    'withdrawn',
    'raised',
    'withdrawn',
    'raised',
    'withdrawn',
    'raised',
  ]);
  expect(bench.state.checkon.alerts).toHaveLength(1);
});

test('a clock that jumps over midnight every minute makes no storm of tests', () => {
  const bench = new Bench();
  start(bench);
  let tests = 0;
  for (let minute = 0; minute < 2 * 24 * 60; minute += 1) {
    bench.wallSkewMs = minute % 2 === 0 ? 0 : 30 * HOUR_MS;
    for (const body of [...bench.give({ kind: 'clock', stepMs: 0 }), ...bench.pass(MINUTE_MS)]) {
      if (body.kind === 'alert' && body.why === 'raised') tests += 1;
    }
  }
  expect(tests).toBeLessThanOrEqual(5);
});
