/**
 * What the objects of BTHome mean in a home: channels that feed sensors, presses, the air, the battery.
 *
 * Owns that table and the rate of what is told. A state that is said again is no news, and the first one after a gap
 * is a level, not an edge, except from a device that only speaks when something happens. How long a movement lasts is
 * told in `movements.ts`. A device without a key tells
 * of the air and of its battery, and feeds no sensor: anybody within reach could have said it.
 */
import type { Climate } from '../../../record.ts';
import { type Channel, type DriverOutput, NOTHING } from '../../driver.ts';
import type { BthomeReading } from './codec.ts';
import { type Movements, begin, end, healthAfter, interrupt, isMovement } from './movements.ts';

/**
 * By the name of the standard. Smoke, gas, moisture and the like have no class of sensor in a home that asks after a
 * person; they are read (`anbu decode`) and feed nothing.
 */
export const CHANNELS = {
  motion: ['motion'],
  moving: ['motion', 'item'],
  occupancy: ['motion', 'pressure'],
  presence: ['motion', 'pressure'],
  vibration: ['item', 'motion'],
  opening: ['door', 'item'],
  door: ['door', 'item'],
  window: ['door', 'item'],
  'garage door': ['door', 'item'],
  lock: ['item'],
  plug: ['item'],
  'generic boolean': ['item'],
  light: ['light'],
  illuminance: ['light'],
  power: ['power'],
  running: ['power'],
  button: 'press',
  temperature: 'climate',
  humidity: 'climate',
} as const satisfies Readonly<Record<string, Channel>>;

const OPENS: ReadonlySet<string> = new Set(['opening', 'door', 'window', 'garage door', 'lock']);
/** Numbers that feed a sensor; no number is ever life. */
const MEASURED: ReadonlySet<string> = new Set(['illuminance', 'power']);
const AIR: Readonly<Record<Climate['quantity'], { min: number; max: number; change: number }>> = {
  // Beyond the range of the sensors in such parts (Sensirion SHT4x: −40 to 125 °C) no home is lived in.
  temperature: { min: -40, max: 85, change: 0.2 },
  humidity: { min: 0, max: 100, change: 2 },
};

/** A press sooner after another is the same one: a finger and a burst of frames last as long. */
export const REST_MS = 2_000;
/** Numbers are told at most once a minute and when they changed; unchanged, once an hour. */
const TELL_MS_MIN = 60_000;
const TELL_MS_MAX = 60 * 60_000;
/** Light and power are worth telling again from a tenth on. */
const CHANGE_SHARE = 0.1;
/** A cell of a sensor has no more; what has is no battery of it. */
const BATTERY_VOLTS_MAX = 5;

export interface Meanings {
  /** The last state by channel; none after a gap. */
  known: Record<string, boolean>;
  movements: Movements;
  pressedMs: number | null;
  /** When a press was last told that nobody can be sure of. */
  unsureMs: number | null;
  told: Record<string, { value: number; atMs: number }>;
  wasLow: boolean | null;
  presses: number;
  /** Values that cannot be. */
  absurd: number;
  /** What would have fed a sensor, and was not believed for want of a key. */
  unproven: number;
}
export interface FrameFacts {
  readonly nowMs: number;
  readonly isProven: boolean;
  readonly isTriggerBased: boolean;
  /** The packet is the one before: its states may be new to us, its events are not. */
  readonly isRepeat: boolean;
  readonly lowPercent: number;
  /** A movement that is said for longer is none. */
  readonly stuckMs: number;
}

export function initialMeanings(): Meanings {
  return {
    known: {},
    movements: {},
    pressedMs: null,
    unsureMs: null,
    told: {},
    wasLow: null,
    presses: 0,
    absurd: 0,
    unproven: 0,
  };
}

/** Nobody listened, or it was lost: what it says next is a level. */
export function forgetStates(state: Meanings): void {
  state.known = {};
  interrupt(state.movements);
}

/** What the readings of one frame say. */
export function meaningOf(
  state: Meanings,
  readings: readonly BthomeReading[],
  facts: FrameFacts,
): DriverOutput[] {
  const outputs = readings.flatMap((reading) => {
    const { name, value } = reading;
    if (name === 'battery') return [];
    if (name === 'button') return press(state, value, facts);
    if (typeof value === 'boolean') return turned(state, name, value, facts);
    if (name === 'temperature' || name === 'humidity') return air(state, name, value, facts);
    if (typeof value === 'number' && MEASURED.has(name)) return measured(state, name, value, facts);
    if (value === null && Object.hasOwn(CHANNELS, name)) state.absurd += 1;
    return [];
  });
  return [...outputs, ...battery(state, readings, facts)];
}

/** Whether what was said is a sign of a person, or of somebody who plays one. */
export function isLife(output: DriverOutput): boolean {
  return output.type === 'press' || (output.type === 'reading' && typeof output.value === 'string');
}

function press(state: Meanings, value: BthomeReading['value'], facts: FrameFacts): DriverOutput[] {
  if (value === null || facts.isRepeat || !isProven(state, facts)) return [];
  if (!isRested(state.pressedMs, facts.nowMs)) return [];
  state.pressedMs = facts.nowMs;
  state.presses += 1;
  return [{ type: 'press', channel: 'button' }];
}

