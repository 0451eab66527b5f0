/**
 * An expected visit: what it changes while it lasts, and that it excuses nothing.
 *
 * Everybody here lives by the habit of `habit.ts`, last seen in the kitchen at noon of the eleventh day.
 */
import { expect, test } from 'vitest';
import type { Visit } from '../../agent/record.ts';
import { DAY, NOON, firstAsked } from './habit.ts';
import { type LivedHome, MINUTE_MS } from './lived-home.ts';
import { unanswered, usualMinutes } from './planned.ts';

const LAST = 10 * DAY + NOON;
function visit(home: LivedHome, minutes: number): Visit {
  const untilWallMs = home.wallMs + minutes * MINUTE_MS;
  return { kind: 'visit', fromWallMs: null, untilWallMs, by: 'Kim', keyId: 'k', counter: 1 };
}
/** Until the question hangs in the air. */
function asked(minutes: number | null): LivedHome {
  const home = unanswered();
  if (minutes !== null) home.give(visit(home, minutes));
  home.wait(usualMinutes());
  while (home.state.checkon.conversation === null) home.wait(1);
  return home;
}
function walk(home: LivedHome): void {
  for (const sensor of ['bed', 'kitchen', 'bed']) home.pulse(sensor);
}

test('it excuses no silence: the question comes when it would', () => {
  expect(firstAsked(asked(DAY))).toBe(firstAsked(asked(null)));
});

test('movement in it is no answer; after it, and without it, it is', () => {
  const without = asked(null);
  walk(without);
  expect(without.state.checkon.conversation).toBeNull();
  const home = asked(DAY);
  walk(home);
  expect(home.state.checkon.conversation).not.toBeNull();
  home.give({ kind: 'visit', fromWallMs: null, untilWallMs: null, by: 'Kim', keyId: 'k', counter: 2 });
  walk(home);
  expect(home.state.checkon.conversation).toBeNull();
});

test('a press in it is an answer as ever', () => {
  const home = asked(DAY);
  home.give({ kind: 'reply', by: 'button', meaning: 'fine' });
  expect(home.state.checkon.conversation).toBeNull();
});

test('an alert that is raised in it says so, in both languages; one after it does not', () => {
  const home = asked(DAY);
  home.wait(60);
  const raised = home.all('alert', LAST).find(({ body }) => body.cause === 'inactivity')?.body;
  expect(raised?.evidence.text).toContain('A visit was expected from 12:00 to 12:00.');
  expect(raised?.evidence.textKo).toContain('방문이 예정되어 있습니다');
  const after = asked(1);
  after.wait(60);
  const told = after.all('alert', LAST).find(({ body }) => body.cause === 'inactivity')?.body;
  expect(told?.evidence.text).not.toContain('visit');
  expect(after.state.plans.visit).toBeNull();
});
