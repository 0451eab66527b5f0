/**
 * The detector through whole turns: shipped and learned habits, clocks that shift, and one verdict after the other.
 *
 * Minutes are counted from the first midnight. What is expected is behaviour: asked after the one and before the other,
 * and how two lives that differ in one thing compare; an exact minute is stated only where a rule of its own gives it.
 * What is not seen, and who is out, is in `sight.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { DAY, NOON, desk, firstAsked, habitual, learnedMinutes, verdicts } from './habit.ts';
import { FLAT, LivedHome, liveDay } from './lived-home.ts';

const FLOOR = 30;
const CAP = 12 * 60;
/** What the habit asks after at noon, in the kitchen: the measure of what follows. */
const USUAL = usual();
function usual(): number {
  const home = habitual();
  home.wait(CAP);
  return firstAsked(home);
}

describe('how long is too long', () => {
  test('the first day: the shipped figures, dearer at first; sooner by day than by night', () => {
    const [night, day] = [0, 9 * 60].map((from) => {
      const home = new LivedHome(FLAT);
      home.waitUntil(from);
      home.pulse('bed');
      home.pulse('kitchen');
      home.wait(CAP);
      const [first] = home.all('overdue', from);
      expect(first?.body.evidence).toMatchObject({ learnedDays: 0, timeTrusted: true });
      expect(first?.body.evidence.text).toMatch(/Still getting to know this home \(day 1\)\.$/);
      return (first?.minute ?? 0) - from;
    });
    expect(day).toBeGreaterThan(2 * 60);
    expect(day).toBeLessThan(5 * 60);
    expect(night).toBeGreaterThan(day ?? 0);
    expect(night).toBeLessThan(CAP);
  });

  test('ten days later it is asked sooner than on the first, not at once, and said with its grounds', () => {
    expect(USUAL).toBeGreaterThan(FLOOR);
    expect(USUAL).toBeLessThan(3 * 60);
    const home = habitual();
    home.wait(USUAL - 1);
    expect(verdicts(home)).toEqual([]);
    home.wait(1);
    const evidence = home.all('overdue').at(-1)?.body.evidence;
    expect(evidence).toMatchObject({
      quietMinutes: USUAL,
      lineMinutes: USUAL,
      learnedDays: 10,
      timeTrusted: true,
    });
    expect(evidence?.text).toMatch(
      /^No sign of life for \d h \d+ min, last in the kitchen at 12:00\. So long a silence, from there at this hour, comes less than once in 10 days here \(known for 10 days\)\.$/,
    );
  });

  test('a night is known as a night: asked after the hour at which it ends, and not much', () => {
    const home = habitual();
    liveDay(home, 10, { from: 12.5 });
    home.waitUntil(11 * DAY + NOON);
    const [first] = home.all('overdue', 10 * DAY + NOON);
    expect(first?.minute).toBeGreaterThan(11 * DAY + 7 * 60);
    expect(first?.minute).toBeLessThan(11 * DAY + 10 * 60);
  });

  test('without a trusted time of day it is slower, and says so', () => {
    const home = habitual();
    home.quality = 'saved';
    home.give({ kind: 'clock', stepMs: 0 });
    home.wait(CAP);
    expect(firstAsked(home)).toBeGreaterThan(USUAL);
    expect(firstAsked(home)).toBeLessThanOrEqual(CAP);
    const evidence = home.all('overdue', 10 * DAY)[0]?.body.evidence;
    expect(evidence?.timeTrusted).toBe(false);
    expect(evidence?.text).toContain('The time of day is not certain.');
    expect(evidence?.text).not.toContain('12:00');
  });

  test('a held level resets nothing', () => {
    const seat = { id: 'seat', room: 'living', class: 'pressure' } as const;
    const [told, silent] = [true, false].map((repeats) => {
      const home = new LivedHome([...FLAT, seat]);
      home.see('seat', 'off');
      home.pulse('bed');
      home.see('seat', 'on');
      for (let step = 0; step < 80; step += 1) {
        home.wait(10);
        if (repeats) home.see('seat', 'on');
      }
      return home.all('overdue').map(({ minute, body }) => [minute, body.evidence.quietMinutes]);
    });
    expect(silent).not.toEqual([]);
    expect(told).toEqual(silent);
  });

  test('a raised watch asks sooner, and never below the floor', () => {
    const home = habitual();
    const untilWallMs = home.wallMs + DAY * 60_000;
    home.give({ kind: 'watch', level: 'raised', untilWallMs, by: 'desk', keyId: 'k', counter: 1 });
    home.wait(CAP);
    expect(firstAsked(home)).toBeLessThan(USUAL);
    expect(firstAsked(home)).toBeGreaterThanOrEqual(FLOOR);
  });
});

