/**
 * The one loop: what is on disk before what happens, and what rings when.
 *
 * Real machines, journal and state on the virtual clock; only the effects are the test's own.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Config } from '../agent/config/config.ts';
import { defaultConfig } from '../agent/config/defaults.ts';
import { Journal } from '../agent/journal/journal.ts';
import { type MemoryStore, createMemoryStore } from '../agent/journal/memory-store.ts';
import { Loop } from '../agent/loop.ts';
import type { Entry, Fact } from '../agent/record.ts';
import { initialState } from '../agent/state.ts';
import { laneOf } from '../agent/uplink/wire.ts';
import { VirtualClock } from '../sim/virtual-clock.ts';

const BOOT = 'b'.repeat(32);
const MINUTE_MS = 60_000;
const START: Fact = { kind: 'boot', version: '1', codeHash: 'c', previous: null, originMs: 0, offMs: null };
const MOVE: Fact = { kind: 'observation', sensor: 'M001', value: 'on' };
const PRESS: Fact = { kind: 'reply', by: 'pull-cord', meaning: 'help' };
const CONFIG = defaultConfig({
  home: 'loop',
  timezone: 'UTC',
  sensors: [{ id: 'M001', room: 'hall', class: 'motion' }],
});

let clock: VirtualClock;
let store: MemoryStore;
let seen: Entry[][];
let onEffects: (committed: readonly Entry[]) => void;

function openLoop(policy: Config = CONFIG, sinceCheckpointMs = Number.POSITIVE_INFINITY): Loop {
  const journal = new Journal(store, {
    memoryRows: policy.journal.memoryRows,
    laneOf: ({ body }) => laneOf(body, false),
  });
  journal.open();
  return new Loop({
    clock,
    journal,
    state: initialState(),
    policy,
    boot: BOOT,
    codeHash: 'code',
    sleepers: [],
    sinceCheckpointMs,
    effects: (committed) => {
      seen.push([...committed]);
      onEffects(committed);
    },
  });
}
function started(): Loop {
  const loop = openLoop();
  loop.submit(START);
  loop.submit({ kind: 'config', hash: CONFIG.hash, sensors: CONFIG.home.sensors });
  seen = [];
  return loop;
}
function kindsOnDisk(): string[] {
  return store.read(0, 1000).map(({ entry }) => entry.body.kind);
}

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 0, 1));
  store = createMemoryStore();
  seen = [];
  onEffects = () => {};
});

describe('one turn, one transaction', () => {
  test('what happened together is one commit, in whatever order it was told', () => {
    const counted: Fact = { kind: 'frame-counter', device: 'node', session: 1, count: 2 };
    for (const together of [
      [PRESS, counted],
      [counted, PRESS],
      [MOVE, counted],
      [counted, MOVE],
    ]) {
      store = createMemoryStore();
      const loop = started();
      loop.submitTogether(together);
      const kinds = seen.map((committed) => committed.map(({ body }) => body.kind));
      expect(kinds).toHaveLength(1);
      expect(kinds[0]).toEqual(expect.arrayContaining(together.map(({ kind }) => kind)));
      loop.stop();
    }
  });
  test('plain records wait for their group, at most so long as policy says', () => {
    const loop = started();
    loop.submit(MOVE);
    clock.advanceTo(CONFIG.journal.groupMs - 1);
    expect(kindsOnDisk()).not.toContain('observation');
    clock.advanceTo(CONFIG.journal.groupMs);
    expect(kindsOnDisk()).toContain('observation');
  });
  test('an urgent record takes everything before it along, at once', () => {
    const loop = started();
    loop.submit(MOVE);
    loop.submit(PRESS);
    expect(kindsOnDisk()).toEqual(expect.arrayContaining(['observation', 'reply', 'alert', 'say']));
    expect(seen).toHaveLength(1);
    expect(seen[0]?.map(({ body }) => body.kind).slice(0, 4)).toEqual([
      'observation',
      'presence',
      'reply',
      'alert',
    ]);
  });
  test('effects are asked for when everything they rest on is on disk', () => {
    const loop = started();
    let onDisk: string[] = [];
    onEffects = () => {
      onDisk = kindsOnDisk();
    };
    loop.submit(PRESS);
    expect(onDisk).toContain('alert');
  });
  test('what enters during a turn waits for its own', () => {
    const loop = started();
    onEffects = (committed) => {
      if (committed.some(({ body }) => body.kind === 'alert')) loop.submit(MOVE);
    };
    loop.submit(PRESS);
    clock.advanceTo(CONFIG.journal.groupMs);
    expect(kindsOnDisk().indexOf('observation')).toBeGreaterThan(kindsOnDisk().indexOf('say'));
  });
  test('a flood during one turn is cut off, counted and told', () => {
    const loop = started();
    let once = true;
    onEffects = () => {
      if (!once) return;
      once = false;
      for (let count = 0; count < 1500; count += 1) loop.submit(MOVE);
    };
    loop.submit(PRESS);
    expect(loop.state.counts.observations).toBe(1024);
    loop.stop();
    const told = store.read(0, 5000).flatMap(({ entry: { body } }) => (body.kind === 'store' ? [body] : []));
    expect(told).toEqual([{ kind: 'store', state: 'ok', why: 'queue-full', dropped: 1500 - 1024 }]);
    expect(loop.state.conditions.open.map(({ code }) => code)).toEqual(['work-dropped']);
  });
  test('a loop that was stopped has written what waited, and takes nothing more', () => {
    const loop = started();
    loop.submit(MOVE);
    loop.stop();
    expect(kindsOnDisk()).toContain('observation');
    loop.submit(PRESS);
    clock.advanceTo(60 * MINUTE_MS);
    expect(kindsOnDisk()).not.toContain('alert');
  });
});

describe('when the store fails', () => {
  test('the hub goes on from memory and says so, once when it begins and once when it ends', () => {
    const loop = started();
    store.failNext('journal-unwritable', Number.POSITIVE_INFINITY);
    loop.submit(PRESS);
    clock.advanceTo(5 * MINUTE_MS);
    expect(kindsOnDisk()).not.toContain('alert');
    expect(loop.state.conditions.open.map(({ code }) => code)).toContain('journal-unwritable');
    store.mend();
    clock.advanceTo(6 * MINUTE_MS);
    expect(kindsOnDisk()).toContain('alert');
    expect(loop.state.conditions.open.map(({ code }) => code)).not.toContain('journal-unwritable');
    const told = store
      .read(0, 1000)
      .flatMap(({ entry: { body } }) => (body.kind === 'store' ? [body.state] : []));
    expect(told).toEqual(['failing', 'ok']);
  });
  test('a disk that refuses every other transaction does not keep the loop busy telling so', () => {
    const loop = started();
    let commits = 0;
    onEffects = () => {
      commits += 1;
      expect(commits).toBeLessThan(100);
      if (commits % 2 === 0) store.failNext('journal-unwritable', 1);
    };
    store.failNext('journal-unwritable', 1);
    loop.submit(PRESS);
    clock.advanceTo(10 * MINUTE_MS);
    expect(kindsOnDisk()).toContain('alert');
    const told = seen.flat().filter(({ body }) => body.kind === 'store');
    expect(told.length).toBeLessThan(20);
  });
  test('whoever sees an alert then sees that it is not on disk', () => {
    const loop = started();
    store.failNext('journal-unwritable', Number.POSITIVE_INFINITY);
    loop.submit(PRESS);
    const alerts = seen.flat().flatMap(({ body }) => (body.kind === 'alert' ? [body.durable] : []));
    expect(alerts).toEqual([false]);
  });
});

describe('time', () => {
  test.each([
    ['years', 30 * 365 * 86_400_000],
    ['years back', -50 * 365 * 86_400_000],
    ['two and a half seconds', 2500],
  ])('a step of %s is a fact of its own, before what showed it', (_, stepMs) => {
    const loop = started();
    loop.submit(MOVE);
    clock.advanceTo(1000);
    clock.stepWall(stepMs);
    loop.submit(MOVE);
    loop.stop();
    const facts = store.read(0, 100).map(({ entry }) => entry.body);
    expect(facts.filter(({ kind }) => kind === 'clock')).toEqual([{ kind: 'clock', stepMs }]);
    expect(facts.map(({ kind }) => kind).lastIndexOf('observation')).toBeGreaterThan(
      facts.findIndex(({ kind }) => kind === 'clock'),
    );
    expect(loop.state.time.lastMs).toBe(1000);
  });
  test('a clock that is slewed has not stepped', () => {
    const loop = started();
    loop.submit(MOVE);
    clock.stepWall(1900);
    loop.submit(MOVE);
    loop.stop();
    expect(kindsOnDisk()).not.toContain('clock');
  });
  test('in long silence the journal still learns that the hub is awake', () => {
    started();
    clock.advanceTo(120 * MINUTE_MS);
    const awake = store.read(0, 1000).filter(({ entry }) => entry.body.kind === 'deadline');
    const at = awake.map(({ entry }) => entry.at.monotonicMs);
    const gaps = at.slice(1).map((ms, before) => ms - (at[before] ?? 0));
    expect(at.length).toBeGreaterThan(6);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(15 * MINUTE_MS + CONFIG.journal.groupMs);
  });
  test('every deadline that rings is served: time never stands still', () => {
    started();
    let steps = 0;
    while (clock.step(24 * 60 * MINUTE_MS)) steps += 1;
    expect(steps).toBeLessThan(2000);
  });
});

describe('checkpoints', () => {
  const HOUR_MS = 60 * MINUTE_MS;
  const DAY_MS = 24 * HOUR_MS;
  function firstCheckpointMs(sinceMs: number): number | undefined {
    const loop = openLoop(CONFIG, sinceMs);
    loop.submit(START);
    clock.advanceTo(30 * HOUR_MS);
    return store.read(0, 10_000).find(({ entry }) => entry.body.kind === 'checkpoint')?.entry.at.monotonicMs;
  }
  test.each([
    ['just written', 0, DAY_MS],
    ['written 20 h ago: a hub that is off each night gets its own', 20 * HOUR_MS, 4 * HOUR_MS],
    ['overdue: not at the start, for it may flicker', 3 * DAY_MS, 10 * MINUTE_MS],
    ['never written', Number.POSITIVE_INFINITY, 10 * MINUTE_MS],
  ])('%s', (_, sinceMs, dueMs) => {
    expect(firstCheckpointMs(sinceMs)).toBe(dueMs);
  });
});
