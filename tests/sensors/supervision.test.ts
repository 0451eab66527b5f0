/**
 * The sensors' slice: edges and levels over restarts and new home descriptions, health by reason, sight.
 * Read through whole turns; must never look at how the slice is kept beyond its published fields.
 */
import { expect, test } from 'vitest';
import { coverageOf } from '../../agent/detector/coverage.ts';
import { FLAT, LivedHome } from '../detector/lived-home.ts';

function isLife(home: LivedHome, sensor: string, value: 'on' | 'open' | 'closed' | number): boolean {
  home.see(sensor, value);
  return home.state.sensors.isLife;
}

test('the first value after a start is a level; movement is life at once', () => {
  const home = new LivedHome(FLAT);
  expect(isLife(home, 'door', 'open')).toBe(false);
  expect(isLife(home, 'door', 'closed')).toBe(true);
  home.off(1);
  expect(isLife(home, 'door', 'open')).toBe(false);
  expect(isLife(home, 'kitchen', 'on')).toBe(true);
});

test('two appliances put to use together are somebody; one is not', () => {
  const home = new LivedHome([
    ...FLAT,
    { id: 'kettle', room: 'kitchen', class: 'power' },
    { id: 'oven', room: 'kitchen', class: 'power' },
  ]);
  for (const sensor of ['kettle', 'oven']) home.see(sensor, 'off');
  expect(isLife(home, 'kettle', 'on')).toBe(false);
  home.wait(3);
  expect(isLife(home, 'kettle', 1800)).toBe(false);
  expect(isLife(home, 'oven', 'on')).toBe(true);
});

test('an unknown sensor changes nothing', () => {
  const home = new LivedHome(FLAT);
  expect(isLife(home, '__proto__', 'on')).toBe(false);
  home.lose('constructor');
  expect(home.state.sensors.lost).toBe(0);
});

test('a sensor is healthy when every reason for its loss is gone', () => {
  const home = new LivedHome(FLAT);
  home.lose('bath', 'bath');
  home.give({ kind: 'sensor-health', sensor: 'bath', health: 'lost', why: 'heartbeat' });
  home.find('bath');
  expect(coverageOf(home.state)).toEqual({ blindSinceMs: null, cannotSee: ['bathroom'], sensorsLost: 1 });
  home.give({ kind: 'sensor-health', sensor: 'bath', health: 'ok', why: 'heartbeat' });
  expect(coverageOf(home.state)).toEqual({ blindSinceMs: null, cannotSee: [], sensorsLost: 0 });
});

test('a button is well when every reason for its loss is gone', () => {
  const home = new LivedHome(FLAT);
  const say = (health: 'ok' | 'lost', why: 'bus' | 'heartbeat') =>
    home.give({ kind: 'sensor-health', sensor: 'button', health, why });
  say('lost', 'heartbeat');
  say('lost', 'bus');
  say('lost', 'bus');
  say('ok', 'bus');
  expect(home.state.sensors.calls).toEqual([{ id: 'button', lostBy: ['heartbeat'] }]);
  say('ok', 'heartbeat');
  expect(home.state.sensors.calls).toEqual([]);
});

test('a new configuration forgets what devices said against themselves: another may stand there', () => {
  const home = new LivedHome(FLAT);
  home.lose('bath', 'bed', 'button');
  home.give({ kind: 'sensor-health', sensor: 'bath', health: 'lost', why: 'contradiction' });
  home.give({ kind: 'config', hash: 'another', sensors: FLAT });
  expect(coverageOf(home.state).cannotSee).toEqual(['bathroom']);
  expect(home.state.sensors.calls).toEqual([]);
});

test('sight is lost with the room of the last sign, and is back with life in another', () => {
  const home = new LivedHome(FLAT);
  home.pulse('kitchen');
  home.wait(1);
  home.lose('kitchen');
  expect(coverageOf(home.state).blindSinceMs).toBe(60_000);
  home.wait(1);
  home.pulse('bed');
  expect(coverageOf(home.state).blindSinceMs).toBe(null);
});

test('half of the sensors is enough, fewer is not', () => {
  const home = new LivedHome(FLAT);
  home.lose('bath', 'bed');
  expect(coverageOf(home.state).blindSinceMs).toBe(null);
  home.lose('door');
  expect(coverageOf(home.state).blindSinceMs).toBe(0);
});

test('a home without sensors is neither blind nor judged', () => {
  const home = new LivedHome([]);
  home.wait(3 * 24 * 60);
  expect(home.all('overdue')).toEqual([]);
  expect(coverageOf(home.state).blindSinceMs).toBe(null);
});

test('a new home description keeps what is known of the sensors that stay', () => {
  const home = new LivedHome(FLAT);
  home.see('door', 'closed');
  home.lose('bath');
  home.give({ kind: 'config', hash: 'new', sensors: FLAT.toReversed() });
  expect(home.state.sensors.memories.map(({ id, value, lostBy }) => [id, value, lostBy.length])).toEqual([
    ['door', 'closed', 0],
    ['bath', null, 0],
    ['kitchen', null, 0],
    ['bed', null, 0],
  ]);
  expect(home.state.sensors.lost).toBe(0);
});
