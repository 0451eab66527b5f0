/**
 * Home logs are taken whole or refused whole, with the line and what was expected there.
 *
 * The format is the contract of the recorded homes (design §8).
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { AnbuError } from '../../agent/errors.ts';
import type { SensorDescription } from '../../agent/record.ts';
import { parseHomeLog, readHomeLog, requireFiles, requireWithin } from '../../sim/home-log.ts';

const SENSORS: readonly SensorDescription[] = [
  { id: 'M001', room: 'hall', class: 'motion' },
  { id: 'T001', room: 'kitchen', class: 'power' },
];
const HEADER = 'time,sensor,class,value';
const GOOD = '2011-06-15T00:06:32.834,M001,motion,on';
const log = (...rows: readonly string[]): string => [HEADER, ...rows, ''].join('\n');

function refusalOf(run: () => unknown): { code: string; message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof AnbuError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('it was not refused');
}

describe('a log', () => {
  test('is read to the millisecond, values as they are', () => {
    expect(parseHomeLog(log(GOOD, '2011-06-15T00:06:33.000,T001,power,12.5'), SENSORS)).toEqual([
      { localMs: Date.UTC(2011, 5, 15, 0, 6, 32, 834), sensor: 'M001', value: 'on' },
      { localMs: Date.UTC(2011, 5, 15, 0, 6, 33), sensor: 'T001', value: 12.5 },
    ]);
  });
  test('may end its lines as Windows does, without a last end, with empty lines between', () => {
    expect(parseHomeLog(`${HEADER}\r\n${GOOD}\r\n\r\n${GOOD}`, SENSORS)).toHaveLength(2);
  });
  test('may step back by the hour that is lived twice, and time does not', () => {
    const [, second] = parseHomeLog(
      log('2011-10-30T02:59:00.000,M001,motion,on', '2011-10-30T02:01:00.000,M001,motion,on'),
      SENSORS,
    );
    expect(second?.localMs).toBe(Date.UTC(2011, 9, 30, 2, 59));
  });
  test('with nothing in it is an empty one', () => {
    expect(parseHomeLog(`${HEADER}\n`, SENSORS)).toEqual([]);
  });
});

describe('a bad line is named, and nothing is taken', () => {
  test.each([
    ['a missing field', '2011-06-15T00:06:33.000,M001,motion', 'four fields'],
    ['no time', 'yesterday,M001,motion,on', 'a local time'],
    ['a time without milliseconds', '2011-06-15T00:06:33,M001,motion,on', 'a local time'],
    ['an hour that is none', '2011-06-15T24:06:33.000,M001,motion,on', 'a local time'],
    ['a time before the line above', '2011-06-14T00:06:33.000,M001,motion,on', 'not before'],
    ['a sensor nobody described', '2011-06-15T00:06:33.000,M999,motion,on', 'a sensor of the home'],
    ['another class', '2011-06-15T00:06:33.000,M001,door,on', 'class motion for M001'],
    ['a value that is none', '2011-06-15T00:06:33.000,M001,motion,maybe', 'a value'],
    ['an empty value', '2011-06-15T00:06:33.000,M001,motion,', 'a value'],
  ])('%s', (_, row, expected) => {
    const { code, message } = refusalOf(() => parseHomeLog(log(GOOD, row, GOOD), SENSORS));
    expect(code).toBe('log-malformed');
    expect(message).toContain('line 3');
    expect(message).toContain(expected);
  });
  test('the header too', () => {
    expect(refusalOf(() => parseHomeLog(`${GOOD}\n`, SENSORS)).message).toContain('line 1');
    expect(refusalOf(() => parseHomeLog('', SENSORS)).message).toContain('line 1');
  });
});

describe('a file', () => {
  test('is plain or gzipped; what is neither there nor readable is named', () => {
    const folder = mkdtempSync(join(tmpdir(), 'home-log-'));
    try {
      const file = (name: string, bytes: string | Buffer): string => {
        writeFileSync(join(folder, name), bytes);
        return join(folder, name);
      };
      expect(readHomeLog(file('plain.csv', log(GOOD)), SENSORS)).toHaveLength(1);
      const zipped = gzipSync(log(GOOD));
      expect(readHomeLog(file('log.csv.gz', zipped), SENSORS)).toHaveLength(1);
      const torn = file('torn.csv.gz', zipped.subarray(0, 30));
      const cut = refusalOf(() => readHomeLog(torn, SENSORS));
      expect(cut).toMatchObject({ code: 'log-malformed', message: `${torn}: damaged or cut short` });
      const text = file('text.csv.gz', log(GOOD));
      const plain = refusalOf(() => readHomeLog(text, SENSORS));
      expect(plain).toMatchObject({ code: 'log-malformed', message: `${text}: not a gzip file` });
      expect(refusalOf(() => readHomeLog(join(folder, 'none'), SENSORS)).code).toBe('file-not-found');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('times asked for', () => {
  const DAY_MS = 86_400_000;
  const LOG = [0, 3 * DAY_MS].map((ms) => {
    return { localMs: Date.UTC(2011, 5, 15) + ms, sensor: 'M001', value: 'on' as const };
  });
  const at = (days: number): number => Date.UTC(2011, 5, 15) + days * DAY_MS;
  test.each([
    [
      'a collapse before the log',
      { collapseAtMs: at(-0.1), untilMs: null },
      '--collapse-at 2011-06-14T21:36:00',
    ],
    [
      'a collapse after it',
      { collapseAtMs: at(3.1), untilMs: null },
      '2011-06-15T00:00:00 to 2011-06-18T00:00:00',
    ],
    ['an end before it', { collapseAtMs: null, untilMs: at(-1) }, '--until 2011-06-14'],
    ['an end long after it', { collapseAtMs: null, untilMs: at(34.1) }, 'more than 31 days after it'],
  ])('%s is refused, with what the log covers', (_, asked, said) => {
    const { code, message } = refusalOf(() => requireWithin(LOG, asked));
    expect(code).toBe('usage');
    expect(message).toContain(said);
    expect(message).toContain('2011-06-15T00:00:00 to 2011-06-18T00:00:00');
  });
  test('are allowed to the ends of it', () => {
    for (const collapseAtMs of [at(0), at(3)]) requireWithin(LOG, { collapseAtMs, untilMs: at(34) });
    requireWithin(LOG, { collapseAtMs: null, untilMs: at(0) });
    requireWithin([], { collapseAtMs: null, untilMs: null });
    expect(refusalOf(() => requireWithin([], { collapseAtMs: at(0), untilMs: null })).code).toBe('usage');
  });
});

test('all files that are missing are named together', () => {
  const { code, message } = refusalOf(() => requireFiles(['/nowhere.csv', '/', '/nowhere.json']));
  expect({ code, message }).toEqual({
    code: 'file-not-found',
    message: 'cannot read /nowhere.csv and /nowhere.json',
  });
});
