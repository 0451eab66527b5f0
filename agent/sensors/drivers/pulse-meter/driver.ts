/**
 * The pulse output of an electricity meter (S0): power from the time between two pulses, and steps of it.
 *
 * Pulses are at least 30 ms long, with at least 30 ms between them (DIN 43864, EN 62053-31 class A). A step of power
 * above the base load is an appliance put to use; it is never by itself a sign of life, because fridges and boilers
 * switch themselves on. A meter without pulses is a home without current or a cut wire: this cannot tell which.
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

const OPTIONS = {
  pulsesPerKwh: {
    default: 1_000,
    min: 1,
    max: 10_000,
    unit: 'pulses per kWh',
    doc: 'Printed on the meter (imp/kWh).',
  },
  stepWatts: {
    default: 500,
    min: 20,
    max: 10_000,
    unit: 'W',
    doc: 'So much above the base load is an appliance put to use.',
  },
  reportMs: {
    default: 300_000,
    min: 10_000,
    max: 3_600_000,
    unit: 'ms',
    doc: 'Shortest time between two readings of power.',
  },
  inverted: { default: 0, min: 0, max: 1, unit: 'switch', doc: '1: the output opens during a pulse.' },
} as const;
/** Two of 30 ms each by the standard: pulses in faster sequence are bounce. */
const PULSE_INTERVAL_MS_MIN = 60;
const JOULES_PER_KWH = 3_600_000;
/** Eight pulses move the base halfway; a short appliance below the step hardly does. */
const BASE_SHARE = 1 / 8;
/** A load of so many hours is the new base: nobody boils water for a quarter of a day. */
const ON_MS_MAX = 6 * 3_600_000;
/** A new reading is worth telling from so many W, or this share of the last. */
const CHANGE_WATTS_MIN = 10;
const CHANGE_SHARE_MIN = 0.1;
/** 1000 pulses a minute is the fastest class A output; with both edges. */
const BOUNDS = { warmUpMs: 0, edgesPerMinuteMax: 2_000, stuckMs: null };

interface MeterState {
  line: LineState;
  lastPulseMs: number | null;
  /** The same by the kernel's clock; null where the bus does not tell it. */
  lastPulseKernelMs: number | null;
  watts: number | null;
  baseWatts: number | null;
  /** Since when power is a step above the base; null when it is not. */
  onSinceMs: number | null;
  toldWatts: number | null;
  toldMs: number;
  pulses: number;
  tooSoon: number;
}
type MeterOptions = Options<typeof OPTIONS>;

const ON: DriverOutput = { type: 'reading', channel: 'power', value: 'on' };
const OFF: DriverOutput = { type: 'reading', channel: 'power', value: 'off' };

function step(
  state: MeterState,
  input: DriverInput,
  nowMs: number,
  options: MeterOptions,
): readonly DriverOutput[] {
  const { line } = state;
  const before = line.level;
  const outputs = followLine(line, input, nowMs, BOUNDS);
  if (!isBelieved(line)) {
    state.lastPulseMs = null;
    if (state.onSinceMs === null) return outputs;
    state.onSinceMs = null;
    return outputs;
  }
  if (input.type === 'edge' && input.level === 1 && before !== 1) {
    const readings = pulse(state, input.kernelMs ?? null, nowMs, options);
    return outputs.length === 0 ? readings : [...outputs, ...readings];
  }
  const dueMs = offDueMs(state, options);
  if (input.type !== 'deadline' || dueMs === null || nowMs < dueMs) return outputs;
  state.onSinceMs = null;
  return [...outputs, OFF];
}

function pulse(
  state: MeterState,
  kernelMs: number | null,
  nowMs: number,
  options: MeterOptions,
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
  const watts = Math.round((JOULES_PER_KWH * 1_000) / options.pulsesPerKwh / intervalMs);
  state.watts = watts;
  const turned = turn(state, watts, nowMs, options);
  const told = tell(state, watts, nowMs, options);
  if (told === null) return turned;
  return [told, ...turned];
}

/** By the kernel where it tells both ends: a hub that was busy hears a second's pulses at once. */
function sinceLastPulse(
  { lastPulseMs, lastPulseKernelMs }: MeterState,
  kernelMs: number | null,
  nowMs: number,
): number | null {
  if (lastPulseMs === null) return null;
  return kernelMs !== null && lastPulseKernelMs !== null ? kernelMs - lastPulseKernelMs : nowMs - lastPulseMs;
}

/** Whether the power has newly risen a step above the base, or fallen back. */
function turn(
  state: MeterState,
  watts: number,
  nowMs: number,
  { stepWatts }: MeterOptions,
): readonly DriverOutput[] {
  state.baseWatts ??= watts;
  if (state.onSinceMs === null) {
    if (watts >= state.baseWatts + stepWatts) {
      state.onSinceMs = nowMs;
      return [ON];
    }
    const isLower = watts < state.baseWatts;
    state.baseWatts = isLower ? watts : state.baseWatts + (watts - state.baseWatts) * BASE_SHARE;
    return NOTHING;
  }
  const isUsual = nowMs - state.onSinceMs >= ON_MS_MAX;
  if (watts >= state.baseWatts + stepWatts / 2 && !isUsual) return NOTHING;
  state.onSinceMs = null;
  if (isUsual) state.baseWatts = watts;
  return [OFF];
}

function tell(
  state: MeterState,
  watts: number,
  nowMs: number,
  { reportMs }: MeterOptions,
): DriverOutput | null {
  const { toldWatts, toldMs } = state;
  if (toldWatts !== null) {
    const change = Math.max(CHANGE_WATTS_MIN, toldWatts * CHANGE_SHARE_MIN);
    if (nowMs - toldMs < reportMs || Math.abs(watts - toldWatts) < change) return null;
  }
  state.toldWatts = watts;
  state.toldMs = nowMs;
  return { type: 'reading', channel: 'power', value: watts };
}

/** When silence alone proves that power has fallen below half a step: the next pulse is overdue for it. */
function offDueMs(
  { lastPulseMs, baseWatts, onSinceMs }: MeterState,
  { pulsesPerKwh, stepWatts }: MeterOptions,
): number | null {
  if (onSinceMs === null || lastPulseMs === null || baseWatts === null) return null;
  return lastPulseMs + Math.ceil((JOULES_PER_KWH * 1_000) / pulsesPerKwh / (baseWatts + stepWatts / 2));
}

export const pulseMeter = driverOf({
  part: 'pulse-meter',
  summary: 'pulse output (S0) of an electricity meter',
  wire: { bus: 'gpio', bias: 'pull-up', activeLow: true },
  channels: { power: ['power'] },
  key: 'none',
  options: OPTIONS,
  initial: (): MeterState => ({
    line: initialLine(),
    lastPulseMs: null,
    lastPulseKernelMs: null,
    watts: null,
    baseWatts: null,
    onSinceMs: null,
    toldWatts: null,
    toldMs: 0,
    pulses: 0,
    tooSoon: 0,
  }),
  step,
  deadline: (state, options) => earlier(offDueMs(state, options), lineDeadline(state.line, BOUNDS)),
  counters: ({ line, pulses, tooSoon }) => ({ ...lineCounters(line), pulses, tooSoon }),
});
