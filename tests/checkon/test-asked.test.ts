/**
 * A test alert that is asked for at the hub: raised by the path of the daily one, and never beside anything real.
 * The check-on and the tracker on a bench; who asks is `agent/cli/walk/`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TEST_ASKED_SPACING_MS_MIN, whyNoTest } from '../../agent/checkon/daily-test.ts';
import { type Alert, type Body, type Fact, isDecision } from '../../agent/record.ts';
import { BUTTON, Bench, HOUR_MS, MINUTE_MS } from './bench.ts';

const ASKED: Fact = { kind: 'test-asked' };

/** A hub with one button whose first test was acknowledged. */
function lived(): Bench {
  const bench = new Bench({}, { devices: [BUTTON] });
  bench.restart(0);
  bench.pass(2 * MINUTE_MS);
  bench.desk('test', 'acknowledged');
  bench.pass(HOUR_MS);
  return bench;
}
const alertsIn = (bodies: readonly Body[]): Alert[] => bodies.filter((body) => body.kind === 'alert');
const why = ({ state, now }: Bench): string | null => whyNoTest(state.checkon, now.ms)?.why ?? null;

test('raised at once, called a test that was asked for, and over with the first word of the centre', () => {
  const bench = lived();
  expect(why(bench)).toBeNull();
  const decided = bench.give(ASKED);
  expect(decided).toMatchObject([
    { kind: 'alert', cause: 'test', test: true, stage: 'raised', asked: 'could-not-ask' },
  ]);
  expect(alertsIn(decided)[0]?.evidence.text).toMatch(/asked for at the hub\. Nobody is called/);
  expect(alertsIn(bench.desk('test', 'acknowledged')).map(({ stage }) => stage)).toEqual([
    'acknowledged',
    'closed',
  ]);
  expect(bench.state.checkon.alerts).toEqual([]);
});

test('it is the test of its day: the next one comes at its hour, half a day later at the earliest', () => {
  const bench = lived();
  bench.give(ASKED);
  bench.desk('test', 'acknowledged');
  bench.pass(40 * HOUR_MS);
  const raised = bench.entries.filter(({ body }) => body.kind === 'alert' && body.stage === 'raised');
  // The first of its life, the one that was asked for, the next.
  const [, asked, next] = raised.map(({ at, body }) => ({ body, wallMs: at.wallMs }));
  expect(next?.body).toMatchObject({ evidence: { text: expect.stringMatching(/^Daily test/) as unknown } });
  const hours = ((next?.wallMs ?? 0) - (asked?.wallMs ?? 0)) / HOUR_MS;
  expect(hours).toBeGreaterThanOrEqual(12);
  expect(hours).toBeLessThanOrEqual(36);
});

describe('refused, with a reason, and nothing is written', () => {
  const cases: readonly (readonly [string, (bench: Bench) => unknown])[] = [
    ['not-started', () => undefined],
    ['asking', (bench) => bench.overdue('inactivity')],
    ['asking', (bench) => bench.give({ kind: 'reply', by: 'button', meaning: 'fine' })],
    ['alert-open', (bench) => bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' })],
    ['test-open', (bench) => bench.give(ASKED)],
    ['too-soon', (bench) => [bench.give(ASKED), bench.desk('test', 'acknowledged')]],
  ];
  test.each(cases)('%s (%#)', (reason, before) => {
    const bench = reason === 'not-started' ? new Bench() : lived();
    before(bench);
    expect(why(bench)).toBe(reason);
    expect(bench.give(ASKED).filter(isDecision)).toEqual([]);
  });
});

test('too soon is over after five minutes', () => {
  const bench = lived();
  bench.give(ASKED);
  bench.desk('test', 'acknowledged');
  expect(whyNoTest(bench.state.checkon, bench.now.ms)).toEqual({
    why: 'too-soon',
    leftMs: TEST_ASKED_SPACING_MS_MIN,
  });
  bench.pass(TEST_ASKED_SPACING_MS_MIN);
  expect(why(bench)).toBeNull();
});

const ASKING = { kind: 'asked' } as const;
const anyStep = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ASKING) },
  fc.record({ kind: fc.constant('pass' as const), ms: fc.nat(20 * MINUTE_MS) }),
  fc.constantFrom(
    { kind: 'overdue' } as const,
    { kind: 'give', fact: { kind: 'reply', by: 'button', meaning: 'fine' } } as const,
    { kind: 'give', fact: { kind: 'reply', by: 'pull-cord', meaning: 'help' } } as const,
    { kind: 'desk', cause: 'help', stage: 'closed' } as const,
    { kind: 'desk', cause: 'inactivity', stage: 'closed' } as const,
    { kind: 'desk', cause: 'test', stage: 'acknowledged' } as const,
  ),
);

test('property: asking at any moment changes nothing of what is real, and speaks no word', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 40 }), (steps) => {
      const [bench, other] = [lived(), lived()];
      for (const step of steps) {
        for (const each of [bench, other]) {
          if (step.kind === 'pass') each.pass(step.ms);
          else if (step.kind === 'overdue') each.overdue('inactivity');
          else if (step.kind === 'give') each.give(step.fact);
          else if (step.kind === 'desk') each.desk(step.cause, step.stage);
        }
        if (step === ASKING) {
          for (const body of bench.give(ASKED)) expect(body).toMatchObject({ kind: 'alert', test: true });
          expect(bench.state.checkon.alerts.filter(({ test: isTest }) => isTest).length).toBeLessThan(2);
        }
      }
      const real = ({ entries }: Bench): unknown[] =>
        entries.flatMap(({ body }): unknown[] => {
          if (body.kind === 'alert') return body.test ? [] : [[body.cause, body.stage, body.why, body.asked]];
          return body.kind === 'say' ? [body.sentence] : body.kind === 'prompt' ? [body.stage] : [];
        });
      expect(real(bench)).toEqual(real(other));
    }),
    { numRuns: 50 },
  );
});
