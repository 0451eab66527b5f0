/**
 * What it may cost: the size of what is learned, and the work of an ordinary event.
 *
 * Measured on homes that are lived in, in the text that a checkpoint writes; never on what a table could hold.
 */
import { Buffer } from 'node:buffer';
import { expect, test } from 'vitest';
import type { HabitTable } from '../../agent/detector/habit.ts';
import { SIGNS } from '../../agent/detector/signs.ts';
import { makeCheckpoint, openCheckpoint } from '../../agent/journal/checkpoint.ts';
import type { SensorDescription } from '../../agent/record.ts';
import { drawer } from '../../sim/swarm/draw.ts';
import { learnedMinutes } from './habit.ts';
import { LivedHome } from './lived-home.ts';
import { DAY, lived } from './seen-flat.ts';

const KIB = 1024;
const TABLES_BYTES_MAX = 128 * KIB;
/** Everything else together: evidence, alerts and conditions, and 40 sensors with their hours. */
const REST_BYTES_MAX = 32 * KIB;

/** The text of a table in a checkpoint. */
function sizeOf(table: unknown): number {
  if (typeof table !== 'object' || table === null) throw new Error('no table');
  return Object.values(table).reduce(
    (sum: number, cells: unknown) => sum + (typeof cells === 'string' ? Buffer.byteLength(cells) : 0),
    0,
  );
}

test('a busy home of twenty rooms, each with a detector and a seat, fits its checkpoint after 120 days', () => {
  const sensors = Array.from({ length: 20 }, (_, at): SensorDescription[] => [
    { id: `pir-${at}`, room: `room-${at}`, class: 'motion' },
    { id: `seat-${at}`, room: `room-${at}`, class: 'pressure' },
  ]).flat();
  const home = new LivedHome(sensors, { questionDays: 1e6 });
  const draw = drawer(1, 1);
  while (home.minute < 120 * DAY) {
    home.wait(draw.between(2, 25));
    const at = draw.between(0, 19);
    if (draw.chance(0.3)) home.see(`seat-${at}`, draw.chance(0.5) ? 'on' : 'off');
    else home.see(`pir-${at}`, 'on');
  }
  const checkpoint = makeCheckpoint(home.state, 'code');
  const { detector } = JSON.parse(checkpoint.state) as {
    detector: { habits: { tables: Record<string, object> } };
  };
  const tables = Object.values(detector.habits.tables).reduce((sum, table) => sum + sizeOf(table), 0);
  expect(tables).toBeGreaterThan(64 * KIB);
  expect(tables).toBeLessThanOrEqual(TABLES_BYTES_MAX);
  expect(Buffer.byteLength(checkpoint.state) - tables).toBeLessThanOrEqual(REST_BYTES_MAX);
  expect(openCheckpoint(checkpoint)).toEqual(home.state);
});

test('what was learned fades as days pass: a month holds less than as many first days', () => {
  const perDay = (days: number): number => learnedMinutes(lived(days)) / days;
  expect(perDay(30)).toBeLessThan(0.9 * perDay(2));
  expect(perDay(30)).toBeGreaterThan(0.6 * perDay(2));
});

/** How many cells differ. */
function changed(before: HabitTable, after: HabitTable): number {
  let cells = 0;
  for (const [at, lasted] of after.lived.entries()) {
    if (lasted !== (before.lived[at] ?? 0) || after.ended[at] !== (before.ended[at] ?? 0)) cells += 1;
  }
  return cells;
}

test('an ordinary event touches one cell of a table at most, however much was learned', () => {
  for (const days of [1, 30]) {
    const home = lived(days);
    home.pulse('living');
    for (const sensor of ['living', 'kitchen', 'living', 'bed', 'bath', 'living']) {
      home.wait(1);
      const before = structuredClone(home.state.detector.habits.tables);
      home.see(sensor, 'on');
      const { tables } = home.state.detector.habits;
      const touched = SIGNS.map((sign) => changed(before[sign], tables[sign]));
      expect(touched[0]).toBe(1);
      // A silence of rooms or rounds may be some hours old: one for each bin.
      for (const cells of touched.slice(1)) expect(cells).toBeLessThanOrEqual(18);
    }
  }
});
