/**
 * Where a sensor stands in the home: its number, its room's number, its class. Found once per home description.
 *
 * Owns the numbering of rooms (in order of first mention). Never changes anything.
 */
import type { SensorClass, SensorDescription } from './record.ts';

export interface PlacedSensor {
  readonly index: number;
  readonly id: string;
  readonly room: string;
  readonly roomIndex: number;
  readonly class: SensorClass;
  readonly entrance: boolean;
}
export interface HomeIndex {
  readonly sensors: ReadonlyMap<string, PlacedSensor>;
  readonly rooms: readonly string[];
}

const known = new WeakMap<readonly SensorDescription[], HomeIndex>();

export function indexHome(descriptions: readonly SensorDescription[]): HomeIndex {
  const found = known.get(descriptions);
  if (found !== undefined) return found;
  const rooms = [...new Set(descriptions.map((sensor) => sensor.room))];
  const placed = descriptions.map((sensor, index): [string, PlacedSensor] => [
    sensor.id,
    {
      index,
      id: sensor.id,
      room: sensor.room,
      roomIndex: rooms.indexOf(sensor.room),
      class: sensor.class,
      entrance: sensor.entrance === true,
    },
  ]);
  const index = { sensors: new Map(placed), rooms };
  known.set(descriptions, index);
  return index;
}

/** Whether a contact tells of whoever comes and goes. */
export function hasEntranceDoor(descriptions: readonly SensorDescription[]): boolean {
  return descriptions.some((sensor) => sensor.class === 'door' && sensor.entrance === true);
}
