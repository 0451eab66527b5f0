/**
 * The hub as a whole, over its ports: how it starts, comes back, speaks, and lives without a disk.
 *
 * Everything inside is the shipped code; what it meets outside is simulated. Faults in every mixture are the swarm's.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { defaultConfig } from '../agent/config/defaults.ts';
import { AnbuError } from '../agent/errors.ts';
import { Hub } from '../agent/hub.ts';
import { absentStore } from '../agent/journal/absent-store.ts';
import { createMemoryStore } from '../agent/journal/memory-store.ts';
import type { JournalStore, Packet, Publisher, Speaker, Utterance, Watchdog } from '../agent/ports.ts';
import type { Body, Entry, Kind, TimeQuality } from '../agent/record.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../sim/quiet-ports.ts';
import { VirtualClock } from '../sim/virtual-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const HOME = {
  home: 'hub',
  timezone: 'UTC',
  sensors: [
    { id: 'M001', room: 'living', class: 'motion' },
    { id: 'M002', room: 'hall', class: 'motion' },
  ],
} as const;
const CONFIG = defaultConfig(HOME);

let clock: VirtualClock;
let store: JournalStore & { crash?: () => JournalStore };
let random: ReturnType<typeof seededRandom>;
let entries: Entry[];
let said: Utterance[];
let sent: Packet[];
let finish: (() => void) | null;

/** Says nothing by itself: the test decides when a sentence ends. */
const speaker: Speaker = {
  say: (utterance, done) => {
    said.push(utterance);
    finish = () => done(null);
  },
  stop: () => {},
};
class Pipe extends OpenPipe implements Publisher {
  override publish(packet: Packet, done: (failed: null) => void): void {
    sent.push(packet);
    super.publish(packet, done);
  }
}

function startHub(options: { config?: typeof CONFIG; watchdog?: Watchdog } = {}): Hub {
  const hub = new Hub({
    config: options.config ?? CONFIG,
    program: { version: '1.2.3', codeHash: 'code' },
    ports: {
      clock,
      random,
      store,
      buses: noBuses,
      speaker,
      publisher: new Pipe(),
      signatures: noSignatures,
      watchdog: options.watchdog ?? noWatchdog,
      log: noLog,
    },
    observer: (committed) => entries.push(...committed),
  });
  hub.start();
  return hub;
}
/** The process is gone; the disk is what is left. */
function crash(): void {
  clock.clearAlarm();
  const left = store.crash?.();
  if (left !== undefined) store = left;
  entries = [];
}
function of<K extends Kind>(kind: K): Extract<Body, { kind: K }>[] {
  return entries.flatMap(({ body }) => (isKind(body, kind) ? [body] : []));
}
function isKind<K extends Kind>(body: Body, kind: K): body is Extract<Body, { kind: K }> {
  return body.kind === kind;
}

beforeEach(() => {
  clock = new VirtualClock(Date.UTC(2026, 0, 1, 12));
  store = createMemoryStore();
  random = seededRandom(1);
  entries = [];
  said = [];
  sent = [];
  finish = null;
});

describe('a start', () => {
  test('is written first, then the configuration in force', () => {
    startHub();
    expect(entries.slice(0, 2).map(({ body }) => body.kind)).toEqual(['boot', 'config']);
    expect(of('boot')[0]).toMatchObject({ version: '1.2.3', previous: null, offMs: null });
  });
  test('has a name of its own, and knows the one before', () => {
    const first = startHub();
    crash();
    const second = startHub();
    expect(second.boot).not.toBe(first.boot);
    expect(second.boot).toMatch(/^[0-9a-f]{32}$/);
    expect(of('boot')[0]?.previous?.boot).toBe(first.boot);
  });
  test('writes the configuration again only when it is another', () => {
    startHub();
    crash();
    startHub();
    expect(of('config')).toHaveLength(0);
    crash();
    startHub({ config: defaultConfig({ ...HOME, sensors: HOME.sensors.slice(0, 1) }) });
    expect(of('config')).toHaveLength(1);
  });
});

describe('home time over a restart', () => {
  test.each([
    ['synced', 'synced', HOUR_MS],
    ['synced', 'saved', null],
    ['none', 'synced', null],
  ] as const)('%s before, %s after', (before, after, offMs: number | null) => {
    clock.stepWall(0, before satisfies TimeQuality);
    const hub = startHub();
    clock.advanceTo(7 * MINUTE_MS);
    const lastMs = hub.state.time.lastMs;
    const lastAtMs = hub.state.time.last?.monotonicMs ?? 0;
    crash();
    clock.advanceTo(lastAtMs + HOUR_MS);
    clock.stepWall(0, after);
    const back = startHub();
    expect(of('boot')[0]?.offMs).toBe(offMs);
    expect(back.state.time.lastMs).toBe(lastMs + (offMs ?? 0));
  });
});

describe('speech', () => {
  test('is said after the commit, once, and its outcome is a record', () => {
    const hub = startHub();
    hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    expect(said.map(({ sentence }) => sentence)).toEqual(['raised']);
    hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
    clock.advanceTo(20_000);
    expect(said).toHaveLength(1);
    finish?.();
    expect(hub.state.checkon.owed).toBeNull();
  });
  test.each([
    ['is said by the next process while it is fresh', 10_000, 2],
    ['is never said when its moment has passed', 10 * MINUTE_MS, 1],
  ])('owed at a crash %s', (_, downMs, times) => {
    const hub = startHub();
    hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    crash();
    clock.advanceTo(downMs);
    startHub();
    expect(said.filter(({ id }) => id === said[0]?.id)).toHaveLength(times);
  });
});

