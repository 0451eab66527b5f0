/**
 * A plan and a raised watch over restarts, steps of the clock and times in which there is none.
 *
 * What is planned for whom is in `planned.ts`; what a plan excuses is in `plans.test.ts`.
 */
import { expect, test } from 'vitest';
import { watchLevel } from '../../agent/detector/plans.ts';
import { momentOf } from '../../agent/state.ts';
import { DAY } from './habit.ts';
import { DAY_MS, HOUR_MS, type LivedHome, MINUTE_MS, START_LOCAL_MS } from './lived-home.ts';
import { ABSENCE_GRACE, BACK, LEFT, asked, left, planned, unanswered, watched } from './planned.ts';

test.each<[string, (home: LivedHome) => void]>([
  ['a restart from its checkpoint', (home) => home.checkpoint()],
  [
    'an hour off',
    (home) => {
      home.checkpoint();
      home.off(60);
    },
  ],
  [
    'a clock set five hours ahead, and back',
    (home) => {
      for (const stepMs of [5 * HOUR_MS, -5 * HOUR_MS]) {
        home.wallStepMs += stepMs;
        home.give({ kind: 'clock', stepMs });
        home.wait(30);
      }
    },
  ],
  [
    'a clock set a week back, for good',
    (home) => {
      home.wallStepMs = -7 * DAY_MS;
      home.give({ kind: 'clock', stepMs: -7 * DAY_MS });
    },
  ],
  [
    'a change to summer time',
    (home) => {
      home.offsetMin = 60;
      home.give({ kind: 'clock', stepMs: 0 });
    },
  ],
])('%s in the middle changes nothing', (_name, meanwhile) => {
  const home = left();
  home.give(planned('absence', BACK));
  home.wait(3 * DAY);
  meanwhile(home);
  home.waitUntil(BACK + ABSENCE_GRACE + 10);
  expect(asked(home)).toEqual([BACK + ABSENCE_GRACE]);
});

test('no time of day any more: asked at the same moment, and no time is named', () => {
  const home = left();
  home.give(planned('absence', BACK));
  home.wait(DAY);
  home.quality = 'none';
  home.give({ kind: 'clock', stepMs: 0 });
  home.waitUntil(BACK + ABSENCE_GRACE + 10);
  expect(asked(home)).toEqual([BACK + ABSENCE_GRACE]);
  const { text, textKo } = home.all('overdue', LEFT)[0]!.body.evidence;
  expect(text).toContain('Expected back by now, no sign of a return.');
  expect(textKo).toContain('지금쯤 돌아오실 예정이었으나');
});

test('off for nobody knows how long, then a clock that can be believed: not asked three days late', () => {
  const home = left();
  home.give(planned('absence', BACK));
  home.wait(DAY);
  home.quality = 'saved';
  home.offUnknown();
  home.wait(30);
  home.quality = 'synced';
  home.wallStepMs = 3 * DAY_MS;
  home.give({ kind: 'clock', stepMs: 3 * DAY_MS });
  home.waitUntil(BACK + ABSENCE_GRACE + 10);
  expect(asked(home)[0]).toBe(BACK - 3 * DAY + ABSENCE_GRACE);
});

test('a watch level is raised until its time, over restarts, and by a new word only', () => {
  const home = unanswered();
  const level = () => watchLevel(home.state, { ms: home.minute * MINUTE_MS, localMs: 0, trusted: true });
  expect(level()).toBe('normal');
  home.give(watched(LEFT + 3 * DAY));
  expect(level()).toBe('raised');
  home.wait(DAY);
  home.checkpoint();
  home.off(60);
  home.wallStepMs = 5 * DAY_MS;
  home.give({ kind: 'clock', stepMs: 5 * DAY_MS });
  home.waitUntil(LEFT + 3 * DAY - 1);
  expect(level()).toBe('raised');
  home.wait(1);
  expect(level()).toBe('normal');
  home.give({ kind: 'deadline' });
  home.pulse('kitchen');
  expect(home.state.plans.watchUntilMs).toBeNull();
  home.wallStepMs = 0;
  home.give(watched(LEFT + 5 * DAY));
  home.give(watched(null));
  expect(level()).toBe('normal');
});

test('what is in force is on home time, whatever the wall clock says', () => {
  const home = left();
  home.wallStepMs = -DAY_MS;
  home.give({
    ...planned('outing', LEFT + 180),
    untilWallMs: START_LOCAL_MS - DAY_MS + (LEFT + 60) * MINUTE_MS,
  });
  const at = { monotonicMs: LEFT * MINUTE_MS, wallMs: 0, quality: 'none', utcOffsetMin: 0 } as const;
  expect(home.state.plans.outing?.returnMs).toBe(momentOf(home.state, at).ms + 60 * MINUTE_MS);
});
