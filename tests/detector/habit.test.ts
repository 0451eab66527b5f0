/**
 * The tables of habits: what a silence adds to them, what fades, and what they may hold.
 *
 * Cells are read by place, hour and bin, as `hazard.ts` reads them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AGES_MINUTES,
  BINS,
  COARSE_BINS,
  HOURS,
  type HabitTable,
  PLACES_MAX,
  countDay,
  daysHeld,
  fade,
  hourOf,
  initialDays,
  initialTable,
  learnSilence,
  placeIndex,
} from '../../agent/detector/habit.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../agent/detector/time.ts';
import { makeCheckpoint, openCheckpoint } from '../../agent/journal/checkpoint.ts';
import { initialState } from '../../agent/state.ts';

interface Cell {
  readonly hour: number;
  readonly bin: number;
  readonly ended: number;
  readonly lived: number;
}
/** Every cell of a place that holds anything. */
function cellsOf(table: HabitTable, place: string): Cell[] {
  const at = placeIndex(table, place);
  return Array.from({ length: HOURS * BINS }, (_, cell) => ({
    hour: Math.floor(cell / BINS),
    bin: cell % BINS,
    ended: table.ended[at * HOURS * BINS + cell] ?? 0,
    lived: table.lived[at * HOURS * BINS + cell] ?? 0,
  })).filter(({ ended, lived }) => ended > 0 || lived > 0);
}
const NINE = 100 * DAY_MS + 9 * HOUR_MS;

describe('a silence that has ended', () => {
  test('in the first, coarse bins counts whole: how many got through', () => {
    const table = initialTable();
    learnSilence(table, 'kitchen', NINE, 3_000);
    learnSilence(table, 'kitchen', NINE, 7 * MINUTE_MS);
    expect(cellsOf(table, 'kitchen')).toEqual([
      { hour: 9, bin: 0, ended: 1, lived: 10 },
      { hour: 9, bin: 1, ended: 1, lived: 5 },
    ]);
  });

  test('later by the minute, in the hours in which it was so old', () => {
    const table = initialTable();
    learnSilence(table, 'bedroom', NINE + 50 * MINUTE_MS, 100 * MINUTE_MS);
    expect(cellsOf(table, 'bedroom')).toEqual([
      { hour: 9, bin: 0, ended: 0, lived: 5 },
      { hour: 9, bin: 1, ended: 0, lived: 5 },
      { hour: 10, bin: 2, ended: 0, lived: 10 },
      { hour: 10, bin: 3, ended: 0, lived: 10 },
      { hour: 10, bin: 4, ended: 0, lived: 15 },
      { hour: 10, bin: 5, ended: 0, lived: 15 },
      { hour: 10, bin: 6, ended: 0, lived: 30 },
      { hour: 11, bin: 7, ended: 1, lived: 10 },
    ]);
  });

  test('property: ends once, and lives as long as it lasted, from the whole bins of its beginning on', () => {
    const minutes = fc.double({ min: 0, max: 3000, noNaN: true });
    fc.assert(
      fc.property(minutes, fc.integer({ min: -DAY_MS, max: 400 * DAY_MS }), (lasted, startLocalMs) => {
        const table = initialTable();
        learnSilence(table, 'hall', startLocalMs, lasted * MINUTE_MS);
        const cells = cellsOf(table, 'hall');
        expect(cells.reduce((sum, { ended }) => sum + ended, 0)).toBe(1);
        const lived = cells.reduce((sum, cell) => sum + cell.lived, 0);
        const coarse = AGES_MINUTES.slice(0, COARSE_BINS).find((to) => lasted < to);
        expect(Math.abs(lived - (coarse ?? lasted))).toBeLessThan(0.01);
        // Constant work: no cell but those of the bins it crossed, and for nearly every event that is one.
        expect(cells).toHaveLength(1 + AGES_MINUTES.filter((to) => to <= lasted).length);
      }),
    );
  });

  test('teaches nothing of other places', () => {
    const table = initialTable();
    learnSilence(table, 'kitchen', NINE, 3 * HOUR_MS);
    learnSilence(table, 'bedroom', NINE, MINUTE_MS);
    const before = structuredClone(cellsOf(table, 'kitchen'));
    learnSilence(table, 'bedroom', NINE, 8 * HOUR_MS);
    expect(cellsOf(table, 'kitchen')).toEqual(before);
  });
});

