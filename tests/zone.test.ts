/**
 * Offsets and local times, over changes that happened and those a home log has to live with.
 *
 * Local times follow the home log contract (design §8).
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localToUtc, offsetReader, zoneChanges } from '../agent/zone.ts';

const YEAR_MS = 365 * 86_400_000;
const utc = (text: string): number => Date.parse(`${text}Z`);

describe('the offset', () => {
  test.each([
    ['Asia/Seoul', '2026-11-21T00:00', 540],
    ['Europe/Berlin', '2026-03-29T00:59:59', 60],
    ['Europe/Berlin', '2026-03-29T01:00', 120],
    ['America/St_Johns', '2026-01-01T00:00', -210],
    ['Asia/Kathmandu', '2026-01-01T00:00', 345],
  ])('in %s at %s is %i', (zone, at, offsetMin) => {
    expect(offsetReader(zone)(utc(at))).toBe(offsetMin);
  });
  test('of a zone nobody knows is refused', () => {
    expect(() => offsetReader('Mars/Olympus')).toThrow(RangeError);
  });
});

describe('changes', () => {
  test('are found to the millisecond', () => {
    const found = zoneChanges('Europe/Berlin', utc('2026-01-01T00:00'), utc('2026-12-31T00:00'));
    expect(found).toEqual([
      { fromMs: utc('2026-01-01T00:00'), offsetMin: 60 },
      { fromMs: utc('2026-03-29T01:00'), offsetMin: 120 },
      { fromMs: utc('2026-10-25T01:00'), offsetMin: 60 },
    ]);
  });
  test('there are none in Seoul', () => {
    expect(zoneChanges('Asia/Seoul', utc('2020-01-01T00:00'), utc('2026-01-01T00:00'))).toHaveLength(1);
  });
});

describe('a local time', () => {
  const changes = zoneChanges('Europe/Berlin', utc('2026-01-01T00:00'), utc('2026-12-31T00:00'));
  test.each([
    ['an ordinary one', '2026-01-15T12:00', '2026-01-15T11:00'],
    ['the last before clocks go forward', '2026-03-29T01:59:59', '2026-03-29T00:59:59'],
    ['one that does not exist moves forward', '2026-03-29T02:30', '2026-03-29T01:30'],
    ['the first after', '2026-03-29T03:00', '2026-03-29T01:00'],
    ['an ambiguous one is the first', '2026-10-25T02:30', '2026-10-25T00:30'],
    ['the first that is not ambiguous any more', '2026-10-25T03:00', '2026-10-25T02:00'],
  ])('%s', (_, local, expected) => {
    expect(new Date(localToUtc(changes)(utc(local))).toISOString()).toBe(
      new Date(utc(expected)).toISOString(),
    );
  });
  test('is the same whatever was asked before', () => {
    const start = utc('2026-01-01T12:00');
    const times = fc.array(fc.integer({ min: start, max: start + YEAR_MS - 2 * 86_400_000 }), {
      minLength: 2,
    });
    fc.assert(
      fc.property(times, (asked) => {
        const walking = localToUtc(changes);
        for (const localMs of asked) expect(walking(localMs)).toBe(localToUtc(changes)(localMs));
      }),
    );
  });
  test('that is not ambiguous comes back as it was', () => {
    const offsetAt = offsetReader('Europe/Berlin');
    fc.assert(
      fc.property(fc.integer({ min: utc('2026-04-01T00:00'), max: utc('2026-10-24T00:00') }), (at) => {
        expect(localToUtc(changes)(at + offsetAt(at) * 60_000)).toBe(at);
      }),
    );
  });
});
