/**
 * A current clamp on an analog pin of a Firmata board: SCT-013-030 and its kin, with a burden inside, that give 1 V at
 * the current printed on them, around a resting point of half the supply.
 *
 * Owns the way from shares to watts: root mean square (`rms.ts`), amperes by the print on the clamp, watts by the volts
 * of the mains. That is apparent power; what heats water is what it says. On ten bits a clamp of 30 A sees nothing below
 * some 30 W. A resting point away from the middle is a wire that is off; a clamp that nobody has closed around a wire
 * reads as a home at rest, and this cannot tell. YHDC, "SCT-013 split core current transformer", data sheet.
 */
import { type DriverInput, type DriverOutput, NOTHING, type Options, driverOf } from '../../driver.ts';
import { FIRMATA_PIN } from '../../firmata-pin.ts';
import {
  type Measure,
  type WatchState,
  initialWatch,
  takeMeasure,
  watchBus,
  watchCounters,
  watchDeadline,
} from '../../meter-watch.ts';
import { METER_OPTIONS } from '../../power-meter.ts';
import { type Swing, type WindowState, initialWindow, takeShare } from './rms.ts';

const OPTIONS = {
  pin: { ...FIRMATA_PIN.pin, default: 14 },
  clampAmperes: {
    default: 30,
    min: 5,
    max: 100,
    unit: 'A',
    doc: 'Printed on the clamp: so much current gives 1 V.',
    isFraction: true,
  },
  boardVolts: {
    default: 5,
    min: 3,
    max: 5.5,
    unit: 'V',
    doc: 'The supply of the board, which its analog pins are measured against.',
    isFraction: true,
  },
  mainsVolts: { default: 230, min: 100, max: 250, unit: 'V', doc: 'The mains in the home.' },
  ...METER_OPTIONS,
} as const;
type ClampOptions = Options<typeof OPTIONS>;

/** Two resistors of 5 % each put the resting point 2.5 % off the middle; a wire that is off, far more. */
const REST = { min: 0.4, max: 0.6 };
/** One step of ten bits: less is the converter's own noise. */
const NOISE_SHARE = 1 / 1_023;

interface ClampState {
  watch: WatchState;
  window: WindowState;
}

function step(
  state: ClampState,
  input: DriverInput,
  nowMs: number,
  options: ClampOptions,
): readonly DriverOutput[] {
  const { watch, window } = state;
  switch (input.type) {
    case 'up':
    case 'down':
      Object.assign(window, initialWindow());
      return watchBus(watch, input, nowMs);
    case 'deadline':
      return watchBus(watch, input, nowMs);
    case 'analog': {
      const swing = takeShare(window, input.share);
      if (swing === null) return NOTHING;
      // Half the scale to each side is the most that it can swing.
      const bounds = { ...options, wattsMax: wattsOf(0.5, options) };
      return takeMeasure(watch, measureOf(swing, options), nowMs, bounds);
    }
    case 'edge':
    case 'bytes':
    case 'registers':
    case 'no-reply':
    case 'advert':
    case 'kept':
      watch.ignored += 1;
      return NOTHING;
  }
}

/** Null when what is on the pin is no clamp. */
function measureOf({ mean, rms }: Swing, options: ClampOptions): Measure | null {
  if (mean < REST.min || mean > REST.max) return null;
  return { watts: rms < NOISE_SHARE ? 0 : wattsOf(rms, options), wattHours: null };
}

function wattsOf(share: number, { clampAmperes, boardVolts, mainsVolts }: ClampOptions): number {
  return share * boardVolts * clampAmperes * mainsVolts;
}

export const firmataClamp = driverOf({
  part: 'firmata-clamp',
  summary: 'current clamp (SCT-013) on an analog pin of a Firmata board',
  wire: { bus: 'firmata', kind: 'analog', bias: 'none', activeLow: false },
  channels: { power: ['power'] },
  key: 'none',
  options: OPTIONS,
  initial: (): ClampState => ({ watch: initialWatch(), window: initialWindow() }),
  step,
  deadline: ({ watch }) => watchDeadline(watch),
  counters: ({ watch }) => watchCounters(watch),
});
