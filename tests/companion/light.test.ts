/**
 * The light language: which pattern state asks for, that the hub shows it after each commit and after a restart, and that
 * a lamp which cannot be switched is told once. And the bed shaker, which knows one word of it.
 */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';

import { LIGHT_PATTERNS, LIGHT_WORDS, lightPage } from '../../agent/companion/light.ts';
import { openLamp, openShaker, together } from '../../agent/companion/lamp.ts';
import { SHAKE, shakeOf } from '../../agent/companion/shaker.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { BusAddress, Light } from '../../agent/ports.ts';
import type { AlertStage, Entry } from '../../agent/record.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { SimulatedBuses } from '../../sim/simulated-buses.ts';
import { SimulatedSpeaker } from '../../sim/simulated-speaker.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const PIN: BusAddress = {
  bus: 'gpio',
  chip: 'simulated',
  line: 7,
  bias: 'none',
  activeLow: false,
  isOutput: true,
};
const CONFIG = defaultConfig({
  home: 'light',
  timezone: 'UTC',
  sensors: [
    { id: 'M001', room: 'living', class: 'motion' },
    { id: 'M002', room: 'hall', class: 'motion' },
  ],
});

class Home {
  readonly clock = new VirtualClock(Date.UTC(2026, 0, 1, 12));
  readonly speaker = new SimulatedSpeaker(this.clock.after);
  readonly wires = new SimulatedBuses(this.clock.after);
  store = createMemoryStore();
  readonly shown: string[] = [];
  readonly conditions: string[] = [];
  readonly #random = seededRandom(1);
  #hub: Hub | null = null;
  #alert = '';
  #counter = 0;

