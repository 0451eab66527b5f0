/**
 * What a hand means where a believed microphone did not hear the question, and what it shows of the microphone.
 *
 * Owns the rows in which a press may be a call; what a verdict of the microphone does to the waits is in `ear.test.ts`.
 */
import { describe, expect, test } from 'vitest';

import type { Overrides } from '../../agent/config/defaults.ts';
import type { CompanionPart, EarVerdict } from '../../agent/record.ts';
import { MINUTE_MS, SECOND_MS } from './bench.ts';
import { Eared, proven } from './eared-bench.ts';

describe('whoever presses though it heard nothing of the question', () => {
  const LIT: Overrides['companion'] = {
    hearing: 'hard',
    light: { connector: 'lamp', pin: null, inverted: false },
  };
  const asked = (bench: Eared, ...verdicts: readonly EarVerdict[]): Eared => {
    bench.overdue('inactivity');
    for (const [at, verdict] of verdicts.entries()) {
      if (bench.state.checkon.conversation?.stage === at) bench.pass(100 * SECOND_MS);
      bench.played(verdict);
    }
    return bench;
  };
  const rows: readonly (readonly [string, () => Eared, 'answers' | 'calls'])[] = [
    ['may lie on the floor, and calls', () => asked(proven(), 'not-heard'), 'calls'],
    [
      'calls, of somebody who has a lamp and hears well',
      () => asked(proven({}, 'light'), 'not-heard'),
      'calls',
    ],
    ['answers what a lamp asks as well', () => asked(proven(LIT, 'light'), 'not-heard'), 'answers'],
    [
      'calls, where that lamp has gone',
      () => {
        const bench = proven(LIT, 'light');
        bench.tell('light', 'lost');
        return asked(bench, 'not-heard');
      },
      'calls',
    ],
    ['answers the one before, which it heard', () => asked(proven(), 'heard', 'not-heard'), 'answers'],
    ['answers the one after it', () => asked(proven(), 'not-heard', 'heard'), 'answers'],
    ['answers, where it never heard anything', () => asked(new Eared(), 'not-heard'), 'answers'],
  ];
  test.each(rows)('%s', (_what, made, then) => {
    const decided = made().press();
    expect(decided.includes('answer button')).toBe(then === 'answers');
    expect(decided.includes('say help-heard')).toBe(then === 'calls');
  });
  test('can take it back, and is asked on', () => {
    const bench = asked(proven(), 'not-heard');
    bench.press();
    bench.played(null);
    bench.pass(3 * SECOND_MS);
    expect(bench.press()).toEqual(['correction fine 73', 'say help-withdrawn']);
    expect(bench.state.checkon.conversation?.stage).toBe(1);
  });
  test('after the alert calls too: there was nothing to be late for', () => {
    const bench = asked(proven(), 'not-heard', 'not-heard', 'not-heard');
    expect(bench.state.checkon.alerts.map(({ cause }) => cause)).toEqual(['inactivity']);
    bench.pass(MINUTE_MS);
    expect(bench.press()).toContain('say help-heard');
    expect(bench.state.checkon.alerts.map(({ answered }) => answered)).toEqual([false]);
  });
  test('a hand on the companion answers all the same, but not after a stop', () => {
    expect(asked(proven(), 'not-heard').touch()).toContain('answer touch');
    const bench = asked(proven(), 'not-heard');
    bench.restart(2 * MINUTE_MS);
    expect(bench.touch()).not.toContain('answer touch');
  });
  test('the desk hears how often it could not be said', () => {
    const bench = asked(proven(), 'heard', 'not-heard', 'heard');
    bench.pass(100 * SECOND_MS);
    const text = bench.state.checkon.alerts[0]?.evidence.text;
    expect(text).toContain('Asked aloud 2 times. It could not be said aloud once. No answer.');
  });

  describe('by what was shown, not by what was heard: the microphone is not deaf', () => {
    test.each<[string, () => Eared]>([
      ['a lamp', () => proven(LIT, 'light')],
      ['a bed shaker', () => proven({}, 'shaker')],
    ])('%s', (_what, made) => {
      const bench = made();
      asked(bench, 'not-heard', 'not-heard');
      expect(bench.conditions).toEqual(['speaker-unheard']);
      expect(bench.touch()).toContain('answer touch');
      expect(bench.conditions).toEqual(['speaker-unheard']);
      expect(bench.state.checkon.ear).toMatchObject({ proven: true, deaf: false, unheard: 2 });
    });
    test.each<[string, () => Eared, CompanionPart['part']]>([
      ['a lamp', () => proven(LIT, 'light'), 'light'],
      ['a bed shaker', () => proven({}, 'shaker'), 'shaker'],
    ])('%s that is dark or still shows nothing', (_what, made, part) => {
      const bench = made();
      bench.tell(part, 'lost');
      asked(bench, 'not-heard').touch();
      expect(bench.conditions).toContain('microphone-failed');
    });
    test('a bed shaker of an earlier start shows nothing', () => {
      const bench = proven({}, 'shaker');
      bench.restart(SECOND_MS);
      asked(bench, 'not-heard').touch();
      expect(bench.conditions).toEqual(['microphone-failed']);
    });
  });
});
