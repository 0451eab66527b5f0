/**
 * What an armed home remembers: which change of it makes a sensor one that nobody has walked.
 * Pure; the word on the disk is in `tests/cli/walk-test.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import type { Config } from '../../agent/config/config.ts';
import {
  type Armed,
  afterSwap,
  armedLine,
  armedReport,
  armedText,
  readArmed,
  sensorsOf,
} from '../../agent/provisioning/armed.ts';
import { device } from '../sensors/wiring/rig.ts';

type Home = Pick<Config, 'home' | 'devices'>;
const key = (first: number): Uint8Array => new Uint8Array(16).fill(first);
const KEYS = new Map([['node', key(1)]]);
const HOME: Home = {
  home: {
    home: 'flat',
    timezone: 'UTC',
    sensors: [
      { id: 'hall', room: 'hall', class: 'motion' },
      { id: 'door', room: 'hall', class: 'door', entrance: true },
    ],
  },
  devices: [
    device('node', 'sensor-node', 'uart0', { key: 'node.key', feeds: { motion: 'hall' } }),
    device('door', 'reed', 'gpio0'),
  ],
};
const ARMED: Armed = {
  version: 1,
  at: '2026-11-30T10:00:00.000Z',
  by: 'kim',
  sensors: sensorsOf(HOME, KEYS),
  receipt: null,
};
const [hall, door] = HOME.home.sensors;
const withSensors = (...sensors: Home['home']['sensors']): Home => ({
  ...HOME,
  home: { ...HOME.home, sensors },
});
const withDevice = (at: number, other: Home['devices'][number]): Home => ({
  ...HOME,
  devices: HOME.devices.with(at, other),
});
if (hall === undefined || door === undefined) throw new Error('two sensors');

describe('what was not walked', () => {
  test.each<[string, Home, ReadonlyMap<string, Uint8Array>, readonly string[]]>([
    ['nothing changed', HOME, KEYS, []],
    ['the same, in another order', withSensors(door, hall), KEYS, []],
    ['a sensor more', withSensors(hall, door, { ...hall, id: 'bath', room: 'bathroom' }), KEYS, ['bath']],
    ['a sensor less', withSensors(hall), KEYS, []],
    ['another room', withSensors({ ...hall, room: 'kitchen' }, door), KEYS, ['hall']],
    ['no entrance any more', withSensors(hall, { ...door, entrance: false }), KEYS, ['door']],
    ['another pin', withDevice(1, device('door', 'reed', 'gpio1')), KEYS, ['door']],
    ['another node under the same name', HOME, new Map([['node', key(2)]]), ['hall']],
  ])('%s', (_, home, keys, notWalked) => {
    const report = armedReport(ARMED, home.home.sensors, sensorsOf(home, keys));
    expect(report).toEqual({ since: ARMED.at, by: 'kim', notWalked });
    // Whoever cannot read the configuration tells by place alone, and claims no more.
    const byPlace = armedReport(ARMED, home.home.sensors, null).notWalked;
    expect(notWalked).toEqual(expect.arrayContaining([...byPlace]));
  });
});

test('nobody has walked it: all of it, and the hub works all the same', () => {
  const report = armedReport(null, HOME.home.sensors, null);
  expect(report).toEqual({ since: null, by: null, notWalked: ['hall', 'door'] });
  expect(armedLine(report)).toBe(
    'installed, not armed: run anbu walk-test; it watches and calls all the same',
  );
});

test('what is on the disk comes back; what is damaged is no word that it was walked', () => {
  expect(readArmed(armedText(ARMED))).toEqual(ARMED);
  expect(readArmed(armedText(ARMED).slice(0, -9))).toBeNull();
  expect(readArmed('{"version":2}')).toBeNull();
  expect(JSON.stringify(ARMED)).not.toContain('node.key');
});

describe('at a hub that takes the place of this one', () => {
  const walkedAfter = (devices: Home['devices']): string[] => Object.keys(afterSwap(ARMED, devices).sensors);
  const [node, reed] = [device('node', 'sensor-node', 'uart0', { key: 'node.key' }), HOME.devices[1]];
  if (reed === undefined) throw new Error('two devices');
  test('what has a key stays walked, what hangs on a pin does not', () => {
    expect(walkedAfter(HOME.devices)).toEqual(['hall']);
    expect(armedReport(afterSwap(ARMED, HOME.devices), HOME.home.sensors, sensorsOf(HOME, KEYS))).toEqual({
      since: ARMED.at,
      by: 'kim',
      notWalked: ['door'],
    });
  });
  test('so does what has an address of its own, and only if every part of it has', () => {
    const tag = device('door', 'bthome', 'ble0', { mac: 'AA:BB:CC:DD:EE:FF' });
    expect(walkedAfter([tag])).toEqual(['door']);
    const both = { ...node, feeds: { motion: 'hall', contact: 'door' } };
    expect(walkedAfter([both, reed])).toEqual(['hall']);
    expect(walkedAfter([both])).toEqual(['hall', 'door']);
  });
});
