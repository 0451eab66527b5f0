/**
 * The longest time from a question until somebody is told: what is printed is what the conversation keeps to.
 *
 * Held against real turns of the check-on at every hour: nobody answers, and movement in one room puts off whatever it may.
 */
import { describe, expect, test } from 'vitest';
import { toldWithinByHour, toldWithinMs } from '../../agent/checkon/worst-case.ts';
import { CHECKON_DEFAULTS } from '../../agent/config/defaults.ts';
import { HOUR_MS, MINUTE_MS, ProbedHome } from './probed-home.ts';

test('by day 14 minutes, at night 38, and longer where the night begins in between', () => {
  const minutes = toldWithinByHour(CHECKON_DEFAULTS).map(({ minutesMax }) => minutesMax);
  expect(minutes.slice(0, 6)).toEqual([38, 38, 38, 38, 38, 38]);
  expect(minutes.slice(7, 21)).toEqual(Array.from({ length: 14 }, () => 14));
  // Asked at 21:59, and again in the night: 3, 12 and 8, and three times two.
  expect(minutes[21]).toBe(29);
  expect(minutes[6]).toBe(38);
});

test('a question put off into the night waits as the night does: the worst place is counted', () => {
  const policy = { ...CHECKON_DEFAULTS, postponeMs: 10 * MINUTE_MS, postponeMax: 10 };
  expect(toldWithinMs(20, policy)).toBe((3 + 100 + 12 + 8) * MINUTE_MS);
});

test('without putting off it is the three waits', () => {
  const policy = { ...CHECKON_DEFAULTS, postponeMax: 0 };
  expect(toldWithinMs(12, policy)).toBe(8 * MINUTE_MS);
  expect(toldWithinMs(2, policy)).toBe(32 * MINUTE_MS);
});

describe('the conversation keeps to it', () => {
  /** Milliseconds from the question until the desk is told, somebody stirring in one room every 20 s or not at all. */
  function toldAfterMs(from: string, stirs: boolean): number {
    const home = new ProbedHome(from, false);
    home.walk();
    home.pass(2 * HOUR_MS);
    for (let times = 0; times < 200 && tellingOf(home) === undefined; times += 1) {
      home.pass(20_000);
      if (stirs) home.move('kitchen');
    }
    const asked = home.entries.find(({ body }) => body.kind === 'prompt');
    return (tellingOf(home)?.at.monotonicMs ?? Infinity) - (asked?.at.monotonicMs ?? 0);
  }
  const tellingOf = (home: ProbedHome) =>
    home.entries.find(({ body }) => body.kind === 'alert' && !body.test && body.stage === 'raised');

  test.each(['00:00', '03:20', '04:55', '06:40', '10:00', '17:00', '19:40', '19:50', '20:30'])(
    'asked two hours after %s',
    (from) => {
      const hour = (Number(from.slice(0, 2)) + 2) % 24;
      const maxMs = toldWithinMs(hour, CHECKON_DEFAULTS);
      expect(toldAfterMs(from, false)).toBeLessThanOrEqual(maxMs);
      const stirredMs = toldAfterMs(from, true);
      expect(stirredMs).toBeLessThanOrEqual(maxMs);
      expect(stirredMs).toBeGreaterThan(toldAfterMs(from, false));
    },
  );

  test('and by day reaches it', () => {
    expect(toldAfterMs('12:00', true)).toBe(toldWithinMs(14, CHECKON_DEFAULTS));
  });
});