describe('a greeting', () => {
  test('is said once, quietly, each time in other words; a crash does not make it two', () => {
    // Asked after an hour, greeted after 35 minutes.
    const config = defaultConfig(HOME, { detector: { capMs: HOUR_MS, questionDays: 1e6 } });
    let hub = startHub({ config });
    for (const minute of [0, 40, 65, 90, 115, 140, 165]) {
      clock.advanceTo(minute * MINUTE_MS);
      for (const value of ['on', 'off', 'on', 'off'] as const) {
        for (const sensor of ['M001', 'M002']) hub.submit({ kind: 'observation', sensor, value });
      }
      clock.advanceTo((minute + (minute === 0 ? 38 : 24)) * MINUTE_MS);
      crash();
      hub = startHub({ config });
    }
    clock.advanceTo(205 * MINUTE_MS);
    expect(said.map(({ sentence, level, variant }) => [sentence, level, variant])).toEqual([
      ['small-talk', 1, 0],
      ['small-talk', 1, 1],
    ]);
  });
});

describe('without a disk', () => {
  test('an alert leaves all the same, and says that it is nowhere written down', () => {
    store = absentStore('journal-full', 'no space left');
    const hub = startHub();
    hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    const alerts = sent.filter(({ topic }) => topic.endsWith('/alert'));
    expect(alerts).toHaveLength(1);
    expect(alerts[0]?.payload).toContain('"durable":false');
    expect(hub.state.conditions.open.map(({ code }) => code)).toContain('journal-unwritable');
    expect(hub.backlog('alert')).toBe(1);
  });
});

describe('a disk that takes records and does not give them back', () => {
  test('does not keep an alert from leaving, and is told', () => {
    const memory = createMemoryStore();
    let sick = false;
    const readLane = memory.readLane.bind(memory);
    store = Object.assign(memory, {
      readLane: (...asked: Parameters<typeof readLane>) => {
        if (sick) throw new AnbuError('journal-unwritable', 'SQLITE_IOERR_READ');
        return readLane(...asked);
      },
    });
    const hub = startHub();
    sick = true;
    hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    expect(sent.filter(({ topic }) => topic.endsWith('/alert'))).toHaveLength(1);
    clock.advanceTo(MINUTE_MS);
    expect(hub.state.conditions.open.map(({ code }) => code)).toContain('journal-unwritable');
    sick = false;
    clock.advanceTo(2 * MINUTE_MS);
    expect(hub.state.conditions.open.map(({ code }) => code)).not.toContain('journal-unwritable');
    expect(of('store').map(({ state }) => state)).toEqual(['failing', 'ok']);
  });
});

describe('a heartbeat', () => {
  test('tells nothing of who moved when', () => {
    const hub = startHub();
    const ages = (): number[] =>
      sent
        .filter(({ topic }) => topic.endsWith('/heartbeat'))
        .map(({ payload }) => Number(/"evaluatedAgeMs":(\d+)/.exec(payload)?.[1]));
    clock.advanceTo(2 * HOUR_MS);
    const asleep = ages();
    sent = [];
    for (let at = 0; at < 2 * HOUR_MS; at += 7000) {
      hub.submit({ kind: 'observation', sensor: at % 2 === 0 ? 'M001' : 'M002', value: 'on' });
      clock.advanceTo(2 * HOUR_MS + at);
    }
    expect(asleep.length).toBeGreaterThan(20);
    expect(new Set([...asleep, ...ages()])).toEqual(new Set([0]));
  });
});

describe('the watchdog', () => {
  test('has the journal read back once a minute', async () => {
    const memory = createMemoryStore();
    let reads = 0;
    let sick = false;
    const read = memory.read.bind(memory);
    store = Object.assign(memory, {
      read: (...asked: Parameters<typeof read>) => {
        reads += 1;
        return sick ? [] : read(...asked);
      },
    });
    const fed: string[] = [];
    const hub = startHub({
      watchdog: { ...noWatchdog, intervalMs: 5000, progress: (status) => fed.push(status) },
    });
    reads = 0;
    clock.advanceTo(10 * MINUTE_MS);
    expect(reads).toBe(10);
    sick = true;
    clock.advanceTo(12 * MINUTE_MS);
    expect(fed.filter((status) => status.includes('cannot be used')).length).toBeGreaterThan(0);
    expect(fed).toHaveLength((12 * MINUTE_MS) / 5000);
    expect(of('condition').map(({ code }) => code)).toContain('journal-unwritable');
    await hub.stop();
  });
  test('is fed by the loop, with what it is worth', () => {
    const fed: string[] = [];
    const watchdog = { ...noWatchdog, intervalMs: 5000, progress: (status: string) => fed.push(status) };
    const memory = createMemoryStore();
    store = memory;
    const hub = startHub({ watchdog });
    clock.advanceTo(21_000);
    expect(fed).toEqual(Array.from({ length: 4 }, () => 'watching'));
    memory.failNext('journal-unwritable', Number.POSITIVE_INFINITY);
    hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    clock.advanceTo(26_000);
    expect(fed.at(-1)).toContain('cannot be used');
  });
});

test('a hub that was stopped has written everything and says nothing more', async () => {
  const hub = startHub();
  hub.submit({ kind: 'observation', sensor: 'M001', value: 'on' });
  await hub.stop();
  crash();
  const again = startHub();
  expect(again.state.counts.observations).toBe(1);
});
