/**
 * Whether the receiver's word on what it keeps is news.
 *
 * What is no news leaves no record: a broker that repeats a receiver must not cost a write each.
 */
import { describe, expect, test } from 'vitest';
import { KeptMarks } from '../../agent/uplink/kept-marks.ts';

const mark = (boot: string, upTo: number) => ({ lane: 'alert', boot, upTo }) as const;

describe('marks of the receiver', () => {
  test('are news while they rise, lane by lane and boot by boot', () => {
    const marks = new KeptMarks();
    expect([3, 3, 2, 4].map((upTo) => marks.isNews(mark('a', upTo)))).toEqual([true, false, false, true]);
    expect(marks.isNews(mark('b', 1))).toBe(true);
    expect(marks.isNews({ lane: 'history', boot: 'a', upTo: 1 })).toBe(true);
  });
  test('are heard once more after a new connection, and after many others', () => {
    const marks = new KeptMarks();
    marks.isNews(mark('a', 3));
    marks.forget();
    expect(marks.isNews(mark('a', 3))).toBe(true);
    for (let boot = 0; boot < 64; boot += 1) marks.isNews(mark(`b${boot}`, 1));
    expect(marks.isNews(mark('a', 3))).toBe(true);
  });
});
