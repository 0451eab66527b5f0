/**
 * The bed shaker, which knows one word of the light's language; and the lamp that asks in place of a dead loudspeaker.
 * Both through a whole hub: from the silence to what is switched and what the desk hears.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { openLamp, openShaker, together } from '../../agent/companion/lamp.ts';
import { LIGHT_PATTERNS } from '../../agent/companion/light.ts';
import { SHAKE, shakeOf } from '../../agent/companion/shaker.ts';
import type { BusAddress, Light } from '../../agent/ports.ts';
import { CONFIG, DEAF, LitHome, PIN } from './lit-home.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
let home: LitHome;
beforeEach(() => {
  home = new LitHome();
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
    expect(LIGHT_PATTERNS.filter((pattern) => shakeOf(pattern) !== 'off')).toEqual(['question', 'calling']);
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

test('whoever hears badly is shaken from the first word on, in one rhythm up to their hand', () => {
  const shaken: number[] = [];
  home.wires.plugLamp(PIN, (level) => {
    if (level === 1) shaken.push(home.clock.now().monotonicMs);
  });
  home.start(openShaker(home.wires, PIN, home.clock.after), DEAF);
  home.pass(11 * HOUR_MS);
  while (home.asked.length === 0) home.pass(MINUTE_MS);
  home.pass(MINUTE_MS);
  const [asked = 0] = home.asked;
  expect(shaken.slice(0, 4).map((ms) => ms - asked)).toEqual([0, 2_000, 4_000, 30_000]);
});

describe('where the loudspeaker is dead', () => {
  const live = (config: typeof DEAF): number[] => {
    home.wires.plugLamp(PIN, () => {});
    home.start(openLamp(home.wires, PIN, home.clock.after), config);
    home.speaker.fault = 'no-device';
    // Nobody stirs for longer than a home may be silent.
    home.pass(13 * HOUR_MS);
    return home.asked.slice(1).map((ms, at) => ms - (home.asked[at] ?? 0));
  };
  test('the lamp asks somebody deaf, as patiently as words would, and the desk hears so', () => {
    const [first, second] = DEAF.checkon.waitMs;
    const factor = DEAF.checkon.nightWaitFactor;
    expect(live(DEAF)).toEqual([first * factor, second * factor]);
    expect(home.told[0]).toContain('Could not ask aloud. Asked by light alone 3 times. No answer.');
    expect(home.conditions).toContain('could-not-ask raised');
  });
  test('nobody waits for somebody who was never told what a lamp says', () => {
    expect(live(CONFIG).every((ms) => ms < MINUTE_MS)).toBe(true);
    expect(home.told[0]).toContain('Could not ask aloud.');
    expect(home.told[0]).not.toContain('light');
  });
});
