/**
 * Silence where we cannot see, and of somebody who is out: a fault with a deadline, a return that is overdue.
 *
 * Whole turns over the habit of `habit.ts`, last seen in the kitchen at noon. Minutes are counted from that noon.
 */
import { describe, expect, test } from 'vitest';
import { DAY, NOON, firstAsked, habitual, learnedMinutes, verdicts } from './habit.ts';
import { type LivedHome, liveDay } from './lived-home.ts';

const CAP = 12 * 60;
const BLIND = 30;
const USUAL = usual();
function usual(): number {
  const home = habitual();
  home.wait(CAP);
  return firstAsked(home);
}
function throughDoor(home: LivedHome): void {
  home.see('door', 'open');
  home.see('door', 'closed');
}

describe('where we cannot see', () => {
  test('a short blindness only stops the silence', () => {
    const home = habitual();
    home.wait(30);
    home.lose('kitchen');
    home.wait(20);
    home.find('kitchen');
    home.wait(CAP);
    // The same silence, twenty minutes later by the clock: within two steps of the grid.
    expect(Math.abs(firstAsked(home) - USUAL - 20)).toBeLessThanOrEqual(10);
  });

  test('past its bound it becomes a request to phone, once a day', () => {
    const home = habitual();
    home.answers = false;
    home.wait(30);
    home.lose('kitchen');
    home.wait(2 * DAY);
    // Eight minutes of asking before it is told, and a day from there.
    expect(verdicts(home)).toEqual([
      `cannot-see after ${30 + BLIND}`,
      `cannot-see after ${DAY + 30 + BLIND + 8}`,
    ]);
    const evidence = home.all('overdue').at(-1)?.body.evidence;
    expect(evidence).toMatchObject({ quietMinutes: 30, lineMinutes: null, cannotSee: ['kitchen'] });
  });

  test('sooner when the silence had already lasted for most of what is usual: after half the time', () => {
    const home = habitual();
    const lost = Math.ceil(USUAL * 0.6);
    home.wait(lost);
    home.lose('kitchen');
    home.wait(60);
    expect(verdicts(home)[0]).toBe(`cannot-see after ${lost + BLIND / 2}`);
  });

  test.each([
    [9, 1],
    [29, 1],
    [4, 4],
  ])('a bad line, lost for %i minutes and back for %i, is no sight: told by its bound', (down, up) => {
    const home = habitual();
    home.answers = false;
    for (let minutes = 0; minutes < 3 * 60; minutes += down + up) {
      home.lose('kitchen');
      home.wait(down);
      home.find('kitchen');
      home.wait(up);
    }
    const [first] = home.all('overdue', 10 * DAY + NOON);
    expect(first?.body.cause).toBe('cannot-see');
    expect((first?.minute ?? 0) - 10 * DAY - NOON).toBeLessThanOrEqual(BLIND + up);
  });

  test('lost for moments, with life in between: no word of it', () => {
    const home = habitual();
    for (let minutes = 0; minutes < 3 * 60; minutes += 10) {
      home.lose('kitchen');
      home.wait(9);
      home.find('kitchen');
      home.pulse('kitchen');
      home.wait(1);
    }
    expect(home.all('overdue', 10 * DAY + NOON)).toEqual([]);
  });

  test('answered, it is asked again only when any silence would be', () => {
    const home = habitual();
    home.lose('kitchen');
    home.wait(DAY);
    expect(verdicts(home)).toEqual([`cannot-see after ${BLIND}`, `cannot-see after ${BLIND + 1 + CAP}`]);
  });

  test('another room unseen is said, and silence goes on', () => {
    const home = habitual();
    home.lose('bath');
    home.wait(CAP);
    expect(firstAsked(home)).toBeGreaterThanOrEqual(USUAL);
    expect(firstAsked(home)).toBeLessThan(1.5 * USUAL);
    expect(home.all('overdue', 10 * DAY)[0]?.body.evidence.cannotSee).toEqual(['bathroom']);
  });

  test('blind by share: the sensor of most of a day’s signs is lost, wherever the last sign was', () => {
    const home = habitual();
    home.pulse('bed');
    home.lose('kitchen');
    home.wait(BLIND + 10);
    expect(verdicts(home)).toEqual([`cannot-see after ${BLIND}`]);
  });

  test('not blind by number: three of four sensors that give little are a slower home', () => {
    const home = habitual();
    home.lose('bath', 'bed');
    home.wait(CAP);
    expect(verdicts(home)[0]).toBe(`inactivity after ${firstAsked(home)}`);
    expect(firstAsked(home)).toBeGreaterThanOrEqual(USUAL);
  });

  test('a silence that was partly unseen teaches nothing', () => {
    const home = habitual();
    const before = learnedMinutes(home);
    home.lose('kitchen');
    home.wait(20);
    home.find('kitchen');
    home.wait(60);
    home.pulse('kitchen');
    expect(learnedMinutes(home)).toBe(before);
    home.wait(10);
    home.pulse('kitchen');
    expect(learnedMinutes(home)).toBeGreaterThan(before);
  });
});

