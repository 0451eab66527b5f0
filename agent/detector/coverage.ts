/**
 * Where the home can be seen: a room with at least one healthy sensor.
 *
 * Owns the rule of blindness. Must never take silence for a fault: health enters from elsewhere (heartbeat, bus,
 * self-test, contradiction). Blind is: the healthy sensors give less than half of the signs of a day, or nothing sees
 * the room in which the last sign of life was; somebody may sit there, and we would not know. Short of that
 * fewer signs are expected in the hours in which a lost sensor is missed, and nothing is asked sooner for it.
 */
import type { SensorMemory, SensorsState } from '../sensors/slice.ts';
import { indexHome } from '../home-index.ts';
import { HOURS } from './habit.ts';
import { sightsOf } from './places.ts';
import type { SensorDescription } from '../record.ts';

/** Less than half of the signs of a day: what is left misses most of a walk through the home. */
const HEALTHY_SHARE_MIN = 0.5;
/** The same time of day, for the share of a sensor. */
const HOURS_NEAR = 2;

export interface Coverage {
  readonly blindSinceMs: number | null;
  /** Rooms that no healthy sensor sees, in order of first mention. */
  readonly cannotSee: readonly string[];
  readonly sensorsLost: number;
}

/** What is needed of the hub's state to say what it can see. */
export interface Sight {
  readonly home: { readonly sensors: readonly SensorDescription[] };
  readonly sensors: Readonly<SensorsState>;
}

export function coverageOf(sight: Sight): Coverage {
  return {
    blindSinceMs: sight.sensors.blindSinceMs,
    cannotSee: roomsUnseen(sight),
    sensorsLost: sight.sensors.lost,
  };
}

/** Rooms that no healthy sensor sees, in order of first mention. */
export function roomsUnseen({ home, sensors }: Sight): readonly string[] {
  if (sensors.lost === 0) return [];
  const { rooms } = indexHome(home.sensors);
  return rooms.filter((room) => !isSeen(home.sensors, sensors.memories, room));
}

/** The sensors that look. The description itself while none is lost, so that what is known of it is found again. */
export function healthySensors({ home, sensors }: Sight): readonly SensorDescription[] {
  if (sensors.lost === 0) return home.sensors;
  return home.sensors.filter((_, at) => sensors.memories[at]?.lostBy.length === 0);
}

/** Whether a room in which whoever comes is noticed has lost that: what goes on there is not known. */
export function missesRoom(sight: Sight): boolean {
  if (sight.sensors.lost === 0) return false;
  const { sensors } = sight.home;
  return sightsOf(sensors, healthySensors(sight)).seen.size < sightsOf(sensors).seen.size;
}

/**
 * The share (0 to 1) of the signs usual at an hour that the healthy sensors give; null: of the whole day. Each sensor is
 * taken to give one sign an hour besides what was counted, so that in the first days they share alike.
 */
export function liveShare({ home, sensors }: Sight, hour: number | null): number {
  if (sensors.lost === 0) return 1;
  let all = 0;
  let live = 0;
  for (let at = 0; at < home.sensors.length; at += 1) {
    const signs = 1 + signsAt(sensors.memories[at]?.signs ?? [], hour);
    all += signs;
    if (sensors.memories[at]?.lostBy.length === 0) live += signs;
  }
  return all === 0 ? 1 : live / all;
}

/** Signs counted within two hours of this one; of the whole day without one. */
function signsAt(signs: readonly number[], hour: number | null): number {
  let sum = 0;
  for (let other = 0; other < signs.length; other += 1) {
    const from = hour ?? other;
    const apart = Math.min((other - from + HOURS) % HOURS, (from - other + HOURS) % HOURS);
    if (apart <= HOURS_NEAR) sum += signs[other] ?? 0;
  }
  return sum;
}

/** Whether silence means nothing now. A home without sensors is not blind: there is nothing to mend. */
export function isBlind({ home, sensors }: Sight): boolean {
  if (sensors.lost === 0) return false;
  if (liveShare({ home, sensors }, null) < HEALTHY_SHARE_MIN) return true;
  if (sensors.lifeSensor === null) return false;
  const last = indexHome(home.sensors).sensors.get(sensors.lifeSensor);
  return last !== undefined && !isSeen(home.sensors, sensors.memories, last.room);
}

function isSeen(
  home: readonly SensorDescription[],
  memories: readonly SensorMemory[],
  room: string,
): boolean {
  return home.some((sensor, at) => sensor.room === room && memories[at]?.lostBy.length === 0);
}