describe('what an ending teaches', () => {
  test('an answer ends the question and not the silence: the next question of it comes later, and says so', () => {
    const home = habitual();
    home.wait(CAP);
    const [first, second] = home.all('overdue', 10 * DAY + NOON);
    const answered = USUAL + 1;
    const after = (second?.minute ?? 0) - 10 * DAY - NOON;
    expect(after - answered).toBeGreaterThan(USUAL);
    expect(after - answered).toBeLessThanOrEqual(CAP);
    expect(first?.body.evidence.text).not.toContain('Answered');
    expect(second?.body.evidence.text).toMatch(/^Answered \d h \d+ min ago and has not moved since/);
    expect(second?.body.evidence.quietMinutes).toBe(after - answered);
  });

  test('an answer by itself teaches nothing; the movement after it does, and the next question comes later', () => {
    const home = habitual();
    const before = learnedMinutes(home);
    home.wait(USUAL + 10);
    expect(learnedMinutes(home)).toBe(before);
    home.pulse('kitchen');
    expect(learnedMinutes(home) - before).toBeGreaterThan(USUAL);
    liveDay(home, 10, { from: 15.5 });
    liveDay(home, 11, { to: 12 });
    home.wait(CAP);
    expect(firstAsked(home, 11)).toBeGreaterThan(USUAL);
  });

  test('who answers by walking through two rooms has moved: the next silence is a new one', () => {
    const home = habitual();
    home.wait(USUAL);
    home.answers = false;
    home.pulse('bath');
    home.pulse('kitchen');
    expect(home.all('answer', 10 * DAY).map(({ body }) => body.by)).toEqual(['motion']);
    home.wait(CAP);
    const second = home.all('overdue', 10 * DAY + NOON)[1];
    expect(second?.body.evidence.text).not.toContain('Answered');
    // At most 1.35 times as dear, in hours cubed; and the hour is another.
    expect((second?.minute ?? 0) - 10 * DAY - NOON - USUAL).toBeLessThan(1.5 * USUAL);
  });

  test('a visit that was closed: nothing, and silence begins again', () => {
    const home = habitual();
    const before = learnedMinutes(home);
    home.answers = false;
    home.wait(USUAL + 20);
    desk(home, 'arrived');
    desk(home, 'closed');
    home.wait(CAP);
    const [, second] = home.all('overdue', 10 * DAY + NOON);
    const after = (second?.minute ?? 0) - 10 * DAY - NOON;
    expect(after).toBeGreaterThan(USUAL + 20 + 60);
    expect(after).toBeLessThan(USUAL + 20 + 2 * USUAL);
    // The silence begins again; what a person is told does not.
    expect(second?.body.evidence.quietMinutes).toBe(after);
    expect(learnedMinutes(home)).toBe(before);
  });

  test('an alert closed though nobody came: asked again half an hour later, and told since when', () => {
    const home = habitual();
    home.answers = false;
    home.wait(USUAL + 20);
    desk(home, 'closed');
    home.wait(75);
    expect(verdicts(home)).toEqual([`inactivity after ${USUAL}`, `inactivity after ${USUAL + 50}`]);
    const evidence = home.all('overdue').at(-1)?.body.evidence;
    const quiet = USUAL + 50;
    expect(evidence?.quietMinutes).toBe(quiet);
    const long = `${Math.floor(quiet / 60)} h ${quiet % 60} min`;
    expect(evidence?.text).toContain(`No sign of life for ${long}, last in the kitchen at 12:00.`);
  });

  test('somebody stirred under the alert: silence is counted from there', () => {
    const home = habitual();
    home.answers = false;
    home.wait(USUAL + 20);
    home.pulse('kitchen');
    const stirred = USUAL + 20;
    home.wait(20);
    desk(home, 'closed');
    home.wait(2 * USUAL);
    const [, second] = home.all('overdue', 10 * DAY + NOON);
    const after = (second?.minute ?? 0) - 10 * DAY - NOON;
    expect(after).toBeGreaterThan(stirred + 60);
    expect(second?.body.evidence.quietMinutes).toBe(after - stirred);
  });
});

test('a hub that was off says for how long, and learns nothing from it', () => {
  const home = habitual();
  const before = learnedMinutes(home);
  home.wait(10);
  home.off(5);
  home.wait(CAP);
  expect(firstAsked(home)).toBe(USUAL);
  const evidence = home.all('overdue', 10 * DAY + NOON)[0]?.body.evidence;
  expect(evidence).toMatchObject({ quietMinutes: USUAL, unobservedMinutes: 5 });
  home.pulse('kitchen');
  expect(learnedMinutes(home)).toBe(before);
});

test('a hub that was off for nobody knows how long says so, and learns nothing from it', () => {
  const home = habitual();
  const before = learnedMinutes(home);
  home.wait(10);
  home.offUnknown();
  home.wait(USUAL);
  const evidence = home.all('overdue').at(-1)?.body.evidence;
  expect(evidence).toMatchObject({ quietMinutes: USUAL, unobservedMinutes: 0 });
  expect(evidence?.text).toContain('The hub was off for an unknown time');
  expect(evidence?.textKo).toContain('얼마 동안인지는 알 수 없습니다');
  home.pulse('kitchen');
  expect(learnedMinutes(home)).toBe(before);
  home.wait(CAP);
  expect(home.all('overdue').at(-1)?.body.evidence.text).not.toContain('unknown');
});
