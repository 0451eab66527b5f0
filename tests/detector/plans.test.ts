/**
 * Planned absence and outing through whole turns: what they excuse, and that they never mute a home in which somebody
 * is. What clocks and restarts do to them is in `plan-time.test.ts`.
 *
 * Everybody here lives by the habit of `habit.ts`: last seen in the kitchen at noon of the eleventh day.
 */
import { describe, expect, test } from 'vitest';
import { DAY, desk, verdicts } from './habit.ts';
import { FLAT, type LivedHome, liveDay } from './lived-home.ts';
import {
  ABSENCE_GRACE,
  BACK,
  LEFT,
  OUTING_GRACE,
  WITHDRAWN,
  asked,
  comeHome,
  left,
  planned,
  through,
  unanswered,
  usualMinutes,
  walkAbout,
} from './planned.ts';

const USUAL = usualMinutes();

describe('somebody who is away by a plan', () => {
  test('is not asked after for ten days, and once when they do not come back, in both languages', () => {
    const home = left();
    home.give(planned('absence', BACK));
    home.waitUntil(BACK + ABSENCE_GRACE - 1);
    expect(asked(home)).toEqual([]);
    home.wait(12 * 60);
    expect(asked(home)).toEqual([BACK + ABSENCE_GRACE]);
    const { body } = home.all('overdue', LEFT)[0]!;
    expect(body.cause).toBe('inactivity');
    expect(body.evidence).toMatchObject({
      quietMinutes: BACK + ABSENCE_GRACE - LEFT,
      lineMinutes: BACK + ABSENCE_GRACE - LEFT,
      text:
        'Expected back yesterday at 18:00, no sign of a return. ' +
        'Seems to have left 11 days ago at 12:00 by the entrance door, not back after 252 h.',
      textKo:
        '어제 18:00에 돌아오실 예정이었으나 돌아오신 신호가 없습니다. ' +
        '11일 전 12:00 현관문으로 나가신 것으로 보이며, 252시간 동안 돌아오신 신호가 없습니다.',
    });
    const alerts = home.all('alert', LEFT).filter((one) => !one.body.test && one.body.why === 'raised');
    expect(alerts.map((one) => one.body.cause)).toEqual(['inactivity']);
  });

  test('and comes back in time is not asked after, and lives on as usual', () => {
    const home = left();
    home.give(planned('absence', BACK));
    home.waitUntil(BACK - 60);
    comeHome(home);
    home.wait(2 * USUAL);
    const [first] = asked(home);
    expect(asked(home)).toHaveLength(1);
    expect(Math.abs((first ?? 0) - (BACK - 60) - USUAL)).toBeLessThan(USUAL / 2);
    expect(home.all('overdue', LEFT)[0]?.body.evidence.text).not.toContain('Expected');
  });

  test('comes back within the grace: no question', () => {
    const home = left();
    home.give(planned('outing', LEFT + 180));
    home.waitUntil(LEFT + 180 + OUTING_GRACE - 1);
    comeHome(home);
    home.wait(60);
    expect(asked(home)).toEqual([]);
  });

  test('for an afternoon is asked after an hour later, not two days later', () => {
    const home = left();
    home.give(planned('outing', LEFT + 180));
    home.wait(6 * 60);
    expect(asked(home)).toEqual([LEFT + 180 + OUTING_GRACE]);
    expect(home.all('overdue', LEFT)[0]?.body.evidence.text).toContain('Expected back at 15:00,');
  });

  test('stays longer by a new word; withdrawn, the usual two days hold', () => {
    const longer = left();
    longer.give(planned('absence', BACK));
    longer.waitUntil(BACK - 60);
    longer.give(planned('absence', BACK + 2 * DAY));
    longer.waitUntil(BACK + 3 * DAY);
    expect(asked(longer)[0]).toBe(BACK + 2 * DAY + ABSENCE_GRACE);
    const withdrawn = left();
    withdrawn.give(planned('absence', BACK));
    withdrawn.give(planned('outing', LEFT + 60));
    withdrawn.wait(30);
    withdrawn.give(WITHDRAWN);
    withdrawn.wait(3 * DAY);
    expect(verdicts(withdrawn)[0]).toBe(`inactivity after ${2 * DAY}`);
  });

  test('known only after the usual question: no further one until they are overdue', () => {
    const home = left();
    home.wait(2 * DAY + 60);
    expect(asked(home)).toHaveLength(1);
    home.give(planned('absence', BACK));
    desk(home, 'closed');
    home.waitUntil(BACK + ABSENCE_GRACE + 60);
    expect(asked(home)).toEqual([LEFT + 2 * DAY, BACK + ABSENCE_GRACE]);
  });

  test('overdue, and the desk has closed it: then it is an absence as any', () => {
    const home = left();
    home.give(planned('outing', LEFT + 180));
    home.wait(5 * 60);
    desk(home, 'closed');
    home.wait(4 * DAY + 60);
    // What the desk has dealt with is not told it again as soon: four days, not two.
    expect(asked(home)).toEqual([LEFT + 240, LEFT + 300 + 4 * DAY]);
    expect(home.all('overdue', LEFT).at(-1)?.body.evidence.text).not.toContain('Expected');
  });

  test.each([
    ['before the usual question', 2 * DAY - 60, BACK + ABSENCE_GRACE],
    ['only after it', 2 * DAY + 60, LEFT + 2 * DAY],
  ])('by a plan that begins %s', (_name, fromMinutes, first) => {
    const home = left();
    home.give(planned('absence', BACK, LEFT + fromMinutes));
    home.waitUntil(BACK + 7 * 60);
    expect(asked(home)[0]).toBe(first);
  });

  test('left only after they were to be back: the plan was for something else', () => {
    const home = unanswered();
    home.give(planned('outing', LEFT + 30));
    home.wait(40);
    through(home);
    home.wait(3 * DAY);
    expect(verdicts(home)[0]).toBe(`inactivity after ${2 * DAY + 40}`);
  });

  test('an outing today and an absence next week are two plans; the outing ends as said', () => {
    const home = left();
    home.give(planned('absence', BACK, LEFT + DAY));
    home.give(planned('outing', LEFT + 180));
    home.wait(DAY / 2);
    expect(asked(home)).toEqual([LEFT + 240]);
  });

  test('an outing that goes over into an absence', () => {
    const home = left();
    home.give(planned('absence', BACK, LEFT + 200));
    home.give(planned('outing', LEFT + 180));
    home.waitUntil(BACK + ABSENCE_GRACE + 10);
    expect(asked(home)).toEqual([BACK + ABSENCE_GRACE]);
  });
});

