/**
 * `anbu replay` as a person types it: times outside the log, files that are not there, and one word for one thing.
 *
 * What is decided is proved in tests/sim/replay.test.ts; here it is only how it is asked for and said.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { plainLine } from '../../agent/cli/plain-line.ts';
import { anbu } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-replay-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const log = join(folder, 'flat.csv');
const home = join(folder, 'flat.home.json');
writeFileSync(
  log,
  'time,sensor,class,value\n2011-06-15T08:00:00.000,M1,motion,on\n2011-06-16T08:00:00.000,M1,motion,on\n',
);
writeFileSync(
  home,
  JSON.stringify({
    home: 'flat',
    timezone: 'Asia/Seoul',
    sensors: [{ id: 'M1', room: 'hall', class: 'motion' }],
  }),
);

test.each([
  [['--collapse-at', '2011-06-17'], '2011-06-15T08:00:00 to 2011-06-16T08:00:00'],
  [['--until', '2012-01-01'], 'more than 31 days after it, 2011-06-15T08:00:00'],
])('%j is refused before anything runs', async (words, said) => {
  const { code, out, err } = await anbu('replay', log, '--home', home, ...words);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(said);
  expect(err).toContain('replay --help');
});

test('a time within the log is taken', async () => {
  const words = ['--collapse-at', '2011-06-15T09:00', '--until', '2011-06-15T10:00', '--json'];
  const { code, out } = await anbu('replay', log, '--home', home, ...words);
  expect(code).toBe(0);
  expect(out.trimEnd().split('\n').at(-1)).toContain('"prompts":');
});

test.each([['replay'], ['demo', '--headless', '--log']])(
  '%s names both files that are missing',
  async (...words) => {
    const { code, err } = await anbu(...words, '/nowhere.csv', '--home', '/nowhere.json');
    expect(code).toBe(2);
    expect(err).toContain('/nowhere.csv and /nowhere.json');
  },
);

test('plain text has one word for a question', () => {
  const end = plainLine({ kind: 'end', observations: 5, probes: 0, prompts: 2, alerts: 1, conditions: 0 });
  expect(end).toContain('2 questions (each asked up to 3 times), 1 alerts');
  expect(end).not.toContain('prompt');
  const evidence = { text: 'No sign.' };
  const asks = [1, 2].map((stage) =>
    plainLine({ at: '2011-06-15T08:00:00.000', kind: 'prompt', stage, evidence }),
  );
  expect(asks).toEqual([
    '2011-06-15 08:00:00  a question: asks (1 of 3): No sign.',
    '2011-06-15 08:00:00  asks (2 of 3): No sign.',
  ]);
});