test('the place after the last shares one cell with all that come later, and never grows the table', () => {
  const table = initialTable();
  for (let at = 0; at < 3 * PLACES_MAX; at += 1) learnSilence(table, `room-${at}`, NINE, MINUTE_MS);
  expect(table.places).toHaveLength(PLACES_MAX);
  expect(table.ended).toHaveLength(PLACES_MAX * HOURS * BINS);
  expect(placeIndex(table, 'room-0')).toBe(0);
  expect(placeIndex(table, 'room-20')).toBe(PLACES_MAX - 1);
  expect(placeIndex(table, 'never seen')).toBe(PLACES_MAX - 1);
  const shared = cellsOf(table, 'room-20').reduce((sum, { ended }) => sum + ended, 0);
  expect(shared).toBe(2 * PLACES_MAX + 1);
});

describe('days', () => {
  test('of a home that is lived in fade what is known: half of it in 45, at most 65 are held', () => {
    const table = initialTable();
    learnSilence(table, 'kitchen', NINE, 4 * MINUTE_MS);
    for (let day = 0; day < 45; day += 1) fade(table);
    const [cell] = cellsOf(table, 'kitchen');
    expect(cell?.ended).toBeCloseTo(0.5, 5);
    expect(cell?.lived).toBeCloseTo(2.5, 4);
    expect(daysHeld(0)).toBe(1);
    expect(daysHeld(45)).toBeGreaterThan(30);
    expect(daysHeld(45)).toBeLessThan(45);
    // A geometric series: 1 / (1 - 2^(-1/45)), which is approached and not passed.
    expect(daysHeld(10_000)).toBeGreaterThan(65);
    expect(daysHeld(10_000)).toBeLessThan(1 / (1 - 2 ** (-1 / 45)) + 1);
  });

  test('count when somebody was there for a part of it, each once, whatever the silences', () => {
    const days = initialDays();
    const midnight = 50 * DAY_MS;
    expect(countDay(days, midnight + 12 * HOUR_MS, 12 * HOUR_MS)).toBe(false);
    expect(countDay(days, midnight + 23 * HOUR_MS, 11 * HOUR_MS)).toBe(false);
    expect(countDay(days, midnight + DAY_MS + HOUR_MS, 2 * HOUR_MS)).toBe(true);
    expect(countDay(days, midnight + DAY_MS + 2 * HOUR_MS, HOUR_MS)).toBe(false);
    // A day of two hours of silence in all is none: who was there was not seen for long enough.
    expect(countDay(days, midnight + 2 * DAY_MS + HOUR_MS, HOUR_MS)).toBe(false);
    expect(days.homeDays).toBe(1);
  });
});

test('property: a checkpoint gives every number back to the last bit, however much was learned and faded', () => {
  const learned = fc.record({
    place: fc.constantFrom('bedroom', 'kitchen', 'bathroom held', '안방'),
    startLocalMs: fc.integer({ min: 0, max: 400 * DAY_MS }),
    silenceMs: fc.double({ min: 0, max: 2 * DAY_MS, noNaN: true }),
    fades: fc.integer({ min: 0, max: 3 }),
  });
  fc.assert(
    fc.property(fc.array(learned, { minLength: 1, maxLength: 40 }), (silences) => {
      const state = initialState();
      const table = state.detector.habits.tables.any;
      for (const { place, startLocalMs, silenceMs, fades } of silences) {
        learnSilence(table, place, startLocalMs, silenceMs);
        for (let day = 0; day < fades; day += 1) fade(table);
      }
      const opened = openCheckpoint(makeCheckpoint(state, 'code'));
      expect(opened?.detector.habits).toEqual(state.detector.habits);
    }),
    {
      numRuns: 100,
      examples: [[[{ place: 'kitchen', startLocalMs: NINE, silenceMs: 1_222_333.4, fades: 0 }]]],
    },
  );
});

test.each([
  [0, 0],
  [23 * HOUR_MS + 59 * MINUTE_MS, 23],
  [-1, 23],
  [-DAY_MS, 0],
])('the hour of %d ms is %d', (localMs, hour) => {
  expect(hourOf(localMs) === hour).toBe(true);
});
