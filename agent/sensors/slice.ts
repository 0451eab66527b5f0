/**
 * What is remembered of the sensors: their slice of the state, as plain data.
 *
 * Owns the shape and its beginning; what changes it is in `supervision.ts`.
 */
import type { Switched } from '../detector/life.ts';
import type { ObservationValue, SensorHealth } from '../record.ts';
import { type ContradictionState, initialContradiction } from './contradiction.ts';

export interface SensorMemory {
  id: string;
  /** Null when nothing was heard since the start: the next value is a level, not an edge. */
  value: ObservationValue | null;
  /** Why it is not counted as looking; empty: healthy. At most one entry per reason. */
  lostBy: SensorHealth['why'][];
  /** Signs of life it gave, by local hour (24 numbers, or none before the first): what its loss takes away. */
  signs: number[];
}

/** A button or a cord, and why nobody could call by it. */
export interface CallMemory {
  id: string;
  /** Never empty: what is well is not remembered. */
  lostBy: SensorHealth['why'][];
}

/** The last frame that was taken from a device, so that none is taken twice, also over a restart. */
export interface DeviceCounter {
  device: string;
  session: number;
  count: number;
}

export interface SensorsState {
  /** One per sensor, in the order of the home description. */
  memories: SensorMemory[];
  /** How many of them are not healthy. */
  lost: number;
  /** Buttons and cords that are broken: they see nobody, but somebody may need them. */
  calls: CallMemory[];
  /** Home time since which silence means nothing (`detector/coverage.ts`); null while the home can be seen. */
  blindSinceMs: number | null;
  /** When that began with sight for moments only in between, and when sight last came back; null: never. */
  hardlySeenSinceMs: number | null;
  sightMs: number | null;
  /** Whether the observation applied last was an edge that shows life. */
  isLife: boolean;
  /** The sensor of the last sign of life, and its home time. */
  lifeSensor: string | null;
  lifeMs: number | null;
  /** The last `on` of a sensor that is life only together with another. */
  switched: Switched | null;
  contradiction: ContradictionState;
  /** One per device that counts its frames. */
  counters: DeviceCounter[];
}

export function initialSensors(): SensorsState {
  return {
    memories: [],
    lost: 0,
    calls: [],
    blindSinceMs: null,
    hardlySeenSinceMs: null,
    sightMs: null,
    isLife: false,
    lifeSensor: null,
    lifeMs: null,
    switched: null,
    contradiction: initialContradiction([]),
    counters: [],
  };
}

/** Whether a sensor, a button or a cord counts as lost for this reason. */
export function isLostBy(
  { memories, calls }: Readonly<SensorsState>,
  sensor: string,
  why: SensorHealth['why'],
): boolean {
  return [...memories, ...calls].some(({ id, lostBy }) => id === sensor && lostBy.includes(why));
}
