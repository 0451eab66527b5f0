/**
 * What is asked about where: the bathroom at night, stirring in one room, rounds that do not come.
 *
 * Whole turns over the drawn habit of `seen-flat.ts`, in which motion is seen in every room; nobody answers.
 */
import { describe, expect, test } from 'vitest';
import { drawer } from '../../sim/swarm/draw.ts';
import { LivedHome } from './lived-home.ts';
import { DAY, SEEN_FLAT, UP_AT, live, lived } from './seen-flat.ts';

const FLOOR = 30;
const NOON = 12 * 60;

/** The first question from a minute of a day on: after how many minutes, and for want of which sign. */
function firstAfter(home: LivedHome, day: number, minute: number): { after: number; sign: string } | null {
  const from = day * DAY + minute;
  const first = home.all('overdue', from)[0];
  if (first === undefined) return null;
  return { after: first.minute - from, sign: first.body.evidence.sign ?? 'any' };
}
/** Lives by habit to a minute of a day, gives one sign in a room, and none after it. */
function stoppedAt(
  days: number,
  minute: number,
  sensor: string,
  change = (_: LivedHome): void => {},
): LivedHome {
  const home = lived(days);
  live(home, days, minute);
  home.answers = false;
  change(home);
  home.pulse(sensor);
  home.waitUntil((days + 1) * DAY + NOON);
  return home;
}
const afterStop = (...args: Parameters<typeof stoppedAt>) => firstAfter(stoppedAt(...args), args[0], args[1]);

test('somebody of this habit who is well is not asked in sixty days', () => {
  expect(lived(60).all('overdue')).toEqual([]);
});

describe('the bathroom', () => {
  const night = afterStop(20, UP_AT + 2, 'bath');
  test('at night is asked about in little more than an hour, and sooner than the bed', () => {
    expect(night?.sign).toBe('any');
    expect(night?.after).toBeGreaterThanOrEqual(FLOOR);
    expect(night?.after).toBeLessThanOrEqual(90);
    const bed = afterStop(20, UP_AT + 2, 'bed');
    expect(bed?.after).toBeGreaterThan(2 * (night?.after ?? 0));
  });
  test('in the first days, too, only somewhat later', () => {
    const early = afterStop(3, UP_AT + 2, 'bath');
    expect(early?.after).toBeGreaterThan(night?.after ?? 0);
    expect(early?.after).toBeLessThanOrEqual(2 * 60);
  });
  test('where whoever leaves it might not be seen, waits longer; longer still where the way to bed is not', () => {
    const upUnseen = afterStop(20, UP_AT + 2, 'bath', (home) => home.lose('living'));
    const bedUnseen = afterStop(20, UP_AT + 2, 'bath', (home) => home.lose('bed'));
    expect(upUnseen?.after).toBeGreaterThan(night?.after ?? 0);
    expect(bedUnseen?.after).toBeGreaterThan(1.5 * (upUnseen?.after ?? 0));
  });
});

test('where a sensor that gives much is lost, fewer signs are expected, and it is asked later', () => {
  const all = afterStop(20, NOON, 'living');
  const fewer = afterStop(20, NOON, 'living', (home) => home.lose('kitchen'));
  expect(all?.sign).toBe('any');
  expect(fewer?.after).toBeGreaterThan(all?.after ?? 0);
  expect(fewer?.after).toBeLessThan(2 * (all?.after ?? 0));
});

describe('stirring in one room', () => {
  /** So many hours of signs every few minutes, each in one of these rooms. */
  function stirring(
    days: number,
    hours: number,
    rooms: readonly string[],
    change = (_: LivedHome): void => {},
  ) {
    const home = lived(days);
    live(home, days, NOON);
    home.answers = false;
    change(home);
    const draw = drawer(5, 1);
    while (home.minute < days * DAY + NOON + hours * 60) {
      home.pulse(rooms[draw.between(0, rooms.length - 1)] ?? '');
      home.wait(draw.between(4, 14));
    }
    return home;
  }

  test('is asked about within half a day, though silence is never long; walking between rooms is not', () => {
    // Before a habit of rounds is known.
    const still = firstAfter(stirring(12, 11, ['living']), 12, NOON);
    expect(still?.sign).toBe('room');
    expect(still?.after).toBeGreaterThan(60);
    expect(still?.after).toBeLessThan(12 * 60);
    expect(firstAfter(stirring(12, 11, ['living', 'bed', 'kitchen']), 12, NOON)).toBeNull();
  });

  test('in two of them, once rounds are known, as well: somebody is no longer up and about', () => {
    const home = stirring(20, 11, ['bed', 'bath']);
    const first = firstAfter(home, 20, NOON);
    expect(first?.sign).toBe('round');
    expect(first?.after).toBeGreaterThan(3 * 60 - 30);
    expect(home.all('overdue', 20 * DAY + NOON)[0]?.body.evidence.text).toContain('Not up and about for');
    expect(firstAfter(stirring(12, 11, ['bed', 'bath']), 12, NOON)).toBeNull();
  });

  test('but not where a room of them cannot be seen; found again, it is counted from there', () => {
    const lost = (home: LivedHome): void => home.lose('kitchen');
    const home = stirring(20, 11, ['bed', 'bath'], lost);
    expect(firstAfter(home, 20, NOON)).toBeNull();
    home.find('kitchen');
    const found = home.minute;
    for (let step = 0; step < 60; step += 1) {
      home.pulse(step % 2 === 0 ? 'bed' : 'bath');
      home.wait(4);
    }
    const asked = home.all('overdue', found)[0];
    if (asked !== undefined) expect(asked.minute - found).toBeGreaterThanOrEqual(3 * 60);
  });
});

test('regression: whoever hardly makes a round in a day is not asked about it every other evening', () => {
  for (const step of [30, 60]) {
    const home = lived(60, step);
    // One in fifteen days is what the policy says.
    expect(home.all('overdue').length).toBeLessThanOrEqual(4);
  }
});

test('regression: in a home of one room nobody is asked why they stay in it', () => {
  const studio = SEEN_FLAT.filter(({ id }) => id === 'living' || id === 'door');
  const home = new LivedHome(studio);
  home.see('door', 'closed');
  const draw = drawer(3, 1);
  while (home.minute < 30 * DAY) {
    home.pulse('living');
    home.wait(draw.between(1, 20));
  }
  expect(home.all('overdue')).toEqual([]);
});
