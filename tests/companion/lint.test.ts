/**
 * The linter: what it says about planted bad texts and planted bad recordings, and that the shipped books pass.
 *
 * Recordings are made by the test. With the script itself where exit codes and words at the terminal are the matter.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { promptTable } from '../../agent/companion/prompt-table.ts';
import { type Clip, LANGUAGES, clipsOf, estimateMs } from '../../agent/companion/prompts.ts';
import { recordingProblems } from '../../agent/companion/recording.ts';
import { lintPrompts, lintText } from '../../agent/companion/render-lint.ts';
import { readRecorded } from '../../agent/companion/render-recorded.ts';
import { type WavShape, makeWav } from './make-wav.ts';

const SCRIPT = join(import.meta.dirname, '../../agent/companion/render.ts');
const RAISED = clipsOf('en').find(({ name }) => name === 'raised-1')!;
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-recorded-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A good recording of a sentence: as long as estimated, a plain tone at a usual loudness. */
function recorded(shape: Partial<WavShape> = {}, clip: Clip = RAISED): Uint8Array {
  const sampleRate = shape.sampleRate ?? 22_050;
  const frames = Math.round((estimateMs(clip) / 1000) * sampleRate);
  const isSpeech = (shape.bits ?? 16) === 16 && (shape.channels ?? 1) === 1;
  const sound = isSpeech ? { sample: (n: number): number => ((n % 100) - 50) * 100 } : {};
  return makeWav({ sampleRate, frames, ...sound, ...shape });
}
function put(name: string, bytes: Uint8Array | string = recorded()): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), bytes);
}

describe('a recording', () => {
  test.each<[string, Partial<WavShape> | Uint8Array, string, RegExp]>([
    ['that is good', {}, '', /^$/],
    ['from a studio', { sampleRate: 48_000 }, '', /^$/],
    ['in stereo', { channels: 2 }, 'format', /2 channels/],
    ['of 8 bits', { bits: 8 }, 'format', /8 bit/],
    ['of 24 bits', { bits: 24 }, 'format', /24 bit/],
    ['as from a telephone', { sampleRate: 8_000 }, 'format', /8000 Hz/],
    ['of floating point', { encoding: 3 }, 'format', /no WAV/],
    ['that was cut off', recorded().subarray(0, 2_000), 'format', /cut off/],
    ['that is an MP3 by another name', new TextEncoder().encode('ID3 and so on'), 'format', /no WAV/],
    ['of silence', { sample: () => 0 }, 'quiet', /0\.00 %/],
    ['from the next room', { sample: (n) => (n % 3) * 80 }, 'quiet', /0\.\d\d %/],
    ['that is overdriven', { sample: (n) => (n % 2 === 0 ? 32_767 : -32_767) }, 'clipped', /100\.0 %/],
    ['of one word', { frames: 9_000 }, 'short', /0\.4 s, the text takes about 2\.5 s/],
    ['with a minute of silence', { frames: 1_400_000 }, 'long', /63\.5 s/],
  ])('%s', (_, shape, rule, found) => {
    const problems = recordingProblems(shape instanceof Uint8Array ? shape : recorded(shape), RAISED);
    expect(problems.map((one) => one.rule).join()).toBe(rule);
    expect(problems.map((one) => one.found).join()).toMatch(found);
  });
});

describe('a folder of recordings', () => {
  test('is taken as far as it goes; what is missing is spoken by espeak-ng', async () => {
    put('en/raised-1.wav');
    const { recordings, complaints, missing } = await readRecorded(folder, ['en']);
    expect(recordings.map(({ clip }) => clip.name)).toEqual(['raised-1']);
    expect(complaints).toEqual([]);
    expect(missing).toHaveLength(clipsOf('en').length - 1);
  });

  test('says what belongs to nothing, with the name that was meant', async () => {
    put('en/rased-1.wav');
    put('en/raised-1.mp3');
    put('en/grandson.wav');
    put('de/raised-1.wav');
    put('.DS_Store');
    const { complaints, recordings } = await readRecorded(folder);
    expect(recordings).toEqual([]);
    expect(complaints.map(({ file, hint }) => `${file}: ${hint}`)).toEqual([
      'de: Put recordings into en/ or ko/ of this folder.',
      'en/grandson.wav: Every name is listed by: npm run prompts -- --list',
      expect.stringContaining('en/raised-1.mp3: '),
      'en/rased-1.wav: Did you mean raised-1.wav?',
    ]);
  });

  test('a bad one is not used, and it is said why', async () => {
    put('ko/ask-1.wav', 'no sound');
    const report = await lintPrompts(folder);
    expect(report.problems.map(({ file, rule }) => `${file} ${rule}`)).toEqual(['ko/ask-1.wav format']);
    expect(report.spokenByEspeak).toContain('ko/ask-1');
    expect(lintText(report)).toContain('Export it as WAV: PCM, 16 bit, mono');
  });
});

describe('the books', () => {
  test('have no problem, and every situation can be spoken of in every language', async () => {
    const report = await lintPrompts(null);
    expect(report.problems).toEqual([]);
    expect(report.texts).toBe(LANGUAGES.reduce((sum, language) => sum + clipsOf(language).length, 0));
  });

  test('planted bad texts and gaps are found', async () => {
    const bad: Clip = { ...RAISED, name: 'raised-9', text: 'Do not worry, an ambulance is coming at 10.' };
    const [ask] = promptTable();
    const report = await lintPrompts(
      null,
      [bad],
      [{ ...ask!, wordings: { en: ['Hello.'], ko: ['하나.', '둘.', '셋.'] } }],
    );
    expect(report.problems.map(({ file, rule }) => `${file} ${rule}`)).toEqual([
      'en/raised-9 digits',
      'en/raised-9 somebody-comes',
      'en/raised-9 comfort',
      'en/raised-9 other-services',
      'en/ask coverage',
    ]);
  });
});

describe('at the terminal', () => {
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [SCRIPT, '--lint', ...words], { encoding: 'utf8' });
  test('exit code 0 when all is well, with JSON for programs', () => {
    const { status, stdout } = run('--json');
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'lint', recordings: 0, problems: [] });
  });
  test('1 with the problems and what to do next', () => {
    put('en/aks-1.wav');
    const { status, stdout } = run('--recorded', folder);
    expect(status).toBe(1);
    expect(stdout).toContain('en/aks-1.wav: name: no sentence has this name\n  Did you mean ask-1.wav?');
  });
  test('2 when there is no such folder', () => {
    const { status, stderr } = run('--recorded', join(folder, 'nowhere'));
    expect(status).toBe(2);
    expect(stderr).toContain('cannot be read');
  });
});
