/**
 * The alert line: which half-hours a silence belongs to, what they teach, and where the line is crossed.
 *
 * Pure tables and a brute-force twin; no turn is taken here.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DETECTOR_DEFAULTS } from '../../agent/config/defaults.ts';
import {
  DAY_MS,
  HOME_DAYS_MAX,
  HOUR_MS,
  type LineContext,
  type LineTable,
  MINUTE_MS,
  SLOTS,
  SLOT_MS,
  crossingOf,
  highestLineMs,
  initialLine,
  learnSilence,
  learnedDays,
  lineMs,
  longestMinutes,
  slotOf,
} from '../../agent/detector/alert-line.ts';

const policy = { ...DETECTOR_DEFAULTS, days: 30, priorDays: 7 };

function contextOf(table: LineTable, over: Partial<LineContext> = {}): LineContext {
  return { table, room: 'kitchen', bedroomSeen: true, policy, ...over };
}

/** So many whole days at home in which no silence was longer than an hour. */
function lived(days: number, table = initialLine()): LineTable {
  for (let hour = 1; hour <= days * 24; hour += 1) learnSilence(table, hour * HOUR_MS, HOUR_MS);
  learnSilence(table, days * DAY_MS + HOUR_MS, HOUR_MS);
  return table;
}

test.each([
  ['midnight', 0, 0],
  ['a minute before half past', 29 * MINUTE_MS, 0],
  ['half past', 30 * MINUTE_MS, 1],
  ['the last of the day', DAY_MS - 1, 47],
  ['the next day', DAY_MS + HOUR_MS, 2],
  ['before 1970', -1, 47],
])('the slot of %s', (_name, localMs, slot) => {
  expect(slotOf(localMs)).toBe(slot);
});

describe('what a silence teaches', () => {
  test('each slot it touched gets the age it had reached there, over midnight too', () => {
    const table = initialLine();
    learnSilence(table, DAY_MS + 45 * MINUTE_MS, 90 * MINUTE_MS);
    expect([46, 47, 0, 1, 2].map((slot) => table.today[slot])).toEqual([15, 45, 75, 90, null]);
  });

  test('a time of day reaches an hour to each side', () => {
    const table = initialLine();
    learnSilence(table, 10 * HOUR_MS + MINUTE_MS, 2 * MINUTE_MS);
    const known = Array.from({ length: SLOTS }, (_, slot) => longestMinutes(table, slot, 30) !== null);
    expect(known.flatMap((is, slot) => (is ? [slot] : []))).toEqual([17, 18, 19, 20, 21, 22]);
  });

  test('a shorter one later takes nothing back', () => {
    const table = initialLine();
    learnSilence(table, 12 * HOUR_MS, 100 * MINUTE_MS);
    learnSilence(table, 12 * HOUR_MS + MINUTE_MS, MINUTE_MS);
    expect(longestMinutes(table, slotOf(12 * HOUR_MS), 30)).toBe(100);
  });

  test('only the last home days count', () => {
    const table = initialLine();
    learnSilence(table, 12 * HOUR_MS, 12 * HOUR_MS);
    lived(3, table);
    expect(longestMinutes(table, 22, 30)).toBe(12 * 60);
    expect(longestMinutes(table, 22, 2)).toBe(60);
  });

  test('days of absence push nothing out, and the table is bounded', () => {
    const table = lived(10);
    const before = table.days.length;
    for (let day = 20; day < 40; day += 1) learnSilence(table, day * DAY_MS, MINUTE_MS);
    expect(table.days.length).toBe(before);
    expect(lived(100).days.length).toBe(HOME_DAYS_MAX);
  });
});

describe('the line', () => {
  const noon = slotOf(12 * HOUR_MS);
  const night = slotOf(2 * HOUR_MS);
  test.each<[string, LineContext, number, number]>([
    ['kitchen on the first day', contextOf(initialLine()), noon, 225],
    ['kitchen in the first night', contextOf(initialLine()), night, 225],
    [
      'kitchen at night where no bedroom is seen',
      contextOf(initialLine(), { bedroomSeen: false }),
      night,
      720,
    ],
    ['bedroom in the first night', contextOf(initialLine(), { room: 'bedroom' }), night, 720],
    ['an unknown room is a sitting room', contextOf(initialLine(), { room: 'constructor' }), noon, 300],
    ['no sign at all', contextOf(initialLine(), { room: null }), noon, 300],
    ['six home days: the prior still holds', contextOf(lived(6)), noon, 225],
    ['seven home days: an hour and the buffer', contextOf(lived(7)), noon, 120],
    ['never below the floor', contextOf(lived(7), { policy: { ...policy, bufferMs: -HOUR_MS } }), noon, 45],
    ['never above the cap', contextOf(initialLine(), { policy: { ...policy, capMs: HOUR_MS } }), noon, 60],
  ])('%s', (_name, context, slot, minutes) => {
    expect(lineMs(context, slot) / MINUTE_MS).toBe(minutes);
  });

  test('a half-hour in which nobody was ever at home stands on the prior', () => {
    const table = initialLine();
    for (let day = 0; day < 20; day += 1) {
      for (let hour = 16; hour <= 24; hour += 1) learnSilence(table, day * DAY_MS + hour * HOUR_MS, HOUR_MS);
    }
    expect(learnedDays(contextOf(table))).toBeGreaterThanOrEqual(7);
    expect(lineMs(contextOf(table), slotOf(11 * HOUR_MS)) / MINUTE_MS).toBe(225);
    expect(lineMs(contextOf(table), slotOf(20 * HOUR_MS)) / MINUTE_MS).toBe(120);
  });

  test('without a time of day the highest of all', () => {
    const table = lived(8);
    learnSilence(table, 8 * DAY_MS + 9 * HOUR_MS, 8 * HOUR_MS);
    expect(highestLineMs(contextOf(table)) / MINUTE_MS).toBe(9 * 60);
  });
});

test('property: the closed form meets the line in the same minute as a walk minute by minute', () => {
  const silence = fc.record({
    end: fc.integer({ min: 0, max: 12 * 1440 }),
    age: fc.integer({ min: 0, max: 900 }),
  });
  fc.assert(
    fc.property(
      fc.array(silence, { maxLength: 60 }),
      fc.integer({ min: 0, max: 1439 }),
      fc.integer({ min: 0, max: 600 }),
      (silences, startMinute, fromMinute) => {
        const table = lived(8);
        for (const { end, age } of silences) learnSilence(table, end * MINUTE_MS, age * MINUTE_MS);
        const context = contextOf(table);
        const startLocalMs = 20 * DAY_MS + startMinute * MINUTE_MS;
        let minute = fromMinute;
        while (minute * MINUTE_MS < policy.capMs) {
          if (minute * MINUTE_MS >= lineMs(context, slotOf(startLocalMs + minute * MINUTE_MS))) break;
          minute += 1;
        }
        const crossing = crossingOf(context, startLocalMs, fromMinute * MINUTE_MS);
        expect(crossing.silenceMs / MINUTE_MS).toBe(Math.min(minute, policy.capMs / MINUTE_MS));
        expect(crossing.lineMs).toBeLessThanOrEqual(crossing.silenceMs);
        expect(crossing.silenceMs % SLOT_MS).toBeGreaterThanOrEqual(0);
      },
    ),
  );
});
