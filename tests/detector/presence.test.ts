/**
 * Presence: away is learned from the door and ended by the door or by more than a lone pulse inside.
 *
 * Stories told in turns; each states what the journal must say of presence, and when.
 */
import { describe, expect, test } from 'vitest';
import type { SensorDescription } from '../../agent/record.ts';
import { FLAT, LivedHome } from './lived-home.ts';

type Step = readonly [wait: number, sensor: string, value: 'on' | 'off' | 'open' | 'closed'];

const MAT: SensorDescription = { id: 'mat', room: 'bedroom', class: 'pressure' };
const CUPBOARD: SensorDescription = { id: 'cupboard', room: 'kitchen', class: 'item' };
const PORCH: SensorDescription = { id: 'porch', room: 'entrance', class: 'motion' };
/** Awake in two rooms, so that somebody is known to be at home; the door's and the mat's levels are known. */
const HOME: readonly Step[] = [
  [0, 'door', 'closed'],
  [0, 'mat', 'off'],
  [0, 'cupboard', 'closed'],
  [0, 'bed', 'on'],
  [1, 'kitchen', 'on'],
];
const OUT: readonly Step[] = [
  [9, 'door', 'open'],
  [0, 'door', 'closed'],
];

const times = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);

function told(sensors: readonly SensorDescription[], steps: readonly Step[], waitAfter = 60): string[] {
  const home = new LivedHome(sensors);
  for (const [wait, sensor, value] of steps) {
    home.wait(wait);
    home.see(sensor, value);
  }
  home.wait(waitAfter);
  return home.all('presence').map(({ minute, body }) => `${minute} ${body.state}`);
}

