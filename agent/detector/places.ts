/**
 * The home as the detector sees it: which rooms are seen at all, and the places in which a silence can begin.
 *
 * A place is the room of the last sign; a bed or seat that bears somebody is a place of its own. Must never look at
 * time or at what was learned.
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
  /** How many rooms tell of whoever is in them; the contact of an entrance door tells of who comes and goes. */
  readonly telling: number;
  /**
   * A motion detector sees every room, the bedroom among them: whoever leaves one is noticed in the next. A home that
   * names no bedroom has one all the same, and whoever is in it is in none of the others.
   */
  readonly allSeen: boolean;
}

const known = new WeakMap<HomeIndex, Sights>();

/** What `looking` sensors see of a home; they are all of its sensors, or those that are healthy. */
export function sightsOf(
  home: readonly SensorDescription[],
  looking: readonly SensorDescription[] = home,
): Sights {
  const { rooms } = indexHome(home);
  if (looking !== home) return lookAt(looking, rooms);
  const index = indexHome(home);
  let sights = known.get(index);
  if (sights === undefined) {
    sights = lookAt(home, rooms);
    known.set(index, sights);
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
    telling: new Set(sensors.filter((sensor) => !doors.includes(sensor)).map(({ room }) => room)).size,
    allSeen: seen.has('bedroom') && rooms.every((room) => moving.has(room) || entrances.has(room)),
  };
}

function roomsWith(
  sensors: readonly SensorDescription[],
  isSuch: (kind: SensorClass) => boolean,
): ReadonlySet<string> {
  return new Set(sensors.filter((sensor) => isSuch(sensor.class)).map(({ room }) => room));
}