describe('out of the house', () => {
  test('no question until the return is long overdue, and it says so; then ever later', () => {
    const home = habitual();
    throughDoor(home);
    home.wait(7 * DAY);
    // Answered a minute later, and asked again after twice the time.
    expect(verdicts(home)).toEqual([
      `inactivity after ${2 * DAY}`,
      `inactivity after ${2 * DAY + 1 + 4 * DAY}`,
    ]);
    expect(home.all('overdue', 10 * DAY)[0]?.body.evidence.text).toContain(
      'Seems to have left 2 days ago at 12:00 by the entrance door, not back after 48 h.',
    );
  });

  test('absence teaches nothing, and coming home begins afresh', () => {
    const home = habitual();
    const before = learnedMinutes(home);
    throughDoor(home);
    home.wait(240);
    throughDoor(home);
    home.pulse('kitchen');
    // Four signs within a moment, each the first bin of five minutes; of the four hours nothing.
    expect(learnedMinutes(home) - before).toBeLessThanOrEqual(4 * 5);
    home.wait(CAP);
    expect(firstAsked(home)).toBeGreaterThan(240 + 60);
    expect(firstAsked(home)).toBeLessThan(240 + 1.5 * USUAL);
  });

  test('in by the door and seen nowhere since: asked at the cap, not a day later', () => {
    const home = habitual();
    throughDoor(home);
    home.wait(240);
    throughDoor(home);
    home.wait(2 * DAY);
    expect(verdicts(home)[0]).toBe(`inactivity after ${240 + CAP}`);
    expect(home.all('overdue', 10 * DAY)[0]?.body.evidence.text).toContain(
      'Whether anyone is at home is not known.',
    );
  });

  test('back just when it is asked: the answer does not make the absence a silence at home', () => {
    const home = habitual();
    throughDoor(home);
    home.wait(2 * DAY);
    const before = learnedMinutes(home);
    throughDoor(home);
    home.pulse('kitchen');
    home.wait(2);
    expect(home.all('answer', 12 * DAY)).toHaveLength(1);
    liveDay(home, 12, { from: 12.5, to: 13 });
    expect(learnedMinutes(home) - before).toBeLessThan(60);
    liveDay(home, 12, { from: 13.5 });
    liveDay(home, 13, { to: 12 });
    home.wait(CAP);
    expect(firstAsked(home, 13)).toBeLessThan(2 * USUAL);
  });

  test('the contact of the door is lost: only the cap is left', () => {
    const home = habitual();
    home.lose('door');
    home.wait(DAY);
    expect(verdicts(home)[0]).toBe(`inactivity after ${CAP}`);
    expect(home.all('overdue').at(-1)?.body.evidence.text).toContain(
      'Whether anyone is at home is not known.',
    );
  });
});
