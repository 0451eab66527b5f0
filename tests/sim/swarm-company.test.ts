/**
 * Company in the swarm: the checkers of what is said and wished for speak when they must, and the seeds have what they judge.
 *
 * Records are written by hand here; that a whole hub gives no cause to speak is the swarm's own test.
 */
import { describe, expect, test } from 'vitest';
import { initialState } from '../../agent/state.ts';
import type { Row } from '../../agent/ports.ts';
import type { Body, Kind } from '../../agent/record.ts';
import { FallChecker } from '../../sim/checkers/falls.ts';
import { WishesChecker } from '../../sim/checkers/wishes.ts';
import { WordsChecker } from '../../sim/checkers/words.ts';
import { noFaults } from '../../sim/faults.ts';
import { drawSetting } from '../../sim/swarm/setting.ts';
import { SWARM_KEY } from '../../sim/swarm/signing.ts';
import { runSeed } from '../../sim/swarm/world.ts';
import { BOOTS, ONE_OF_EACH, stampOf } from '../journal/journal-rows.ts';

const HOUR_MS = 3_600_000;
const { config } = drawSetting(1, 1, SWARM_KEY);

function heard() {
  const said: string[] = [];
  return { said, report: (invariant: string, what: string) => void said.push(`${invariant} ${what}`) };
}
const entryOf = (body: Body, atMs = 0) => ({ at: stampOf(BOOTS[0], atMs), body });
const rowOf = (body: Body, lane: Row['lane']): Row => ({ n: 1, lane, seq: 1, entry: entryOf(body) });
const one = <K extends Kind>(kind: K, change: Partial<Extract<Body, { kind: K }>> = {}) =>
  ({ ...ONE_OF_EACH[kind], ...change }) as Extract<Body, { kind: K }>;

describe('the words of the centre', () => {
  const offer = one('offer', { offer: 'o', of: 'reminder', subject: 'water' });
  const say = one('say', { utterance: 'u', sentence: 'reminder', about: 'o' });
  const gone = one('reminder', { reminder: 'water', forMs: null });
  const there = one('reminder', { reminder: 'water' });
  const TABLE: readonly (readonly [string, readonly Body[], string | null])[] = [
    ['may be said while they stand', [there, offer, say], null],
    [
      'may not be said once they are taken back',
      [there, offer, gone, say],
      'I9 reminder of reminder/water was said',
    ],
    ['may not be offered then', [gone, offer], 'I9 reminder/water was offered'],
    ['may be said when they were said anew', [gone, there, offer, say], null],
    [
      'of a programme, too',
      [one('programme', { what: 'none' }), one('say', { sentence: 'remind-today', about: 'p1' })],
      'I9 remind-today of programme/p1',
    ],
    [
      'of a visit that another takes the place of',
      [
        one('visit', { counter: 3 }),
        one('visit', { counter: 4, untilWallMs: null }),
        one('say', { sentence: 'visit-today', about: 'k1-3' }),
      ],
      'I9 visit-today of programme/k1-3',
    ],
  ];
  test.each(TABLE)('%s', (_what, bodies, says) => {
    const { said, report } = heard();
    new WordsChecker(report).observed(
      bodies.map((body) => entryOf(body)),
      initialState(),
    );
    expect(said.join()).toContain(says ?? '');
    expect(said).toHaveLength(says === null ? 0 : 1);
  });
  test('do not begin to sound after they were taken back', () => {
    const { said, report } = heard();
    const checker = new WordsChecker(report);
    checker.observed(
      [there, offer, say].map((body) => entryOf(body)),
      initialState(),
    );
    checker.sounds('u');
    expect(said).toEqual([]);
    checker.observed([entryOf(gone)], initialState());
    checker.sounds('u');
    expect(said).toHaveLength(1);
  });
  test('leave no room for small talk after half a day of them, and do on the next', () => {
    const { said, report } = heard();
    const checker = new WordsChecker(report);
    const message = one('say', { sentence: 'message', text: 'a'.repeat(200) });
    const talk = one('probe', { sentence: 'small-talk' });
    const many = Array.from({ length: 7 }, () => entryOf(message));
    checker.observed([...many, entryOf(talk, 24 * HOUR_MS)], initialState());
    expect(said).toEqual([]);
    checker.observed([...many, entryOf(talk, HOUR_MS)], initialState());
    expect(said.join()).toContain('I9 small talk');
  });
});

