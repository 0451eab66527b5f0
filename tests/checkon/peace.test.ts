/**
 * Left in peace, as the resident asked: nothing is said first and no silence is judged, for a while and no longer.
 * Calls, alerts and lost sight go on as ever; whoever is told later is told of it too.
 *
 * Everybody here lives by the habit of `habit.ts`, last seen in the kitchen at noon of the eleventh day, and answers
 * nothing.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { peaceOffered } from '../../agent/checkon/peace.ts';
import { PAUSE_MS_MAX, isPaused } from '../../agent/detector/pause.ts';
import { MUTED_WITHIN_MS, PEACE_MS_MAX } from '../../agent/detector/peace-share.ts';
import { PAUSE_GRACE_MS } from '../../agent/detector/plan-slice.ts';
import type { Peace, ReplyBy, Sentence } from '../../agent/record.ts';
import { LEAVES, laneOf } from '../../agent/uplink/leaves.ts';
import { DAY, NOON, firstAsked } from '../detector/habit.ts';
import { HOUR_MS, type LivedHome, MINUTE_MS, liveDay } from '../detector/lived-home.ts';
import { unanswered as lived, usualMinutes } from '../detector/planned.ts';

const LAST = 10 * DAY + NOON;
const GRACE = PAUSE_GRACE_MS / MINUTE_MS;
/** Ten days are lived once; each test goes on from there. */
const atNoon = lived();
const unanswered = (): LivedHome => {
  const home = atNoon.fork();
  home.answers = false;
  return home;
};
const THREE_HOURS = 3 * 60;
const ask = (home: LivedHome, by: ReplyBy = 'touch'): void =>
  home.give({ kind: 'reply', by, meaning: 'later' });
const words = (home: LivedHome): Sentence[] => home.all('say', LAST).map(({ body }) => body.sentence);
const told = (home: LivedHome): string[] =>
  home.all('peace', LAST).map(({ minute, body }) => `${body.why} ${minute - LAST}`);
/** Eleven at night, just gone to bed after a day like any. */
const evening = (): LivedHome => {
  const home = unanswered();
  liveDay(home, 10, { from: 13 });
  return home;
};

describe('what is offered', () => {
  const at = (clock: string, trusted = true): string => {
    const localMs = Date.parse(`2026-03-03T${clock}:00Z`);
    const { until, untilMs } = peaceOffered({ ms: 5 * HOUR_MS, localMs, trusted });
    return `${until} ${untilMs / HOUR_MS - 5}`;
  };
  test.each([
    ['22:00', 'ten 12'],
    ['21:59', 'hours 3'],
    ['03:00', 'ten 7'],
    ['09:00', 'ten 1'],
    ['09:01', 'hours 3'],
    ['10:00', 'hours 3'],
    ['15:00', 'hours 3'],
  ])('at %s: %s hours', (clock, offered) => {
    expect(at(clock)).toBe(offered);
  });
  test('no ten o’clock without a clock', () => expect(at('03:00', false)).toBe('hours 3'));
});

