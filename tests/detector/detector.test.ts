/**
 * The detector through whole turns: prior and learned lines, clocks that shift, blindness, absence, and one verdict.
 *
 * Minutes are counted from the first midnight. Tests reach what the journal says and what `nextDeadline` promises.
 */
import { describe, expect, test } from 'vitest';
import { DAY, NOON, desk, habitual, verdicts } from './habit.ts';
import { FLAT, LivedHome, liveDay } from './lived-home.ts';

describe('how long is too long', () => {
  test('the first day: the prior of the room', () => {
    const home = new LivedHome(FLAT);
    home.pulse('bed');
    home.pulse('kitchen');
    home.wait(300);
    expect(home.all('overdue').map(({ minute }) => minute)).toEqual([225]);
    expect(home.all('overdue')[0]?.body.evidence.learnedDays).toBe(0);
  });

  test('ten days later: the longest silence of that time of day and the buffer', () => {
    const home = habitual();
    home.wait(120);
    expect(verdicts(home)).toEqual(['inactivity after 70']);
    const evidence = home.all('overdue').at(-1)?.body.evidence;
    expect(evidence).toMatchObject({ quietMinutes: 70, lineMinutes: 70, learnedDays: 10, timeTrusted: true });
    expect(evidence?.text).toBe(
      'No sign of life for 1 h 10 min, last in the kitchen at 12:00. ' +
        'Around this hour the longest silence in 10 days was 10 min.',
    );
  });

  test('a night is known as a night', () => {
    const home = habitual();
    liveDay(home, 10);
    home.waitUntil(11 * DAY + 12 * 60);
    expect(home.all('overdue', 10 * DAY)[0]?.minute).toBe(11 * DAY + 8 * 60);
  });

  test.each([
    ['forward in the night: the morning comes an hour sooner', 60, 11 * DAY + 7.5 * 60],
    ['back in the night: it comes an hour later', -60, 11 * DAY + 8 * 60],
  ])('the local clock goes %s', (_name, offsetMin, expected) => {
    const home = habitual();
    liveDay(home, 10);
    home.waitUntil(11 * DAY + 60);
    home.offsetMin = offsetMin;
    home.give({ kind: 'clock', stepMs: 0 });
    home.waitUntil(11 * DAY + NOON);
    expect(home.all('overdue', 10 * DAY)[0]?.minute).toBe(expected);
  });

  test('without a trusted time of day the highest line holds, and it is said', () => {
    const home = habitual();
    home.quality = 'saved';
    home.give({ kind: 'clock', stepMs: 0 });
    home.wait(DAY / 2);
    expect(verdicts(home)).toEqual(['inactivity after 540']);
    const evidence = home.all('overdue').at(-1)?.body.evidence;
    expect(evidence?.timeTrusted).toBe(false);
    expect(evidence?.text).toContain('The time of day is not certain.');
    expect(evidence?.text).not.toContain('12:00');
  });

  test('a held level resets nothing', () => {
    const mat = { id: 'seat', room: 'living', class: 'pressure' } as const;
    const home = new LivedHome([...FLAT, mat]);
    home.see('seat', 'off');
    home.pulse('bed');
    home.see('seat', 'on');
    for (let step = 0; step < 40; step += 1) {
      home.wait(10);
      home.see('seat', 'on');
    }
    expect(home.all('overdue').map(({ minute }) => minute)).toEqual([360]);
  });
});

describe('what an ending teaches', () => {
  test('an answer: the person was fine for so long', () => {
    const home = habitual();
    home.wait(71);
    liveDay(home, 10, { from: 13.5 });
    liveDay(home, 11, { to: 12 });
    home.wait(300);
    expect(home.all('overdue', 11 * DAY + NOON)[0]?.minute).toBe(11 * DAY + NOON + 71 + 60);
  });

  test('a visit that was closed: nothing, and silence begins again', () => {
    const home = habitual();
    home.answers = false;
    home.wait(100);
    desk(home, 'arrived');
    desk(home, 'closed');
    home.wait(75);
    expect(verdicts(home)).toEqual(['inactivity after 70', 'inactivity after 170']);
    // The line begins again; what a person is told does not.
    expect(home.all('overdue').at(-1)?.body.evidence.quietMinutes).toBe(170);
  });

  test('an alert closed though nobody came: asked again half an hour later, and told since when', () => {
    const home = habitual();
    home.answers = false;
    home.wait(100);
    desk(home, 'closed');
    home.wait(75);
    expect(verdicts(home)).toEqual(['inactivity after 70', 'inactivity after 130']);
    const evidence = home.all('overdue').at(-1)?.body.evidence;
    expect(evidence?.quietMinutes).toBe(130);
    expect(evidence?.text).toContain('No sign of life for 2 h 10 min, last in the kitchen at 12:00.');
  });

  test('somebody stirred under the alert: silence is counted from there', () => {
    const home = habitual();
    home.answers = false;
    home.wait(100);
    home.pulse('kitchen');
    home.wait(20);
    desk(home, 'closed');
    home.wait(75);
    expect(verdicts(home)).toEqual(['inactivity after 70', 'inactivity after 170']);
    expect(home.all('overdue').at(-1)?.body.evidence.quietMinutes).toBe(70);
  });
});

