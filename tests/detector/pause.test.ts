/**
 * A pause mutes questions for a while and nothing else: calls, open alerts and the question in the air go on.
 *
 * Everybody here lives by the habit of `habit.ts`, last seen in the kitchen at noon of the eleventh day, and answers
 * nothing.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PAUSE_MS_MAX, isPaused } from '../../agent/detector/pause.ts';
import { PAUSE_GRACE_MS } from '../../agent/detector/plan-slice.ts';
import type { Pause, Sentence } from '../../agent/record.ts';
import { DAY, NOON, firstAsked, learnedMinutes } from './habit.ts';
import { type LivedHome, MINUTE_MS } from './lived-home.ts';
import { unanswered, usualMinutes } from './planned.ts';

const LAST = 10 * DAY + NOON;
const GRACE = PAUSE_GRACE_MS / MINUTE_MS;
const said = { by: 'Kim', keyId: 'k', counter: 1 };
function pause(home: LivedHome, minutes: number): Pause {
  return { kind: 'pause', untilWallMs: home.wallMs + minutes * MINUTE_MS, ...said };
}
const WITHDRAWN: Pause = { kind: 'pause', untilWallMs: null, ...said };
const words = (home: LivedHome): Sentence[] => home.all('say', LAST).map(({ body }) => body.sentence);
const conditions = (home: LivedHome): string[] =>
  home
    .all('condition', LAST)
    .flatMap(({ minute, body }) => (body.code === 'paused' ? [`${body.edge} ${minute - LAST}`] : []));

describe('while it lasts', () => {
  test('nothing is asked; half an hour after its end the silence is judged as it is', () => {
    const home = unanswered();
    home.give(pause(home, 20 * 60));
    home.wait(20 * 60 - 1);
    expect(home.all('prompt', LAST)).toEqual([]);
    expect(home.all('probe', LAST)).toEqual([]);
    home.wait(3 * 60);
    expect(firstAsked(home)).toBe(20 * 60 + GRACE);
    expect(home.all('overdue', LAST)[0]?.body.evidence.quietMinutes).toBe(20 * 60 + GRACE);
  });

  test('cord and button call for help, and the desk hears of it', () => {
    for (const by of ['pull-cord', 'button'] as const) {
      const home = unanswered();
      home.give(pause(home, 20 * 60));
      home.wait(60);
      home.give({ kind: 'reply', by, meaning: by === 'button' ? 'fine' : 'help' });
      home.wait(1);
      expect(home.all('alert', LAST).map(({ body }) => body.cause)).toContain('help');
    }
  });

  test('an alert that was raised before goes on: reminders, and the word of the desk', () => {
    const home = unanswered();
    home.wait(DAY / 2);
    const raised = home.all('alert', LAST).find(({ body }) => body.cause === 'inactivity');
    expect(raised?.body.stage).toBe('raised');
    home.give(pause(home, 10 * 60));
    const before = home.minute;
    home.wait(5 * 60);
    const reminders = home.all('alert', before).filter(({ body }) => body.why === 'reminder');
    expect(reminders.length).toBeGreaterThan(2);
  });

  test('a question that is in the air goes on to its end, and nobody speaks over it', () => {
    const home = unanswered();
    home.wait(usualMinutes());
    while (home.state.checkon.conversation === null) home.wait(1);
    home.give(pause(home, 10 * 60));
    expect(words(home)).not.toContain('paused');
    home.wait(60);
    expect(home.all('alert', LAST).map(({ body }) => body.cause)).toContain('inactivity');
  });

  test('what happens in it teaches nothing', () => {
    const home = unanswered();
    const before = learnedMinutes(home);
    home.give(pause(home, 10 * 60));
    for (let times = 0; times < 10; times += 1) {
      home.wait(50);
      home.pulse(times % 2 === 0 ? 'bed' : 'kitchen');
    }
    expect(learnedMinutes(home)).toBe(before);
  });
});

describe('its end', () => {
  test('comes by itself, is a record, and is said as its beginning was', () => {
    const home = unanswered();
    home.give(pause(home, 60));
    home.wait(60);
    expect(words(home)).toEqual(['paused', 'pause-over']);
    expect(home.all('pause-over').map(({ minute }) => minute - LAST)).toEqual([60]);
    expect(home.state.plans.pause).toBeNull();
  });

  test('comes by command', () => {
    const home = unanswered();
    home.give(pause(home, 600));
    home.wait(30);
    home.give(WITHDRAWN);
    expect(words(home)).toEqual(['paused', 'pause-over']);
    home.wait(DAY / 2);
    expect(home.all('pause-over')).toEqual([]);
    expect(firstAsked(home)).toBe(Math.max(usualMinutes(), 30 + GRACE));
  });

  test('comes at its time though the hub was off in between, also when it learns only later for how long', () => {
    const home = unanswered();
    home.give(pause(home, 120));
    home.wait(10);
    home.off(60);
    expect(isPaused(home.state.plans, home.now.ms)).toBe(true);
    home.wait(50);
    expect(home.all('pause-over')).toHaveLength(1);
    const other = unanswered();
    other.give(pause(other, 120));
    other.quality = 'saved';
    other.offUnknown();
    other.wallStepMs += 100 * MINUTE_MS;
    other.quality = 'synced';
    other.give({ kind: 'clock', stepMs: 100 * MINUTE_MS });
    other.wait(21);
    expect(other.all('pause-over')).toHaveLength(1);
  });

  test('survives a checkpoint', () => {
    const home = unanswered();
    home.give(pause(home, 120));
    home.checkpoint();
    home.wait(119);
    expect(isPaused(home.state.plans, home.now.ms)).toBe(true);
    home.wait(1);
    expect(isPaused(home.state.plans, home.now.ms)).toBe(false);
  });
});

test('it is a condition while it lasts, and overdue when it is renewed for more than a day', () => {
  const home = unanswered();
  home.give(pause(home, 60));
  home.wait(61);
  expect(conditions(home)).toEqual(['raised 0', 'cleared 60']);
  const again = unanswered();
  again.give(pause(again, DAY));
  again.wait(DAY - 60);
  again.give(pause(again, DAY));
  again.wait(DAY);
  expect(conditions(again).slice(0, 2)).toEqual(['raised 0', `overdue ${DAY}`]);
});

test('property: whatever is ordered and done to the clock, no pause outlasts a day of home time since it was said', () => {
  const step = fc.record({
    untilMin: fc.option(fc.integer({ min: -100, max: 100 * DAY })),
    waitMin: fc.nat({ max: 2 * DAY }),
    wallStepMin: fc.integer({ min: -3 * DAY, max: 3 * DAY }),
    quality: fc.constantFrom('synced' as const, 'saved' as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const home = unanswered();
      for (const { untilMin, waitMin, wallStepMin, quality } of steps) {
        home.give(untilMin === null ? WITHDRAWN : pause(home, untilMin));
        const untilMs = home.state.plans.pause?.untilMs ?? 0;
        expect(untilMs - home.now.ms).toBeLessThanOrEqual(PAUSE_MS_MAX);
        home.wallStepMs += wallStepMin * MINUTE_MS;
        home.quality = quality;
        home.wait(waitMin);
        expect(isPaused(home.state.plans, home.now.ms)).toBe(home.state.plans.pause !== null);
        if (waitMin * MINUTE_MS >= PAUSE_MS_MAX) expect(home.state.plans.pause).toBeNull();
      }
    }),
    { numRuns: 25 },
  );
});
