/**
 * Whether it keeps its word: how often it asks somebody who is well, and how rare it says that is.
 *
 * Over homes drawn from rates that are known: signs come by themselves, at night in one room, by day in any, and in some
 * hours hardly at all. The detector knows nothing of that but what it sees. Seeded, so that it is the same each time.
 */
import { describe, expect, test } from 'vitest';
import { chanceToLast, firstAsked } from '../../agent/detector/overdue.ts';
import { drawer } from '../../sim/swarm/draw.ts';
import { LivedHome, MINUTE_MS } from './lived-home.ts';
import { DAY, SEEN_FLAT } from './seen-flat.ts';

/** Two rooms and a door: what is asked of the habits takes as long as there are places. */
const ROOMS = SEEN_FLAT.filter(({ id }) => ['bed', 'living', 'door'].includes(id));
const SEEDS = [1, 2] as const;
const DAYS = 165;
/** Habits are known by then, and the price has begun to move. */
const KNOWN_FROM = 30 * DAY;
/** Mean minutes between two signs; by day one silence in 25 is a rest. */
const MEAN = { night: 40, day: 8, rest: 50 } as const;
const REST = 0.04;
const FLOOR = 30;
const LONGER = 75;
/** So many of the silences are listened to: to ask for a chance takes as long as a hundred signs. */
const HEARD = 0.35;

interface Stated {
  silences: number;
  /** Sum of the chances, and of their variances. */
  expected: number;
  variance: number;
  came: number;
}
const nothing = (): Stated => ({ silences: 0, expected: 0, variance: 0, came: 0 });
function add(stated: Stated, chance: number, came: boolean): void {
  stated.silences += 1;
  stated.expected += chance;
  stated.variance += chance * (1 - chance);
  if (came) stated.came += 1;
}

interface Course {
  /** False questions once habits are known. */
  readonly questions: number;
  /** What was said of silences of half an hour: that they last to 75 minutes, by night and by day. */
  readonly lasting: Readonly<Record<'night' | 'day', Stated>>;
  /** And that they last until it would be asked. */
  readonly asking: Stated;
}

function course(seed: number, questionDays: number, listens = true): Course {
  const home = new LivedHome(ROOMS, { questionDays });
  const draw = drawer(seed, 9);
  const ear = drawer(seed, 10);
  const lasting = { night: nothing(), day: nothing() };
  const asking = nothing();
  home.see('door', 'closed');
  while (home.minute < DAYS * DAY) {
    const start = home.minute;
    const hour = Math.floor(start / 60) % 24;
    const part = hour >= 23 || hour < 7 ? 'night' : 'day';
    const mean = part === 'night' ? MEAN.night : draw.chance(REST) ? MEAN.rest : MEAN.day;
    const gap = Math.max(0.05, -Math.log(1 - draw.unit()) * mean);
    if (listens && gap > FLOOR && ear.chance(HEARD)) {
      home.waitUntil(start + FLOOR);
      if (start > KNOWN_FROM) {
        const to = (ageMs: number): number =>
          chanceToLast(home.state, FLOOR * MINUTE_MS, ageMs, home.now) ?? 0;
        add(lasting[part], to(LONGER * MINUTE_MS), gap > LONGER);
        const due = firstAsked(home.state, home.now, home.policy);
        if (due?.sign === 'any') add(asking, to(due.afterMs), gap > due.afterMs / MINUTE_MS);
      }
    }
    home.waitUntil(start + gap);
    home.see(ROOMS[part === 'night' ? 0 : draw.between(0, 1)]?.id ?? '', 'on');
  }
  return { questions: home.all('overdue', KNOWN_FROM).length, lasting, asking };
}

const USUAL = SEEDS.map((seed) => course(seed, 15));

/** Three and a half deviations, and a tenth for what smoothing bends. */
function expectAgrees({ expected, variance, came }: Stated): void {
  expect(Math.abs(came - expected)).toBeLessThan(3.5 * Math.sqrt(variance) + 0.1 * expected);
}

describe('what it says of silences', () => {
  test.each(['night', 'day'] as const)('by %s: so many last as it says', (part) => {
    for (const { lasting } of USUAL) {
      expect(lasting[part].silences).toBeGreaterThan(100);
      expect(lasting[part].expected).toBeGreaterThan(30);
      expectAgrees(lasting[part]);
    }
  });
  test('the chance of a false question is the one it asked at, to a factor of two', () => {
    for (const { asking } of USUAL) {
      expect(asking.silences).toBeGreaterThan(200);
    }
    const [one, two] = USUAL.map(({ asking }) => asking);
    const expected = (one?.expected ?? 0) + (two?.expected ?? 0);
    const came = (one?.came ?? 0) + (two?.came ?? 0);
    const deviation = Math.sqrt((one?.variance ?? 0) + (two?.variance ?? 0));
    expect(came).toBeGreaterThan(expected - 3.5 * deviation);
    // The age that looks cheapest is one whose silences look rarer than they are: by so much at most.
    expect(came).toBeLessThan(2 * expected + 3.5 * deviation);
  });
});

describe('false questions', () => {
  const gap = (courses: readonly Course[]): number =>
    (courses.length * (DAYS - KNOWN_FROM / DAY)) / courses.reduce((sum, { questions }) => sum + questions, 0);
  test('come about as seldom as the policy says', () => {
    expect(gap(USUAL)).toBeGreaterThan(0.6 * 15);
    expect(gap(USUAL)).toBeLessThan(4 * 15);
  });
  test('and oftener where it allows more', () => {
    const often = [course(SEEDS[0], 7, false)];
    expect(gap(often)).toBeGreaterThan(0.6 * 7);
    expect(gap(often)).toBeLessThan(gap(USUAL));
  });
});
