/**
 * Ordinary life, stress and collapses of simulated homes: the machinery, and what must hold with any detector.
 *
 * How many questions a detector asks is its own matter and printed by `npm run sim:homes`. That nobody is told of
 * somebody who answers, that a judge can say no, and that each stress does what its name says, is tested here.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Fact } from '../../../agent/record.ts';
import { simulateDay } from '../../../sim/homes/home.ts';
import { personOf, plainPerson } from '../../../sim/homes/person.ts';
import { dayMs } from '../../../sim/homes/plan.ts';
import { DAY_MS, HOUR_MS } from '../../../sim/homes/tick.ts';
import { delayAt, rateOf } from '../../../sim/homes/trial/bounds.ts';
import { VARIANTS } from '../../../sim/homes/trial/collapse.ts';
import { CENSORED_HOURS, runCollapses } from '../../../sim/homes/trial/collapse-run.ts';
import {
  Asked,
  Whereabouts,
  answersSometimes,
  foldOf,
  happened,
  homeMsOf,
  meet,
} from '../../../sim/homes/trial/course.ts';
import { gatesOf, gatesText } from '../../../sim/homes/trial/gates.ts';
import { runLong } from '../../../sim/homes/trial/long-run.ts';
import { delaysOf, ordinaryOf } from '../../../sim/homes/trial/report.ts';
import { type Place, STRESS, type StressCase, chosenSensor } from '../../../sim/homes/trial/stress.ts';
import { runStress } from '../../../sim/homes/trial/stress-run.ts';

const MAIN = fileURLToPath(new URL('../../../sim/homes/main.ts', import.meta.url));
const LEARN_DAYS = 10;
const PLACE: Place = { person: plainPerson('casas_hh103', 1), day: LEARN_DAYS };

test('exact bounds of a count, after Garwood', () => {
  expect(rateOf(0, 1)).toMatchObject({ rate: 0, low: 0 });
  expect(rateOf(0, 1).high).toBeCloseTo(3.689, 3);
  expect(rateOf(5, 1).low).toBeCloseTo(1.623, 3);
  expect(rateOf(5, 2).high).toBeCloseTo(11.668 / 2, 3);
  expect(delayAt([3, 1, 24, 2], 0.5)).toBe(2);
  expect(delayAt([3, 1, 24, 2], 0.95)).toBe(24);
  expect(delayAt([], 0.5)).toBeNaN();
});

describe('each stress does what its name says', () => {
  const named = (name: string): StressCase => STRESS.find((one) => one.name === name)!;
  const meantBy = (one: StressCase, at: number) => {
    const { parts, seen } = simulateDay(PLACE.person, PLACE.day + at, one.bend?.(PLACE));
    return { parts, seen, happenings: one.change?.(seen, PLACE, at) ?? seen.map(happened) };
  };
  const factsIn = (one: StressCase, at: number): Fact[] =>
    meantBy(one, at).happenings.flatMap((happening) => (happening.what === 'fact' ? [happening.fact] : []));
  const seenBy = (one: StressCase, at: number, sensor: string): number =>
    factsIn(one, at).filter(
      (fact) => fact.kind === 'observation' && fact.sensor === sensor && fact.value === 'on',
    ).length;

  test.each(STRESS.map((one) => [one.name, one] as const))(
    '%s: in order, and unlike an ordinary day',
    (_name, one) => {
      let different = one.zoneMin !== undefined;
      for (let at = 0; at < one.days; at += 1) {
        const { happenings } = meantBy(one, at);
        const times = happenings.map(({ localMs }) => localMs);
        expect(times).toEqual([...times].sort((left, right) => left - right));
        const plain = simulateDay(PLACE.person, PLACE.day + at).seen.map(happened);
        different ||= JSON.stringify(happenings) !== JSON.stringify(plain);
      }
      expect(different).toBe(true);
    },
  );

  test('a sensor that dies with a heartbeat says so once; a wired one says nothing', () => {
    const [stated, silent] = [named('sensor-death-heartbeat'), named('wired-pir-silent-death')];
    const gone = chosenSensor(PLACE);
    const health = (one: StressCase, at: number): Fact[] =>
      factsIn(one, at).filter(({ kind }) => kind === 'sensor-health');
    expect(health(stated, 0)).toEqual([
      { kind: 'sensor-health', sensor: gone, health: 'lost', why: 'heartbeat' },
    ]);
    expect([...health(stated, 1), ...health(silent, 0), ...health(silent, 1)]).toEqual([]);
    expect([seenBy(stated, 1, gone), seenBy(silent, 0, gone)]).toEqual([0, 0]);
  });

  test('furniture leaves a few signs, a pet and guests add some, an outage ends', () => {
    const gone = chosenSensor(PLACE);
    const plain = simulateDay(PLACE.person, PLACE.day).seen.filter(
      ({ sensor, value }) => sensor === gone && value === 'on',
    ).length;
    const left = seenBy(named('furniture-before-pir'), 0, gone);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(plain / 3);
    expect(factsIn(named('new-pet'), 1).length).toBeGreaterThan(
      meantBy(named('new-pet'), 1).seen.length + 200,
    );
    expect(factsIn(named('guests-3d'), 1).length).toBeGreaterThan(
      1.5 * meantBy(named('guests-3d'), 1).seen.length,
    );
    const outage = factsIn(named('radio-outage-6h'), 0).filter((fact) => fact.kind === 'sensor-health');
    const count = PLACE.person.kit.sensors.length;
    expect(outage.map(({ health, why }) => `${health} ${why}`)).toEqual([
      ...Array.from({ length: count }, () => 'lost bus'),
      ...Array.from({ length: count }, () => 'ok bus'),
    ]);
  });
});

test('on one home, nobody is told of somebody who answers, whatever the stress', () => {
  const outcomes = runStress(PLACE.person, STRESS, LEARN_DAYS);
  expect(outcomes.map(({ name }) => name)).toEqual(STRESS.map(({ name }) => name));
  expect(outcomes.filter(({ alertsHome }) => alertsHome > 0).map(({ name }) => name)).toEqual([]);
  const known = outcomes.find(({ name }) => name === 'radio-outage-6h')!;
  expect(known.condition).not.toBeNull();
  expect(known.ok).toBe(true);
});

test('the judge can say no: a home that goes dark without a word is no benign stress', () => {
  const dark: StressCase = { name: 'dark', days: 3, conditionMs: 0, change: () => [] };
  const [outcome] = runStress(PLACE.person, [dark], LEARN_DAYS);
  expect(outcome!.ok).toBe(false);
  expect(outcome!.why).toContain('more questions');
});

test('collapses: every variant happens, and most who lie still at home are asked after within half a day', () => {
  const outcomes = runCollapses(PLACE.person, 8, LEARN_DAYS);
  const delays = delaysOf(outcomes);
  expect(delays.map(({ variant }) => variant)).toEqual([...VARIANTS]);
  expect(delays.filter(({ collapses }) => collapses === 0)).toEqual([]);
  expect(delays[0]!.prompt.p50).toBeLessThan(12);
  for (const { promptHours, alertHours, already } of outcomes) {
    expect(promptHours).toBeGreaterThanOrEqual(0);
    expect(alertHours).toBeLessThanOrEqual(CENSORED_HOURS);
    // Nobody is told before they were asked.
    if (!already) expect(alertHours).toBeGreaterThanOrEqual(promptHours);
  }
});

test('a year of ordinary life adds up, and is the same again', () => {
  const person = personOf(10);
  const run = runLong(person, 60);
  expect(runLong(person, 60)).toEqual(run);
  expect(run.promptsBySlice.reduce((sum, count) => sum + count, 0)).toBe(run.prompts);
  expect(run.promptsByNight).toBeLessThanOrEqual(run.prompts);
  expect(run.alertsFalse).toBeLessThanOrEqual(run.prompts);
  const ordinary = ordinaryOf([run, run]);
  expect(ordinary.prompts.count).toBe(2 * run.prompts);
  expect(ordinary.prompts.low).toBeLessThanOrEqual(ordinary.prompts.rate);
  expect(ordinary.worst.home).toBe('simulated-10');
});

test('who is out hears nothing; who is at home answers more often by day', () => {
  const where = new Whereabouts();
  const answers = answersSometimes(where, 1);
  const share = (hour: number): number => {
    let answered = 0;
    for (let day = 0; day < 2_000; day += 1) {
      const at = { monotonicMs: homeMsOf(dayMs(day) + hour * HOUR_MS) };
      const body = { kind: 'prompt', conversation: `c${day}.${hour}` };
      const entry = { at, body } as Parameters<typeof answers>[0];
      if (answers(entry) !== null) answered += 1;
    }
    return answered / 2_000;
  };
  expect(share(12)).toBeCloseTo(0.8, 1);
  expect(share(3)).toBeCloseTo(0.3, 1);
  where.note([
    { doing: 'away', fromMs: dayMs(0), untilMs: dayMs(2_000), leaves: true, returns: true, rate: 1 },
  ]);
  expect(share(12)).toBe(0);
});

test('a hub that is off hears nothing, and starts with the time it was off', () => {
  const facts: Fact['kind'][] = [];
  const fold = foldOf(
    PLACE.person,
    () => null,
    ({ body }) => {
      if (body.kind === 'boot' || body.kind === 'observation') facts.push(body.kind);
    },
  );
  const observed = (localMs: number) => happened({ localMs, sensor: 'motion-kitchen', value: 'on' });
  const offMs = dayMs(0) + HOUR_MS;
  meet(fold, [
    { localMs: offMs, what: 'off', untilMs: offMs + HOUR_MS },
    observed(offMs + 1),
    observed(offMs + 2 * HOUR_MS),
  ]);
  expect(facts).toEqual(['boot', 'boot', 'observation']);
  expect(fold.state.time.unobservedMs).toBe(HOUR_MS);
  const before = fold.state.time.last!.wallMs;
  fold.stepWall(DAY_MS);
  expect(fold.state.time.last!.wallMs - before).toBe(DAY_MS);
});

describe('npm run sim:homes', () => {
  const run = (...argv: string[]) => spawnSync(process.execPath, [MAIN, ...argv], { encoding: 'utf8' });

  test('says how it is used, and refuses what it does not know', () => {
    expect(run('--help')).toMatchObject({ status: 0, stderr: '' });
    for (const argv of [
      ['--homes', '0'],
      ['--days', 'x'],
      ['--sed', '1'],
      ['--homes', '1.5'],
    ]) {
      const { status, stdout, stderr } = run(...argv);
      expect(status, argv.join(' ')).toBe(2);
      expect(stdout).toBe('');
      expect(stderr).toContain('usage:');
    }
  });

  test('the same arguments give the same bytes; figures say that they are simulated', () => {
    const argv = ['--homes', '2', '--days', '20', '--trials', '0', '--seed', '7', '--json'];
    const { status, stdout } = run(...argv);
    expect(run(...argv).stdout).toBe(stdout);
    const printed: unknown = JSON.parse(stdout);
    expect(printed).toMatchObject({ simulated: true, homes: 2, days: 20, seed: 7 });
    // 1 when a gate is not met, and then it is in what was printed.
    expect(status).toBe(stdout.includes('"met":false') ? 1 : 0);
  });

  test('--write makes files and runs nothing', () => {
    const folder = mkdtempSync(join(tmpdir(), 'homes-'));
    try {
      const { status, stdout } = run(
        '--write',
        join(folder, 'new'),
        '--homes',
        '2',
        '--days',
        '2',
        '--seed',
        '5',
      );
      expect(status).toBe(0);
      expect(stdout.trim().split('\n')).toHaveLength(2);
      expect(readdirSync(join(folder, 'new'))).toHaveLength(4);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

test('who comes home while the hub still waits was out when asked', () => {
  const where = new Whereabouts();
  where.note([{ doing: 'away', fromMs: dayMs(1), untilMs: dayMs(2), leaves: true, returns: true, rate: 1 }]);
  const asked = new Asked(where);
  const record = (kind: 'prompt' | 'alert', localMs: number) =>
    asked.see({ at: { monotonicMs: homeMsOf(localMs) }, body: { kind } } as Parameters<Asked['see']>[0]);
  expect(record('prompt', dayMs(2) - 1)).toBe(dayMs(1));
  expect(record('alert', dayMs(2) + 1)).toBe(dayMs(1));
  expect(record('prompt', dayMs(2) + HOUR_MS)).toBeNull();
  expect(record('alert', dayMs(2) + HOUR_MS)).toBeNull();
});

test('a gate is met up to its limit and named when it is not', () => {
  const ordinary = ordinaryOf([{ ...runLong(personOf(10), 30), prompts: 4, promptsBySlice: [1, 2, 1] }]);
  const named = (prompts: number) =>
    gatesOf({ ...ordinary, prompts: { ...ordinary.prompts, rate: prompts } }, []).find(
      ({ name }) => name === 'questions per home-month',
    );
  expect(named(4.3)).toMatchObject({ met: true });
  expect(named(4.4)).toMatchObject({ met: false });
  expect(gatesText(gatesOf({ ...ordinary, prompts: { ...ordinary.prompts, rate: 9 } }, []))).toContain(
    'NOT MET',
  );
});
