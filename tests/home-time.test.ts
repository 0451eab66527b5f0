/**
 * Home time over power cuts, frozen processes and clocks that nobody can believe: the hub itself, over its ports.
 *
 * Each life is a new hub on what the disk shows, with a monotonic clock of its own, as after a power cut.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { defaultConfig } from '../agent/config/defaults.ts';
import { Hub } from '../agent/hub.ts';
import { type MemoryStore, createMemoryStore } from '../agent/journal/memory-store.ts';
import type { Body, Entry, TimeQuality } from '../agent/record.ts';
import { momentOf } from '../agent/state.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../sim/quiet-ports.ts';
import { SimulatedSpeaker } from '../sim/simulated-speaker.ts';
import { VirtualClock } from '../sim/virtual-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** In long silence a quarter of an hour may pass between two records, and the last group may be lost. */
const LAST_KNOWN_MS = 16 * MINUTE_MS;
const CONFIG = defaultConfig({
  home: 'time',
  timezone: 'UTC',
  sensors: [
    { id: 'M001', room: 'living', class: 'motion' },
    { id: 'M002', room: 'hall', class: 'motion' },
  ],
});

let clock: VirtualClock;
let store: MemoryStore;
let lives: number;
let entries: Entry[];
let hub: Hub;
/** While true nothing rings: the process stands still. */
let frozen: boolean;
let held: (() => void) | null;

function start(wallMs: number, quality: TimeQuality): Hub {
  lives += 1;
  clock = new VirtualClock(wallMs);
  clock.stepWall(0, quality);
  entries = [];
  hub = new Hub({
    config: CONFIG,
    program: { version: '1.2.3', codeHash: 'code' },
    ports: {
      clock: {
        now: () => clock.now(),
        clearAlarm: () => clock.clearAlarm(),
        setAlarm: (atMs, ring) =>
          clock.setAlarm(atMs, () => {
            if (frozen) held = ring;
            else ring();
          }),
      },
      random: seededRandom(lives),
      store,
      buses: noBuses,
      speaker: new SimulatedSpeaker(clock.after),
      publisher: new OpenPipe(),
      signatures: noSignatures,
      watchdog: noWatchdog,
      log: noLog,
    },
    observer: (committed) => entries.push(...committed),
  });
  hub.start();
  return hub;
}
function cut(): void {
  clock.clearAlarm();
  store = store.crash();
}
function pass(ms: number): void {
  clock.advanceTo(clock.now().monotonicMs + ms);
}
function wander(ms: number): void {
  for (let passed = 0; passed < ms; passed += 10 * MINUTE_MS) {
    for (const sensor of ['M001', 'M002']) {
      hub.submit({ kind: 'observation', sensor, value: 'on' });
      hub.submit({ kind: 'observation', sensor, value: 'off' });
    }
    pass(10 * MINUTE_MS);
  }
}
function firstPrompt(): Extract<Body, { kind: 'prompt' }> | undefined {
  return entries.flatMap(({ body }) => (body.kind === 'prompt' ? [body] : []))[0];
}
const homeMs = (): number => momentOf(hub.state, clock.now()).ms;
const NOON = Date.UTC(2026, 2, 2, 12);

beforeEach(() => {
  store = createMemoryStore();
  lives = 0;
  frozen = false;
  held = null;
});

describe('a supply that flickers, and no time server', () => {
  test.each([15, 30, 60, 4 * 60])('lives of %i s count at least half', (seconds) => {
    start(NOON, 'saved');
    wander(HOUR_MS);
    cut();
    start(NOON, 'saved');
    const fromMs = hub.state.time.lastMs;
    let liveMs = 0;
    while (liveMs < 100 * seconds * 1000) {
      cut();
      start(NOON, 'saved');
      pass(seconds * 1000 - 1);
      liveMs += seconds * 1000;
    }
    expect(hub.state.time.lastMs - fromMs).toBeGreaterThanOrEqual(liveMs / 2);
  });
});

