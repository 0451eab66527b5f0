/**
 * The small pieces of the configuration: durations, defaults, boards, the search for what was meant.
 * Each is a pure function of its arguments, except that boards are read from boards/.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { configRows } from '../../agent/cli/config-report.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { durationText, readDuration } from '../../agent/config/durations.ts';
import { loadConfig } from '../../agent/config/load.ts';
import { nearest, pathText } from '../../agent/config/problems.ts';
import { RIGHT, written } from './hub-file.ts';

describe('durations', () => {
  test.each([
    ['90s', 90_000],
    ['10min', 600_000],
    ['3h', 10_800_000],
    ['1h 30min', 5_400_000],
    ['1h30min', 5_400_000],
    ['1.5h', 5_400_000],
    ['2d', 172_800_000],
    ['250ms', 250],
    [' 5 min ', 300_000],
    ['', null],
    ['12', null],
    ['h', null],
    ['3 hours', null],
    ['10m', null],
    ['-3h', null],
    ['3h, 2s', null],
    ['1h 1h 1h 1h 1h 1h', null],
  ])('%j is %j ms', (text, ms) => {
    expect(readDuration(text)).toBe(ms);
  });
  test('what is written is read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e11 }), (ms) => {
        expect(readDuration(durationText(ms))).toBe(ms);
      }),
    );
  });
});

describe('defaults', () => {
  const home = { home: 'x', timezone: 'Asia/Seoul', sensors: [] };
  test('are inside their own safety bounds: a file that says them all is accepted', async () => {
    const defaults = configRows(defaultConfig(home), new Map());
    const waits = '[3min, 3min, 2min]';
    const said = (section: string) =>
      defaults
        .filter(({ path }) => path.startsWith(`${section}.`))
        .map(
          ({ path, value }) =>
            `  ${path.slice(section.length + 1)}: ${Array.isArray(value) ? waits : String(value)}`,
        );
    const text = ['detector', 'checkon', 'journal'].flatMap((section) => [`${section}:`, ...said(section)]);
    const full = await loadConfig(written(`${RIGHT}${text.join('\n')}\n`));
    const short = await loadConfig(written(RIGHT));
    if ('problems' in full || 'problems' in short) throw new Error(JSON.stringify([full, short]));
    expect(full.config.hash).toBe(short.config.hash);
  });
  test('have one hash, in whatever order they were said', () => {
    const keys = { a: '1', b: '2' };
    const turned = { b: '2', a: '1' };
    const hashOf = (centreKeys: Record<string, string>) =>
      defaultConfig(home, { uplink: { centreKeys } }).hash;
    expect(hashOf(keys)).toBe(hashOf(turned));
  });
  test('can be overridden one by one, and the hash tells', () => {
    const changed = defaultConfig(home, { detector: { capMs: 1 }, uplink: { rawEvents: true } });
    expect(changed.detector).toEqual({ ...defaultConfig(home).detector, capMs: 1 });
    expect(changed.uplink.rawEvents).toBe(true);
    expect(changed.hash).not.toBe(defaultConfig(home).hash);
    expect(() => Object.assign(changed.detector, { capMs: 2 })).toThrow(TypeError);
  });
});

test.each([
  ['rooms', ['id', 'room', 'class'], 'room'],
  ['capMs', ['cap', 'buffer'], 'cap'],
  ['hte', ['the', 'sensor'], 'the'],
  ['inspekt', ['inspect', 'run'], 'inspect'],
  ['banana', ['room', 'cap'], null],
  ['x', [], null],
])('%s among %j is %j', (word, known, meant) => {
  expect(nearest(word, known)).toBe(meant);
});

test('paths are written as people write them', () => {
  expect(pathText(['home', 'sensors', 2, 'room'])).toBe('home.sensors[2].room');
  expect(pathText(['a b'])).toBe('["a b"]');
  expect(pathText([])).toBe('(file)');
});