describe('where we cannot see', () => {
  test('a short blindness only stops the silence', () => {
    const home = habitual();
    home.wait(30);
    home.lose('kitchen');
    home.wait(20);
    home.find('kitchen');
    home.wait(60);
    expect(verdicts(home)).toEqual(['inactivity after 90']);
  });

  test('past its bound it becomes a request to phone, once a day', () => {
    const home = habitual();
    home.answers = false;
    home.wait(30);
    home.lose('kitchen');
    home.wait(2 * DAY);
    expect(verdicts(home)).toEqual(['cannot-see after 60', `cannot-see after ${DAY + 68}`]);
    const evidence = home.all('overdue').at(-1)?.body.evidence;
    expect(evidence).toMatchObject({ quietMinutes: 30, lineMinutes: null, cannotSee: ['kitchen'] });
  });

  test('answered, it is asked again only when any silence would be', () => {
    const home = habitual();
    home.lose('kitchen');
    home.wait(DAY);
    expect(verdicts(home)).toEqual(['cannot-see after 30', 'cannot-see after 751']);
  });

  test('another room unseen is said, and silence goes on', () => {
    const home = habitual();
    home.lose('bath');
    home.wait(80);
    expect(verdicts(home)).toEqual(['inactivity after 70']);
    expect(home.all('overdue').at(-1)?.body.evidence.cannotSee).toEqual(['bathroom']);
  });

  test('fewer than half of the sensors is blindness wherever the last sign was', () => {
    const home = habitual();
    home.lose('bath', 'bed', 'door');
    home.wait(40);
    expect(verdicts(home)).toEqual(['cannot-see after 30']);
  });

  test('a silence that was partly unseen teaches nothing', () => {
    const home = habitual();
    home.lose('kitchen');
    home.wait(20);
    home.find('kitchen');
    home.wait(60);
    home.pulse('kitchen');
    liveDay(home, 10, { from: 13.5 });
    liveDay(home, 11, { to: 12 });
    home.wait(100);
    expect(home.all('overdue', 11 * DAY + NOON)[0]?.minute).toBe(11 * DAY + NOON + 70);
  });
});

describe('out of the house', () => {
  test('no question until the return is long overdue, and it says so', () => {
    const home = habitual();
    home.see('door', 'open');
    home.see('door', 'closed');
    home.wait(49 * 60);
    expect(verdicts(home)).toEqual([`inactivity after ${48 * 60}`]);
    expect(home.all('overdue').at(-1)?.body.evidence.text).toContain(
      'Seems to have left 2 days ago at 12:00 by the entrance door, not back after 48 h.',
    );
  });

  test('absence teaches nothing, and coming home begins afresh', () => {
    const home = habitual();
    home.see('door', 'open');
    home.see('door', 'closed');
    home.wait(240);
    home.see('door', 'open');
    home.see('door', 'closed');
    home.pulse('kitchen');
    const back = home.minute;
    home.wait(100);
    expect(home.all('overdue', 10 * DAY).map(({ minute }) => minute - back)).toEqual([70]);
  });

  test('back just when it is asked: the answer does not make the absence a silence at home', () => {
    const home = habitual();
    home.see('door', 'open');
    home.see('door', 'closed');
    home.wait(48 * 60);
    home.see('door', 'open');
    home.see('door', 'closed');
    home.pulse('kitchen');
    home.wait(2);
    expect(home.all('answer', 12 * DAY)).toHaveLength(1);
    liveDay(home, 12, { from: 12.5 });
    liveDay(home, 13, { to: 12 });
    home.wait(100);
    expect(home.all('overdue', 13 * DAY)[0]?.minute).toBeLessThanOrEqual(13 * DAY + NOON + 90);
  });

  test('the contact of the door is lost: only the cap is left', () => {
    const home = habitual();
    home.lose('door');
    home.wait(DAY);
    expect(verdicts(home)).toEqual(['inactivity after 720']);
    expect(home.all('overdue').at(-1)?.body.evidence.text).toContain(
      'Whether anyone is at home is not known.',
    );
  });
});

test('a hub that was off says for how long, and learns nothing from it', () => {
  const home = habitual();
  home.wait(10);
  home.off(5);
  home.wait(60);
  const evidence = home.all('overdue').at(-1)?.body.evidence;
  expect(evidence).toMatchObject({ quietMinutes: 70, unobservedMinutes: 5 });
  home.wait(5);
  liveDay(home, 10, { from: 13.5 });
  liveDay(home, 11, { to: 12 });
  home.wait(100);
  // From the answer at 13:11 to 13:30 is what it did learn: 19 min, and the buffer.
  expect(home.all('overdue', 11 * DAY + NOON)[0]?.minute).toBe(11 * DAY + NOON + 79);
});

test('a hub that was off for nobody knows how long says so, and learns nothing from it', () => {
  const home = habitual();
  home.wait(10);
  home.offUnknown();
  home.wait(60);
  const evidence = home.all('overdue').at(-1)?.body.evidence;
  expect(evidence).toMatchObject({ quietMinutes: 70, unobservedMinutes: 0 });
  expect(evidence?.text).toContain('The hub was off for an unknown time');
  expect(evidence?.textKo).toContain('얼마 동안인지는 알 수 없습니다');
  home.wait(5);
  liveDay(home, 10, { from: 13.5 });
  liveDay(home, 11, { to: 12 });
  home.wait(100);
  expect(home.all('overdue', 11 * DAY + NOON)[0]?.minute).toBe(11 * DAY + NOON + 79);
  expect(home.all('overdue').at(-1)?.body.evidence.text).not.toContain('unknown');
});
