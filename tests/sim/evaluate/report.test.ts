/**
 * The verb as a person runs it: mistakes, one JSON document, the same bytes twice.
 * The page closes all its tags and needs nothing from elsewhere; what is interrupted leaves nothing behind.
 */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { GroupReport, Report } from '../../../sim/evaluate/report.ts';
import { type Ended, anbu, ended, start } from '../../cli/command.ts';
import { writeHome } from './generated-home.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-evaluate-'));
const homes = join(folder, 'homes');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(() => {
  mkdirSync(homes);
  writeHome(homes, 'one', 1);
  writeHome(homes, 'two', 2);
  writeHome(homes, 'cut', 3, { fidelity: 'partial' });
  writeHome(homes, 'real', 4, { simulated: false });
});

const whole = (): Promise<Ended> => (once ??= anbu('evaluate', homes, '--json'));
let once: Promise<Ended> | null = null;

async function report(...words: readonly string[]): Promise<Report> {
  const { code, out, err } = await (words.length === 0
    ? whole()
    : anbu('evaluate', homes, '--json', ...words));
  expect({ code, err: err.replaceAll(/^(written|.* home \d+ of).*\n/gm, '') }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as Report;
}

describe('the report', () => {
  test('never mixes real and simulated homes, and pools no log that is not full', async () => {
    const { groups } = await report();
    const names = groups.map(({ kind, homes: own }) => [kind, own.map(({ home }) => home)]);
    expect(names).toEqual([
      ['real', ['real']],
      ['simulated', ['cut', 'one', 'two']],
    ]);
    const [real, simulated] = groups;
    expect(real?.pooled?.homes).toBe(1);
    expect(simulated?.pooled?.homes).toBe(2);
    const counted = simulated?.homes.filter((home) => home.counted) ?? [];
    const prompts = counted.reduce((sum, home) => sum + home.prompts.count, 0);
    expect(simulated?.pooled?.prompts.count).toBe(prompts);
    // One home alone has no others to choose a setting on.
    expect(real?.comparison?.baselines.map(({ headline }) => headline)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(simulated?.comparison?.baselines.every(({ headline }) => headline !== null)).toBe(true);
    for (const { calibration } of groups) {
      // Rarer and rarer chances, each promised less often than the one before, none observed oftener.
      const ordered = (values: readonly number[]): readonly number[] => values.toSorted((a, b) => a - b);
      expect(calibration.map(({ chance }) => chance)).toEqual([0.5, 0.2, 0.1, 0.05, 0.02, 0.01]);
      const promised = calibration.map(({ promisedDays }) => promisedDays);
      expect(promised).toEqual(ordered(promised));
      const observed = calibration.map(({ observedPerMonth }) => observedPerMonth);
      expect(observed.toReversed()).toEqual(ordered(observed));
    }
  });

  test('of a kit sees that kit alone, and says what to expect of it', async () => {
    const { kit, expectedDelay, groups } = await report('--sensors', 'bedroom+bath+door');
    expect(kit?.sensors['one']).toEqual(['bed', 'bath', 'door']);
    expect(expectedDelay.map(({ kind, homes: count }) => [kind, count])).toEqual([
      ['real', 1],
      ['simulated', 2],
    ]);
    // Fewer eyes see no less of the truth: the same collapses are tried.
    const all = await report();
    const tried = (group: GroupReport | undefined): number | undefined => group?.pooled?.prompt?.collapses;
    expect(tried(groups[1])).toBe(tried(all.groups[1]));
    expect(groups[1]?.pooled?.prompt).not.toEqual(all.groups[1]?.pooled?.prompt);
  });

  test('takes sensors, rooms and classes by name', async () => {
    const alone = join(folder, 'one home');
    mkdirSync(alone);
    writeHome(alone, 'two', 2);
    const { out } = await anbu('evaluate', alone, '--json', '--sensors', 'sofa,kitchen,door');
    expect((JSON.parse(out) as Report).kit?.sensors['two']).toEqual(['kitchen', 'sofa', 'door']);
  });
});

describe('the page', () => {
  test('closes every tag, needs nothing from elsewhere, and lies there whole', async () => {
    const out = join(folder, 'out');
    const { code, out: table } = await anbu('evaluate', homes, '--out', out);
    expect(code).toBe(0);
    for (const words of [
      'Real homes',
      'Simulated homes',
      'cut',
      'partial',
      'B1 alert line',
      'limit by hindsight',
    ])
      expect(table).toContain(words);
    expect(table).toMatch(/Expected delay with all sensors: median [\d.]+ h/);
    expect(readdirSync(out).toSorted()).toEqual(['report.html', 'report.json']);
    const page = readFileSync(join(out, 'report.html'), 'utf8');
    expect(unbalanced(page)).toEqual([]);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)|NaN|undefined|Infinity/);
    const charts = page.match(/<svg [^>]*role="img"[^>]*>/g) ?? [];
    expect(charts.length).toBeGreaterThan(5);
    expect(charts.every((chart) => /aria-label="[^"]{20,}"/.test(chart))).toBe(true);
  });

  test('lies beside the same document that --json prints: another run, byte for byte', async () => {
    const { out } = await whole();
    expect(out.length).toBeGreaterThan(10_000);
    expect(readFileSync(join(folder, 'out', 'report.json'), 'utf8')).toBe(out);
    expect((JSON.parse(out) as Report).kind).toBe('evaluation');
  });
});

/** Tags that are closed by no other, or close another. */
function unbalanced(page: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  const body = page.replace(/^<!doctype html>/, '').replace(/<style>[^]*?<\/style>/, '');
  for (const [tag, slash, name = '', , ends] of body.matchAll(/<(\/?)([a-z0-9]+)((?:\s[^<>]*?)?)(\/?)>/g)) {
    if (ends === '/') continue;
    if (slash === '') open.push(name);
    else if (open.pop() !== name) wrong.push(tag);
  }
  if (body.replaceAll(/<\/?[a-z0-9]+(?:\s[^<>]*?)?\/?>/g, '').includes('<')) wrong.push('a bare <');
  return [...wrong, ...open];
}

test('Ctrl-C leaves no page, and no half of one', async () => {
  const out = join(folder, 'interrupted');
  const child = start('evaluate', homes, '--out', out);
  // Sooner than four homes can be judged; before the verb listens, the system ends it.
  setTimeout(() => child.kill('SIGINT'), 600);
  const { code } = await ended(child);
  expect([130, null]).toContain(code);
  expect(existsSync(out)).toBe(false);
});

describe('mistakes', () => {
  const made = (name: string): string => {
    const path = join(folder, name);
    mkdirSync(path);
    return path;
  };
  test.each([
    ['no folder', () => [join(folder, 'nowhere')], 'cannot read the folder'],
    ['an empty folder', () => [made('empty')], 'there is no home in'],
    ['a sensor no home has', () => [homes, '--sensors', 'kitchn'], 'no home has "kitchn"'],
    [
      'a description alone',
      () => {
        const path = made('alone');
        writeHome(path, 'x', 1);
        rmSync(join(path, 'x.events.csv.gz'));
        return [path];
      },
      'has no log beside it',
    ],
    [
      'a bad line',
      () => {
        const path = made('bad');
        writeHome(path, 'x', 1);
        rmSync(join(path, 'x.events.csv.gz'));
        writeFileSync(join(path, 'x.events.csv'), 'time,sensor,class,value\nyesterday,bed,motion,on\n');
        return [path];
      },
      'line 2: expected a local time',
    ],
  ])('%s is told in words, with 2', async (_name, words, said) => {
    const { code, out, err } = await anbu('evaluate', ...words());
    expect(err).toContain(said);
    expect(err).not.toMatch(/\n\s+at /);
    expect({ code, out }).toEqual({ code: 2, out: '' });
  });

  test('an unknown sensor is answered by what there is', async () => {
    const { err } = await anbu('evaluate', homes, '--sensors', 'x');
    for (const known of ['pir+door', 'bedroom+bath+door', 'one-room', 'pressure', 'bathroom', 'sofa'])
      expect(err).toContain(known);
  });
});
