/**
 * The simulated person and home: the same seed gives the same days, and no day does what nobody could do.
 *
 * What a detector makes of it is tested elsewhere.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadHome } from '../../../agent/config/load.ts';
import { readHomeLog } from '../../../sim/home-log.ts';
import { descriptionOf, machineDay, simulateDay, simulateLog } from '../../../sim/homes/home.ts';
import { type Person, personOf, plainPerson } from '../../../sim/homes/person.ts';
import { dayMs } from '../../../sim/homes/plan.ts';
import { RHYTHMS, rhythmOf } from '../../../sim/homes/rhythm.ts';
import { DAY_MS, HOUR_MS, entranceOf, gapsOf, ticksOf } from '../../../sim/homes/tick.ts';
import { writeHome } from '../../../sim/homes/write.ts';

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

test('a day is the same whatever was asked before it, and another seed has another one', () => {
  const person = personOf(3);
  const alone = simulateDay(person, 20);
  const log = [...simulateLog(person, 0, 25)];
  const within = log.filter(
    ({ localMs }) => localMs >= alone.parts[0]!.fromMs && localMs < alone.parts.at(-1)!.untilMs,
  );
  expect(within).toEqual(alone.seen);
  expect(simulateDay(personOf(4), 20).seen).not.toEqual(alone.seen);
});

test.each(SEEDS)('person %d lives days without a hole, in order, before sensors that exist', (seed) => {
  const person = personOf(seed);
  const ids = new Set(person.kit.sensors.map(({ id }) => id));
  let [untilMs, lastMs] = [simulateDay(person, 0).parts[0]!.fromMs, 0];
  const wrong: string[] = [];
  for (let day = 0; day < 40; day += 1) {
    const { parts, seen } = simulateDay(person, day);
    for (const part of parts) {
      if (part.fromMs !== untilMs || part.untilMs <= part.fromMs) wrong.push(`day ${day}: ${part.doing}`);
      ({ untilMs } = part);
    }
    for (const { localMs, sensor } of seen) {
      if (!ids.has(sensor) || localMs < lastMs) wrong.push(`day ${day}: ${sensor} at ${localMs}`);
      lastMs = localMs;
    }
    if (seen.length > 6_000) wrong.push(`day ${day}: ${seen.length} observations`);
  }
  expect(wrong).toEqual([]);
});

test.each(RHYTHMS.map(({ home }) => home))(
  '%s: signs each day, nights asleep, absences by the door',
  (home) => {
    const person = plainPerson(home, 1);
    const days = 60;
    const ticks = ticksOf(simulateLog(person, 0, days), person.kit.sensors);
    const gaps = gapsOf(ticks, entranceOf(person.kit.sensors));
    expect(ticks.length / days).toBeGreaterThan(30);
    const hours = (away: boolean): number =>
      gaps.filter((gap) => gap.away === away).reduce((sum, gap) => sum + gap.untilMs - gap.fromMs, 0) /
      HOUR_MS;
    expect(hours(true) / days).toBeGreaterThan(0.5);
    expect(hours(false) / days).toBeGreaterThan(12);
    expect(new Set(ticks.map(({ room }) => room)).size).toBe(Object.keys(rhythmOf(home).awake).length);
  },
);

test('nobody is seen inside while everybody is out, but for what stirs by itself', () => {
  const person: Person = { ...plainPerson('casas_hh103', 5), ghosts: 0 };
  const trip = { fromMs: dayMs(3) + 10 * HOUR_MS, untilMs: dayMs(6) + 12 * HOUR_MS };
  const seen = [...simulateLog(person, 0, 8, { trips: [trip] })];
  const within = seen.filter(
    ({ localMs }) => localMs > trip.fromMs + HOUR_MS / 60 && localMs < trip.untilMs - HOUR_MS / 60,
  );
  expect(within).toEqual([]);
  expect(seen.some(({ localMs }) => localMs > trip.untilMs)).toBe(true);
});

test('a fridge goes on when nobody lives there any more', () => {
  const person = SEEDS.map(personOf).find(({ kit }) => kit.fridge);
  const sensors = new Set(machineDay(person!, 4).map(({ sensor }) => sensor));
  expect(sensors).toContain('fridge-power');
});

test('illness, a nap and a late morning change the days they are meant for and no other', () => {
  const person = plainPerson('casas_hh103', 2);
  const late = { later: [{ fromMs: dayMs(4), untilMs: dayMs(5), ms: 2 * HOUR_MS, bed: false }] };
  expect(simulateDay(person, 4, late).parts[0]!.fromMs - simulateDay(person, 4).parts[0]!.fromMs).toBe(
    2 * HOUR_MS,
  );
  expect(simulateDay(person, 6, late)).toEqual(simulateDay(person, 6));
  const ill = { ill: [{ fromMs: dayMs(4), untilMs: dayMs(24), rate: 0.5 }] };
  const plain = [...simulateLog({ ...person, out: 0 }, 4, 24)].length;
  expect([...simulateLog(person, 4, 24, ill)].length).toBeLessThan(0.65 * plain);
  const nap = { naps: [{ fromMs: dayMs(4) + 13 * HOUR_MS, untilMs: dayMs(4) + 16 * HOUR_MS }] };
  expect(simulateDay(person, 4, nap).parts.map(({ doing }) => doing)).toContain('nap');
});

test('what is written is read again as it was, under a name that says it is simulated', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'homes-'));
  try {
    const person = personOf(2);
    const log = writeHome(folder, person, 3);
    expect(readdirSync(folder).sort()).toEqual(['simulated-2.events.csv.gz', 'simulated-2.home.json']);
    const home = await loadHome(join(folder, 'simulated-2.home.json'));
    expect(home).toEqual(descriptionOf(person));
    expect(readHomeLog(log, home.sensors)).toEqual([...simulateLog(person, 0, 3)]);
    const before = readFileSync(log);
    writeHome(folder, person, 3);
    expect(readFileSync(log)).toEqual(before);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('people differ: the first sign of a day is spread over hours', () => {
  const firsts = SEEDS.map((seed) => simulateDay(personOf(seed), 9).parts[0]!.fromMs % DAY_MS);
  expect(Math.max(...firsts) - Math.min(...firsts)).toBeGreaterThan(2 * HOUR_MS);
});
