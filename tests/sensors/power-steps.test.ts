/**
 * Steps of power: what is put to use is told, what switches itself is learned, whatever else the meter reads.
 * The months are simulated (`electric-home.ts`); the shares they must reach are what a home can live with.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LOADS_MAX,
  type Step,
  type StepsState,
  baseWatts,
  dropLargest,
  initialSteps,
  interrupt,
  takeWatts,
  wattsWithout,
} from '../../agent/sensors/power-steps.ts';
import { SIZES_MAX } from '../../agent/sensors/rhythms.ts';
import { DAY_MS, FRIDGE, HOUR_MS, MINUTE_MS, type Use, cycles, kettles, meter } from './electric-home.ts';

const STEP_WATTS = 50;
const POLL_MS = 5_000;
/** From switching on until it must have been told: two readings. */
const TOLD_MS_MAX = 40_000;

function live(uses: readonly Use[], days: number): { state: StepsState; onMs: number[] } {
  const state = initialSteps();
  const onMs: number[] = [];
  for (const { atMs, watts } of meter(uses, days, POLL_MS, days)) {
    for (const step of takeWatts(state, watts, atMs, STEP_WATTS)) if (step === 'on') onMs.push(atMs);
  }
  return { state, onMs };
}
/** The share of uses from a time on that were told when they began. */
function toldShare(uses: readonly Use[], onMs: readonly number[], fromMs: number): number {
  const late = uses.filter((use) => use.fromMs >= fromMs);
  const told = late.filter((use) => onMs.some((ms) => ms >= use.fromMs && ms <= use.fromMs + TOLD_MS_MAX));
  return told.length / late.length;
}
/** Plays readings a poll apart; returns the steps. */
function play(state: StepsState, readings: readonly number[], fromMs = 0): Step[] {
  return readings.flatMap((watts, at) => takeWatts(state, watts, fromMs + at * POLL_MS, STEP_WATTS));
}

describe('one appliance', () => {
  test('is one `on` and one `off`, however long it draws', () => {
    const state = initialSteps();
    const readings = [60, 61, 60, 2_060, 2_055, 2_061, 2_040, 60, 62, 60];
    expect(play(state, readings)).toEqual(['on', 'off']);
    expect(Math.abs((baseWatts(state) ?? 0) - 60)).toBeLessThan(5);
  });
  test('the inrush of a motor is not its size, and a spike alone is nothing', () => {
    const state = initialSteps();
    expect(play(state, [60, 60, 900, 150, 151, 150, 60, 60])).toEqual(['on', 'off']);
    expect(state.known.map(({ watts }) => Math.round(watts))).toEqual([91]);
    expect(play(initialSteps(), [60, 60, 3_000, 60, 60])).toEqual([]);
  });
  test('one that never rests is told all the same, within half a minute', () => {
    const state = initialSteps();
    const restless = Array.from({ length: 8 }, (_, at) => 60 + 300 * (1 + (at % 3)));
    expect(play(state, [60, 60, ...restless])).toContain('on');
  });
  test('small loads are the base, and so is what has been on for a quarter of a day', () => {
    const state = initialSteps();
    expect(play(state, [60, 60, ...Array.from({ length: 40 }, () => 100)])).toEqual([]);
    expect(baseWatts(state)).toBeGreaterThan(95);
    const heater = Array.from({ length: (7 * HOUR_MS) / POLL_MS }, () => 1_100);
    expect(play(state, heater, HOUR_MS)).toEqual(['on', 'off']);
    expect(baseWatts(state)).toBeCloseTo(1_100, 0);
  });
});

describe('several at once', () => {
  test('each is told; the end of the last that was told is the `off`', () => {
    const state = initialSteps();
    const readings = [60, 60, 2_060, 2_060, 3_260, 3_260, 1_260, 1_260, 60, 60];
    expect(play(state, readings)).toEqual(['on', 'off', 'on', 'off']);
  });
  test('more than a home has at once are forgotten, the oldest first', () => {
    const state = initialSteps();
    const stairs = Array.from({ length: 11 }, (_, at) => [60 + 300 * at, 60 + 300 * at]).flat();
    play(state, stairs);
    expect(state.loads).toHaveLength(LOADS_MAX);
    expect(state.forgotten).toBe(2);
  });
  test('a load that fades away is off, though it never made a step down', () => {
    const state = initialSteps();
    const fading = Array.from({ length: 200 }, (_, at) => Math.max(60, 2_060 - 10 * at));
    expect(play(state, [60, 60, 2_060, 2_060, ...fading])).toEqual(['on', 'off']);
    expect(state.forgotten).toBe(1);
  });
  test('one turned down is still on', () => {
    const state = initialSteps();
    expect(play(state, [60, 60, 2_060, 2_060, 1_060, 1_060])).toEqual(['on']);
    expect(play(state, [60, 60], HOUR_MS)).toEqual(['off']);
  });
});

describe('a meter that was away', () => {
  test('ends what was on with its first reading, and takes what is there as it is', () => {
    const state = initialSteps();
    expect(play(state, [60, 60, 2_060, 2_060])).toEqual(['on']);
    interrupt(state);
    expect(play(state, [2_060, 2_060, 60, 60], HOUR_MS)).toEqual(['off']);
  });
  test('a silence of pulses ends the largest load first', () => {
    const state = initialSteps();
    play(state, [60, 60, 160, 160, 2_160, 2_160]);
    expect(wattsWithout(state)).toBeCloseTo(1_160, 0);
    expect(dropLargest(state)).toEqual([]);
    expect(wattsWithout(state)).toBeCloseTo(110, 0);
    expect(dropLargest(state)).toEqual(['off']);
    expect(wattsWithout(state)).toBeNull();
  });
});

