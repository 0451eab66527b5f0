/**
 * Whether anybody is at home: learned from the entrance door, never assumed.
 *
 * Owns the presence slice. Away is the entrance door as the last thing that moved, and silence everywhere inside
 * since. It ends by that door, or by signs of life inside that are more than a lone pulse: an empty home is not
 * silent (`casas_tm000`: 13 lone activations of 8 sensors in 82 h). What we cannot tell is `unknown`: the contact
 * of the door is lost, or a home without one was last seen to stir in its entrance. Silence then waits for the cap.
 * So it is when somebody came in by the door and was seen nowhere since: coming in takes a door too.
 */
import type { PresenceSlice } from './slice.ts';
import type { HubState, Turn } from '../machine.ts';
import type { Moment } from '../moment.ts';
import type { Config } from '../config/config.ts';
import { type HomeIndex, type PlacedSensor, indexHome } from '../home-index.ts';
import { sightsOf } from './places.ts';
import type {
  Body,
  Observation,
  Presence,
  PresenceState,
  SensorClass,
  SensorDescription,
} from '../record.ts';

/** So long nothing inside after the door: coat, shoes and a rest on the hall chair take less. */
export const LEAVING_MS = 15 * 60_000;
/** Movement in the entrance so shortly after the door still belongs to going out: the hold time of a detector. */
const DOORSTEP_MS = 60_000;
/** Signs inside an empty home count together within this time. */
export const STIR_WINDOW_MS = 5 * 60_000;
/**
 * So much inside an empty home is somebody: whoever walks about gives that in a minute, and what an empty home gives by
 * itself are single pulses, two in five minutes at times (simulated homes with the ghosts of casas_tm000).
 */
export const STIR_WEIGHT_MIN = 4;
/** After the door, while somebody may be going: a pulse and its echo are two. */
export const STIRS_OF_ONE_MIN = 3;
/** One sensor alone has to show more: it may be the one that chatters. */
export const STIR_WEIGHT_OF_ONE_MIN = 6;
/** A cupboard takes a hand, a bed a body; what warms and cools is seen by a motion detector alone. */
const BY_HAND_WEIGHT = 3;
/** Or somebody who sits there: a stir now and then, in so many parts of an hour. An empty home had 13 in 82 h. */
const SPELLS_WINDOW_MS = 60 * 60_000;
const SPELLS_MIN = 6;
/** Remembered stirs; more than the rule needs, so that one chattering sensor cannot push out another. */
const STIRS_MAX = 16;

const NOTHING: readonly Body[] = [];

/** Applies one record. Changes `slice` in place. */
export function evolvePresence(
  slice: PresenceSlice,
  body: Body,
  now: Moment,
  state: HubState,
): PresenceSlice {
  if (body.kind === 'observation') observe(slice, body, now, state);
  else if (body.kind === 'presence') settle(slice, body, now);
  return slice;
}

function observe(slice: PresenceSlice, body: Observation, now: Moment, state: HubState): void {
  slice.proof = false;
  if (!state.sensors.isLife) return;
  const home = indexHome(state.home.sensors);
  const sensor = home.sensors.get(body.sensor);
  if (sensor === undefined) return;
  if (sensor.class === 'door' && sensor.entrance) {
    markLeaving(slice, now, true);
    slice.proof = true;
    return;
  }
  if (isDoorstep(slice, sensor, now, home)) {
    slice.proof = !slice.mayBeEmpty;
    return;
  }
  if (sensor.class === 'pressure') hold(slice, sensor, body.value === 'on');
  else if (slice.heldRoom !== sensor.room) hold(slice, sensor, false);
  const isInside = isSomebodyInside(slice, body, sensor, now.ms);
  if (isAtEntrance(sensor, home)) markLeaving(slice, now, false);
  else if (isInside) slice.leavingMs = null;
  if (isInside && !sightsOf(state.home.sensors).entrances.has(sensor.room)) slice.seenInside = true;
  slice.proof = !slice.mayBeEmpty || isInside;
  // Where a lost contact keeps presence unknown: somebody is there all the same.
  if (isInside && slice.state === 'unknown') slice.mayBeEmpty = false;
}

/** A lone pulse may be the heater: neither does it bring anybody home nor keep them from having left. */
function isSomebodyInside(
  slice: PresenceSlice,
  body: Observation,
  sensor: PlacedSensor,
  ms: number,
): boolean {
  const isLeaving = slice.leavingMs !== null && slice.leavingByDoor;
  // Nor is it a ghost that follows whoever comes in.
  if (!slice.mayBeEmpty && (!isLeaving || !slice.seenInside)) return true;
  const { weight, sensors } = stir(slice, body, sensor.class, ms);
  if (!slice.mayBeEmpty) return sensor.class !== 'motion' || sensors > 1 || weight >= STIRS_OF_ONE_MIN;
  if (slice.spells.length >= SPELLS_MIN) return true;
  return weight >= (sensors > 1 ? STIR_WEIGHT_MIN : STIR_WEIGHT_OF_ONE_MIN);
}

function markLeaving(slice: PresenceSlice, now: Moment, byDoor: boolean): void {
  slice.leavingMs = now.ms;
  slice.leavingLocalMs = now.localMs;
  slice.leavingByDoor = byDoor;
}

function hold(slice: PresenceSlice, sensor: PlacedSensor, isTaken: boolean): void {
  slice.heldBy = isTaken ? sensor.id : null;
  slice.heldRoom = isTaken ? sensor.room : null;
}

