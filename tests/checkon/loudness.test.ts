/**
 * How loud, when and for whom: a table of what is decided, and what holds whatever the settings are.
 *
 * And that the conversation goes by it: the records carry the level, and the tone that calls whoever hears badly.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCalledFirst, isQuietHour, levelOf } from '../../agent/checkon/loudness.ts';
import { NIGHT_FROM_HOUR, NIGHT_TO_HOUR } from '../../agent/detector/night.ts';
import type { CompanionPolicy } from '../../agent/config/config.ts';
import { COMPANION_DEFAULTS } from '../../agent/config/defaults.ts';
import { type Level, SENTENCES, type Sentence } from '../../agent/record.ts';
import { ProbedHome } from './probed-home.ts';

const DAY = 14;
const NIGHT = 3;

test.each<[Sentence, Level, number | null, Partial<CompanionPolicy>, Level]>([
  ['good-morning', 1, DAY, {}, 1],
  ['acknowledged', 2, DAY, {}, 2],
  ['dispatched', 2, NIGHT, {}, 2],
  ['closed', 2, DAY, {}, 2],
  ['closed', 2, NIGHT, {}, 1],
  ['closed', 2, null, {}, 2],
  ['closed', 2, NIGHT, { quietHours: { from: 0, to: 0 } }, 2],
  ['ask', 1, NIGHT, {}, 1],
  ['ask-louder', 2, NIGHT, {}, 2],
  ['last-call', 3, NIGHT, {}, 3],
  ['last-call', 3, NIGHT, { volume: 'softer' }, 3],
  ['help-heard', 2, NIGHT, {}, 2],
  ['help-heard', 2, NIGHT, { volume: 'softer' }, 2],
  ['raised', 3, NIGHT, {}, 3],
  ['good-morning', 1, DAY, { hearing: 'hard' }, 2],
  ['ask', 1, NIGHT, { hearing: 'hard' }, 2],
  ['ask', 1, DAY, { hearing: 'deaf' }, 3],
  ['closed', 2, NIGHT, { hearing: 'hard' }, 2],
  ['closed', 2, DAY, { volume: 'softer' }, 1],
  ['dispatched', 2, DAY, { volume: 'softer' }, 2],
  ['closed', 2, DAY, { volume: 'louder' }, 3],
])('%s, meant at %i, at %s, %j: %i', (sentence, meant, hour, policy, level) => {
  expect(levelOf(sentence, meant, hour, { ...COMPANION_DEFAULTS, ...policy })).toBe(level);
});

test('the quiet hours of a new hub are the night, and may be over midnight or not', () => {
  expect(COMPANION_DEFAULTS.quietHours).toEqual({ from: NIGHT_FROM_HOUR, to: NIGHT_TO_HOUR });
  const quiet = (from: number, to: number): number[] =>
    Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => isQuietHour(hour, { from, to }));
  expect(quiet(22, 7)).toEqual([0, 1, 2, 3, 4, 5, 6, 22, 23]);
  expect(quiet(13, 15)).toEqual([13, 14]);
  expect(quiet(9, 9)).toEqual([]);
});

const policies = fc.record<CompanionPolicy>({
  hearing: fc.constantFrom('good', 'hard', 'deaf'),
  quietHours: fc.record({ from: fc.nat(23), to: fc.nat(23) }),
  volume: fc.constantFrom('softer', 'usual', 'louder'),
  callName: fc.constant(null),
  output: fc.constant(null),
  microphone: fc.constant(null),
  light: fc.constant(null),
  shaker: fc.constant(null),
  device: fc.constant(null),
});
const level = fc.constantFrom<Level>(1, 2, 3);
const hour = fc.option(fc.nat(23));

test('whatever the settings, the last call and a call for help are as loud as they were meant, at least', () => {
  fc.assert(
    fc.property(policies, hour, level, fc.constantFrom(...SENTENCES), (policy, at, meant, sentence) => {
      const said = levelOf(sentence, meant, at, policy);
      expect([1, 2, 3]).toContain(said);
      if (meant === 3 || sentence === 'help-heard') expect(said).toBeGreaterThanOrEqual(meant);
      expect(said).toBeLessThanOrEqual(levelOf(sentence, meant, at, { ...policy, hearing: 'deaf' }));
      expect(said).toBeLessThanOrEqual(levelOf(sentence, meant, null, policy));
    }),
  );
});

test('whoever hears well is not called by a tone; others are before questions, never before an echo', () => {
  const called = (hearing: CompanionPolicy['hearing']): Sentence[] =>
    SENTENCES.filter((sentence) => isCalledFirst(sentence, { ...COMPANION_DEFAULTS, hearing }));
  expect(called('good')).toEqual([]);
  expect(called('hard')).toEqual(
    expect.arrayContaining(['ask', 'ask-louder', 'last-call', 'ask-cannot-see']),
  );
  expect(called('deaf')).not.toContain('help-heard');
});

describe('the records say it', () => {
  test('a home that hears badly is called, and louder', () => {
    const home = new ProbedHome('13:00', false, { companion: { hearing: 'hard' } });
    home.walk();
    home.until('15:07');
    const said = home.all('say').map(({ body }) => [body.sentence, body.level, body.calls]);
    expect(said).toEqual([
      ['ask', 2, true],
      ['ask-louder', 3, true],
      ['last-call', 3, true],
    ]);
  });
  test('at night the questions are as loud as by day, and what is no news of help is quieter', () => {
    const home = new ProbedHome('02:00', false);
    home.walk();
    home.until('04:40');
    home.desk('acknowledged');
    home.desk('closed');
    const said = home.all('say').map(({ body }) => [body.sentence, body.level]);
    expect(said).toEqual([
      ['ask', 1],
      ['ask-louder', 2],
      ['last-call', 3],
      ['raised', 3],
      ['acknowledged', 2],
      ['closed', 1],
    ]);
  });
});
