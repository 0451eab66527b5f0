/**
 * The press that a walk through the home asks for: a test, once, by the source and in the minutes that were asked for; every
 * other press is the call that it always was. The check-on and the tracker on a bench; who asks is `agent/cli/walk/`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  PRESSES_EXPECTED_PER_HOUR_MAX,
  PRESS_EXPECTED_MS,
  PRESS_SETTLE_MS,
  PRESS_TESTED_MS_MIN,
  whyNoPressTest,
} from '../../agent/checkon/expected-memory.ts';
import { grownCheckon } from '../../agent/checkon/slice.ts';
import type { Body, CallBy, Fact, Reply } from '../../agent/record.ts';
import { BUTTON, Bench, HOUR_MS, MINUTE_MS, briefs } from './bench.ts';

const CORD = { ...BUTTON, id: 'cord', part: 'pull-cord', connector: 'D7', role: 'pull-cord' } as const;
const expecting = (by: CallBy | null): Fact => ({ kind: 'press-expected', by });
const pressing = (by: CallBy, isLate = false): Reply => ({
  kind: 'reply',
  by,
  meaning: by === 'pull-cord' ? 'help' : 'fine',
  ...(isLate ? { isLate } : {}),
});

/** A hub with a button and a cord whose first test was acknowledged. */
function lived(): Bench {
  const bench = new Bench({}, { devices: [BUTTON, CORD] });
  bench.restart(0);
  bench.pass(2 * MINUTE_MS);
  bench.desk('test', 'acknowledged');
  bench.pass(HOUR_MS);
  return bench;
}
const why = ({ state, now }: Bench, by: CallBy = 'button'): string | null =>
  whyNoPressTest(state.checkon, by, now.ms)?.why ?? null;
const isTest = (bodies: readonly Body[]): boolean =>
  bodies.some((body) => body.kind === 'alert' && body.test);
const isCall = (bodies: readonly Body[]): boolean =>
  bodies.some(
    (body) =>
      (body.kind === 'alert' && body.cause === 'help' && !body.test) ||
      (body.kind === 'correction' && body.of === 'help'),
  );

describe.each(['button', 'pull-cord'] as const)('%s', (by) => {
  test('asked for: a test alert that says so, words that nobody takes for a call, and the next press is one', () => {
    const bench = lived();
    expect(bench.give(expecting(by))).toEqual([]);
    const decided = bench.give(pressing(by));
    const source = by === 'button' ? 'button' : 'pull cord';
    expect(decided).toMatchObject([
      {
        kind: 'alert',
        cause: 'test',
        test: true,
        stage: 'raised',
        why: 'raised',
        asked: 'called-for-help',
        evidence: { text: expect.stringContaining(`Test of the ${source}`) as string },
      },
      { kind: 'say', sentence: 'press-tested' },
    ]);
    bench.pass(PRESS_SETTLE_MS);
    expect(isCall(bench.give(pressing(by)))).toBe(true);
  });
  test('a shaking hand: the same press, and nobody is called', () => {
    const bench = lived();
    bench.give(expecting(by));
    bench.give(pressing(by));
    bench.pass(PRESS_SETTLE_MS - 1);
    expect(bench.give(pressing(by))).toEqual([]);
    expect(bench.state.checkon.correction).toBeNull();
    // Of another source it is another press.
    expect(isCall(bench.give(pressing(by === 'button' ? 'pull-cord' : 'button')))).toBe(true);
  });
  test('asked for again at once: refused, so that whoever presses in fright calls; then once more', () => {
    const bench = lived();
    bench.give(expecting(by));
    bench.give(pressing(by));
    expect(whyNoPressTest(bench.state.checkon, by, bench.now.ms)).toEqual({
      why: 'too-soon',
      leftMs: PRESS_TESTED_MS_MIN,
    });
    bench.give(expecting(by));
    bench.pass(PRESS_SETTLE_MS);
    expect(isCall(bench.give(pressing(by)))).toBe(true);
    const other = lived();
    other.give(expecting(by));
    other.give(pressing(by));
    other.pass(PRESS_TESTED_MS_MIN);
    other.give(expecting(by));
    expect(isTest(other.give(pressing(by)))).toBe(true);
  });
  test('pressed before it was asked for, and told after: a call', () => {
    const bench = lived();
    bench.give(expecting(by));
    bench.pass(2_000);
    expect(isCall(bench.give({ ...pressing(by), ageS: 3 }))).toBe(true);
    const other = lived();
    other.give(expecting(by));
    other.pass(3_000);
    expect(isTest(other.give({ ...pressing(by), ageS: 3 }))).toBe(true);
  });
  test('not asked for: a call, as ever', () => {
    expect(isCall(lived().give(pressing(by)))).toBe(true);
  });
  test('a test that is on its way makes room, and the centre’s word ends it', () => {
    const bench = lived();
    bench.give({ kind: 'test-asked' });
    bench.give(expecting(by));
    const raised = { test: true, why: 'raised', asked: 'called-for-help' };
    expect(bench.give(pressing(by))).toContainEqual(expect.objectContaining(raised));
    expect(bench.state.checkon.alerts).toHaveLength(1);
    bench.desk('test', 'acknowledged');
    expect(bench.state.checkon.alerts).toEqual([]);
  });
});

