/**
 * The current clamp: what forty slow samples of a fast wave are worth, and the wires that are no clamp.
 * Waves are made here with the exact sine, apart from the emulator's.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { firmataClamp } from '../../../agent/sensors/drivers/firmata-clamp/driver.ts';
import { SAMPLES, initialWindow, takeShare } from '../../../agent/sensors/drivers/firmata-clamp/rms.ts';
import { Bench } from '../driver-contract.ts';

const SAMPLING_MS = 97;
/** Full scale of the default options: 5 V, 30 A per volt, 230 V. */
const WATTS_PER_SCALE = 5 * 30 * 230;

/** A wave as the board reads it, ten bits, at a time. */
const read = (hertz: number, rms: number, rest: number, ms: number): number =>
  Math.round((rest + Math.SQRT2 * rms * Math.sin((2 * Math.PI * hertz * ms) / 1_000)) * 1_023) / 1_023;

describe('the root mean square', () => {
  test('is right within 3 % for either mains, any phase, and a board half a percent off', () => {
    const mains = fc.record({
      hertz: fc.oneof(
        fc.double({ min: 49.8, max: 50.2, noNaN: true }),
        fc.double({ min: 59.8, max: 60.2, noNaN: true }),
      ),
      fromMs: fc.double({ min: 0, max: 20, noNaN: true }),
      everyMs: fc.double({ min: SAMPLING_MS * 0.995, max: SAMPLING_MS * 1.005, noNaN: true }),
      rms: fc.double({ min: 0.02, max: 0.3, noNaN: true }),
      rest: fc.double({ min: 0.47, max: 0.53, noNaN: true }),
    });
    fc.assert(
      fc.property(mains, ({ hertz, fromMs, everyMs, rms, rest }) => {
        const window = initialWindow();
        for (let sample = 1; sample < SAMPLES; sample += 1) {
          expect(takeShare(window, read(hertz, rms, rest, fromMs + sample * everyMs))).toBeNull();
        }
        const swing = takeShare(window, read(hertz, rms, rest, fromMs));
        expect(Math.abs((swing?.rms ?? 0) / rms - 1)).toBeLessThan(0.03);
        expect(swing?.mean).toBeCloseTo(rest, 1);
        expect(window).toEqual(initialWindow());
      }),
    );
  });
});

/** A clamp that samples a wave, ms by ms. */
class Clamped extends Bench {
  constructor() {
    super(firmataClamp);
    this.send({ type: 'up', level: null });
  }
  sample(watts: number, seconds: number, rest = 0.5): void {
    const untilMs = this.nowMs + seconds * 1_000;
    while (this.nowMs < untilMs) {
      this.wait(SAMPLING_MS);
      this.send({ type: 'analog', share: read(50, watts / WATTS_PER_SCALE, rest, this.nowMs) });
    }
  }
  get values(): readonly unknown[] {
    return this.events.map(({ output }) => (output.type === 'reading' ? output.value : output.type));
  }
}

test('a kettle is one `on` and one `off`, each within half a minute', () => {
  const clamp = new Clamped();
  clamp.sample(200, 60);
  const onMs = clamp.nowMs;
  clamp.sample(2_200, 120);
  const offMs = clamp.nowMs;
  clamp.sample(200, 60);
  const steps = clamp.events.filter(
    ({ output }) => output.type === 'reading' && typeof output.value === 'string',
  );
  expect(clamp.values.filter((value) => typeof value === 'string')).toEqual(['on', 'off']);
  expect((steps[0]?.atMs ?? Number.NaN) - onMs).toBeLessThan(30_000);
  expect((steps[1]?.atMs ?? Number.NaN) - offMs).toBeLessThan(30_000);
});
test('power is told in watts, and the noise of the converter is none', () => {
  const clamp = new Clamped();
  clamp.sample(1_000, 20);
  expect(Number(clamp.values[0])).toBeGreaterThan(970);
  expect(Number(clamp.values[0])).toBeLessThan(1_030);
  const quiet = new Clamped();
  quiet.sample(12, 20);
  expect(quiet.values).toEqual([0]);
});
test.each([
  ['pulled to ground', 0],
  ['pulled to the supply', 1],
  ['at a third of it', 0.33],
])('a wire %s is a fault and no power, until it is mended', (_, rest) => {
  const clamp = new Clamped();
  clamp.sample(60, 120);
  clamp.outputs.length = 0;
  clamp.sample(0, 120, rest);
  expect(clamp.health).toEqual(['lost self-test']);
  expect(clamp.values).toEqual([]);
  clamp.sample(60, 180);
  expect(clamp.health).toEqual(['lost self-test', 'ok self-test']);
});
test('a window that an outage has cut in two is not put together again', () => {
  const clamp = new Clamped();
  clamp.sample(2_000, 3);
  clamp.send({ type: 'down', why: 'bus-unavailable', detail: '' });
  clamp.send({ type: 'up', level: null });
  clamp.sample(2_000, 3);
  expect(clamp.values).toEqual([]);
});