describe('what somebody wishes', () => {
  const call = one('reply', { by: 'pull-cord', meaning: 'help' });
  test('a call that raises nothing is told', () => {
    const { said, report } = heard();
    new WishesChecker(report).observed([entryOf(call)], initialState());
    expect(said).toEqual(['I3 a call by pull-cord was not taken up']);
  });
  test.each([
    ['taken back', one('correction', { of: 'fine' }), 0],
    ['become a call', one('alert', { test: false }), 0],
    ['nothing', one('observation'), 1],
  ] as const)('a press of which has %s', (_what, body, times) => {
    const { said, report } = heard();
    const checker = new WishesChecker(report);
    checker.observed(
      [entryOf(one('correction', { of: 'help', untilMs: 10_000 })), entryOf(body)],
      initialState(),
    );
    const later = initialState();
    later.time.lastMs = 60_000;
    checker.observed([], later);
    expect(said).toHaveLength(times);
  });
  test('a need leaves by its own lane, once', () => {
    const { said, report } = heard();
    const checker = new WishesChecker(report);
    const batch = (lane: Row['lane']) => ({ rows: [rowOf(one('need'), lane)] }) as never;
    checker.written(batch('need'));
    checker.needed('n1');
    expect(said).toEqual([]);
    checker.written(batch('notice'));
    checker.needed('n1');
    expect(said).toEqual(['I6 a need leaves by lane notice', 'I6 need n1 was told twice']);
  });
  test.each([
    [[], 1],
    [[one('programme-step', { step: 'cannot-tell' })], 0],
    [[one('programme', { what: 'none' })], 0],
  ] as const)('a programme that has begun, and then %j', (bodies, times) => {
    const { said, report } = heard();
    const rows = [one('programme-step', { step: 'begun' }), ...bodies].map((body) => rowOf(body, 'need'));
    new WishesChecker(report).ended(rows, initialState());
    expect(said).toHaveLength(times);
  });
});

test('peace excuses half a day of each, and no more', () => {
  const until = (hours: number): string[] => {
    const { said, report } = heard();
    const checker = new FallChecker(config, report);
    const state = initialState();
    state.plans.peace = { sinceMs: 0, untilMs: Number.MAX_SAFE_INTEGER, untilWallMs: 0 };
    checker.fell({ atMs: 0, doorMs: 0 }, null, false);
    for (let ms = 0; ms <= hours * HOUR_MS; ms += 60_000) checker.stepped(state, ms);
    return said;
  };
  const boundHours = config.detector.capMs / HOUR_MS;
  expect(until(boundHours + 12)).toEqual([]);
  // The first day's and a part of the second one's: whoever lies for two days was not told of by peace alone.
  expect(until(48).join()).toContain('nobody was told');
});

test('a seed with company has what is judged, and is sound', () => {
  const seen = new Set<string>();
  const report = runSeed({
    seed: 20,
    days: 3,
    amend: (setting) => ({ ...setting, plan: noFaults() }),
    observer: (committed) => {
      for (const { body } of committed) {
        seen.add(body.kind);
        if (body.kind === 'programme-step') seen.add(body.step);
        if (body.kind === 'offer-end') seen.add(body.why);
      }
    },
  });
  expect(report.violations).toEqual([]);
  expect([...seen]).toEqual(
    expect.arrayContaining(['peace', 'need', 'chosen', 'reminder-outcome', 'message-outcome', 'begun']),
  );
});
