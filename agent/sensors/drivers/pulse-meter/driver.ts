/**
 * The pulse output of an electricity meter (S0): power from the time between two pulses, and steps of it.
 *
 * Pulses are at least 30 ms long, with at least 30 ms between them (DIN 43864, EN 62053-31 class A). Owns the way from
 * pulses to watts; what is a step is in `power-steps.ts`. A meter without pulses is a home without current or a cut
 * wire: this cannot tell which.
 */
import { type DriverInput, type DriverOutput, NOTHING, type Options, driverOf } from '../../driver.ts';
import {
  type LineState,
  earlier,
  followLine,
  initialLine,
  isBelieved,
  lineCounters,
  lineDeadline,
} from '../../filters.ts';
import { METER_OPTIONS, type MeterState, initialMeter, readWatts, toldSteps } from '../../power-meter.ts';
import { dropLargest, interrupt, stepCounters, wattsWithout } from '../../power-steps.ts';

const OPTIONS = {
  pulsesPerKwh: {
    default: 1_000,
    // A kettle of two minutes is six pulses then; with fewer, none can be told.
    min: 100,
    max: 10_000,
    unit: 'pulses per kWh',
    doc: 'Printed on the meter (imp/kWh).',
  },
  ...METER_OPTIONS,
  inverted: { default: 0, min: 0, max: 1, unit: 'switch', doc: '1: the output opens during a pulse.' },
} as const;
/** Two of 30 ms each by the standard: pulses in faster sequence are bounce. */
const PULSE_INTERVAL_MS_MIN = 60;
const JOULES_PER_KWH = 3_600_000;
/** Three phases of 80 A: more between two pulses is a wrong `pulsesPerKwh`, or a pulse that is none. */
const WATTS_MAX = 55_200;
/** 1000 pulses a minute is the fastest class A output; with both edges. */
const BOUNDS = { warmUpMs: 0, edgesPerMinuteMax: 2_000, stuckMs: null };

interface PulseState {
  line: LineState;
  meter: MeterState;
  lastPulseMs: number | null;
  /** The same by the kernel's clock; null where the bus does not tell it. */
  lastPulseKernelMs: number | null;
  pulses: number;
  tooSoon: number;
  /** Pulses that would be more power than a home can draw. */
  absurd: number;
}
type PulseOptions = Options<typeof OPTIONS>;

function step(
  state: PulseState,
  input: DriverInput,
  nowMs: number,
  options: PulseOptions,
): readonly DriverOutput[] {
  const { line, meter } = state;
  const before = line.level;
  const outputs = followLine(line, input, nowMs, BOUNDS);
  if (!isBelieved(line)) {
    state.lastPulseMs = null;
    interrupt(meter.steps);
    return outputs;
  }
  if (input.type === 'edge' && input.level === 1 && before !== 1) {
    const readings = pulse(state, input.kernelMs ?? null, nowMs, options);
    return outputs.length === 0 ? readings : [...outputs, ...readings];
  }
  const dueMs = silenceDueMs(state, options);
  if (input.type !== 'deadline' || dueMs === null || nowMs < dueMs) return outputs;
  return [...outputs, ...toldSteps(dropLargest(meter.steps))];
}

function pulse(
  state: PulseState,
  kernelMs: number | null,
  nowMs: number,
  options: PulseOptions,
): readonly DriverOutput[] {
  const intervalMs = sinceLastPulse(state, kernelMs, nowMs);
  if (intervalMs !== null && intervalMs < PULSE_INTERVAL_MS_MIN) {
    state.tooSoon += 1;
    return NOTHING;
  }
  state.lastPulseMs = nowMs;
  state.lastPulseKernelMs = kernelMs;
  state.pulses += 1;
  if (intervalMs === null) return NOTHING;
  const watts = pulseJoules(options) / (intervalMs / 1_000);
  if (watts <= WATTS_MAX) return readWatts(state.meter, watts, nowMs, options);
  state.absurd += 1;
  return NOTHING;
}

/** By the kernel where it tells both ends: a hub that was busy hears a second's pulses at once. */
function sinceLastPulse(
  { lastPulseMs, lastPulseKernelMs }: PulseState,
  kernelMs: number | null,
  nowMs: number,
): number | null {
  if (lastPulseMs === null) return null;
  return kernelMs !== null && lastPulseKernelMs !== null ? kernelMs - lastPulseKernelMs : nowMs - lastPulseMs;
}

/** When silence alone proves that the largest load is off: the next pulse is overdue for it. */
function silenceDueMs({ lastPulseMs, meter }: PulseState, options: PulseOptions): number | null {
  const watts = wattsWithout(meter.steps);
  if (watts === null || lastPulseMs === null) return null;
  return lastPulseMs + Math.ceil((pulseJoules(options) * 1_000) / watts);
}

function pulseJoules({ pulsesPerKwh }: PulseOptions): number {
  return JOULES_PER_KWH / pulsesPerKwh;
}

export const pulseMeter = driverOf({
  part: 'pulse-meter',
  summary: 'pulse output (S0) of an electricity meter',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
  channels: { power: ['power'] },
  key: 'none',
  options: OPTIONS,
  initial: (): PulseState => ({
    line: initialLine(),
    meter: initialMeter(),
    lastPulseMs: null,
    lastPulseKernelMs: null,
    pulses: 0,
    tooSoon: 0,
    absurd: 0,
  }),
  step,
  deadline: (state, options) => earlier(silenceDueMs(state, options), lineDeadline(state.line, BOUNDS)),
  counters: ({ line, meter, pulses, tooSoon, absurd }) => ({
    ...lineCounters(line),
    pulses,
    tooSoon,
    absurd,
    ...stepCounters(meter.steps),
  }),
});