describe('off-time that a time server tells only after the start', () => {
  function offFor(ms: number): void {
    start(NOON, 'synced');
    wander(2 * HOUR_MS);
    cut();
    start(Date.UTC(1970, 0, 1), 'none');
    pass(20_000);
    clock.stepWall(NOON + 2 * HOUR_MS + ms + 20_000 - clock.now().wallMs, 'synced');
  }
  test('is in home time then, as unobserved', () => {
    offFor(10 * HOUR_MS);
    const beforeMs = homeMs();
    pass(MINUTE_MS);
    expect(Math.abs(homeMs() - beforeMs - MINUTE_MS - 10 * HOUR_MS)).toBeLessThan(LAST_KNOWN_MS);
    expect(Math.abs(hub.state.time.unobservedMs - 10 * HOUR_MS)).toBeLessThan(LAST_KNOWN_MS);
  });
  test('once, and over a life in between that never knew the time', () => {
    start(NOON, 'synced');
    wander(HOUR_MS);
    const leftMs = hub.state.time.lastMs;
    cut();
    start(NOON, 'saved');
    pass(30 * MINUTE_MS);
    cut();
    start(NOON + 9 * HOUR_MS, 'synced');
    pass(10 * MINUTE_MS);
    expect(Math.abs(homeMs() - leftMs - 8 * HOUR_MS)).toBeLessThan(2 * LAST_KNOWN_MS);
    expect(hub.state.time.unobservedMs).toBeGreaterThan(7 * HOUR_MS);
    expect(hub.state.time.unobservedMs).toBeLessThan(8 * HOUR_MS);
  });
  test('leaves a silence alone that began after the start', () => {
    start(NOON, 'synced');
    wander(2 * HOUR_MS);
    cut();
    start(Date.UTC(1970, 0, 1), 'none');
    pass(5000);
    hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
    hub.submit({ kind: 'observation', sensor: 'M002', value: 'on' });
    pass(5000);
    const beforeMs = homeMs();
    clock.stepWall(NOON + 20 * HOUR_MS - clock.now().wallMs, 'synced');
    pass(MINUTE_MS);
    expect(homeMs()).toBe(beforeMs + MINUTE_MS);
    expect(firstPrompt()).toBeUndefined();
  });
  test('survives the next restart', () => {
    offFor(10 * HOUR_MS);
    pass(MINUTE_MS);
    const { unobservedMs } = hub.state.time;
    const leftMs = homeMs();
    cut();
    start(clock.now().wallMs, 'synced');
    expect(hub.state.time.unobservedMs).toBeGreaterThanOrEqual(unobservedMs);
    expect(Math.abs(homeMs() - leftMs)).toBeLessThan(MINUTE_MS);
  });
});

describe('a process that stands still', () => {
  function freezeFor(ms: number): void {
    frozen = true;
    pass(ms);
    frozen = false;
  }
  test('did not listen: what passed is told, and is not silence', () => {
    start(NOON, 'synced');
    wander(2 * HOUR_MS);
    const { unobservedMs } = hub.state.time;
    const fromMs = homeMs();
    freezeFor(5 * HOUR_MS);
    held?.();
    expect(firstPrompt()).toBeUndefined();
    expect(homeMs()).toBe(fromMs + 5 * HOUR_MS);
    expect(Math.abs(hub.state.time.unobservedMs - unobservedMs - 5 * HOUR_MS)).toBeLessThan(LAST_KNOWN_MS);
    const thawedMs = homeMs();
    while (firstPrompt() === undefined) pass(MINUTE_MS);
    expect(firstPrompt()?.quietMinutes).toBeLessThanOrEqual(
      Math.ceil((homeMs() - thawedMs) / MINUTE_MS) + 30,
    );
  });
  test('is told once, also when something else than the alarm wakes it', () => {
    start(NOON, 'synced');
    wander(HOUR_MS);
    freezeFor(HOUR_MS);
    hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
    held?.();
    pass(MINUTE_MS);
    const told = entries.flatMap(({ body }) => (body.kind === 'clock' ? [body.frozenMs ?? 0] : []));
    expect(told).toHaveLength(1);
  });
  test('for less than a minute is only late', () => {
    start(NOON, 'synced');
    wander(HOUR_MS);
    frozen = true;
    pass(20_000);
    while (held === null) pass(5000);
    pass(40_000);
    frozen = false;
    held();
    expect(hub.state.time.unobservedMs).toBe(0);
  });
});

describe('a clock that a time server set, and that steps', () => {
  const trusted = (): boolean => momentOf(hub.state, clock.now()).trusted;
  test.each([2 * HOUR_MS, -2 * HOUR_MS, 365 * 24 * HOUR_MS])(
    'by %i ms is believed again after an hour',
    (stepMs) => {
      start(NOON, 'synced');
      wander(HOUR_MS);
      expect(trusted()).toBe(true);
      clock.stepWall(stepMs);
      pass(6 * MINUTE_MS);
      expect(trusted()).toBe(false);
      pass(30 * MINUTE_MS);
      expect(hub.state.conditions.open.map(({ code }) => code)).toContain('clock-untrusted');
      pass(HOUR_MS);
      expect(trusted()).toBe(true);
      expect(hub.state.conditions.open.map(({ code }) => code)).not.toContain('clock-untrusted');
    },
  );
  test.each([
    ['by ten minutes', 10 * MINUTE_MS, 'synced', 'synced'],
    ['by years when it is set for the first time', 30 * 365 * 24 * HOUR_MS, 'none', 'synced'],
  ] as const)('%s is believed', (_, stepMs, before, after) => {
    start(NOON, before);
    wander(HOUR_MS);
    clock.stepWall(stepMs, after);
    pass(6 * MINUTE_MS);
    expect(trusted()).toBe(true);
  });
  test('asks no earlier for it', () => {
    start(NOON, 'synced');
    wander(4 * HOUR_MS);
    const askedAfter = (bend: () => void): number => {
      const fromMs = clock.now().monotonicMs;
      while (firstPrompt() === undefined) {
        bend();
        pass(MINUTE_MS);
      }
      return clock.now().monotonicMs - fromMs;
    };
    let sign = 1;
    const bentMs = askedAfter(() => {
      clock.stepWall(sign * 2 * HOUR_MS);
      sign = -sign;
    });
    store = createMemoryStore();
    start(NOON, 'synced');
    wander(4 * HOUR_MS);
    expect(bentMs).toBeGreaterThanOrEqual(askedAfter(() => {}));
  });
});
