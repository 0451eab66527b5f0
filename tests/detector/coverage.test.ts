/**
 * What the healthy sensors see: the share of the signs by the hour, blindness by the share of a day, rooms missed.
 *
 * Slices are given by hand here; how they come about is in `supervision.test.ts`, what follows in `sight.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { isBlind, liveShare, missesRoom, roomsUnseen } from '../../agent/detector/coverage.ts';
import type { SensorDescription } from '../../agent/record.ts';
import { initialSensors } from '../../agent/sensors/slice.ts';

const SENSORS: readonly SensorDescription[] = [
  { id: 'bed', room: 'bedroom', class: 'motion' },
  { id: 'kitchen', room: 'kitchen', class: 'motion' },
  { id: 'hall', room: 'hall', class: 'motion' },
  { id: 'door', room: 'hall', class: 'door', entrance: true },
];
const NIGHT = 3;
const NOON = 12;
/** The bedroom gives the night's signs, the kitchen the day's: 40 against 60 of a day. */
const HOURLY: Readonly<Record<string, (hour: number) => number>> = {
  bed: (hour) => (hour < 8 ? 50 : 0),
  kitchen: (hour) => (hour >= 10 && hour < 16 ? 100 : 0),
};

function sight(lost: readonly string[], last: string | null = null) {
  const memories = SENSORS.map(({ id }) => ({
    id,
    value: null,
    lostBy: lost.includes(id) ? (['bus'] as const).slice() : [],
    signs: HOURLY[id] === undefined ? [] : Array.from({ length: 24 }, (_, hour) => HOURLY[id]?.(hour) ?? 0),
  }));
  return {
    home: { sensors: SENSORS },
    sensors: { ...initialSensors(), memories, lost: lost.length, lifeSensor: last },
  };
}

describe('the share that is seen', () => {
  test('is whole while nothing is lost', () => {
    expect(liveShare(sight([]), NOON)).toBe(1);
  });
  test('falls by what the lost sensor gives at that hour, and hardly in the others', () => {
    expect(liveShare(sight(['bed']), NIGHT)).toBeLessThan(0.1);
    expect(liveShare(sight(['bed']), NOON)).toBeGreaterThan(0.95);
    expect(liveShare(sight(['kitchen']), NIGHT)).toBeGreaterThan(0.95);
    expect(liveShare(sight(['kitchen']), NOON)).toBeLessThan(0.1);
  });
  test('is that of the whole day where the hour is not known', () => {
    expect(liveShare(sight(['bed']), null)).toBeCloseTo(0.6, 1);
  });
  test('is equal in the first days, in which nothing was counted', () => {
    const fresh = sight(['bed']);
    for (const memory of fresh.sensors.memories) memory.signs = [];
    expect(liveShare(fresh, NOON)).toBe(0.75);
  });
});

describe('blind', () => {
  test.each<[string, readonly string[], string | null, boolean]>([
    ['with all of it', [], 'bed', false],
    ['without four in ten of a day’s signs', ['bed'], 'kitchen', false],
    ['without six in ten', ['kitchen'], 'bed', true],
    ['without what hardly gives any', ['hall', 'door'], 'kitchen', false],
    ['where nothing sees the room of the last sign', ['bed'], 'bed', true],
    ['where the room of the last sign has another sensor', ['hall'], 'hall', false],
    ['where nothing was seen yet, by share alone', ['bed'], null, false],
  ])('%s: %j lost, last sign of %s: %s', (_name, lost, last, blind) => {
    expect(isBlind(sight(lost, last))).toBe(blind);
  });
});

test('a room that a contact still belongs to is missed all the same: nobody who crosses it is seen', () => {
  expect(roomsUnseen(sight(['hall']))).toEqual([]);
  expect(missesRoom(sight(['hall']))).toBe(true);
  expect(missesRoom(sight(['door']))).toBe(false);
  expect(missesRoom(sight([]))).toBe(false);
  expect(roomsUnseen(sight(['bed', 'hall', 'door']))).toEqual(['bedroom', 'hall']);
});