describe('while it lasts', () => {
  test('the case manager knows that nobody is asked, from its beginning to its end, and nobody else does', () => {
    const home = unanswered();
    ask(home);
    home.wait(2 * 60);
    // Asked for again it goes on: the last word says until when.
    ask(home);
    const { peace } = home.state.plans;
    expect(home.all('peace', LAST).at(-1)?.body.untilWallMs).toBe(peace?.untilWallMs);
    home.wait(THREE_HOURS);
    const wishes = home.all('condition', LAST).filter(({ body }) => body.code === 'in-peace');
    expect(wishes.map(({ minute, body }) => `${body.edge} ${minute - LAST}`)).toEqual([
      'raised 0',
      `cleared ${2 * 60 + THREE_HOURS}`,
    ]);
    expect(wishes.map(({ body }) => laneOf(body, true))).toEqual(['need', 'need']);
    expect(wishes[0]?.body.owner).toBe('resident');
  });

  test('it is said back, told to the case manager, and nothing is asked; then the silence is judged as it is', () => {
    const home = unanswered();
    ask(home);
    home.wait(THREE_HOURS + GRACE - 1);
    expect(words(home).slice(0, 2)).toEqual(['peace-hours', 'peace-over']);
    expect(told(home)).toEqual(['asked 0', `over ${THREE_HOURS}`]);
    expect(LEAVES.peace.by).toBe('need');
    expect(home.all('probe', LAST).filter(({ minute }) => minute < LAST + THREE_HOURS)).toEqual([]);
    expect(home.all('prompt', LAST)).toEqual([]);
    home.wait(DAY / 2);
    expect(firstAsked(home)).toBe(Math.max(usualMinutes(), THREE_HOURS + GRACE));
  });

  test('a night and the morning: until ten, and not a minute longer', () => {
    const home = evening();
    ask(home);
    home.wait(2 * DAY);
    const end = 11 * DAY + 10 * 60;
    expect(words(home)).toContain('peace-until-ten');
    expect(home.all('prompt', LAST)[0]?.minute).toBe(end + GRACE);
    const [alert] = home.all('alert', LAST).filter(({ body }) => body.why === 'raised' && !body.test);
    expect(alert?.body.evidence.text).toContain('Until 10:00 they had asked to be left in peace.');
    expect(alert?.body.evidence.textKo).toContain('10:00까지');
  });

  test.each(['pull-cord', 'button'] as const)('a call by %s is help, and ends it', (by) => {
    const home = unanswered();
    ask(home);
    home.wait(20);
    home.give({ kind: 'reply', by, meaning: by === 'button' ? 'fine' : 'help' });
    home.wait(1);
    expect(home.all('alert', LAST).map(({ body }) => body.cause)).toContain('help');
    expect(told(home)).toEqual(['asked 0', expect.stringMatching(/^called 20/)]);
  });

  test('lost sight is asked about as ever', () => {
    const home = unanswered();
    ask(home);
    home.wait(10);
    home.lose('bed', 'kitchen', 'bath', 'door');
    home.wait(THREE_HOURS - 20);
    expect(home.all('prompt', LAST)[0]?.body).toMatchObject({ cause: 'cannot-see', stage: 1 });
    expect(told(home)).toEqual(['asked 0']);
  });

  test('an alert that is out goes on: it is answered, and the home is watched', () => {
    const home = unanswered();
    home.wait(DAY / 2);
    const open = () => home.state.checkon.alerts.find(({ cause }) => cause === 'inactivity');
    expect(open()?.answered).toBe(false);
    ask(home, 'voice');
    expect(open()?.answered).toBe(true);
    expect(told(home)).toEqual([]);
    expect(words(home).at(-1)).toBe('told-you-are-fine');
  });

  test('a voice that says so to nobody is the television', () => {
    const home = unanswered();
    ask(home, 'voice');
    expect(told(home)).toEqual([]);
    while (home.state.checkon.conversation === null) home.wait(1);
    ask(home, 'voice');
    expect(told(home)).toHaveLength(1);
  });

  test('a call for help that waits is not put off by it', () => {
    const home = unanswered();
    home.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
    ask(home);
    expect(told(home)).toEqual([]);
    expect(home.state.checkon.alerts[0]?.answered).toBe(false);
  });

  test('a question that is in the air is answered by it', () => {
    const home = unanswered();
    while (home.state.checkon.conversation === null) home.wait(1);
    ask(home);
    expect(home.state.checkon.conversation).toBeNull();
    expect(home.all('answer', LAST).map(({ body }) => body.by)).toEqual(['touch']);
    expect(words(home).at(-1)).toBe('peace-hours');
  });
});

describe('it ends', () => {
  test('by a touch', () => {
    const home = unanswered();
    ask(home);
    home.wait(30);
    home.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
    expect(told(home)).toEqual(['asked 0', 'taken-back 30']);
    expect(words(home)).toEqual(['peace-hours', 'peace-over']);
    home.wait(DAY / 2);
    expect(firstAsked(home)).toBe(Math.max(usualMinutes(), 30 + GRACE));
  });

  test('by word of the centre, which is said as the end of a pause', () => {
    const home = unanswered();
    ask(home);
    home.wait(30);
    home.give({ kind: 'pause', untilWallMs: null, by: 'Kim', keyId: 'k', counter: 1 });
    expect(told(home)).toEqual(['asked 0', 'centre 30']);
    expect(words(home)).toEqual(['peace-hours', 'pause-over']);
  });

  test('on its own, whatever becomes of a pause of the centre meanwhile; nothing untrue is said', () => {
    const home = unanswered();
    ask(home);
    const untilWallMs = home.wallMs + 60 * MINUTE_MS;
    home.give({ kind: 'pause', untilWallMs, by: 'Kim', keyId: 'k', counter: 1 });
    home.wait(THREE_HOURS);
    expect(words(home)).toEqual(['peace-hours', 'paused', 'peace-over']);
  });

  test('without a word at night', () => {
    const home = evening();
    ask(home);
    home.wait(60);
    const before = words(home).length;
    home.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
    expect(told(home)).toEqual(['asked 660', 'taken-back 720']);
    expect(words(home)).toHaveLength(before);
  });

  test('at its time though the hub was off in between, and after a checkpoint', () => {
    const home = unanswered();
    ask(home);
    home.wait(10);
    home.off(60);
    home.checkpoint();
    expect(isPaused(home.state.plans, home.now.ms)).toBe(true);
    home.wait(THREE_HOURS - 70);
    expect(told(home)).toEqual(['asked 0', `over ${THREE_HOURS}`]);
  });
});