describe('over, and the press is a call', () => {
  const ends: readonly (readonly [string, (bench: Bench) => unknown])[] = [
    ['its time has passed', (bench) => bench.pass(PRESS_EXPECTED_MS)],
    ['whoever walks has gone on', (bench) => bench.give(expecting(null))],
    ['the hub has started again', (bench) => bench.restart(0)],
    ['the hub has started again, nobody knows when', (bench) => bench.restart(null)],
    [
      'an alert was raised and closed',
      (bench) => [bench.give(pressing('pull-cord')), bench.desk('help', 'closed')],
    ],
  ];
  test.each(ends)('%s', (_, end) => {
    const bench = lived();
    bench.give(expecting('button'));
    end(bench);
    const decided = bench.give(pressing('button'));
    expect({ isTest: isTest(decided), isCall: isCall(decided) }).toEqual({ isTest: false, isCall: true });
  });
  test('the resident is asked meanwhile: the press answers the question', () => {
    const bench = lived();
    bench.give(expecting('button'));
    bench.overdue('inactivity');
    bench.hear('spoken');
    expect(briefs(bench.give(pressing('button')))[0]).toBe('answer button');
  });
  test('another source calls, and it is real that ends what was asked for', () => {
    const bench = lived();
    bench.give(expecting('button'));
    expect(isCall(bench.give(pressing('pull-cord')))).toBe(true);
    expect(bench.state.checkon.pressTests.expected).toBeNull();
  });
  test('a press that is told late was no answer to the walk', () => {
    const bench = lived();
    bench.give(expecting('button'));
    expect(isTest(bench.give(pressing('button', true)))).toBe(false);
  });
  test.each(['touch', 'voice'] as const)('%s is never the press, and does not end the wait for it', (by) => {
    const bench = lived();
    bench.give(expecting('button'));
    expect(isTest(bench.give({ kind: 'reply', by, meaning: 'fine' }))).toBe(false);
    expect(isTest(bench.give(pressing('button')))).toBe(true);
  });
});

describe('refused, with a reason: the press stays a call', () => {
  const cases: readonly (readonly [string, (bench: Bench) => unknown])[] = [
    ['not-started', () => undefined],
    ['asking', (bench) => bench.overdue('inactivity')],
    ['asking', (bench) => bench.give(pressing('button'))],
    ['alert-open', (bench) => bench.give(pressing('pull-cord'))],
    ['expected', (bench) => bench.give(expecting('pull-cord'))],
  ];
  test.each(cases)('%s (%#)', (reason, before) => {
    const bench = reason === 'not-started' ? new Bench() : lived();
    before(bench);
    expect(why(bench)).toBe(reason);
    const { expected } = bench.state.checkon.pressTests;
    bench.give(expecting('button'));
    // Whoever asks past the answer is refused as well.
    expect(bench.state.checkon.pressTests.expected).toEqual(expected);
  });
});