describe('with a contact at the door', () => {
  const full = [...FLAT, MAT, CUPBOARD, PORCH];
  test.each<[string, readonly Step[], string[]]>([
    ['nobody is assumed', [[0, 'door', 'closed']], []],
    ['the first sign of life', HOME, ['0 home']],
    ['out: the door, then silence', [...HOME, ...OUT], ['0 home', '25 away']],
    ['the doorstep still belongs to going out', [...HOME, ...OUT, [1, 'porch', 'on']], ['0 home', '25 away']],
    ['a lone pulse inside undoes no leaving', [...HOME, ...OUT, [2, 'kitchen', 'on']], ['0 home', '25 away']],
    [
      'nor do a pulse and its echo',
      [...HOME, ...OUT, [2, 'bed', 'on'], [1, 'bed', 'on']],
      ['0 home', '25 away'],
    ],
    [
      'one sensor that insists does',
      [...HOME, ...OUT, [2, 'porch', 'on'], ...times(2, [1, 'porch', 'on'])],
      ['0 home'],
    ],
    ['life in two rooms does', [...HOME, ...OUT, [2, 'kitchen', 'on'], [2, 'bed', 'on']], ['0 home']],
    ['a cupboard takes a hand', [...HOME, ...OUT, [2, 'cupboard', 'open']], ['0 home']],
    [
      'two rooms too far apart do not',
      [...HOME, ...OUT, [2, 'kitchen', 'on'], [6, 'bed', 'on']],
      ['0 home', '25 away'],
    ],
    [
      'back by the door',
      [...HOME, ...OUT, [90, 'door', 'open'], [0, 'bed', 'on']],
      ['0 home', '25 away', '100 home'],
    ],
    [
      'in by the door and seen nowhere since: not away again, but not known',
      [...HOME, ...OUT, [90, 'door', 'open'], [0, 'door', 'closed']],
      ['0 home', '25 away', '100 home', '115 unknown'],
    ],
    [
      'a lone pulse brings nobody home',
      [...HOME, ...OUT, [90, 'bed', 'on'], [0, 'bed', 'off']],
      ['0 home', '25 away'],
    ],
    [
      'the end of a pulse is not a second one',
      [...HOME, ...OUT, [90, 'mat', 'on'], [1, 'mat', 'off']],
      ['0 home', '25 away'],
    ],
    [
      'a ghost in each of two rooms brings nobody home either',
      [...HOME, ...OUT, [90, 'bed', 'on'], [1, 'kitchen', 'on'], [1, 'bed', 'on']],
      ['0 home', '25 away'],
    ],
    [
      'four signs in two rooms prove that somebody was there',
      [...HOME, ...OUT, [90, 'bed', 'on'], [1, 'bed', 'on'], ...times(2, [1, 'kitchen', 'on'])],
      ['0 home', '25 away', '103 home'],
    ],
    [
      'and so do a cupboard and a pulse',
      [...HOME, ...OUT, [90, 'cupboard', 'open'], [1, 'kitchen', 'on']],
      ['0 home', '25 away', '101 home'],
    ],
    [
      'four signs too far apart do not',
      [...HOME, ...OUT, [90, 'bed', 'on'], [1, 'bed', 'on'], ...times(2, [4, 'kitchen', 'on'])],
      ['0 home', '25 away'],
    ],
    [
      'one sensor has to insist',
      [...HOME, ...OUT, [90, 'bed', 'on'], ...times(5, [0.5, 'bed', 'on'])],
      ['0 home', '25 away', '102.5 home'],
    ],
    [
      'five of one are not enough',
      [...HOME, ...OUT, [90, 'bed', 'on'], ...times(4, [0.5, 'bed', 'on'])],
      ['0 home', '25 away'],
    ],
    ['in bed while a visitor leaves', [...HOME, [2, 'mat', 'on'], ...OUT], ['0 home']],
    [
      'a mat still pressed down by somebody who walks about bears a thing',
      [...HOME, [2, 'mat', 'on'], [2, 'kitchen', 'on'], ...OUT],
      ['0 home', '29 away'],
    ],
  ])('%s', (_name, steps, said) => {
    expect(told(full, steps)).toEqual(said);
  });

  test('the contact is lost: unknown, until it is found and somebody is seen', () => {
    const home = new LivedHome(full);
    for (const [wait, sensor, value] of HOME) {
      home.wait(wait);
      home.see(sensor, value);
    }
    home.wait(9);
    home.lose('door');
    home.see('kitchen', 'on');
    home.see('bed', 'on');
    home.wait(60);
    home.find('door');
    for (const sensor of ['kitchen', 'bed', 'kitchen', 'bed']) home.see(sensor, 'on');
    expect(home.all('presence').map(({ minute, body }) => `${minute} ${body.state}`)).toEqual([
      '0 home',
      '10 unknown',
      '70 home',
    ]);
  });

  test('took a parcel in and sat down: a stir now and then is somebody, within the hour', () => {
    const steps = [
      ...HOME,
      ...OUT,
      ...times(12, [20, 'kitchen', 'on'] as const),
      ...times(12, [6, 'bed', 'on'] as const),
    ];
    const said = told(full, steps);
    expect(said.slice(0, 2)).toEqual(['0 home', '25 away']);
    expect(said).toHaveLength(3);
    expect(said[2]).toMatch(/home$/);
    // Not by those that come every twenty minutes: the heater does that.
    expect(Number(said[2]?.split(' ')[0])).toBeGreaterThan(10 + 12 * 20);
  });

  test('the contact was lost while they were out: whoever walks about is asked about at the cap, not a day later', () => {
    const home = new LivedHome(full);
    for (const [wait, sensor, value] of [...HOME, ...OUT]) {
      home.wait(wait);
      home.see(sensor, value);
    }
    home.wait(60);
    home.lose('door');
    home.wait(60);
    for (let step = 0; step < 10; step += 1) for (const sensor of ['kitchen', 'bed']) home.pulse(sensor);
    const last = home.minute;
    home.answers = false;
    home.wait(24 * 60);
    expect(home.state.presence.state).toBe('unknown');
    expect(home.all('overdue', last)[0]?.minute).toBe(last + 12 * 60);
  });

  test('away is dated from the door', () => {
    const home = new LivedHome(full);
    for (const [wait, sensor, value] of [...HOME, ...OUT]) {
      home.wait(wait);
      home.see(sensor, value);
    }
    home.wait(30);
    expect(home.state.presence.sinceMs).toBe(10 * 60_000);
  });
});

test('without a contact, a last movement in the entrance leaves it unknown', () => {
  const sensors = [...FLAT.filter(({ id }) => id !== 'door'), PORCH];
  const steps: readonly Step[] = [
    [0, 'bed', 'on'],
    [0, 'kitchen', 'on'],
    [5, 'porch', 'on'],
    [60, 'bed', 'on'],
    [60, 'porch', 'on'],
    ...times(3, [1, 'kitchen', 'on']),
  ];
  expect(told(sensors, steps)).toEqual(['0 home', '20 unknown', '128 home']);
});
