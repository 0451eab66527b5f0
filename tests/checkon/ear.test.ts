/**
 * What follows from a sentence that the microphone did not hear: who is waited for, who is told, and when it is the
 * microphone that is deaf.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { lightOf } from '../../agent/companion/light.ts';
import { EAR_VERDICTS, type EarVerdict } from '../../agent/record.ts';
import { Bench, MINUTE_MS, SECOND_MS, briefs } from './bench.ts';
import { CONFIGURED, Eared, proven } from './eared-bench.ts';
import { POLICY } from './promises-table.ts';

describe('a microphone that has heard the loudspeaker before', () => {
  test('does not hear two questions: nobody is waited for any more, and it could not be asked', () => {
    const bench = proven();
    bench.asked('not-heard');
    // The first is waited for: somebody may have heard it.
    expect(briefs(bench.pass(99 * SECOND_MS))).toEqual([]);
    expect(briefs(bench.pass(SECOND_MS))).toContain('say ask-louder');
    const then = ['prompt 3 inactivity', 'say last-call', 'condition raised speaker-unheard speaker'];
    expect(bench.played('not-heard')).toEqual(then);
    expect(bench.played('not-heard')).toContain('alert inactivity raised could-not-ask');
    const alert = bench.entries.flatMap(({ body }) => (body.kind === 'alert' ? [body] : [])).at(-1);
    expect(alert?.evidence.text).toContain('the microphone did not hear the loudspeaker');
    expect(alert?.evidence.textKo).toContain('마이크에 스피커 소리가 들리지 않았습니다');
    // No proof that the next is heard: it goes on to be somebody's to repair.
    bench.played('not-heard');
    expect(bench.conditions).toEqual(['speaker-unheard', 'could-not-ask']);
    bench.overdue('inactivity');
    bench.played('heard');
    expect(bench.conditions).toEqual([]);
  });
  test('hears one of three: it was asked, and its waits are as they are', () => {
    const bench = proven();
    bench.asked('not-heard');
    bench.pass(100 * SECOND_MS);
    bench.played('heard');
    expect(briefs(bench.pass(99 * SECOND_MS))).toEqual([]);
    bench.pass(SECOND_MS);
    bench.played('not-heard');
    expect(briefs(bench.pass(100 * SECOND_MS))).toContain('alert inactivity raised asked');
  });
  test('a question that it did not hear is answered by hand: it is the one that is deaf', () => {
    const bench = proven();
    bench.asked('not-heard');
    expect(bench.touch()).toContain('condition raised microphone-failed microphone');
    expect(bench.conditions).toEqual(['microphone-failed']);
    bench.pass(MINUTE_MS);
    // What it says changes nothing now, however often.
    bench.asked('not-heard');
    for (const next of ['say ask-louder', 'say last-call']) {
      expect(briefs(bench.pass(99 * SECOND_MS))).not.toContain(next);
      expect(briefs(bench.pass(SECOND_MS))).toContain(next);
      bench.played('not-heard');
    }
    expect(briefs(bench.pass(100 * SECOND_MS))).toContain('alert inactivity raised asked');
    // It hears again, and is believed again.
    bench.played('heard');
    expect(bench.conditions).toEqual([]);
  });
  test('a touch while it sounds is the answer, heard by the microphone or not', () => {
    const bench = proven();
    bench.overdue('inactivity');
    bench.touch();
    expect(bench.played('not-heard')).toContain('answer touch');
  });
  test('a walk through two rooms says nothing of its hearing', () => {
    const bench = proven();
    bench.asked('not-heard');
    for (const sensor of ['pir-bathroom', 'pir-kitchen'])
      bench.give({ kind: 'observation', sensor, value: 'on' });
    expect(bench.state.checkon.conversation).toBeNull();
    expect(bench.conditions).toEqual([]);
  });
});

test('one that never heard the loudspeaker is told of, and takes nobody’s time', () => {
  const bench = new Eared();
  bench.asked('not-heard');
  bench.pass(100 * SECOND_MS);
  bench.played('not-heard');
  expect(bench.conditions).toEqual(['speaker-unheard']);
  expect(briefs(bench.pass(99 * SECOND_MS))).toEqual([]);
  bench.pass(SECOND_MS);
  bench.played('not-heard');
  expect(briefs(bench.pass(100 * SECOND_MS))).toContain('alert inactivity raised asked');
});

test('while it is open the lamp is never dark, and only then does it say so', () => {
  const bench = new Eared();
  const lamp = (): string => lightOf(bench.state, bench.now);
  expect(lamp()).toBe('off');
  bench.overdue('inactivity');
  expect(lamp()).toBe('listening');
  bench.played('heard');
  expect(lamp()).toBe('question');
  bench.touch();
  expect(lamp()).toBe('off');
  bench.pass(MINUTE_MS);
  // Lost with the question before: with this it is tried again.
  bench.give({ kind: 'companion', part: 'microphone', state: 'lost', why: 'microphone-missing' });
  bench.overdue('inactivity');
  expect(lamp()).toBe('listening');
  const deaf = new Bench({ ...POLICY, probes: false });
  deaf.overdue('inactivity');
  expect(lightOf(deaf.state, deaf.now)).toBe('off');
});

test('nor where somebody has come for an earlier alert, which the lamp says no more of', () => {
  const bench = new Eared();
  bench.give({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  bench.desk('help', 'arrived');
  expect(lightOf(bench.state, bench.now)).toBe('off');
  bench.overdue('inactivity');
  expect(lightOf(bench.state, bench.now)).toBe('listening');
});

test('a microphone that is taken away takes with it what it said', () => {
  const bench = proven();
  bench.give({ kind: 'companion', part: 'microphone', state: 'lost', why: 'microphone-missing' });
  expect(bench.conditions).toEqual(['microphone-failed']);
  bench.give(bench.configured);
  expect(bench.conditions).toEqual([]);
  // Another that is put in its place has heard nothing yet.
  bench.give(CONFIGURED);
  expect(bench.state.checkon.ear).toEqual({ has: true, lost: false, proven: false, deaf: false, unheard: 0 });
});

test('another configuration with the same microphone takes away nothing that it has learned', () => {
  const bench = proven();
  bench.asked('not-heard');
  bench.give({ ...CONFIGURED, hash: 'other' });
  expect(bench.state.checkon.ear).toEqual({ has: true, lost: false, proven: true, deaf: false, unheard: 1 });
});

test('whatever it says: each conversation keeps the wait after its first question, and ends as without it or sooner', () => {
  const verdict = fc.constantFrom<EarVerdict | null>(null, ...EAR_VERDICTS);
  fc.assert(
    fc.property(fc.boolean(), fc.array(verdict, { minLength: 3, maxLength: 3 }), (isProven, verdicts) => {
      const bench = isProven ? proven() : new Eared();
      const sinceMs = bench.ms;
      bench.overdue('inactivity');
      const { alerts } = bench.state.counts;
      for (const [at, ear] of verdicts.entries()) {
        bench.played(ear);
        if (at === 0) expect(briefs(bench.pass(99 * SECOND_MS))).toEqual([]);
        if (bench.state.checkon.conversation?.stage === at + 1) bench.pass(100 * SECOND_MS);
      }
      expect(bench.state.counts.alerts).toBe(alerts + 1);
      expect(bench.ms - sinceMs).toBeLessThanOrEqual(400 * SECOND_MS);
      const asked = bench.state.checkon.alerts.at(-1)?.asked;
      const isUnheard = isProven && verdicts.every((each) => each === 'not-heard');
      expect(asked).toBe(isUnheard ? 'could-not-ask' : 'asked');
    }),
    { numRuns: 100 },
  );
});

test('what is known of it is in a checkpoint', () => {
  const bench = proven();
  bench.asked('not-heard');
  const { ear } = bench.state.checkon;
  bench.restart(1_000);
  expect(bench.state.checkon.ear).toEqual(ear);
  expect(ear.proven).toBe(true);
});
