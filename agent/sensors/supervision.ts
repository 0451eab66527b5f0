/**
 * What is known of each sensor: its last value, whether it is healthy, and which observation is a sign of life.
 *
 * Owns the sensors' slice of the state. Health enters as facts of the drivers (heartbeat, bus, self-test) or is
 * contradicted here by the way people walk; it never follows from silence: a wired detector's rhythm is the
 * resident's. A sensor is healthy again when every reason for its loss is gone.
 */
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { SensorMemory, SensorsState } from './slice.ts';
import { isBlind } from '../detector/coverage.ts';
import { HOURS, hourOf } from '../detector/habit.ts';
import { isEdge, isPair, needsPair } from '../detector/life.ts';
import { type PlacedSensor, indexHome } from '../home-index.ts';
import type { Body, FrameCounted, Observation, SensorHealth } from '../record.ts';
import { followPassage, initialContradiction } from './contradiction.ts';

const NOTHING: readonly Body[] = [];
/** Buttons and cords of one home: one in each of a dozen rooms, twice over. */
const CALLS_MAX = 24;

/** Applies one record; `state` is the hub's with the new home description in it. Changes `slice` in place. */
export function evolveSensors(slice: SensorsState, body: Body, now: Moment, state: HubState): SensorsState {
  if (body.kind === 'observation') return observe(slice, body, now, state);
  if (body.kind === 'sensor-health') setHealth(slice, body, state);
  else if (body.kind === 'config') layOut(slice, state);
  else if (body.kind === 'frame-counter') return countFrame(slice, body);
  else if (body.kind === 'boot') for (const memory of slice.memories) memory.value = null;
  else return slice;
  updateBlindness(slice, now, state);
  return slice;
}

/**
 * Says which sensors are contradicted by the others, and which of those are seen to work again.
 * Returns `sensor-health` records with `why: 'contradiction'`.
 */
export function decideSensors({ state, input }: Turn): readonly Body[] {
  const { sensors } = state;
  if (sensors.contradiction.suspect === null && sensors.lost === 0) return NOTHING;
  const eyes = uncontradicted(sensors, state);
  if (eyes.length > 0) return eyes.map((sensor) => health(sensor, 'lost'));
  const { sensors: placed } = indexHome(state.home.sensors);
  const seen = input.kind === 'observation' && sensors.isLife ? placed.get(input.sensor) : undefined;
  // Only its own sign mends a detector: the front door moving says nothing of the detector beside it.
  return seen !== undefined && isContradicted(sensors, seen) ? [health(seen, 'ok')] : NOTHING;
}

/** The detectors of the suspected room that are still believed. */
function uncontradicted(slice: Readonly<SensorsState>, state: Readonly<HubState>): PlacedSensor[] {
  const { suspect } = slice.contradiction;
  if (suspect === null) return [];
  const { sensors } = indexHome(state.home.sensors);
  return inRoom(sensors.values(), suspect).filter((sensor) => !isContradicted(slice, sensor));
}

/** Only motion detectors must see who passes; a cupboard or a door left open need not. */
function inRoom(placed: Iterable<PlacedSensor>, roomIndex: number): PlacedSensor[] {
  return [...placed].filter((sensor) => sensor.roomIndex === roomIndex && sensor.class === 'motion');
}

function isContradicted(slice: Readonly<SensorsState>, sensor: PlacedSensor): boolean {
  return slice.memories[sensor.index]?.lostBy.includes('contradiction') === true;
}

function health(sensor: PlacedSensor, verdict: SensorHealth['health']): SensorHealth {
  return { kind: 'sensor-health', sensor: sensor.id, health: verdict, why: 'contradiction' };
}

function observe(slice: SensorsState, body: Observation, now: Moment, state: HubState): SensorsState {
  slice.isLife = false;
  const sensor = indexHome(state.home.sensors).sensors.get(body.sensor);
  const memory = sensor === undefined ? undefined : slice.memories[sensor.index];
  if (sensor === undefined || memory === undefined) return slice;
  const edge = body.isLevel !== true && isEdge(sensor.class, memory.value, body.value);
  memory.value = body.value;
  if (!edge) return slice;
  if (needsPair(sensor.class)) {
    const paired = isPair(slice.switched, body.sensor, now.ms);
    slice.switched = { sensor: body.sensor, ms: now.ms };
    if (!paired) return slice;
  }
  slice.isLife = true;
  countSign(memory, now);
  slice.lifeSensor = body.sensor;
  slice.lifeMs = now.ms;
  followPassage(slice.contradiction, sensor.roomIndex, now.ms);
  if (slice.contradiction.suspect !== null && uncontradicted(slice, state).length === 0) {
    slice.contradiction.suspect = null;
  }
  if (slice.lost > 0) updateBlindness(slice, now, state);
  return slice;
}