  start(
    light: Light = { open: () => {}, show: (pattern) => this.shown.push(pattern), close: () => {} },
  ): void {
    this.#hub = new Hub({
      config: CONFIG,
      program: { version: '1', codeHash: 'code' },
      ports: {
        clock: this.clock,
        random: this.#random,
        store: this.store,
        buses: noBuses,
        speaker: this.speaker,
        light,
        publisher: new OpenPipe(),
        signatures: noSignatures,
        watchdog: noWatchdog,
        log: noLog,
      },
      observer: (committed) => committed.forEach((entry) => this.#note(entry)),
    });
    this.#hub.start();
  }
  #note({ body }: Entry): void {
    if (body.kind === 'alert' && !body.test) this.#alert = body.alert;
    if (body.kind === 'condition') this.conditions.push(`${body.code} ${body.edge}`);
  }
  crash(): void {
    this.clock.clearAlarm();
    this.store = this.store.crash();
  }
  press(): void {
    this.#hub?.submit({ kind: 'reply', by: 'button', meaning: 'fine' });
  }
  pull(): void {
    this.#hub?.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  }
  desk(stage: Exclude<AlertStage, 'raised'>): void {
    this.#counter += 1;
    const rest = { by: 'Kim', minutes: null, outcome: null, keyId: 'desk', counter: this.#counter };
    this.#hub?.submit({ kind: 'desk', alert: this.#alert, stage, ...rest });
  }
  pass(ms: number): void {
    this.clock.advanceTo(this.clock.now().monotonicMs + ms);
  }
}

let home: Home;
beforeEach(() => {
  home = new Home();
});

describe('shows', () => {
  test('a call from the press to the end, stage by stage, and nothing that is not known', () => {
    home.start();
    expect(home.shown).toEqual(['off']);
    home.press();
    expect(home.shown).toEqual(['off', 'called']);
    home.pass(11_000);
    for (const stage of ['acknowledged', 'dispatched', 'arrived', 'closed'] as const) home.desk(stage);
    expect(home.shown).toEqual(['off', 'called', 'read', 'on-the-way', 'off']);
  });

  test('a press that was taken back as nothing', () => {
    home.start();
    home.press();
    home.pass(6_000);
    home.press();
    expect(home.shown).toEqual(['off', 'called', 'off']);
  });

  test('a question while it waits, and after that what came of it', () => {
    home.start();
    // Nobody stirs for longer than a home may be silent.
    home.pass(13 * HOUR_MS);
    expect(home.shown.slice(0, 3)).toEqual(['off', 'question', 'called']);
  });

  test('a call as unread, though an alert before it was read', () => {
    home.start();
    home.pass(13 * HOUR_MS);
    home.desk('acknowledged');
    home.pull();
    home.desk('dispatched');
    expect(home.shown).toEqual(['off', 'question', 'called', 'read', 'called', 'read']);
  });

  test('that it cannot be heard, by day only', () => {
    home.start();
    home.speaker.fault = 'no-device';
    home.pull();
    home.desk('closed');
    home.pass(MINUTE_MS);
    expect(home.shown.at(-1)).toBe('cannot-speak');
    home.pass(11 * HOUR_MS); // 23 o'clock
    expect(home.shown.at(-1)).not.toBe('cannot-speak');
  });

  test('after a restart what was owed before it', () => {
    home.start();
    home.pull();
    home.desk('acknowledged');
    home.crash();
    home.shown.length = 0;
    home.start();
    expect(home.shown).toEqual(['read']);
  });
});

describe('on a pin', () => {
  const lit: [level: 0 | 1, atMs: number][] = [];
  const plug = (): void =>
    home.wires.plugLamp(PIN, (level) => lit.push([level, home.clock.now().monotonicMs]));
  const lamp = (): Light => openLamp(home.wires, PIN, home.clock.after);
  beforeEach(() => {
    lit.length = 0;
  });

  test('blinks each pattern as its word says, and is dark when the hub has gone', () => {
    plug();
    const light = lamp();
    light.open(() => {});
    for (const pattern of LIGHT_PATTERNS) {
      const startMs = home.clock.now().monotonicMs;
      lit.length = 0;
      light.show(pattern);
      home.pass(5_000);
      const { beat } = LIGHT_WORDS[pattern];
      const times: [number, number][] = [];
      for (let atMs = 0, n = 0; typeof beat !== 'string' && atMs <= 5_000; n += 1) {
        times.push([n % 2 === 0 ? 1 : 0, startMs + atMs]);
        atMs += beat[n % beat.length] ?? Infinity;
      }
      expect(lit, pattern).toEqual(typeof beat === 'string' ? [[beat === 'on' ? 1 : 0, startMs]] : times);
    }
    light.show('read');
    light.close();
    expect(lit.at(-1)?.[0]).toBe(0);
  });

  test('a bus that goes is a condition, once; it comes back to what is shown by then', () => {
    plug();
    home.start(lamp());
    home.pull();
    home.wires.takeAway();
    home.pass(5 * MINUTE_MS);
    expect(home.conditions.filter((line) => line.startsWith('light'))).toEqual(['light-failed raised']);
    home.desk('acknowledged');
    lit.length = 0;
    home.wires.restore();
    home.pass(MINUTE_MS);
    expect(home.conditions.filter((line) => line.startsWith('light'))).toEqual([
      'light-failed raised',
      'light-failed cleared',
    ]);
    expect(lit.map(([level]) => level)).toEqual([1]);
  });
});

describe('a bed shaker', () => {
  const SHAKER_PIN: BusAddress = { ...PIN, line: 8 };
  const turns: [part: string, level: 0 | 1, atMs: number][] = [];
  const both = (): Light | undefined =>
    together([
      openLamp(home.wires, PIN, home.clock.after),
      openShaker(home.wires, SHAKER_PIN, home.clock.after),
    ]);
  beforeEach(() => {
    turns.length = 0;
    const note = (part: string) => (level: 0 | 1) => void turns.push([part, level, home.clock.now().wallMs]);
    home.wires.plugLamp(PIN, note('lamp'));
    home.wires.plugLamp(SHAKER_PIN, note('shaker'));
    home.start(both());
  });
  const shakes = () => turns.filter(([part, level]) => part === 'shaker' && level === 1);

  test('shakes beside the lamp from the question on, and is still when it has gone on to an alert', () => {
    home.pass(11 * HOUR_MS);
    expect(shakes()).toEqual([]);
    home.pass(2 * HOUR_MS);
    const [first] = shakes();
    const lit = turns.find(([part, level]) => part === 'lamp' && level === 1);
    expect(first?.[2]).toBe(lit?.[2]);
    expect(shakes().length).toBeGreaterThan(5);
    expect(turns.findLast(([part]) => part === 'shaker')?.[1]).toBe(0);
    const count = shakes().length;
    home.desk('acknowledged');
    home.pass(10 * MINUTE_MS);
    expect(shakes()).toHaveLength(count);
  });
  test('is on for a tenth of the time that somebody is asked, and never for longer than a second', () => {
    home.pass(13 * HOUR_MS);
    const own = turns.filter(([part]) => part === 'shaker');
    const lengths = own.flatMap(([, level, atMs], at) =>
      level === 1 ? [(own[at + 1]?.[2] ?? 0) - atMs] : [],
    );
    expect(Math.max(...lengths)).toBeLessThanOrEqual(1_000);
    const starts = shakes().map(([, , atMs]) => atMs);
    for (const from of starts)
      expect(starts.filter((start) => start >= from && start < from + 30_000).length).toBeLessThanOrEqual(3);
  });
  test('does not stir for a call, its stages, or a mute loudspeaker', () => {
    home.speaker.fault = 'no-device';
    home.pull();
    home.pass(MINUTE_MS);
    for (const stage of ['acknowledged', 'dispatched', 'arrived', 'closed'] as const) home.desk(stage);
    home.pass(MINUTE_MS);
    expect(turns.filter(([part]) => part === 'lamp').length).toBeGreaterThan(20);
    expect(shakes()).toEqual([]);
    expect(LIGHT_PATTERNS.filter((pattern) => shakeOf(pattern) !== 'off')).toEqual(['question']);
    expect(SHAKE).toHaveLength(6);
  });
  test('of which the bus goes is a condition, once, and is over when it is back', () => {
    home.wires.takeAway();
    home.pass(5 * MINUTE_MS);
    home.wires.restore();
    home.pass(MINUTE_MS);
    expect(home.conditions.filter((line) => line.startsWith('shaker'))).toEqual([
      'shaker-failed raised',
      'shaker-failed cleared',
    ]);
  });
});

test('nothing flashes more than three times in a second', () => {
  for (const { beat } of Object.values(LIGHT_WORDS)) {
    if (typeof beat === 'string') continue;
    expect(beat.length % 2).toBe(0);
    // Any second of the pattern, from each of its flashes on.
    const starts: number[] = [];
    for (let atMs = 0, n = 0; atMs < 20_000; n += 1) {
      if (n % 2 === 0) starts.push(atMs);
      atMs += beat[n % beat.length] ?? Infinity;
    }
    for (const from of starts) {
      const within = starts.filter((start) => start >= from && start < from + 1_000);
      expect(within.length).toBeLessThanOrEqual(3);
    }
  }
});

test('the page says what the table says', () => {
  expect(readFileSync('agent/companion/LIGHT.md', 'utf8')).toBe(lightPage());
});
