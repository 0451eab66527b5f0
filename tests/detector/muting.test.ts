/**
 * What an open alert may mute, and for how long: never a home, whatever the desk forgets.
 *
 * Whole turns over a lived home; minutes are counted from the first midnight.
 */
import { describe, expect, test } from 'vitest';
import type { DeskStage } from '../../agent/record.ts';
import { DAY, NOON, desk, firstAsked, habitual, learnedMinutes, verdicts } from './habit.ts';
import { type LivedHome, liveDay } from './lived-home.ts';

/** After how many minutes the habit asks at noon when nothing else happens. */
function usualMinutes(): number {
  const home = habitual();
  home.wait(DAY / 2);
  return firstAsked(home);
}

function raised(home: LivedHome): string[] {
  const alerts = home.all('alert').filter(({ body }) => body.why === 'raised' && !body.test);
  return alerts.map(({ body }) => body.cause);
}

describe('an alert mutes no home', () => {
  const usual = usualMinutes();
  /** Asked and not answered; the desk takes it as far as it does, and forgets it. */
  function forgotten(...stages: readonly DeskStage['stage'][]): LivedHome {
    const home = habitual();
    home.answers = false;
    home.wait(usual + 30);
    for (const stage of stages) desk(home, stage);
    return home;
  }

  test('unanswered, and nobody has come: asked again once a day, told as one incident', () => {
    const home = forgotten();
    home.wait(3 * DAY + 60);
    expect(verdicts(home)).toHaveLength(4);
    const alerts = home.all('alert', 10 * DAY + NOON).filter(({ body }) => body.cause === 'inactivity');
    expect(new Set(alerts.map(({ body }) => body.alert)).size).toBe(1);
    const fresh = alerts.filter(({ body }) => body.why === 'asked-again');
    expect(fresh).toHaveLength(3);
    expect(fresh.at(-1)?.body.evidence.quietMinutes).toBeGreaterThan(3 * DAY);
  });

  test('asked again, and answered by one walk with the alert before: told once, and no moment is learned', () => {
    const home = forgotten();
    home.wait(DAY);
    while (home.state.checkon.conversation === null) home.wait(1);
    const before = learnedMinutes(home);
    home.pulse('bath');
    home.pulse('kitchen');
    expect(home.all('answer', 10 * DAY + NOON).map(({ body }) => body.by)).toEqual(['motion']);
    expect(home.all('alert', 10 * DAY + NOON).filter(({ body }) => body.why === 'answered')).toHaveLength(1);
    expect(learnedMinutes(home)).toBe(before);
  });

  test.each([
    ['arrived, and life went on', ['arrived'] as const],
    ['dispatched, nobody ever said that they came, and life went on', ['dispatched'] as const],
  ])('%s: the next silence is a new incident', (_name, stages) => {
    const home = forgotten(...stages);
    home.wait(90);
    home.pulse('bed');
    liveDay(home, 10, { from: 17 });
    liveDay(home, 11, { to: 12 });
    home.wait(2 * usual);
    expect(home.all('overdue', 11 * DAY + NOON).map(({ minute }) => minute)).toHaveLength(1);
    expect(raised(home)).toHaveLength(2);
  });

  test('answered, and the desk was never reached: the next silence is a new incident', () => {
    const home = forgotten();
    home.pulse('kitchen');
    home.pulse('bath');
    expect(home.all('alert', 10 * DAY + NOON).at(-1)?.body.why).toBe('answered');
    home.wait(2 * usual);
    expect(verdicts(home)[0]).toBe(`inactivity after ${usual}`);
    expect(verdicts(home)).toHaveLength(2);
    expect(raised(home)).toHaveLength(2);
  });

  test('a call for help that was come for mutes nothing', () => {
    const home = habitual();
    home.answers = false;
    home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    home.wait(10);
    desk(home, 'arrived');
    home.wait(usual);
    expect(verdicts(home)).toEqual([`inactivity after ${usual}`]);
  });

  test('a call for help that nobody closed, and hours of life after it: the next silence is asked about as any', () => {
    const home = habitual();
    home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    desk(home, 'acknowledged');
    liveDay(home, 10, { from: 12.5 });
    liveDay(home, 11, { to: 12 });
    home.answers = false;
    home.wait(2 * usual);
    expect(home.all('overdue', 11 * DAY + NOON).map(({ body }) => body.cause)).toEqual(['inactivity']);
  });

  test('closed by telephone time and again: asked once soon after, then as after an answer', () => {
    const home = forgotten();
    for (let minutes = 0; minutes < 10 * 60; minutes += 10) {
      desk(home, 'closed');
      home.wait(10);
    }
    expect(raised(home).length).toBeGreaterThan(1);
    expect(raised(home).length).toBeLessThanOrEqual(4);
    expect(home.all('alert').at(-1)?.body.evidence.text).toMatch(
      /^No sign of life for .* last in the kitchen (?:yesterday )?at 12:00\./,
    );
  });

  test('slept through three questions and answered the alert: that silence is learned, and asking is dearer', () => {
    const home = habitual();
    // A home that is known: at first questions are dear by themselves.
    home.state.detector.habits.days.homeDays = 30;
    home.answers = false;
    home.wait(usual + 30);
    expect(raised(home)).toEqual(['inactivity']);
    const before = learnedMinutes(home);
    const { priceFactor } = home.state.detector.habits;
    home.pulse('kitchen');
    home.pulse('bath');
    expect(learnedMinutes(home) - before).toBeGreaterThan(usual / 2);
    expect(home.state.detector.habits.priceFactor).toBeGreaterThan(priceFactor);
  });

  test('a call for help that nobody came for is asked about after a day', () => {
    const home = habitual();
    home.answers = false;
    home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    home.wait(2 * DAY);
    expect(verdicts(home)[0]).toBe(`inactivity after ${DAY}`);
  });
});
