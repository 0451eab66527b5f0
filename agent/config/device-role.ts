/**
 * Mistakes in what a device is to the home: a role that `feeds` overrules, two that watch the supply, a sensor with the
 * name of a call, air of which nobody knows the room.
 *
 * Works on the raw tree like `crosscheck.ts`, and passes over what the schema has reported.
 */
import type { Channel, Part } from '../sensors/driver.ts';
import { PRESS_ROLES } from './config.ts';
import { type Finding, type Named, valueAt, wrong } from './findings.ts';
import { nearest } from './problems.ts';

/** What a channel feeds when it is a hand and no sensor: no sensor can have such a name. */
const CALLS: readonly unknown[] = PRESS_ROLES;

/** Where a device says what its channels feed, its role is not asked: a cord would call nobody. */
export function checkRoles(devices: readonly Named[]): Finding[] {
  return devices.flatMap(({ item, path }) => {
    const role = valueAt(item, ['role']) ?? 'sensor';
    if (role === 'sensor' || (valueAt(item, ['feeds']) ?? null) === null) return [];
    const hint = 'What `feeds` says holds, and it calls nobody by its role: leave one of the two out.';
    return [wrong([...path, 'role'], role, 'no role beside feeds', hint)];
  });
}

/** Two that watch the supply would contradict each other on what feeds the hub. */
export function checkSupplies(devices: readonly Named[], parts: readonly Part[]): Finding[] {
  const [first, ...others] = devices.filter(({ item }) => channelsOf(item, parts).includes('supply'));
  if (first === undefined) return [];
  const hint = `Device ${first.id} watches it already: remove one of the two.`;
  return others.map(({ item, path }) =>
    wrong([...path, 'part'], valueAt(item, ['part']), 'one device that watches the supply', hint),
  );
}

/** Sensors that could not be fed by name. */
export function checkSensorNames(sensors: readonly Named[]): Finding[] {
  return sensors
    .filter(({ id }) => CALLS.includes(id))
    .map(({ id, path }) => {
      const hint = `What feeds \`${id}\` is a call for somebody, and no sensor: give it another name.`;
      return wrong([...path, 'id'], id, 'another id', hint);
    });
}

function channelsOf(item: unknown, parts: readonly Part[]): readonly Channel[] {
  const name = valueAt(item, ['part']);
  return Object.values(parts.find(({ part }) => part === name)?.channels ?? {});
}

/** The room of each device that tells of the air: one of the home, and known. */
export function checkRooms(
  devices: readonly Named[],
  sensors: readonly Named[],
  parts: readonly Part[],
): Finding[] {
  const rooms = sensors.flatMap(({ item }) => {
    const room = valueAt(item, ['room']);
    return typeof room === 'string' ? [room] : [];
  });
  return devices.flatMap((device): Finding[] => {
    const at = [...device.path, 'room'];
    const room = valueAt(device.item, ['room']) ?? null;
    if (typeof room === 'string') {
      if (rooms.includes(room)) return [];
      const meant = nearest(room, rooms);
      const hint = meant === null ? `There are ${rooms.join(', ')}.` : `Did you mean \`${meant}\`?`;
      return [wrong(at, room, 'a room of home.sensors', hint)];
    }
    const tellsOfAir = channelsOf(device.item, parts).includes('climate');
    if (room !== null || !tellsOfAir || standsBySensor(device)) return [];
    const hint = 'It tells of the air, and feeds no sensor whose room would be its own.';
    return [wrong(at, undefined, 'the room it stands in', hint)];
  });
}

/** Whether it feeds a sensor, or means to: one that is not there is told elsewhere. */
function standsBySensor({ item }: Named): boolean {
  const feeds: unknown = valueAt(item, ['feeds']) ?? null;
  if (feeds === null) return (valueAt(item, ['role']) ?? 'sensor') === 'sensor';
  return typeof feeds !== 'object' || Object.values(feeds).some((fed) => !CALLS.includes(fed));
}
