/**
 * The uplink in the hub's own loop: how often the one alarm is set and rings while the broker misbehaves.
 * The whole hub over its ports; the broker is the simulated one.
 */
import { beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Clock, Speaker } from '../../agent/ports.ts';
import type { Body } from '../../agent/record.ts';
import { noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBroker } from '../../sim/simulated-broker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;
const CONFIG = defaultConfig({
  home: 'loop',
  timezone: 'UTC',
  sensors: [{ id: 'M001', room: 'hall', class: 'motion' }],
});
const mute: Speaker = { say: (_, done) => done(null), stop: () => {} };

let clock: VirtualClock;
let broker: SimulatedBroker;
let hub: Hub;
let rings: number;
let bodies: Body[];

/** The clock, with its rings counted. */
const counted: Clock = {
  now: () => clock.now(),
  setAlarm: (atMs, ring) =>
    clock.setAlarm(atMs, () => {
      rings += 1;
      ring();
    }),
  clearAlarm: () => clock.clearAlarm(),
};

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 2, 2, 8));
  broker = new SimulatedBroker({ after: clock.after });
  rings = 0;
  bodies = [];
  hub = new Hub({
    config: CONFIG,
    program: { version: '1', codeHash: 'code' },
    ports: {
      clock: counted,
      random: seededRandom(7),
      store: createMemoryStore(),
      buses: noBuses,
      speaker: mute,
      publisher: broker.client('hub'),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
    observer: (committed) => bodies.push(...committed.map(({ body }) => body)),
  });
  hub.start();
});
/** Lets so much time pass; a loop that spins never gets there, and is caught by its rings. */
function pass(ms: number, ringsMax: number): void {
  const endMs = clock.now().monotonicMs + ms;
  const before = rings;
  while (clock.now().monotonicMs < endMs) {
    clock.step(endMs);
    expect(rings - before).toBeLessThanOrEqual(ringsMax);
  }
}
const conditions = (): string[] =>
  bodies.flatMap((body) => (body.kind === 'condition' ? [`${body.edge} ${body.code}`] : []));

test('a broker that refuses a lane is told, and costs a few rings a minute', () => {
  broker.set({ refusingTopics: ['/alert'] });
  pass(5 * SECOND_MS, 50);
  hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  // A heartbeat, a group and a retry a minute each, and what follows in the home.
  pass(15 * MINUTE_MS, 15 * 12);
  expect(conditions()).toContain('raised uplink-refused');
  broker.set({ refusingTopics: [] });
  pass(10 * MINUTE_MS, 10 * 12);
  expect(conditions()).toContain('cleared uplink-refused');
});

test('a probe that is never acknowledged does not ring the alarm', () => {
  broker.set({ refusingTopics: ['/alert'] });
  hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  pass(3 * SECOND_MS, 50);
  broker.set({ silent: true });
  // Several ack timeouts, each with a probe in the air for twenty seconds.
  pass(5 * MINUTE_MS, 150);
});

test('a refused packet is tried again when it is due, not with the next heartbeat', () => {
  pass(5 * SECOND_MS, 50);
  broker.set({ refusingTopics: ['/alert'] });
  hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  pass(500, 20);
  broker.set({ refusingTopics: [] });
  const before = broker.counts.published;
  pass(3 * SECOND_MS, 30);
  expect(broker.counts.published).toBeGreaterThan(before);
});

test('two hubs under one name for a day: told within minutes, once, in a few hundred records', () => {
  pass(MINUTE_MS, 50);
  for (let times = 0; times < DAY_MS / (20 * SECOND_MS); times += 1) {
    broker.cut('hub', 'client-id-taken');
    pass(20 * SECOND_MS, 200);
  }
  expect(conditions().filter((line) => /link-down|identity-conflict/.test(line))).toEqual([
    'raised identity-conflict',
    'raised link-down',
  ]);
  expect(bodies.filter(({ kind }) => kind === 'link').length).toBeLessThanOrEqual(4 + 24 * 12);
});
