/**
 * Fitting and comparing: tables from samples, what a fit finds again, and how simulated gaps match the recorded ones.
 *
 * What needs the recorded homes says so when they are not there. Must never read a label.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadHome } from '../../../agent/config/load.ts';
import { readHomeLog } from '../../../sim/home-log.ts';
import { fitRhythm } from '../../../sim/homes/fit.ts';
import { descriptionOf, simulateLog } from '../../../sim/homes/home.ts';
import { isWithin, matchOf, measured } from '../../../sim/homes/match.ts';
import { nightsOf } from '../../../sim/homes/night.ts';
import { plainPerson } from '../../../sim/homes/person.ts';
import { SHARES, plainTable, tableOf, valueAt } from '../../../sim/homes/quantile.ts';
import { RHYTHMS } from '../../../sim/homes/rhythm.ts';
import { HOUR_MS, type Tick, gapsOf } from '../../../sim/homes/tick.ts';

const FOLDER = new URL('../../../../shared/homes/', import.meta.url).pathname;
const FIT = fileURLToPath(new URL('../../../sim/homes/fit-main.ts', import.meta.url));
const MATCH = fileURLToPath(new URL('../../../sim/homes/match-main.ts', import.meta.url));
const EPOCH = Date.UTC(2025, 0, 6);

test('a table has one rising value per share, and gives values between its ends', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 9_999 }), { minLength: 1 }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (values, share) => {
        const table = plainTable(values, true)!;
        expect(table).toHaveLength(SHARES.length);
        expect([...table].sort((left, right) => left - right)).toEqual(table);
        expect(valueAt(table, share)).toBeGreaterThanOrEqual(Math.min(...values));
        expect(valueAt(table, share)).toBeLessThanOrEqual(1.25 * Math.max(...values));
      },
    ),
  );
});

test('what was cut short lasted longer than it was seen to', () => {
  const whole = [1, 2, 3, 4].map((value) => ({ value, cut: false }));
  const cut = [1, 2, 3, 4].map((value) => ({ value, cut: value === 2 }));
  expect(tableOf(whole, false)![SHARES.indexOf(0.5)]).toBe(2);
  expect(tableOf(cut, false)![SHARES.indexOf(0.5)]).toBe(3);
  expect(tableOf([{ value: 3, cut: true }], false)).toBeNull();
});

test('a lone sign in an empty home ends no absence; a stay in the kitchen is none', () => {
  const at = (hour: number, room: string): Tick => ({ localMs: EPOCH + hour * HOUR_MS, room, door: false });
  const gaps = gapsOf(
    [
      at(8, 'kitchen'),
      at(9, 'entrance'),
      at(12, 'kitchen'),
      at(15, 'entrance'),
      at(15.01, 'kitchen'),
      at(17, 'kitchen'),
    ],
    'entrance',
  );
  expect(gaps.map(({ away }) => away)).toEqual([false, true, true, false, false]);
});

test('the night is the quiet one, whatever was quiet before the television', () => {
  const ticks: Tick[] = [];
  for (let minute = 7 * 60; minute < 3 * 24 * 60; minute += 1) {
    const hour = (minute / 60) % 24;
    const room = hour >= 19 && hour < 23 ? 'living' : 'kitchen';
    const busy = hour >= 7 && hour < 19;
    if (busy || (hour < 23 && hour >= 19 && minute % 45 === 0))
      ticks.push({ localMs: EPOCH + minute * 60_000, room, door: false });
    if (minute % 1440 === 23 * 60)
      ticks.push({ localMs: EPOCH + minute * 60_000, room: 'bedroom', door: false });
  }
  const [night] = nightsOf(ticks, gapsOf(ticks, 'entrance'), 'some');
  expect((night!.bedMs - EPOCH) / HOUR_MS).toBeCloseTo(23, 1);
  expect((night!.riseMs - EPOCH) / HOUR_MS).toBeCloseTo(31, 1);
});

test('a fit on a simulated log finds the habits it was made from', () => {
  const person = plainPerson('casas_hh103', 4);
  const again = fitRhythm(descriptionOf(person), [...simulateLog(person, 0, 60)]);
  const middle = SHARES.indexOf(0.5);
  expect(Math.abs(again.rise[middle]! - person.rhythm.rise[middle]!)).toBeLessThan(30);
  expect(Math.abs(again.bed[middle]! - person.rhythm.bed[middle]!)).toBeLessThan(45);
  expect(again.nights).toBeGreaterThan(50);
  const mean = ({ aDay }: { aDay: readonly number[] }): number =>
    aDay.reduce((sum, share, count) => sum + share * count, 0);
  expect(Math.abs(mean(again.outings) - mean(person.rhythm.outings))).toBeLessThan(0.7);
});

test('the tables in the repository are those of the recorded logs', (context) => {
  if (!existsSync(FOLDER)) return context.skip('needs ../shared: the recorded homes');
  const printed: unknown = JSON.parse(execFileSync(process.execPath, [FIT, FOLDER], { encoding: 'utf8' }));
  expect(printed).toMatchObject({ homes: RHYTHMS });
});

test.each([
  ['fit-main', FIT],
  ['match-main', MATCH],
])('%s says how it is used', (_name, main) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, 'nowhere'], { encoding: 'utf8' });
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain('usage:');
});

test('the comparison is printed with what it could not judge', (context) => {
  if (!existsSync(FOLDER)) return context.skip('needs ../shared: the recorded homes');
  const out = execFileSync(process.execPath, [MATCH, FOLDER, 'mit_s1'], { encoding: 'utf8' });
  expect(out).toMatch(/^mit_s1: gaps .* 17 real days/);
  expect(out).toContain('  few');
  expect(out).toMatch(/within a factor 1\.5: p90 \d+ %, p99 \d+ %/);
});

test('no table was fitted on a home that may not be used for it', () => {
  expect(RHYTHMS.map(({ home }) => home)).not.toContain('ordonez_a');
});

test('simulated gaps match those of casas_hh103 by room and hour', async (context) => {
  const home = await recorded('casas_hh103');
  if (home === null) return context.skip('needs ../shared: the recorded homes');
  const person = plainPerson('casas_hh103', 1);
  const simulated = measured(simulateLog(person, 0, 120), person.kit.sensors);
  const real = measured(home.log, home.description.sensors);
  const match = matchOf('casas_hh103', real, simulated);
  expect(match.enough).toBeGreaterThan(20);
  expect(match.p90Within).toBeGreaterThan(0.75);
  expect(match.p99Within).toBeGreaterThan(0.65);
  expect(isWithin(match.daily.p50)).toBe(true);
  expect(isWithin(match.daily.p90)).toBe(true);
  expect(isWithin(match.daily.max)).toBe(true);
  const other = plainPerson('kasteren_a', 1);
  const stranger = matchOf('casas_hh103', real, measured(simulateLog(other, 0, 120), other.kit.sensors));
  expect(stranger.p90Within).toBeLessThan(0.4);
});

async function recorded(name: string) {
  const [description, log] = [`${FOLDER}${name}.home.json`, `${FOLDER}${name}.events.csv.gz`];
  if (!existsSync(description)) return null;
  const home = await loadHome(description);
  return { description: home, log: readHomeLog(log, home.sensors) };
}
