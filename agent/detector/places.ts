/**
 * The home as the detector sees it: which rooms are seen at all, and the places in which a silence can begin.
 *
 * A place is the room of the last sign; a bed or seat that bears somebody is a place of its own, and so is the way in
 * of somebody who came home and was not seen inside yet. Must never look at time or at what was learned.
 */
import { type HomeIndex, indexHome } from '../home-index.ts';
import type { SensorClass, SensorDescription } from '../record.ts';

export type RoomType = 'bath' | 'bed' | 'kitchen' | 'passage' | 'sitting';
const TYPES: Readonly<Record<string, RoomType>> = {
  bathroom: 'bath',
  bedroom: 'bed',
  entrance: 'passage',
  hall: 'passage',
  kitchen: 'kitchen',
  toilet: 'bath',
};
/** Somebody came in and was seen nowhere since. */
export const ARRIVED = 'arrived';
const HELD = ' held';

export function placeOf(room: string, bearsSomebody: boolean): string {
  return bearsSomebody ? room + HELD : room;
}
export function isHeld(place: string): boolean {
  return place.endsWith(HELD);
}
export function roomOf(place: string): string {
  return isHeld(place) ? place.slice(0, -HELD.length) : place;
}
/** Rooms of names that are not known count as sitting rooms. */
export function typeOf(place: string): RoomType {
  const room = roomOf(place);
  return Object.hasOwn(TYPES, room) ? (TYPES[room] ?? 'sitting') : 'sitting';
}

export interface Sights {
  /** Rooms in which a motion detector or a mat notices whoever is there, not only what they open. */
  readonly seen: ReadonlySet<string>;
  /** A bedroom is among them: somebody who turns over in bed is noticed. */
  readonly bedSeen: boolean;
  /** Rooms of entrance doors, and those called entrance. */
  readonly entrances: ReadonlySet<string>;
  /** Whoever comes in further than the entrance is noticed. */
  readonly insideSeen: boolean;
  /** A motion detector sees every room: whoever leaves one is noticed in the next. */
  readonly allSeen: boolean;
}

const known = new WeakMap<HomeIndex, Sights>();

export function sightsOf(sensors: readonly SensorDescription[]): Sights {
  const home = indexHome(sensors);
  let sights = known.get(home);
  if (sights === undefined) {
    sights = lookAt(sensors, home.rooms);
    known.set(home, sights);
  }
  return sights;
}

function lookAt(sensors: readonly SensorDescription[], rooms: readonly string[]): Sights {
  const seen = roomsWith(sensors, (kind) => kind === 'motion' || kind === 'pressure');
  const moving = roomsWith(sensors, (kind) => kind === 'motion');
  const doors = sensors.filter((sensor) => sensor.class === 'door' && sensor.entrance === true);
  const entrances = new Set(['entrance', ...doors.map(({ room }) => room)]);
  return {
    seen,
    bedSeen: seen.has('bedroom'),
    entrances,
    insideSeen: [...moving].some((room) => !entrances.has(room)),
    allSeen: rooms.every((room) => moving.has(room) || entrances.has(room)),
  };
}

function roomsWith(
  sensors: readonly SensorDescription[],
  isSuch: (kind: SensorClass) => boolean,
): ReadonlySet<string> {
  return new Set(sensors.filter((sensor) => isSuch(sensor.class)).map(({ room }) => room));
}