test('so many an hour and no more, however often somebody asks: each is written to the card', () => {
  const bench = lived();
  for (let asked = 0; asked < 3 * PRESSES_EXPECTED_PER_HOUR_MAX; asked += 1) {
    bench.give(expecting('button'));
    bench.give(expecting(null));
    bench.pass(1_000);
  }
  expect(bench.state.checkon.pressTests.hour.count).toBe(PRESSES_EXPECTED_PER_HOUR_MAX);
  expect(why(bench)).toBe('too-soon');
  bench.pass(HOUR_MS);
  expect(why(bench)).toBeNull();
});

test('a checkpoint of before knows of no such press', () => {
  const { pressTests: _, ...earlier } = lived().state.checkon;
  expect(grownCheckon(earlier).pressTests.expected).toBeNull();
});

const by = fc.constantFrom('button' as const, 'pull-cord' as const);
const anyStep = fc.oneof(
  { weight: 3, arbitrary: by.map((source) => ({ kind: 'expect', by: source }) as const) },
  { weight: 1, arbitrary: fc.constant({ kind: 'expect', by: null } as const) },
  { weight: 4, arbitrary: by.map((source) => ({ kind: 'press', by: source, isLate: false }) as const) },
  { weight: 1, arbitrary: by.map((source) => ({ kind: 'press', by: source, isLate: true }) as const) },
  { weight: 2, arbitrary: fc.nat(5 * MINUTE_MS).map((ms) => ({ kind: 'pass', ms }) as const) },
  fc.constantFrom(
    { kind: 'overdue' } as const,
    { kind: 'hear' } as const,
    { kind: 'restart' } as const,
    { kind: 'desk', cause: 'help' } as const,
    { kind: 'desk', cause: 'inactivity' } as const,
    { kind: 'desk', cause: 'test' } as const,
  ),
);

test('property: a press is a test only by a word that stands, once, and beside nothing real; else it is what it was', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      const bench = lived();
      let word: { by: CallBy; sinceMs: number } | null = null;
      let tested: { by: CallBy; atMs: number } | null = null;
      for (const step of steps) {
        if (step.kind === 'pass') bench.pass(step.ms);
        else if (step.kind === 'overdue') bench.overdue('inactivity');
        else if (step.kind === 'hear') bench.hear('spoken');
        else if (step.kind === 'restart') bench.restart(0);
        else if (step.kind === 'desk') bench.desk(step.cause, 'closed');
        else if (step.kind === 'expect') {
          const isGiven = step.by !== null && why(bench, step.by) === null;
          if (isGiven && step.by !== null) word = { by: step.by, sinceMs: bench.ms };
          if (step.by === null) word = null;
          expect(bench.give(expecting(step.by))).toEqual([]);
        } else {
          const { conversation, correction, alerts } = bench.state.checkon;
          const isReal = conversation !== null || correction !== null || alerts.some((alert) => !alert.test);
          const decided = bench.give(pressing(step.by, step.isLate));
          const isMeant =
            word !== null &&
            step.by === word.by &&
            !step.isLate &&
            bench.ms - word.sinceMs < PRESS_EXPECTED_MS;
          if (!isMeant || isReal) expect(isTest(decided)).toBe(false);
          const isSame = tested?.by === step.by && bench.ms - tested.atMs < PRESS_SETTLE_MS;
          if (isTest(decided)) {
            expect(isSame).toBe(false);
            word = null;
            tested = { by: step.by, atMs: bench.ms };
            expect(isCall(decided)).toBe(false);
          } else if (!isReal && !step.isLate && !isSame) expect(isCall(decided)).toBe(true);
        }
        if (step.kind === 'restart' || step.kind === 'overdue') word = null;
      }
    }),
    { numRuns: 200 },
  );
});