describe('a plan never mutes a home in which somebody is', () => {
  test('nobody left: the usual question comes at its usual time', () => {
    const home = unanswered();
    home.give(planned('absence', BACK));
    home.give(planned('outing', LEFT + DAY / 2));
    home.wait(USUAL + 30);
    expect(verdicts(home)).toEqual([`inactivity after ${USUAL}`]);
  });

  test('packing: the plan waits until they leave', () => {
    const home = unanswered();
    home.give(planned('absence', BACK));
    liveDay(home, 10, { from: 12.5, to: 17 });
    through(home);
    home.waitUntil(BACK + ABSENCE_GRACE + 10);
    expect(asked(home)).toEqual([BACK + ABSENCE_GRACE]);
  });

  test('back before the time: a fall in the evening is asked about at its usual time', () => {
    const home = left();
    home.give(planned('absence', BACK));
    home.wait(3 * DAY);
    comeHome(home);
    home.wait(2 * USUAL);
    expect(asked(home)).toHaveLength(1);
    expect(Math.abs((asked(home)[0] ?? 0) - LEFT - 3 * DAY - USUAL)).toBeLessThan(USUAL / 2);
  });

  test('back, and gone again: the plan was for the other time', () => {
    const home = left();
    home.give(planned('absence', BACK));
    home.wait(60);
    comeHome(home);
    home.wait(10);
    through(home);
    home.wait(3 * DAY);
    expect(verdicts(home)[0]).toBe(`inactivity after ${2 * DAY + 70}`);
  });

  test('a plan for next week outlives today’s shopping', () => {
    const home = left();
    home.give(planned('absence', BACK, LEFT + DAY));
    home.wait(60);
    comeHome(home);
    liveDay(home, 10, { from: 13.5 });
    liveDay(home, 11, { to: 13 });
    through(home);
    home.waitUntil(BACK + ABSENCE_GRACE + 10);
    expect(asked(home)).toEqual([BACK + ABSENCE_GRACE]);
  });

  test('the contact of the door is lost, and nobody was seen to leave: the cap holds', () => {
    const home = unanswered();
    home.give(planned('absence', BACK));
    home.lose('door');
    home.wait(DAY);
    expect(verdicts(home)).toEqual(['inactivity after 720']);
  });

  test('they left, then the contact is lost: the plan holds, and what is not known is said', () => {
    const home = unanswered();
    // Somebody who watches the entrance besides, or the home could not be seen.
    const porch = { id: 'porch', room: 'entrance', class: 'motion' } as const;
    home.give({ kind: 'config', hash: 'with a porch', sensors: [...FLAT, porch] });
    through(home);
    home.give(planned('absence', BACK));
    home.wait(60);
    home.lose('door');
    home.waitUntil(BACK + ABSENCE_GRACE + 10);
    expect(asked(home)).toEqual([BACK + ABSENCE_GRACE]);
    const text = home.all('overdue', LEFT)[0]?.body.evidence.text;
    expect(text).toContain('Expected back yesterday at 18:00, no sign of a return. No sign of life for');
    expect(text).toContain('Whether anyone is at home is not known.');
    expect(text).not.toContain('left');
  });

  test.each<[string, (home: LivedHome) => void]>([
    ['moves about', walkAbout],
    ['presses the button', (home) => home.give({ kind: 'reply', by: 'button', meaning: 'fine' })],
  ])('they left, the contact is lost, and somebody %s: the plan is over', (_name, stir) => {
    const home = left();
    home.give(planned('absence', BACK));
    home.wait(60);
    home.lose('door');
    home.wait(DAY);
    stir(home);
    expect(home.state.plans.absence).toBeNull();
    home.wait(DAY);
    expect(asked(home)).not.toEqual([]);
  });
});
