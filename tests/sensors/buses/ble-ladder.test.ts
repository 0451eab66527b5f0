/**
 * When an adapter counts as deaf, and what is done about it in which order.
 *
 * Times are those that ship; the clock is a number.
 */
import { expect, test } from 'vitest';
import { BLE_TIMES } from '../../../agent/sensors/buses/ble.ts';
import {
  type Ladder,
  type Rung,
  heardAt,
  ladderAt,
  nextRung,
} from '../../../agent/sensors/buses/ble-ladder.ts';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/** Looks every two seconds, as the scanner does. */
function climbed(ladder: Ladder, fromMs: number, untilMs: number): { atS: number; rung: Rung }[] {
  const rungs: { atS: number; rung: Rung }[] = [];
  for (let nowMs = fromMs; nowMs <= untilMs; nowMs += 2 * SECOND_MS) {
    const rung = nextRung(ladder, nowMs, BLE_TIMES);
    if (rung !== null) rungs.push({ atS: nowMs / SECOND_MS, rung });
  }
  return rungs;
}

test('deaf for ninety seconds: one rung after the other, reported within five minutes', () => {
  const rungs = climbed(ladderAt(0), 0, 5 * MINUTE_MS);
  expect(rungs.map(({ rung }) => rung)).toEqual([
    'restart-discovery',
    'power-cycle',
    'reconnect',
    'report-deaf',
    'restart-discovery',
  ]);
  expect(rungs[0]?.atS).toBe(90);
  const late = { ...BLE_TIMES, rungMs: BLE_TIMES.rungMs + 2 * BLE_TIMES.callMs };
  const slowest = BLE_TIMES.deafMs + 3 * late.rungMs;
  expect(slowest).toBeLessThanOrEqual(5 * MINUTE_MS);
});
test('it never gives up, and never does more than one thing in three quarters of a minute', () => {
  const rungs = climbed(ladderAt(0), 0, 600 * MINUTE_MS);
  expect(rungs.length).toBeGreaterThan(700);
  expect(rungs.every(({ atS }, at) => at === 0 || atS - (rungs[at - 1]?.atS ?? 0) >= 45)).toBe(true);
});
test('anything heard ends it', () => {
  const ladder = ladderAt(0);
  climbed(ladder, 0, 2 * MINUTE_MS);
  heardAt(ladder, 2 * MINUTE_MS);
  expect(ladder.climbed).toBe(0);
});
test('where adverts are rare, their pause is waited for three times', () => {
  const ladder = ladderAt(0);
  for (let minute = 1; minute <= 10; minute += 1) heardAt(ladder, minute * MINUTE_MS);
  expect(climbed(ladder, 10 * MINUTE_MS, 12.9 * MINUTE_MS)).toEqual([]);
  expect(climbed(ladder, 13 * MINUTE_MS, 13.1 * MINUTE_MS).map(({ rung }) => rung)).toEqual([
    'restart-discovery',
  ]);
});
test('a pause of long ago is forgotten among neighbours', () => {
  const ladder = ladderAt(0);
  heardAt(ladder, 60 * MINUTE_MS);
  for (let at = 1; at <= 100; at += 1) heardAt(ladder, 60 * MINUTE_MS + at * 200);
  const fromMs = 60 * MINUTE_MS + 100 * 200;
  expect(climbed(ladder, fromMs, fromMs + 90 * SECOND_MS).map(({ rung }) => rung)).toEqual([
    'restart-discovery',
  ]);
});
