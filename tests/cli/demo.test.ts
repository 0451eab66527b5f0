/**
 * The demo as a person types it: the story's lines in their order, the same bytes again, and nothing left behind.
 *
 * Every row starts the real command in a process of its own.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { renderMissing } from '../../sim/spoken-lengths.ts';
import { STORIES } from '../../sim/stories.ts';
import { wavSeconds } from '../companion/wav-seconds.ts';
import { IN_MEMORY } from '../in-memory.ts';
import { type Ended, MAIN, anbu, ended } from './command.ts';

const folder = mkdtempSync(join(tmpdir(), 'anbu-demo-test-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FALL = [
  '--story',
  'night-bathroom-fall',
  '--speed',
  'max',
  '--headless',
  '--json',
  '--until',
  'closed',
];

const ASKED = ['asked 1', 'said ask', 'asked 2', 'said ask-louder', 'asked 3', 'said last-call'];
const RAISED = ['alert raised', 'said raised', 'desk alert received'];

/** The demo's own folder in memory where there is such a place: its disk is not what is looked at here. */
const TMPDIR = IN_MEMORY;
function demo(...words: readonly string[]): Promise<Ended> {
  return ended(
    spawn(process.execPath, [MAIN, 'demo', ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR },
    }),
  );
}

/** What a line is about, in a few words; null for what the story is not about. */
function essence(text: string): string | null {
  const line: unknown = JSON.parse(text);
  if (typeof line !== 'object' || line === null || !('kind' in line)) return null;
  const of = (name: string): string => String(Object.entries(line).find(([key]) => key === name)?.[1]);
  switch (line.kind) {
    case 'prompt':
      return `asked ${of('stage')}`;
    case 'alert':
      return `alert ${of('stage')}`;
    case 'speech':
      // What is said anyway, in a quiet evening, is not the story's.
      return of('sentence') === 'good-evening' ? null : `said ${of('sentence')}`;
    case 'desk':
      return of('action') === 'test received' || of('test') === 'true' ? null : `desk ${of('action')}`;
    case 'end':
      return 'end';
    default:
      return null;
  }
}

describe('the night on the bathroom floor', () => {
  test('is told in order, and in the same bytes again', async () => {
    const said: string[] = [];
    // A bare clone has no sentences yet, and a machine without espeak-ng never has: either is said, once here.
    await renderMissing('en', (text) => said.push(text));
    const audio = join(folder, 'audio');
    const [one, other] = await Promise.all([demo(...FALL), demo(...FALL, '--audio', audio)]);
    const notes = one.err.split('\n').filter((line) => line !== '' && !said.includes(line));
    expect({ code: one.code, notes }).toEqual({ code: 0, notes: [] });
    expect(other.out).toBe(one.out);
    const lines = one.out.trimEnd().split('\n');
    const told = lines.map(essence).filter((word) => word !== null);
    const stages = ['acknowledged', 'dispatched', 'arrived', 'closed'];
    expect(told).toEqual([
      ...ASKED,
      ...RAISED,
      ...stages.flatMap((stage) => [`desk ${stage}`, `alert ${stage}`, `said ${stage}`]),
      'end',
    ]);
    const end: unknown = JSON.parse(lines.at(-1) ?? '');
    expect(end).toMatchObject({
      kind: 'end',
      alerts: 1,
      desk: { gaps: [], duplicatesApplied: 0, alerts: [{ cause: 'inactivity', stages }] },
    });
    heardAs(lines, audio);
  });
});

interface SpeechLine {
  readonly at: string;
  readonly sentence: string;
  readonly seconds: number;
}
function speechLine(text: string): SpeechLine[] {
  const line: unknown = JSON.parse(text);
  if (typeof line !== 'object' || line === null || !('kind' in line) || line.kind !== 'speech') return [];
  const { at, sentence, seconds } = { at: '', sentence: '', seconds: 0, ...line };
  return [{ at, sentence, seconds }];
}
/** Each sentence of the lines is a file of its length, in order; the night is theirs with a second between. */
function heardAs(lines: readonly string[], audio: string): void {
  const speech = lines.flatMap(speechLine);
  const numbered = speech.map(({ sentence }, n) => `${String(n + 1).padStart(3, '0')}-${sentence}.wav`);
  const files = readdirSync(audio).sort();
  // Without espeak-ng there is no sound: set-up has said so.
  if (files.length === 0) return;
  expect(files).toEqual([...numbered, 'night.wav']);
  const seconds = (name: string): number => wavSeconds(join(audio, name));
  numbered.forEach((name, n) => expect(seconds(name)).toBeCloseTo(speech[n]!.seconds, 2));
  // All was said in the night of the story, or in the evening before it, which only taught the hub.
  const night = speech.filter(({ at }) => at >= '2026-03-25');
  const whole = night.reduce((sum, each) => sum + each.seconds, night.length - 1);
  expect(seconds('night.wav')).toBeCloseTo(whole, 1);
}

describe('Ctrl-C', () => {
  test.each([
    ['in one process', ['--until', 'end']],
    ['with a hub that is to be killed', ['--kill', '1']],
  ])('%s ends everything and leaves no folder', async (_what, more) => {
    const own = mkdtempSync(join(folder, 'interrupted-'));
    const words = ['demo', '--story', 'ordinary-day', '--speed', '60', '--headless', '--json', ...more];
    const child = spawn(process.execPath, [MAIN, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TMPDIR: own },
    });
    const said = ended(child);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect((await said).code).toBe(130);
    expect(readdirSync(own)).toEqual([]);
    // Every process that came of it has the folder in its surroundings.
    expect(processesNaming(own)).toEqual([]);
  });
});

/** Processes whose environment has this text. */
function processesNaming(text: string): string[] {
  return readdirSync('/proc').filter((id) => {
    if (!/^\d+$/.test(id)) return false;
    try {
      return readFileSync(`/proc/${id}/environ`, 'utf8').includes(text);
    } catch {
      return false;
    }
  });
}

test('--story list names every story', async () => {
  const { code, out } = await anbu('demo', '--story', 'list');
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n');
  expect(lines.map((line) => line.split(/ {2,}/))).toEqual(
    STORIES.map(({ name, summary }) => [name, summary]),
  );
});

test.each([
  [['--story', 'nix'], 'no story is called "nix"'],
  [['--speed', 'fast'], '--speed is max or a number'],
  [['--until', 'never'], '--until is one of acknowledged, closed, end'],
  [['--log', 'x.csv'], '--log needs --home'],
  [['--log', 'x.csv', '--home', 'y.json', '--story', 'ordinary-day'], 'two different homes'],
  [['--log', 'x.csv', '--home', '/nowhere.json'], '/nowhere.json'],
  [['--language', 'fr'], '--language is ko or en'],
  [['--kill', '-1'], '--kill'],
])('%j cannot be used: %s', async (words, why) => {
  const { code, out, err } = await anbu('demo', '--headless', ...words);
  expect(code).toBe(2);
  expect(out).toBe('');
  expect(err).toContain(why);
  expect(err.trimEnd().split('\n').length).toBeGreaterThan(1);
});
