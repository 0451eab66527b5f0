/**
 * A blind room found by the way people walk: learned, contradicted, seen again; and no room judged by silence.
 *
 * Walks are given as rooms and seconds; health is read from the records of whole turns.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type ContradictionState,
  DIRECT_MIN,
  PASSAGES_MIN,
  PASSAGE_MS_MAX,
  ROOMS_MAX,
  followPassage,
  initialContradiction,
} from '../../agent/sensors/contradiction.ts';
import { LivedHome } from '../detector/lived-home.ts';

const HALL_FLAT = [
  { id: 'bed', room: 'bedroom', class: 'motion' },
  { id: 'hall', room: 'hall', class: 'motion' },
  { id: 'bath', room: 'bathroom', class: 'motion' },
  { id: 'cupboard', room: 'hall', class: 'item' },
] as const;

/** To the bathroom and back, ten minutes apart, through the hall or past its detector. */
function walk(home: LivedHome, times: number, ...path: readonly string[]): void {
  for (let time = 0; time < times; time += 1) {
    home.wait(10);
    for (const sensor of time % 2 === 0 ? path : path.toReversed()) {
      home.wait(0.2);
      home.pulse(sensor);
    }
  }
}

function health(home: LivedHome): string[] {
  return home.all('sensor-health').map(({ body }) => `${body.sensor} ${body.health} ${body.why}`);
}

test('a detector on the way that shows nothing any more is contradicted, and believed again when it does', () => {
  const home = new LivedHome(HALL_FLAT);
  walk(home, PASSAGES_MIN, 'bed', 'hall', 'bath');
  walk(home, DIRECT_MIN - 1, 'bed', 'bath');
  expect(health(home)).toEqual([]);
  walk(home, 1, 'bath', 'bed');
  expect(health(home)).toEqual(['hall lost contradiction']);
  walk(home, 5, 'bed', 'bath');
  expect(health(home)).toHaveLength(1);
  home.pulse('hall');
  expect(health(home)).toEqual(['hall lost contradiction', 'hall ok contradiction']);
  expect(home.state.sensors.lost).toBe(0);
});

test('a door beside a contradicted detector does not vouch for it', () => {
  const home = new LivedHome([
    ...HALL_FLAT,
    { id: 'flat-door', room: 'hall', class: 'door', entrance: true },
  ]);
  home.see('flat-door', 'closed');
  walk(home, PASSAGES_MIN, 'bed', 'hall', 'bath');
  walk(home, DIRECT_MIN, 'bed', 'bath');
  home.see('flat-door', 'open');
  expect(health(home)).toEqual(['hall lost contradiction']);
  home.pulse('hall');
  expect(health(home)).toEqual(['hall lost contradiction', 'hall ok contradiction']);
});

test.each([
  ['too few passages are known', PASSAGES_MIN - 2, 0, DIRECT_MIN],
  ['many ways led past it before', PASSAGES_MIN, 6, DIRECT_MIN * 2],
])('no verdict: %s', (_name, viaTimes, directTimes, nowTimes) => {
  const home = new LivedHome(HALL_FLAT);
  walk(home, directTimes, 'bed', 'bath');
  walk(home, viaTimes, 'bed', 'hall', 'bath');
  walk(home, nowTimes, 'bed', 'bath');
  expect(health(home)).toEqual([]);
});

test('any sign from the room begins the count again', () => {
  const home = new LivedHome(HALL_FLAT);
  walk(home, 40, 'bed', 'hall', 'bath');
  for (let time = 0; time < 4; time += 1) {
    walk(home, DIRECT_MIN - 1, 'bed', 'bath');
    home.wait(10);
    home.see('cupboard', time % 2 === 0 ? 'open' : 'closed');
    home.see('cupboard', time % 2 === 0 ? 'closed' : 'open');
  }
  expect(health(home)).toEqual([]);
});

test('silence everywhere contradicts nobody', () => {
  const home = new LivedHome(HALL_FLAT);
  walk(home, PASSAGES_MIN, 'bed', 'hall', 'bath');
  home.wait(5 * 24 * 60);
  expect(health(home)).toEqual([]);
});

test('another reason for the loss is not taken back by being seen', () => {
  const home = new LivedHome(HALL_FLAT);
  walk(home, PASSAGES_MIN, 'bed', 'hall', 'bath');
  home.lose('hall');
  walk(home, DIRECT_MIN, 'bed', 'bath');
  home.pulse('hall');
  expect(home.state.sensors.memories.find(({ id }) => id === 'hall')?.lostBy).toEqual(['bus']);
});

test('property: the tables stay plain and bounded whatever walks', () => {
  const rooms = Array.from({ length: ROOMS_MAX + 3 }, (_, at) => `room ${at}`);
  const step = fc.record({ room: fc.nat(rooms.length - 1), ms: fc.nat(2 * PASSAGE_MS_MAX) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400 }), (steps) => {
      const slice: ContradictionState = initialContradiction(rooms);
      let now = 0;
      for (const { room, ms } of steps) {
        now += ms;
        followPassage(slice, room, now);
      }
      expect(JSON.parse(JSON.stringify(slice))).toEqual(slice);
      expect(slice.pairs).toHaveLength(ROOMS_MAX * ROOMS_MAX);
      expect(slice.rooms).toHaveLength(ROOMS_MAX);
    }),
  );
});