/** The last movement of somebody who has just gone through the door, in the room of that door. */
function isDoorstep(slice: PresenceSlice, sensor: PlacedSensor, now: Moment, home: HomeIndex): boolean {
  if (!slice.leavingByDoor || slice.leavingMs === null || now.ms - slice.leavingMs > DOORSTEP_MS)
    return false;
  return doorsOf(home).some((door) => door.roomIndex === sensor.roomIndex);
}

/** In a home without a contact at its door, movement in the entrance may be somebody leaving. */
function isAtEntrance(sensor: PlacedSensor, home: HomeIndex): boolean {
  return sensor.room === 'entrance' && doorsOf(home).length === 0;
}

/** Whether leaving can be noticed at all: by a contact at the door, or by movement in the entrance. */
export function seesLeaving(sensors: readonly SensorDescription[]): boolean {
  const home = indexHome(sensors);
  return doorsOf(home).length > 0 || home.rooms.includes('entrance');
}

const doorsOfHome = new WeakMap<HomeIndex, readonly PlacedSensor[]>();

/** The contacts at entrance doors. */
function doorsOf(home: HomeIndex): readonly PlacedSensor[] {
  let doors = doorsOfHome.get(home);
  if (doors === undefined) {
    doors = [...home.sensors.values()].filter((sensor) => sensor.class === 'door' && sensor.entrance);
    doorsOfHome.set(home, doors);
  }
  return doors;
}

/** Notes a stir, and what all of the last minutes weigh together. */
function stir(
  slice: PresenceSlice,
  { sensor, value }: Observation,
  kind: SensorClass,
  ms: number,
): { weight: number; sensors: number } {
  slice.stirs = slice.stirs.filter((one) => ms - one.ms <= STIR_WINDOW_MS).slice(1 - STIRS_MAX);
  // The end of a pulse is not a second one.
  if (value !== 'off' && value !== 'closed')
    slice.stirs.push({ sensor, ms, weight: kind === 'motion' ? 1 : BY_HAND_WEIGHT });
  slice.spells = slice.spells.filter((one) => ms - one <= SPELLS_WINDOW_MS);
  if (ms - (slice.spells.at(-1) ?? -Infinity) >= STIR_WINDOW_MS) slice.spells.push(ms);
  let weight = 0;
  for (const one of slice.stirs) weight += one.weight;
  return { weight, sensors: new Set(slice.stirs.map((one) => one.sensor)).size };
}

function settle(slice: PresenceSlice, body: Presence, now: Moment): void {
  if (body.state === 'home' && slice.state === 'away') slice.seenInside = slice.leavingMs === null;
  slice.state = body.state;
  const isLeft = body.state !== 'home' && slice.leavingMs !== null;
  slice.sinceMs = isLeft ? slice.leavingMs : now.ms;
  slice.sinceLocalMs = isLeft ? slice.leavingLocalMs : now.localMs;
  slice.mayBeEmpty = body.state === 'away' || (body.state === 'unknown' && (slice.mayBeEmpty || isLeft));
  slice.stirs = [];
  slice.spells = [];
}

/** Says when presence changes. Returns at most one `presence` record. */
export function decidePresence({ state, input, now }: Turn): readonly Body[] {
  const slice = state.presence;
  if (state.sensors.lost > 0 && isDoorLost(state)) {
    return slice.state === 'unknown'
      ? NOTHING
      : [presence('unknown', 'the contact of the entrance door is lost')];
  }
  if (slice.state !== 'home' && input.kind === 'observation' && slice.proof) {
    return [presence('home', isDoor(state, input) ? 'the entrance moved' : 'signs of life inside')];
  }
  if (slice.leavingMs === null || now.ms < leavingDueMs(state)) return NOTHING;
  if (becomes(slice) === 'away') return [presence('away', 'the entrance door, then silence inside')];
  if (slice.leavingByDoor)
    return [presence('unknown', 'came in by the entrance door, and was seen nowhere since')];
  return [presence('unknown', 'movement in the entrance, then silence inside; no contact at the door')];
}

function isDoor({ home }: Readonly<HubState>, { sensor }: Observation): boolean {
  const placed = indexHome(home.sensors).sensors.get(sensor);
  return placed !== undefined && (placed.entrance || placed.room === 'entrance');
}

/** Home time (ms) at which silence after the entrance becomes absence; Infinity when nobody is leaving. */
export function deadlineOfPresence(state: Readonly<HubState>, _now: Moment, _policy: Config): number {
  return state.presence.leavingMs === null ? Number.POSITIVE_INFINITY : leavingDueMs(state);
}

function leavingDueMs(state: Readonly<HubState>): number {
  const { leavingMs, state: current } = state.presence;
  const never = Number.POSITIVE_INFINITY;
  if (leavingMs === null || current === becomes(state.presence)) return never;
  if (state.sensors.lost > 0 && isDoorLost(state)) return never;
  return isSomebodyHeld(state) ? never : leavingMs + LEAVING_MS;
}

/** What silence after the entrance makes of it. */
function becomes({ leavingByDoor, seenInside }: Readonly<PresenceSlice>): PresenceState {
  return leavingByDoor && seenInside ? 'away' : 'unknown';
}

/** A bed or seat that bears somebody is a place: whoever went out of the door, this person did not. */
function isSomebodyHeld({ home, sensors, presence: { heldBy } }: Readonly<HubState>): boolean {
  if (heldBy === null) return false;
  const mat = indexHome(home.sensors).sensors.get(heldBy);
  return mat !== undefined && sensors.memories[mat.index]?.lostBy.length === 0;
}

function isDoorLost({ home, sensors }: Readonly<HubState>): boolean {
  const doors = doorsOf(indexHome(home.sensors));
  return doors.some((door) => sensors.memories[door.index]?.lostBy.length !== 0);
}

function presence(state: PresenceState, why: string): Presence {
  return { kind: 'presence', state, why };
}
