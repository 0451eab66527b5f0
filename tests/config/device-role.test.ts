/**
 * What a device is to the home, by its configuration: where the air that it tells of is.
 *
 * The checks alone, on a raw tree; the messages of a whole file are tested in `load.test.ts`.
 */
import { expect, test } from 'vitest';
import { checkRooms } from '../../agent/config/device-role.ts';
import type { Named } from '../../agent/config/findings.ts';
import { DRIVERS } from '../../agent/sensors/drivers/index.ts';

const SENSORS: readonly Named[] = [
  { id: 'hall', path: ['home', 'sensors', 0], item: { id: 'hall', room: 'hall', class: 'motion' } },
];
const named = (item: Record<string, unknown>): Named => ({ id: 'it', path: ['devices', 0], item });

test.each([
  [{ part: 'bthome', feeds: {} }, true],
  [{ part: 'bthome', role: 'button' }, true],
  [{ part: 'sensor-node', feeds: { button: 'pull-cord' } }, true],
  [{ part: 'sensor-node', role: 'pull-cord', feeds: null }, true],
  [{ part: 'sensor-node', feeds: { button: 'pull-cord', motion: 'hall' } }, false],
  // Told as a sensor that is not there.
  [{ part: 'sensor-node', feeds: { motion: 'hal' } }, false],
  [{ part: 'bthome' }, false],
  [{ part: 'bthome', feeds: {}, room: 'hall' }, false],
  [{ part: 'pull-cord', role: 'pull-cord' }, false],
  [{ part: 'no such part', feeds: {} }, false],
])('%j lacks a room: %j', (item, isLacking) => {
  const found = checkRooms([named(item)], SENSORS, DRIVERS);
  expect(found.map(({ path }) => path.join('.'))).toEqual(isLacking ? ['devices.0.room'] : []);
});
