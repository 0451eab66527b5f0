/**
 * The line that tells of the mains: when a loss and a return are said, and how the minutes left are counted.
 * Logical levels: 1 is mains.
 */
import { describe, expect, test } from 'vitest';
import { mainsLine } from '../../../agent/sensors/drivers/mains-line/driver.ts';
import { Bench } from '../driver-contract.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

function onMains(options: Readonly<Record<string, number>> = {}): Bench {
  const bench = new Bench(mainsLine, options);
  bench.send({ type: 'up', level: 1 });
  return bench;
}
/** What was said, as `minute source left`. */
function said(bench: Bench): string[] {
  return bench.outputs.flatMap(({ atMs, output }) =>
    output.type === 'supply'
      ? [`${Math.round(atMs / MINUTE_MS)} ${output.source} ${output.minutesLeft ?? '-'}`]
      : [],
  );
}

describe('a loss', () => {
  test('is said when it has lasted ten seconds, and within a minute', () => {
    const bench = onMains();
    bench.wait(HOUR_MS);
    bench.edge(0);
    bench.wait(9_999);
    expect(said(bench)).toEqual(['0 mains -']);
    bench.wait(1);
    expect(said(bench)).toEqual(['0 mains -', '60 battery 720']);
  });
  test('of a moment is none: a lamp that dims, a fuse that is tried', () => {
    const bench = onMains();
    for (let time = 0; time < 20; time += 1) {
      bench.edge(0);
      bench.wait(9 * SECOND_MS);
      bench.edge(1);
      bench.wait(2 * SECOND_MS);
    }
    bench.wait(HOUR_MS);
    expect(said(bench)).toEqual(['0 mains -']);
  });
  /** Goes and comes for so long. */
  function comeAndGo(bench: Bench, offMs: number, onMs: number, forMs: number): void {
    for (const endMs = bench.nowMs + forMs; bench.nowMs < endMs;) {
      bench.edge(0);
      bench.wait(offMs);
      bench.edge(1);
      bench.wait(onMs);
    }
  }
  test.each([
    [9, 1, 6],
    [9, 50, 33],
    [5, 5, 10],
    [2, 8, 25],
  ])('of %i s and back for %i s, again and again, is told after %i minutes', (off, on, minutes) => {
    const bench = onMains();
    comeAndGo(bench, off * SECOND_MS, on * SECOND_MS, 6 * HOUR_MS);
    expect(said(bench).slice(0, 2)).toEqual(['0 mains -', `${minutes} battery 720`]);
    // Where it comes back for a second only, the wire counts as loose for ten minutes.
    bench.wait(12 * MINUTE_MS);
    expect(said(bench).at(-1)).toMatch(/mains -$/);
    expect(bench.running.counters()['losses']).toBe(1);
  });
  test('is told in the moment in which it is too much, while the mains is gone', () => {
    const bench = onMains();
    // 297 s, and three more.
    comeAndGo(bench, 9 * SECOND_MS, SECOND_MS, 33 * 10 * SECOND_MS);
    bench.edge(0);
    bench.wait(3 * SECOND_MS - 1);
    expect(said(bench)).toEqual(['0 mains -']);
    bench.wait(1);
    expect(said(bench)).toHaveLength(2);
  });
  test('of moments is none while they are few in any hour', () => {
    const bench = onMains();
    comeAndGo(bench, 2 * SECOND_MS, 58 * SECOND_MS, 24 * HOUR_MS);
    expect(said(bench)).toEqual(['0 mains -']);
  });
  test('that is over starts the sum anew', () => {
    const bench = onMains();
    comeAndGo(bench, 9 * SECOND_MS, SECOND_MS, 6 * MINUTE_MS);
    bench.wait(2 * MINUTE_MS);
    expect(said(bench)).toHaveLength(3);
    comeAndGo(bench, 9 * SECOND_MS, SECOND_MS, 5 * MINUTE_MS);
    bench.wait(2 * MINUTE_MS);
    expect(said(bench)).toHaveLength(3);
  });
  test('is told hourly, at two hours, at ten minutes, and at the end', () => {
    const bench = onMains({ runtimeMinutes: 200 });
    bench.edge(0);
    bench.wait(5 * HOUR_MS);
    expect(said(bench).slice(1)).toEqual([
      '0 battery 200',
      '60 battery 140',
      '80 battery 120',
      '140 battery 60',
      '190 battery 10',
      '200 battery 0',
    ]);
  });
});

describe('a return', () => {
  test('is said when it has lasted a minute', () => {
    const bench = onMains();
    bench.edge(0);
    bench.wait(30 * MINUTE_MS);
    bench.edge(1);
    bench.wait(59 * SECOND_MS);
    bench.edge(0);
    bench.wait(5 * SECOND_MS);
    bench.edge(1);
    bench.wait(2 * MINUTE_MS);
    expect(said(bench)).toEqual(['0 mains -', '0 battery 720', '32 mains -']);
  });
  test('charges the battery as slowly as it does: a second loss has less', () => {
    const bench = onMains({ runtimeMinutes: 600, chargeMinutes: 1_200 });
    bench.edge(0);
    bench.wait(300 * MINUTE_MS);
    bench.edge(1);
    bench.wait(100 * MINUTE_MS);
    bench.edge(0);
    bench.wait(MINUTE_MS);
    // 300 left, and 50 of 99 minutes on mains that were counted.
    const left = Number(said(bench).at(-1)?.split(' ')[2]);
    expect(left).toBeGreaterThanOrEqual(345);
    expect(left).toBeLessThanOrEqual(351);
  });
});

describe('what is not known', () => {
  test('a hub that starts on battery says so, and not for how long', () => {
    const bench = new Bench(mainsLine);
    bench.send({ type: 'up', level: 0 });
    bench.wait(24 * HOUR_MS);
    expect(said(bench)).toEqual(['0 battery -']);
    bench.edge(1);
    bench.wait(10 * HOUR_MS);
    bench.edge(0);
    bench.wait(MINUTE_MS);
    // Charged for ten hours from as if it had been empty.
    expect(Number(said(bench).at(-1)?.split(' ')[2])).toBeLessThanOrEqual(300);
  });
  test('a change while the line was away is said when it is back; the same is not', () => {
    const bench = onMains();
    bench.send({ type: 'down', why: 'bus-unavailable', detail: '' });
    bench.wait(HOUR_MS);
    bench.send({ type: 'up', level: 1 });
    bench.send({ type: 'down', why: 'bus-unavailable', detail: '' });
    bench.wait(HOUR_MS);
    bench.send({ type: 'up', level: 0 });
    expect(said(bench)).toEqual(['0 mains -', '120 battery 720']);
  });
  test('a flood is a fault of the line; where it comes to rest is said after it', () => {
    const bench = onMains();
    for (let edge = 0; edge < 2_000; edge += 1) {
      bench.edge(edge % 2 === 0 ? 0 : 1);
      bench.wait(50);
    }
    expect(said(bench)).toEqual(['0 mains -']);
    expect(bench.health.at(-1)).toBe('lost self-test');
    bench.edge(0);
    bench.wait(5 * MINUTE_MS);
    expect(bench.health.at(-1)).toBe('ok self-test');
    expect(said(bench).at(-1)).toMatch(/battery 720$/);
  });
});