describe('a month of a home', () => {
  const seeds = [1, 2, 3, 4];
  test.each(seeds)('seed %i: the fridge is learned in a day, and no kettle is lost to it', (seed) => {
    const fridge = cycles(FRIDGE, 30, seed);
    const kettle = kettles(30, seed + 100);
    const { state, onMs } = live([...fridge, ...kettle], 30);
    expect(toldShare(kettle, onMs, 0)).toBe(1);
    expect(toldShare(fridge, onMs, 0)).toBeLessThan(0.06);
    expect(toldShare(fridge, onMs, 2 * DAY_MS)).toBeLessThan(0.02);
    expect(state.cyclic).toBeGreaterThan(900);
  });
  test.each(seeds)('seed %i: a kettle alone is never taken for a rhythm', (seed) => {
    const kettle = kettles(30, seed);
    const { state, onMs } = live(kettle, 30);
    expect(toldShare(kettle, onMs, 0)).toBe(1);
    expect(state.cyclic).toBe(0);
  });
  test.each(seeds)('seed %i: a kettle as strong as the boiler is told when it comes off the beat', (seed) => {
    const boiler = { watts: 2_000, onMs: 10 * MINUTE_MS, offMs: 50 * MINUTE_MS, jitter: 0.05, opened: 0 };
    const heating = cycles(boiler, 30, seed);
    const kettle = kettles(30, seed + 100);
    const { onMs } = live([...heating, ...kettle], 30);
    expect(toldShare(kettle, onMs, 2 * DAY_MS)).toBeGreaterThan(0.5);
    expect(toldShare(heating, onMs, 2 * DAY_MS)).toBeLessThan(0.2);
  });
  test.each(seeds)('seed %i: a fridge that nobody opens any more tells nothing (F62)', (seed) => {
    const before = cycles(FRIDGE, 3, seed);
    const after = cycles({ ...FRIDGE, opened: 0 }, 3, seed + 1).map(({ fromMs, untilMs, watts }) => ({
      fromMs: fromMs + 3 * DAY_MS,
      untilMs: untilMs + 3 * DAY_MS,
      watts,
    }));
    const { onMs } = live([...before, ...after], 6);
    expect(onMs.filter((ms) => ms > 3 * DAY_MS + HOUR_MS).length).toBeLessThanOrEqual(1);
  });
  test('tea every two hours to the minute is somebody, because it rests at night', () => {
    const tea = Array.from({ length: 30 }, (_, day) =>
      Array.from({ length: 8 }, (__, at): Use => {
        const fromMs = day * DAY_MS + (7 + 2 * at) * HOUR_MS;
        return { fromMs, untilMs: fromMs + 3 * MINUTE_MS, watts: 2_000 };
      }),
    ).flat();
    const { state, onMs } = live(tea, 30);
    expect(toldShare(tea, onMs, 0)).toBe(1);
    expect(state.cyclic).toBe(0);
  });
  test('a dehumidifier in the bathroom is a rhythm whatever its size', () => {
    const dryer = { watts: 300, onMs: 20 * MINUTE_MS, offMs: 20 * MINUTE_MS, jitter: 0.15, opened: 0 };
    const uses = cycles(dryer, 5, 9);
    expect(toldShare(uses, live(uses, 5).onMs, 2 * DAY_MS)).toBeLessThan(0.02);
  });
});

describe('whatever the meter reads', () => {
  const reading = fc.record({
    afterMs: fc.oneof(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 0, max: 2 * DAY_MS })),
    watts: fc.oneof(fc.double({ min: 0, max: 60_000, noNaN: true }), fc.constantFrom(0, 60, 150, 2_060)),
    away: fc.boolean(),
  });
  test('steps alternate for whoever counts them, and memory stays small and plain', () => {
    fc.assert(
      fc.property(fc.array(reading, { maxLength: 300 }), (readings) => {
        const state = initialSteps();
        let atMs = 0;
        let isOn = false;
        for (const { afterMs, watts, away } of readings) {
          atMs += afterMs;
          if (away && watts === 0) interrupt(state);
          for (const step of takeWatts(state, watts, atMs, STEP_WATTS)) {
            if (step === 'off') expect(isOn, 'off without on').toBe(true);
            isOn = step === 'on';
          }
          expect(state.isOn).toBe(isOn);
          expect(state.loads.length).toBeLessThanOrEqual(LOADS_MAX);
          expect(state.known.length).toBeLessThanOrEqual(SIZES_MAX);
          expect(state.known.every(({ intervals }) => intervals.length <= 24)).toBe(true);
        }
        expect(JSON.parse(JSON.stringify(state))).toEqual(state);
      }),
    );
  });
  test('a reading that does not change says nothing', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 60_000, noNaN: true }), (watts) => {
        expect(
          play(
            initialSteps(),
            Array.from({ length: 100 }, () => watts),
          ),
        ).toEqual([]);
      }),
    );
  });
});
