/**
 * The light language: which pattern state asks for, that the hub shows it after each commit and after a restart, and that
 * a lamp which cannot be switched is told once. The bed shaker is in `shaker.test.ts`.
 */
import { readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';

import { LIGHT_PATTERNS, LIGHT_WORDS, lightPage } from '../../agent/companion/light.ts';
import { openLamp } from '../../agent/companion/lamp.ts';
import type { Light } from '../../agent/ports.ts';
import { DEAF, LitHome, PIN } from './lit-home.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let home: LitHome;
beforeEach(() => {
  home = new LitHome();
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

  test('whoever hears badly that they will be asked, from the first word on; then the question', () => {
    home.start(undefined, DEAF);
    home.pass(13 * HOUR_MS);
    expect(home.shown.slice(0, 4)).toEqual(['off', 'calling', 'question', 'called']);
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