test('asked for again and again, the silence of each day is judged for half of it; who asks for more is told', () => {
  const home = unanswered();
  for (let hour = 0; hour < 72; hour += 1) {
    if (home.state.plans.peace === null) ask(home);
    home.wait(60);
    expect(peaceWithinMs(home)).toBeLessThanOrEqual(PEACE_MS_MAX);
  }
  expect(words(home)).toContain('peace-enough');
  expect(home.all('prompt', LAST).length).toBeGreaterThan(0);
});

test('one that lasts goes on to its end when there is no more', () => {
  const home = unanswered();
  for (let asked = 0; asked < 6; asked += 1) {
    ask(home);
    home.wait(2 * 60);
  }
  // Renewed every two hours, the last time after eight; then four less three are too few for another three.
  expect(words(home).slice(0, 6)).toEqual([...Array<Sentence>(5).fill('peace-hours'), 'peace-enough']);
  expect(told(home)).toEqual([0, 2, 4, 6, 8].map((hour) => `asked ${hour * 60}`).concat('over 660'));
});

test('property: whatever is asked, ordered and done to the clock, nobody is left unwatched longer than the bound', () => {
  const step = fc.record({
    does: fc.constantFrom('ask', 'ask', 'touch', 'pause', 'nothing'),
    waitMin: fc.nat({ max: DAY }),
    wallStepMin: fc.integer({ min: -3 * DAY, max: 3 * DAY }),
    quality: fc.constantFrom('synced' as const, 'saved' as const),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
      const home = unanswered();
      for (const { does, waitMin, wallStepMin, quality } of steps) {
        if (does === 'ask') ask(home);
        if (does === 'touch') home.give({ kind: 'reply', by: 'touch', meaning: 'fine' });
        if (does === 'pause')
          home.give({
            kind: 'pause',
            untilWallMs: home.wallMs + DAY * MINUTE_MS,
            by: 'K',
            keyId: 'k',
            counter: 1,
          });
        const { peace, pause } = home.state.plans;
        expect((peace?.untilMs ?? 0) - home.now.ms).toBeLessThanOrEqual(PEACE_MS_MAX);
        expect((pause?.untilMs ?? 0) - home.now.ms).toBeLessThanOrEqual(PAUSE_MS_MAX);
        home.wallStepMs += wallStepMin * MINUTE_MS;
        home.quality = quality;
        home.wait(waitMin);
        expect(peaceWithinMs(home)).toBeLessThanOrEqual(PEACE_MS_MAX);
        if (waitMin * MINUTE_MS >= PEACE_MS_MAX) expect(home.state.plans.peace).toBeNull();
        // Each beginning has its end, in order.
        let open = false;
        for (const { body } of home.all('peace', LAST)) {
          if (body.untilWallMs === null) expect(open).toBe(true);
          open = isBegun(body);
        }
        expect(home.state.plans.peace !== null).toBe(open);
      }
    }),
    { numRuns: 12 },
  );
});

/** Of the last 24 hours, told from the records. */
function peaceWithinMs(home: LivedHome): number {
  let [sumMs, sinceMs] = [0, -1];
  const fromMs = home.now.ms - MUTED_WITHIN_MS;
  const add = (untilMs: number): void => void (sumMs += Math.max(0, untilMs - Math.max(sinceMs, fromMs)));
  for (const { minute, body } of home.all('peace', LAST)) {
    if (isBegun(body)) sinceMs = sinceMs < 0 ? minute * MINUTE_MS : sinceMs;
    else {
      add(minute * MINUTE_MS);
      sinceMs = -1;
    }
  }
  if (sinceMs >= 0) add(home.now.ms);
  return sumMs;
}

function isBegun({ untilWallMs }: Peace): boolean {
  return untilWallMs !== null;
}
