/**
 * What a genuine and new frame of a sensor node tells: movement, contact, press, air and battery.
 *
 * Owns what follows from a body; that the frame is genuine and new was decided before. Must never take an event twice,
 * nor one that is history for life now. Rates: air and battery at most once a minute, on a change or each hour.
 */
import { type DriverOutput, NOTHING } from '../../driver.ts';
import { type Boot, type Heartbeat, bitOf, readBoot, readEvent, readHeartbeat } from './bodies.ts';
import { followHearing } from './deaf.ts';
import type { FrameType } from './frame.ts';
import type { NodeOptions } from './options.ts';
import { followStart } from './resets.ts';
import type { NodeState, Quantity } from './state.ts';
import { followLevel, noteChange } from './stuck.ts';

export interface Telling {
  readonly outputs: readonly DriverOutput[];
  /** The number of an event that was taken before; null: it is none. */
  readonly duplicate: number | null;
  /** The node has an event that was not taken, and may be waiting long before it tells it again. */
  readonly isBehind: boolean;
}
interface Circumstances {
  readonly nowMs: number;
  readonly options: NodeOptions;
}

type Reading = Extract<DriverOutput, { type: 'reading' }>;

const SILENCE: Telling = { outputs: NOTHING, duplicate: null, isBehind: false };
const WATCHDOG = 0b1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** Half a degree is news; a twentieth of a volt is. */
const TEMPERATURE_STEP = 5;
const BATTERY_STEP = 50;
/** A battery that recovers a little when it is warm is not full again. */
const BATTERY_LOW_BAND = 100;

/** Changes `state`, whose session and frame are those of the frame already. */
export function tellFrame(
  state: NodeState,
  { type, body }: { readonly type: FrameType; readonly body: Uint8Array },
  around: Circumstances,
): Telling {
  const { counts } = state;
  switch (type) {
    case 'boot':
      counts.boots += 1;
      tellBoot(state, readBoot(body), around);
      return SILENCE;
    case 'event':
      return tellEvent(state, body, around);
    case 'heartbeat':
      return tellHeartbeat(state, body, around);
    case 'answer':
      counts.answers += 1;
      return SILENCE;
    case 'ack':
    case 'resume':
    case 'set':
      return SILENCE;
  }
}

function tellBoot(state: NodeState, { cause, serial }: Boot, { nowMs }: Circumstances): void {
  const start = { session: state.session, byWatchdog: (cause & WATCHDOG) !== 0 };
  if (followStart(state.resets, start, nowMs)) state.counts.watchdogResets += 1;
  const before = state.serial;
  const now = { text: serial.join(' '), session: state.session };
  state.serial = now;
  if (before === null || before.text === now.text) return;
  state.counts.replaced += 1;
  // In a session of its own it is a new node like any other.
  if (before.session === now.session) state.isReplaced = true;
}

/** What the node of this session cannot say: its numbers only rise. */
function foundReplaced(state: NodeState): void {
  state.counts.replaced += 1;
  state.isReplaced = true;
}

function tellEvent(state: NodeState, body: Uint8Array, { options }: Circumstances): Telling {
  const { counts } = state;
  const event = readEvent(body);
  if (event === null) {
    counts.absurd += 1;
    return SILENCE;
  }
  const { event: number, what, age } = event;
  // Only the oldest is ever on the line, and it was told in order.
  if (number < state.event) foundReplaced(state);
  if (state.isReplaced) return SILENCE;
  if (number === state.event) {
    counts.duplicates += 1;
    return { ...SILENCE, duplicate: number };
  }
  if (state.event > 0 || !state.isFirstSession) counts.missed += number - state.event - 1;
  state.event = number;
  counts.events += 1;
  if (what === null) {
    counts.absurd += 1;
    return SILENCE;
  }
  if (what.channel === 'motion') noteChange(state.motion);
  const isLate = age * 1_000 >= options.lateMs;
  if (isLate) counts.late += 1;
  // A call for help does not lapse.
  if (what.channel === 'button') return { ...SILENCE, outputs: pressOf(what.value, age) };
  if (isLate) return SILENCE;
  if (what.channel === 'contact') state.contact = what.value;
  return { ...SILENCE, outputs: [readingOf(what.channel, what.value)] };
}

