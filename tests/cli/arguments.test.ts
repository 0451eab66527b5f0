/**
 * Words after a verb: flags with and without values, operands, and the end of flags.
 * In-process; that `main.ts` uses this reader is proved by main.test.ts.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readArguments } from '../../agent/cli/arguments.ts';
import type { Verb } from '../../agent/cli/verb.ts';
import { AnbuError } from '../../agent/errors.ts';

const VERB: Verb = {
  name: 'play',
  summary: '',
  usage: ['FILE [--speed X] [--json]'],
  flags: [
    { name: 'speed', value: 'X', summary: '' },
    { name: 'json', value: null, summary: '' },
  ],
  operands: { min: 1, max: 2 },
  run: () => Promise.resolve(0),
};

test.each([
  [['a'], ['a'], null, false],
  [['a', '--speed', '3'], ['a'], '3', false],
  [['--speed=3', 'a', '--json'], ['a'], '3', true],
  [['--speed=--json', 'a'], ['a'], '--json', false],
  [['--speed', '-1', 'a'], ['a'], '-1', false],
  [['--json', '--', '--speed', 'b'], ['--speed', 'b'], null, true],
  [['a', '-'], ['a', '-'], null, false],
])('%j', (words, operands, speed, json) => {
  const args = readArguments(VERB, words);
  expect([args.operands, args.text('speed'), args.on('json')]).toEqual([operands, speed, json]);
});

test.each([
  [[], 'needs more'],
  [['a', 'b', 'c'], 'no use for "c"'],
  [['a', '--sped', '3'], 'did you mean --speed?'],
  [['a', '--speed'], '--speed needs a value: --speed X'],
  [['a', '--speed', '--json'], '--speed needs a value'],
  [['a', '--json=1'], 'takes no value'],
  [['a', '--json', '--json'], 'given twice'],
  [['a', '-j'], 'no flag -j'],
])('%j is refused: %s', (words, said) => {
  expect(() => readArguments(VERB, words)).toThrow(said);
});

test('ways to call a verb stand one below the other, as its help shows them', () => {
  const usage = ['request --out FILE', 'show'];
  expect(() => readArguments({ ...VERB, usage }, [])).toThrow(
    'anbu play needs more; usage:\n    anbu play request --out FILE\n    anbu play show',
  );
});

test.each([
  ['3', 3],
  ['0', 0],
  ['10', 10],
])('--speed %s is the number %j', (text, number) => {
  expect(readArguments(VERB, ['a', '--speed', text]).whole('speed', 0, 10)).toBe(number);
});
test.each(['11', '-1', '1.5', '1e1', '', ' 3', 'max', '0x3'])('--speed=%s is refused', (text) => {
  const args = readArguments(VERB, ['a', `--speed=${text}`]);
  expect(() => args.whole('speed', 0, 10)).toThrow(AnbuError);
});

test('asking for a flag that was not declared is a programmer’s error', () => {
  expect(() => readArguments(VERB, ['a']).text('sped')).toThrow('assertion');
});

test('any words are either understood or refused with a reason', () => {
  const word = fc.oneof(
    fc.string(),
    fc.constantFrom('--speed', '--json', '--', '-', '--speed=', '--json=x', '--no-json', '-j'),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 6 }), (words) => {
      try {
        expect(readArguments(VERB, words).operands.length).toBeLessThanOrEqual(2);
      } catch (error) {
        expect(error).toMatchObject({ code: 'usage' });
      }
    }),
  );
});