function isRested(sinceMs: number | null, nowMs: number): boolean {
  return sinceMs === null || nowMs - sinceMs >= REST_MS;
}

/** Whether a frame carries a press. */
export function isCalling(readings: readonly BthomeReading[]): boolean {
  return readings.some(({ name, value }) => name === 'button' && value !== null);
}

/**
 * A press that may be recorded: it may call and answers nothing. It does not hide the same press when that is sure a
 * moment later, by the next frame of its burst: then it may be an answer.
 */
export function unsureCall(state: Meanings, nowMs: number): readonly DriverOutput[] {
  if (!isRested(state.unsureMs, nowMs)) return NOTHING;
  state.unsureMs = nowMs;
  return [{ type: 'press', channel: 'button', isLate: true }];
}

function turned(state: Meanings, name: string, isOn: boolean, facts: FrameFacts): DriverOutput[] {
  if (!Object.hasOwn(CHANNELS, name) || !isProven(state, facts)) return [];
  const before = state.known[name];
  state.known[name] = isOn;
  if (isMovement(name)) return moved(state, name, { before, isOn }, facts);
  if (before === isOn || (before === undefined && !facts.isTriggerBased)) return [];
  const [on, off] = OPENS.has(name) ? (['open', 'closed'] as const) : (['on', 'off'] as const);
  return [{ type: 'reading', channel: name, value: isOn ? on : off }];
}

function moved(
  { movements }: Meanings,
  channel: string,
  { before, isOn }: { readonly before: boolean | undefined; readonly isOn: boolean },
  facts: FrameFacts,
): DriverOutput[] {
  const wasStuck = movements[channel]?.isStuck === true;
  let isEdge = before !== false;
  if (isOn) isEdge = begin(movements, channel, facts);
  else end(movements, channel, facts.nowMs);
  const health = healthAfter(movements, channel, wasStuck);
  if (!isEdge || (before === undefined && !facts.isTriggerBased)) return health;
  return [...health, { type: 'reading', channel, value: isOn ? 'on' : 'off' }];
}

function isProven(state: Meanings, facts: FrameFacts): boolean {
  if (!facts.isProven) state.unproven += 1;
  return facts.isProven;
}

function air(
  state: Meanings,
  quantity: Climate['quantity'],
  value: BthomeReading['value'],
  { nowMs }: FrameFacts,
): DriverOutput[] {
  const { min, max, change } = AIR[quantity];
  if (typeof value !== 'number' || value < min || value > max) {
    state.absurd += 1;
    return [];
  }
  return isNews(state, { name: quantity, value, change }, nowMs)
    ? [{ type: 'climate', quantity, value }]
    : [];
}

function measured(state: Meanings, name: string, value: number, facts: FrameFacts): DriverOutput[] {
  if (!isProven(state, facts)) return [];
  const change = Math.abs(state.told[name]?.value ?? 0) * CHANGE_SHARE;
  return isNews(state, { name, value, change: Math.max(1, change) }, facts.nowMs)
    ? [{ type: 'reading', channel: name, value }]
    : [];
}

function isNews(
  state: Meanings,
  { name, value, change }: { readonly name: string; readonly value: number; readonly change: number },
  nowMs: number,
): boolean {
  const told = state.told[name];
  const ageMs = told === undefined ? TELL_MS_MAX : nowMs - told.atMs;
  const isChanged = told !== undefined && Math.abs(value - told.value) >= change;
  if (ageMs < TELL_MS_MAX && !(isChanged && ageMs >= TELL_MS_MIN)) return false;
  state.told[name] = { value, atMs: nowMs };
  return true;
}

/** A battery tells something new once an hour, or when it has become low. */
function battery(
  state: Meanings,
  readings: readonly BthomeReading[],
  { nowMs, lowPercent }: FrameFacts,
): DriverOutput[] {
  const of = (name: string, type: 'number' | 'boolean'): unknown =>
    readings.find((reading) => reading.name === name && typeof reading.value === type)?.value;
  const [share, low, volts] = [of('battery', 'number'), of('battery', 'boolean'), of('voltage', 'number')];
  if (typeof share === 'number' && share > 100) state.absurd += 1;
  const percent = typeof share === 'number' && share <= 100 ? share : null;
  if (percent === null && low === undefined) return [];
  const isLow = low === true || (percent !== null && percent <= lowPercent);
  const told = state.told['battery'];
  const ageMs = told === undefined ? TELL_MS_MAX : nowMs - told.atMs;
  if (ageMs < (isLow === state.wasLow ? TELL_MS_MAX : TELL_MS_MIN)) return [];
  state.told['battery'] = { value: percent ?? 0, atMs: nowMs };
  state.wasLow = isLow;
  const isCell = typeof volts === 'number' && volts > 0 && volts <= BATTERY_VOLTS_MAX;
  return [{ type: 'battery', percent, millivolts: isCell ? Math.round(volts * 1_000) : null, isLow }];
}
