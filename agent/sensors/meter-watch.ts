/**
 * A meter that tells its readings in figures (Modbus registers, telegrams): is it there, does it answer, are they any.
 *
 * Owns the health of such a meter and what of its figures is believed. A figure that cannot be (more than the meter
 * can measure, energy that runs backwards or leaps) is dropped and counted; too many of them, or of polls without a
 * reply between its replies, are a fault of the meter or its line; no reply at all is silence.
 * Must never judge by what the home draws: a home without current is quiet, not broken. State is plain JSON.
 */
import type { ErrorCode } from '../errors.ts';
import { type DriverOutput, NOTHING } from './driver.ts';
import { type MeterState, initialMeter, readWatts } from './power-meter.ts';
import { interrupt, stepCounters } from './power-steps.ts';

/** What was read at once. */
export interface Measure {
  readonly watts: number;
  /** The counter of energy, Wh; null where it is not told. */
  readonly wattHours: number | null;
}
export interface MeterBounds {
  readonly stepWatts: number;
  readonly reportMs: number;
  /** The most that it can measure. */
  readonly wattsMax: number;
}
export interface WatchState {
  meter: MeterState;
  isUp: boolean;
  /** Since when nothing was heard of it: the last frame, or the start of the bus. */
  heardMs: number;
  isSilent: boolean;
  isSick: boolean;
  /** Whether it was seen to be well since the bus is up. */
  isSeen: boolean;
  /** The last frames and missing replies, newest last: whether each was dropped or missing. */
  recent: boolean[];
  /** Polls without a reply since the last frame. */
  unanswered: number;
  wattHours: number | null;
  wattHoursMs: number;
  frames: number;
  /** When the last of them was taken. */
  frameMs: number | null;
  /** Frames that came faster than any meter speaks. */
  tooSoon: number;
  noReplies: number;
  /** Frames with a bad checksum or of the wrong form. */
  garbled: number;
  absurd: number;
  resets: number;
  /** Signals of another bus. */
  ignored: number;
  silences: number;
  outages: number;
}

/** Sixty polls of the slowest meter here, thirty telegrams of an old one. */
export const SILENT_MS_MAX = 5 * 60_000;
/** Of so many frames, so many that had to be dropped are a fault; so few are noise on the line again. */
const RECENT_MAX = 20;
const SICK_MIN = 10;
const WELL_MAX = 3;
/** A run of missing replies weighs no more: one power cut of a meter that runs on the mains is not a bad line. */
const UNANSWERED_MAX = SICK_MIN / 2;
/** The fastest meter speaks once a second; what comes at once with another was held back somewhere, or is a replay. */
const FRAME_MS_MIN = 500;
/** A counter steps by whole watt-hours, and some tell it to ten. */
const WATT_HOURS_SLACK = 20;

const health = (verdict: 'ok' | 'lost', why: 'bus' | 'heartbeat' | 'self-test'): DriverOutput => ({
  type: 'health',
  health: verdict,
  why,
});

export function initialWatch(): WatchState {
  return {
    meter: initialMeter(),
    isUp: false,
    heardMs: 0,
    isSilent: false,
    isSick: false,
    isSeen: false,
    recent: [],
    unanswered: 0,
    wattHours: null,
    wattHoursMs: 0,
    frames: 0,
    frameMs: null,
    tooSoon: 0,
    noReplies: 0,
    garbled: 0,
    absurd: 0,
    resets: 0,
    ignored: 0,
    silences: 0,
    outages: 0,
  };
}

/** Takes in what every such meter has in common; `deadline`s before their time change nothing. */
export function watchBus(
  state: WatchState,
  input: { readonly type: 'up' | 'down' | 'no-reply' | 'deadline'; readonly why?: ErrorCode },
  nowMs: number,
): readonly DriverOutput[] {
  switch (input.type) {
    case 'up':
      Object.assign(state, { isUp: true, heardMs: nowMs, isSilent: false, isSick: false, isSeen: false });
      state.recent = [];
      state.unanswered = 0;
      return [health('ok', 'bus')];
    case 'down':
      state.isUp = false;
      state.outages += 1;
      interrupt(state.meter.steps);
      return [health('lost', 'bus')];
    case 'no-reply':
      state.noReplies += 1;
      // Weighed when a frame ends the run: without one it is silence, which has its own time.
      if (state.isUp) state.unanswered += 1;
      return NOTHING;
    case 'deadline': {
      const dueMs = watchDeadline(state);
      if (dueMs === null || nowMs < dueMs) return NOTHING;
      state.isSilent = true;
      state.silences += 1;
      interrupt(state.meter.steps);
      return [health('lost', 'heartbeat')];
    }
  }
}

