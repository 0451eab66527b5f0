/**
 * The hour in counts: what it holds, that it is small, that blind and off never look like quiet, and that a restart
 * changes nothing.
 */
import { describe, expect, test } from 'vitest';
import type { Summary } from '../../agent/record.ts';
import { SUMMARY_ROOMS_MAX } from '../../agent/welfare/summary.ts';
import { FLAT, LivedHome } from '../detector/lived-home.ts';

const HOUR = 60;
/** Eight rooms of twelve letters, hundreds of signs in each. */
const BYTES_MAX = 350;
const summaries = (home: LivedHome): Summary[] => home.all('summary').map(({ body }) => body);

describe('an hour', () => {
  test('ends with the hour of the local clock, and is told in counts by room', () => {
    const home = new LivedHome(FLAT);
    home.waitUntil(90);
    home.pulse('bed');
    home.pulse('bed');
    home.wait(1);
    home.pulse('kitchen');
    home.see('door', 'closed');
    home.see('door', 'open');
    home.see('door', 'closed');
    home.waitUntil(3 * HOUR);
    expect(home.all('summary').map(({ minute }) => minute)).toEqual([60, 120, 180]);
    expect(summaries(home)[1]).toEqual({
      kind: 'summary',
      minutes: 60,
      seenMinutes: 60,
      offMinutes: 0,
      homeMinutes: 16,
      // The door was the last thing that moved.
      awayMinutes: 14,
      doorOpenings: 1,
      powerSteps: 0,
      rooms: { bedroom: [2, 1], kitchen: [1, 1], entrance: [2, 1] },
    });
  });
  test('in which somebody went out says for how long nobody was there, as it was known', () => {
    const home = new LivedHome(FLAT);
    home.waitUntil(60);
    home.pulse('bed');
    home.see('door', 'closed');
    home.wait(5);
    home.see('door', 'open');
    home.waitUntil(2 * HOUR);
    expect(summaries(home).at(-1)).toMatchObject({ homeMinutes: 20, awayMinutes: 40, seenMinutes: 60 });
  });
  test('that could not be seen says so, and does not look like a quiet one', () => {
    const home = new LivedHome(FLAT);
    home.waitUntil(60);
    home.pulse('bed');
    home.wait(15);
    home.lose('bed', 'kitchen', 'bath');
    home.wait(30);
    home.find('bed', 'kitchen', 'bath');
    home.waitUntil(2 * HOUR);
    expect(summaries(home).at(-1)).toMatchObject({ minutes: 60, seenMinutes: 30, offMinutes: 0 });
  });
  test('in which the hub was off says so; hours that were wholly off are told with it', () => {
    const home = new LivedHome(FLAT);
    home.waitUntil(70);
    home.pulse('bed');
    home.off(200);
    expect(summaries(home).at(-1)).toMatchObject({
      minutes: 210,
      offMinutes: 200,
      seenMinutes: 10,
      rooms: { bedroom: [1, 1] },
    });
    home.waitUntil(5 * HOUR);
    expect(home.all('summary').at(-1)).toMatchObject({ minute: 300, body: { minutes: 30, offMinutes: 0 } });
  });
  test('in which the hub was off for nobody knows how long says that', () => {
    const home = new LivedHome(FLAT);
    home.waitUntil(70);
    home.offUnknown();
    home.waitUntil(3 * HOUR);
    expect(summaries(home).map(({ offUnknown }) => offUnknown)).toEqual([undefined, true, undefined]);
  });
  test('of a clock that nobody believes is an hour all the same', () => {
    const home = new LivedHome(FLAT, {}, 17 * 60_000);
    home.quality = 'none';
    home.waitUntil(5 * HOUR);
    const minutes = summaries(home).map((one) => one.minutes);
    expect(minutes).toEqual([43, 60, 60, 60, 60]);
  });
  test('goes on where it was after a restart from a checkpoint', () => {
    const straight = new LivedHome(FLAT);
    const cut = new LivedHome(FLAT);
    for (const home of [straight, cut]) {
      home.waitUntil(80);
      home.pulse('bed');
    }
    cut.checkpoint();
    for (const home of [straight, cut]) {
      home.wait(1);
      home.pulse('kitchen');
      home.waitUntil(2 * HOUR);
    }
    expect(summaries(cut)).toEqual(summaries(straight));
  });
});

test('a summary of the busiest hour in the largest home stays small: its rooms with the most signs are named', () => {
  const rooms = [
    'living room',
    'kitchen',
    'bathroom',
    'bedroom',
    'entrance hall',
    'study',
    'corridor',
    'balcony',
    'store',
  ];
  const home = new LivedHome(rooms.map((room) => ({ id: room, room, class: 'motion' })));
  for (let minute = 1; minute < HOUR; minute += 1) {
    home.waitUntil(minute);
    for (const room of rooms) for (let times = 0; times < 12; times += 1) home.pulse(room);
  }
  home.waitUntil(HOUR);
  const told = summaries(home);
  const longest = Math.max(...told.map((one) => Buffer.byteLength(JSON.stringify(one))));
  expect(longest).toBeLessThanOrEqual(BYTES_MAX);
  expect(Object.keys(told[0]?.rooms ?? {})).toHaveLength(SUMMARY_ROOMS_MAX);
});