/** Halved when an hour has so many, which is some weeks of a busy one: habits may change. */
const SIGNS_MAX = 4096;

function countSign(memory: SensorMemory, { localMs, trusted }: Moment): void {
  if (!trusted) return;
  if (memory.signs.length === 0) memory.signs = Array.from({ length: HOURS }, () => 0);
  const hour = hourOf(localMs);
  memory.signs[hour] = (memory.signs[hour] ?? 0) + 1;
  if ((memory.signs[hour] ?? 0) >= SIGNS_MAX) memory.signs = memory.signs.map((count) => count >> 1);
}

/** Devices of one home, as many as a configuration may name, twice over: the one not heard for longest is forgotten. */
const COUNTERS_MAX = 512;

function countFrame(slice: SensorsState, { device, session, count }: FrameCounted): SensorsState {
  slice.counters = slice.counters.filter((counter) => counter.device !== device).slice(1 - COUNTERS_MAX);
  slice.counters.push({ device, session, count });
  return slice;
}

function setHealth(slice: SensorsState, body: SensorHealth, state: HubState): void {
  const sensor = indexHome(state.home.sensors).sensors.get(body.sensor);
  const memory = sensor === undefined ? undefined : slice.memories[sensor.index];
  if (sensor === undefined || memory === undefined) {
    setCallHealth(slice, body);
    return;
  }
  memory.lostBy = memory.lostBy.filter((why) => why !== body.why);
  if (body.health === 'lost') memory.lostBy.push(body.why);
  slice.lost = countLost(slice);
  if (slice.contradiction.suspect === sensor.roomIndex) slice.contradiction.suspect = null;
}

function setCallHealth(slice: SensorsState, { sensor: id, health: verdict, why }: SensorHealth): void {
  const lostBy = slice.calls.find((call) => call.id === id)?.lostBy.filter((each) => each !== why) ?? [];
  if (verdict === 'lost') lostBy.push(why);
  slice.calls = slice.calls.filter((call) => call.id !== id);
  if (lostBy.length > 0 && slice.calls.length < CALLS_MAX) slice.calls.push({ id, lostBy });
}

/**
 * Takes the new description over, keeping what is known of sensors that stay. What a device said against itself is
 * forgotten: another may stand in its place, and one that is still broken says so again.
 */
function layOut(slice: SensorsState, state: HubState): void {
  const before = new Map(slice.memories.map((memory) => [memory.id, memory]));
  slice.memories = state.home.sensors.map(
    ({ id }) => before.get(id) ?? { id, value: null, lostBy: [], signs: [] },
  );
  for (const memory of slice.memories) memory.lostBy = memory.lostBy.filter((why) => why === 'contradiction');
  slice.calls = [];
  slice.lost = countLost(slice);
  const { rooms } = indexHome(state.home.sensors);
  const same = slice.contradiction.rooms.join('\n') === initialContradiction(rooms).rooms.join('\n');
  if (!same) slice.contradiction = initialContradiction(rooms);
}

function countLost(slice: SensorsState): number {
  return slice.memories.filter((memory) => memory.lostBy.length > 0).length;
}

/** Sight that lasts for less, and in which nobody stirs, is a moment between two losses of a bad line. */
const SIGHT_MS_MIN = 10 * 60_000;

function updateBlindness(slice: SensorsState, now: Moment, state: HubState): void {
  if (!isBlind({ home: state.home, sensors: slice })) {
    if (slice.blindSinceMs !== null) slice.sightMs = now.ms;
    slice.blindSinceMs = null;
    return;
  }
  if (slice.blindSinceMs !== null) return;
  const { sightMs, lifeMs } = slice;
  const isFlapping = sightMs !== null && now.ms - sightMs < SIGHT_MS_MIN && (lifeMs ?? -Infinity) < sightMs;
  if (!isFlapping) slice.hardlySeenSinceMs = now.ms;
  slice.blindSinceMs = now.ms;
}