/** Monotonic ms from which its silence is a fault; null when none is awaited. */
export function watchDeadline({ isUp, isSilent, heardMs }: WatchState): number | null {
  return isUp && !isSilent ? heardMs + SILENT_MS_MAX : null;
}

/** A frame that cannot be read: dropped, and counted against the meter. */
export function takeGarbled(state: WatchState): readonly DriverOutput[] {
  if (!state.isUp) return NOTHING;
  state.garbled += 1;
  return weigh(state, true);
}

/** A frame that was read; null: its figures cannot be. Returns what is told of it. */
export function takeMeasure(
  state: WatchState,
  measure: Measure | null,
  nowMs: number,
  bounds: MeterBounds,
): readonly DriverOutput[] {
  if (!state.isUp) return NOTHING;
  if (state.frameMs !== null && nowMs - state.frameMs < FRAME_MS_MIN) {
    state.tooSoon += 1;
    return NOTHING;
  }
  state.frames += 1;
  state.frameMs = nowMs;
  state.heardMs = nowMs;
  const isSane = measure !== null && isPossible(state, measure, nowMs, bounds);
  const outputs = [...weigh(state, !isSane)];
  if (!isSane) return outputs;
  const { isSilent, isSick, isSeen } = state;
  if (isSilent || !isSeen) outputs.push(health('ok', 'heartbeat'));
  if (!isSeen && !isSick) outputs.push(health('ok', 'self-test'));
  state.isSilent = false;
  state.isSeen = true;
  return isSick ? outputs : [...outputs, ...readWatts(state.meter, measure.watts, nowMs, bounds)];
}

export function watchCounters(state: WatchState): Readonly<Record<string, number>> {
  const { frames, tooSoon, noReplies, garbled, absurd, resets, ignored, silences, outages, meter } = state;
  return {
    frames,
    tooSoon,
    noReplies,
    garbled,
    absurd,
    resets,
    ignored,
    silences,
    outages,
    ...stepCounters(meter.steps),
  };
}

/** Counts a frame against the meter or for it, after the polls before it that nothing answered. */
function weigh(state: WatchState, isDropped: boolean): readonly DriverOutput[] {
  const missing = Math.min(state.unanswered, UNANSWERED_MAX);
  state.unanswered = 0;
  for (let poll = 0; poll < missing; poll += 1) state.recent.push(true);
  state.recent.push(isDropped);
  state.recent = state.recent.slice(-RECENT_MAX);
  const dropped = state.recent.filter(Boolean).length;
  if (!state.isSick && dropped >= SICK_MIN) {
    state.isSick = true;
    interrupt(state.meter.steps);
    return [health('lost', 'self-test')];
  }
  if (!state.isSick || dropped > WELL_MAX) return NOTHING;
  state.isSick = false;
  return [health('ok', 'self-test')];
}

function isPossible(
  state: WatchState,
  { watts, wattHours }: Measure,
  nowMs: number,
  { wattsMax }: MeterBounds,
): boolean {
  const before = state.wattHours;
  const hours = (nowMs - state.wattHoursMs) / 3_600_000;
  state.wattHours = wattHours;
  state.wattHoursMs = nowMs;
  if (before !== null && wattHours !== null && wattHours < before) {
    state.resets += 1;
    return false;
  }
  const leap = before === null || wattHours === null ? 0 : wattHours - before;
  const isFigure = Number.isFinite(watts) && watts >= 0 && watts <= wattsMax;
  if (isFigure && leap <= wattsMax * hours + WATT_HOURS_SLACK) return true;
  state.absurd += 1;
  return false;
}
