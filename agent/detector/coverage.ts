/**
 * Where the home can be seen: a room with at least one healthy sensor.
 *
 * Owns the rule of blindness. Must never take silence for a fault: health enters from elsewhere (heartbeat, bus,
 * self-test, contradiction). Blind is: fewer than half of the sensors are healthy, or nothing sees the room in
 * which the last sign of life was; somebody may sit there, and we would not know.
 */
import type { SensorMemory, SensorsState } from '../sensors/slice.ts';
import { indexHome } from '../home-index.ts';
import type { SensorDescription } from '../record.ts';

/** Fewer than one of two: half the sensors together miss most of a walk through the home. */
const HEALTHY_SHARE_MIN = 0.5;

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

/** Whether silence means nothing now. A home without sensors is not blind: there is nothing to mend. */
export function isBlind({ home, sensors }: Sight): boolean {
  if (sensors.lost === 0) return false;
  const healthy = home.sensors.length - sensors.lost;
  if (healthy < home.sensors.length * HEALTHY_SHARE_MIN) return true;
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
