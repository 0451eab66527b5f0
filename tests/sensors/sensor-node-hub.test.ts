/**
 * A sensor node and a whole hub: how soon an event is on disk and acknowledged, and what a crash of the hub takes.
 * Everything inside is the shipped code; the disk is one that forgets what was not committed.
 */
import { beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Speaker } from '../../agent/ports.ts';
import type { Entry } from '../../agent/record.ts';
import { SensorNodeEmulator } from '../../agent/sensors/drivers/sensor-node/emulator.ts';
import {
  OpenPipe,
  noLog,
  noSignatures,
  noWatchdog,
  seededRandom,
  seededUnit,
} from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { SIMULATED_BOARD } from '../../sim/simulated-home.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';
import { device } from './wiring/rig.ts';

const KEY = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
const NODE = device('node', 'sensor-node', 'uart0', {
  key: 'node.key',
  feeds: { motion: 'hall', contact: 'door', button: 'button' },
  options: { address: 9 },
});
const HOME = {
  home: 'flat',
  timezone: 'UTC',
  sensors: [
    { id: 'hall', room: 'hall', class: 'motion' },
    { id: 'door', room: 'hall', class: 'door' },
  ],
} as const;

let clock: VirtualClock;
let store: ReturnType<typeof createMemoryStore>;
let life = 0;
let node: SensorNodeEmulator;
let entries: Entry[];
const random = seededRandom(1);
const speaker: Speaker = { say: (_utterance, done) => done(null), stop: () => {} };

beforeEach(() => {
  clock = new VirtualClock(0);
  store = createMemoryStore();
  entries = [];
  const being = { nowMs: () => clock.now().monotonicMs, key: KEY, mac: '', options: { address: 9 } };
  node = new SensorNodeEmulator({ after: clock.after, unit: seededUnit(1) }, being);
});

/** Starts a hub on a port of its own: one that was killed is neither heard nor told any more. */
function startHub(): Hub {
  life += 1;
  const own = life;
  const buses = new SimulatedBuses(clock.after);
  buses.plugPort('simulated/uart0', {
    listen: (listener) => node.port.listen(listener),
    hear: (bytes) => {
      if (own === life) node.port.hear(bytes);
    },
  });
  const config = defaultConfig(HOME, { board: SIMULATED_BOARD.id, devices: [NODE] });
  const publisher = new OpenPipe();
  const ports = { clock, random, store, buses, speaker, publisher, signatures: noSignatures };
  const hub = new Hub({
    config,
    program: { version: '1.2.3', codeHash: 'code' },
    ports: { ...ports, watchdog: noWatchdog, log: noLog },
    board: SIMULATED_BOARD,
    deviceKeys: new Map([[NODE.id, KEY]]),
    observer: (committed) => void entries.push(...committed),
  });
  hub.start();
  return hub;
}
function wait(ms: number): void {
  clock.advanceTo(clock.now().monotonicMs + ms);
}
function observed(): readonly string[] {
  return entries.flatMap(({ body }) => (body.kind === 'observation' ? [`${body.sensor} ${body.value}`] : []));
}

test('an event is on disk and acknowledged at once: what happens next need not wait for it', () => {
  startHub();
  wait(120_000);
  node.move();
  node.close();
  wait(50);
  node.press();
  wait(300);
  expect(observed()).toEqual(['hall on', 'door closed']);
  expect(entries.filter(({ body }) => body.kind === 'reply')).toHaveLength(1);
  expect(node.waiting).toBe(0);
});

test('a crash at any moment of an event takes nothing and doubles nothing', () => {
  startHub();
  wait(120_000);
  const truth: string[] = [];
  for (let time = 0; time < 60; time += 1) {
    const isClosed = time % 2 === 0;
    if (isClosed) node.close();
    else node.open();
    truth.push(`door ${isClosed ? 'closed' : 'open'}`);
    wait(20 + time);
    clock.clearAlarm();
    store = store.crash();
    startHub();
    wait(30_000);
  }
  expect(observed()).toEqual(truth);
  expect(node.waiting).toBe(0);
});

const calls = () => entries.filter(({ body }) => body.kind === 'reply').map(({ at }) => at.monotonicMs);

test('a disk that fails holds up no press: what is in memory is told to the node as well', () => {
  startHub();
  wait(120_000);
  store.failNext('journal-full', Number.POSITIVE_INFINITY);
  node.move();
  wait(60_000);
  for (let time = 0; time < 3; time += 1) {
    node.press();
    wait(3_600_000);
  }
  expect(calls()).toHaveLength(3);
});

test('a commit that failed once holds up nothing either', () => {
  startHub();
  wait(120_000);
  store.failNext('journal-full', 1);
  node.close();
  wait(30_000);
  const pressedMs = clock.now().monotonicMs;
  node.press();
  wait(3_600_000);
  expect((calls()[0] ?? Number.POSITIVE_INFINITY) - pressedMs).toBeLessThan(1_000);
});

test('a button that was lost before a start, and is well, is well', () => {
  const before = startHub();
  wait(120_000);
  entries = [];
  before.submit({ kind: 'sensor-health', sensor: 'node', health: 'lost', why: 'bus' });
  expect(before.state.sensors.calls).toEqual([{ id: 'node', lostBy: ['bus'] }]);
  before.wiring.close();
  clock.clearAlarm();
  store = store.crash();
  const after = startHub();
  wait(30 * 60_000);
  expect(after.state.sensors.calls).toEqual([]);
});
