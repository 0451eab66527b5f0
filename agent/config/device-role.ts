/**
 * Mistakes in what a device is to the home: in which room the air is that it tells of.
 *
 * Works on the raw tree like `crosscheck.ts`, and passes over what the schema has reported.
 */
import type { Part } from '../sensors/driver.ts';
import { type Finding, type Named, valueAt, wrong } from './findings.ts';
import { nearest } from './problems.ts';

/** What is called when a channel feeds it, or a device has it as its role. */
const CALLS: readonly unknown[] = ['button', 'pull-cord'];

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
    const part = parts.find((each) => each.part === valueAt(device.item, ['part']));
    const tellsOfAir = part !== undefined && Object.values(part.channels).includes('climate');
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
