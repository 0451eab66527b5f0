/**
 * A sensor is fed by one device and one channel, so that nobody's health hides the loss of another.
 *
 * The check alone, on a raw tree; its message in a whole file is a row of `mistakes-table.ts`.
 */
import { expect, test } from 'vitest';
import { checkFedOnce } from '../../agent/config/device-check.ts';

const SENSORS = ['hall', 'door'].map((id, at) => ({ id, item: { id }, path: ['home', 'sensors', at] }));

function found(...items: readonly Readonly<Record<string, unknown>>[]): string[] {
  const devices = items.map((item, at) => ({ id: String(item['id']), item, path: ['devices', at] }));
  return checkFedOnce(devices, SENSORS).map(
    ({ path, hint }) => `${path.join('.')}: ${hint.split(' feeds')[0]}`,
  );
}

test.each([
  [[{ id: 'hall' }, { id: 'door' }]],
  [[{ id: 'tag', feeds: { motion: 'hall', window: 'door', button: 'pull-cord' } }]],
  // Buttons and cords are as many as there are; no sensor of that name is fed twice.
  [
    [
      { id: 'one', role: 'button' },
      { id: 'two', feeds: { button: 'button' } },
      { id: 'three', feeds: { button: 'button' } },
    ],
  ],
  // Told of elsewhere: two devices with one id, and sensors that are not there.
  [[{ id: 'hall' }, { id: 'hall' }]],
  [
    [
      { id: 'a', feeds: { motion: 'attic' } },
      { id: 'b', feeds: { motion: 'attic' } },
    ],
  ],
])('%j is right', (devices) => {
  expect(found(...devices)).toEqual([]);
});
test.each([
  [[{ id: 'hall' }, { id: 'tag', feeds: { motion: 'hall' } }], 'devices.1.feeds.motion: Device hall'],
  [[{ id: 'tag', feeds: { motion: 'hall' } }, { id: 'hall' }], 'devices.1.id: Device tag'],
  [
    [
      { id: 'a', feeds: { window: 'door' } },
      { id: 'b', feeds: { door: 'door' } },
    ],
    'devices.1.feeds.door: Device a',
  ],
  [
    [{ id: 'tag', feeds: { window: 'door', opening: 'door' } }],
    'devices.0.feeds.opening: Another channel of this device',
  ],
])('%j is wrong', (devices, said) => {
  expect(found(...devices)).toEqual([said]);
});