/** The question that a press may answer is on the air; four tries at telling it take less than this. */
const PRESS_LATE_S = 10;

function pressOf(value: 0 | 1, age: number): readonly DriverOutput[] {
  if (value === 0) return NOTHING;
  const press = { type: 'press', channel: 'button' } as const;
  if (age >= PRESS_LATE_S) return [{ ...press, isLate: true }];
  return [age === 0 ? press : { ...press, ageS: age }];
}

function readingOf(channel: 'motion' | 'contact', value: 0 | 1): Reading {
  if (channel === 'motion') return { type: 'reading', channel, value: value === 1 ? 'on' : 'off' };
  return { type: 'reading', channel, value: value === 1 ? 'closed' : 'open' };
}

function tellHeartbeat(state: NodeState, body: Uint8Array, around: Circumstances): Telling {
  const beat = readHeartbeat(body);
  if (beat === null) {
    state.counts.absurd += 1;
    return SILENCE;
  }
  state.counts.heartbeats += 1;
  if (beat.newest < state.event) foundReplaced(state);
  state.faults = beat.faults;
  countLost(state, beat.lost);
  followAcks(state, beat, around);
  followLevel(state.motion, (beat.levels & bitOf('motion')) !== 0, around.nowMs, around.options.stuckMs);
  const outputs = [
    ...tellContact(state, beat),
    ...tellTemperature(state.temperature, beat, around),
    ...tellBattery(state, beat, around),
  ];
  return { outputs, duplicate: null, isBehind: !state.isReplaced && beat.newest > state.event };
}

/**
 * The position of a door that was never told, or changed unseen: before the hub or the node started, in a flood, in a
 * full ring. Only while no event is on its way, for that is what happened, and when.
 */
function tellContact(state: NodeState, { levels, faults, newest }: Heartbeat): readonly DriverOutput[] {
  const bit = bitOf('contact');
  const value = (levels & bit) === 0 ? 0 : 1;
  const isCertain = newest === state.event && !state.isReplaced && (faults & bit) === 0;
  if (!isCertain || value === state.contact) return NOTHING;
  state.contact = value;
  return [{ ...readingOf('contact', value), isLevel: true }];
}

/** The count saturates, and begins anew with a session. */
function countLost(state: NodeState, lost: number): void {
  state.counts.lost += Math.max(0, lost - state.lost);
  state.lost = lost;
}

function followAcks(state: NodeState, { newest, lost }: Heartbeat, { nowMs, options }: Circumstances): void {
  const { event, kept, session } = state;
  const isOwed = event > (kept.session === session ? kept.event : 0);
  followHearing(state.deaf, { newest, lost, event, isOwed }, nowMs, options.heartbeatMs);
}

// ---- Air and battery ------------------------------------------------------------------------------------------------

function tellTemperature(
  told: Quantity,
  { temperature }: Heartbeat,
  { nowMs }: Circumstances,
): readonly DriverOutput[] {
  if (temperature === null || !isNews(told, temperature, nowMs, TEMPERATURE_STEP)) return NOTHING;
  return [{ type: 'climate', quantity: 'temperature', value: temperature / 10 }];
}

function tellBattery(
  state: NodeState,
  { battery }: Heartbeat,
  { nowMs, options: { lowMillivolts } }: Circumstances,
): readonly DriverOutput[] {
  if (battery === null) return NOTHING;
  const isLow = battery < lowMillivolts + (state.isBatteryLow ? BATTERY_LOW_BAND : 0);
  const step = isLow === state.isBatteryLow ? BATTERY_STEP : 0;
  if (!isNews(state.battery, battery, nowMs, step)) return NOTHING;
  state.isBatteryLow = isLow;
  return [{ type: 'battery', percent: null, millivolts: battery, isLow }];
}

/** Whether a value is to be told; notes that it is. */
function isNews(told: Quantity, value: number, nowMs: number, step: number): boolean {
  if (told.value !== null) {
    const sinceMs = nowMs - told.ms;
    if (sinceMs < MINUTE_MS) return false;
    if (sinceMs < HOUR_MS && Math.abs(value - told.value) < step) return false;
  }
  told.value = value;
  told.ms = nowMs;
  return true;
}
