/**
 * What every electricity meter tells, however it is read: steps of power as they come, and the power itself now and
 * then.
 *
 * Owns the options and the rate of what is told. Must never be given a number that is no power: whoever reads the
 * meter drops those (`meter-watch.ts`).
 */
import type { DriverOutput } from './driver.ts';
import { type Step, type StepsState, initialSteps, takeWatts } from './power-steps.ts';

export const METER_OPTIONS = {
  stepWatts: {
    default: 500,
    min: 20,
    max: 10_000,
    unit: 'W',
    doc: 'A change of power by so much is an appliance that was put to use.',
  },
  reportMs: {
    default: 300_000,
    min: 10_000,
    max: 3_600_000,
    unit: 'ms',
    doc: 'Shortest time between two readings of power.',
  },
} as const;
interface MeterOptions {
  readonly stepWatts: number;
  readonly reportMs: number;
}

export interface MeterState {
  steps: StepsState;
  toldWatts: number | null;
  toldMs: number;
}
export function initialMeter(): MeterState {
  return { steps: initialSteps(), toldWatts: null, toldMs: 0 };
}

/** A new reading is worth telling from so many W, or this share of the last. */
const CHANGE_WATTS_MIN = 10;
const CHANGE_SHARE_MIN = 0.1;

/** A reading of power in watts: what is told of it on the channel `power`. */
export function readWatts(
  state: MeterState,
  watts: number,
  nowMs: number,
  { stepWatts, reportMs }: MeterOptions,
): readonly DriverOutput[] {
  const steps = toldSteps(takeWatts(state.steps, watts, nowMs, stepWatts));
  const { toldWatts, toldMs } = state;
  if (toldWatts !== null) {
    const change = Math.max(CHANGE_WATTS_MIN, toldWatts * CHANGE_SHARE_MIN);
    if (nowMs - toldMs < reportMs || Math.abs(watts - toldWatts) < change) return steps;
  }
  state.toldWatts = Math.round(watts);
  state.toldMs = nowMs;
  return [{ type: 'reading', channel: 'power', value: state.toldWatts }, ...steps];
}

export function toldSteps(steps: readonly Step[]): readonly DriverOutput[] {
  return steps.map((value) => ({ type: 'reading', channel: 'power', value }));
}
