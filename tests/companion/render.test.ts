/**
 * Making the sound of the sentences: quick when nothing changed, whole or not at all, plain when it cannot. With a
 * stand-in for espeak-ng, and with the real one where it is installed.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { clipFile } from '../../agent/companion/clip-file.ts';
import { type Clip, LANGUAGES, clipsOf, estimateMs } from '../../agent/companion/prompts.ts';
import { clipLengthMs, renderPrompts } from '../../agent/companion/render.ts';
import { readWav } from '../../agent/companion/wav.ts';
import { makeWav } from './make-wav.ts';

const realPath = process.env['PATH'] ?? '';
const script = join(import.meta.dirname, '../../agent/companion/render.ts');
/** Enough of them to see what happens to each; every one is a process. */
const english = clipsOf('en').slice(0, 5);
let work = '';
let folder = '';
beforeEach(() => {
  work = mkdtempSync(join(tmpdir(), 'anbu-render-'));
  folder = join(work, 'prompts');
});
afterEach(() => {
  process.env['PATH'] = realPath;
  rmSync(work, { recursive: true, force: true });
});

/** An espeak-ng that notes its arguments and copies a short sound to where it was told (the seventh and eighth). */
function putSynthesizer(body = 'cp "$(dirname "$0")/sound.wav" "$8"'): void {
  const bin = join(work, 'bin');
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, 'sound.wav'), makeWav({ frames: 220, sample: (n) => n * 10 }));
  writeFileSync(join(bin, 'espeak-ng'), `#!/bin/sh\necho "$@" >> ${work}/log\n${body}\n`);
  chmodSync(join(bin, 'espeak-ng'), 0o755);
  process.env['PATH'] = `${bin}${delimiter}${realPath}`;
}
const calls = (): string[] => readFileSync(join(work, 'log'), 'utf8').trim().split('\n');
const PLAIN = { made: 0, kept: 0, removed: 0, recorded: 0, complaints: [] };
const render = async () => renderPrompts({ folder, languages: ['en'], clips: english });

describe('what is made', () => {
  test('is every sentence at three levels, one process each, and nothing the second time', async () => {
    putSynthesizer();
    expect(await render()).toEqual({ ...PLAIN, made: english.length });
    expect(calls()).toHaveLength(english.length);
    expect(calls()[0]).toMatch(/^-b 1 -v en -s 135 -w \S+ -- Hello\./);
    expect(readdirSync(folder)).toEqual([...[1, 2, 3].map((level) => `chime-1.${level}.wav`), 'en']);
    expect(readdirSync(join(folder, 'en'))).toHaveLength(3 * english.length);
    for (const name of readdirSync(join(folder, 'en'))) {
      expect(readWav(readFileSync(join(folder, 'en', name)))).toMatchObject({ bits: 16, channels: 1 });
    }
    expect(await render()).toEqual({ ...PLAIN, kept: english.length });
    expect(calls()).toHaveLength(english.length);
  });

  test('replaces what was lost or cut off', async () => {
    putSynthesizer();
    await render();
    rmSync(join(folder, clipFile(english[0]!, 2)));
    const cut = join(folder, clipFile(english[1]!, 3));
    writeFileSync(cut, readFileSync(cut).subarray(0, 100));
    expect(await render()).toMatchObject({ made: 2 });
    expect(statSync(cut).size).toBeGreaterThan(100);
  });

  test('leaves no sound of an old text behind, and nothing that is not its own away', async () => {
    putSynthesizer();
    await render();
    writeFileSync(join(folder, 'en/ask.1.0123456789ab.wav'), 'an old text');
    writeFileSync(join(folder, 'en/grandson.wav'), 'a recording');
    mkdirSync(join(folder, '.rendering-killed'));
    expect(await render()).toMatchObject({ made: 0, removed: 1 });
    expect(readdirSync(join(folder, 'en'))).toContain('grandson.wav');
    expect(readdirSync(join(folder, 'en'))).not.toContain('ask.1.0123456789ab.wav');
    expect(readdirSync(folder)).not.toContain('.rendering-killed');
  });

  test('has another name as soon as the text, the language or the level is another', () => {
    const [clip] = english;
    const names = [
      clipFile(clip!, 1),
      clipFile(clip!, 2),
      clipFile({ ...clip!, text: `${clip!.text} ` }, 1),
      clipFile({ ...clip!, language: 'ko' }, 1),
    ];
    expect(new Set(names).size).toBe(4);
  });
});

describe('a recorded voice', () => {
  const recordedFolder = (): string => join(work, 'recorded');
  function record(clip: Clip, loudness: number): void {
    mkdirSync(join(recordedFolder(), clip.language), { recursive: true });
    const frames = Math.round((estimateMs(clip) / 1000) * 22_050);
    const wav = makeWav({ frames, sample: (n) => (n % 50) * loudness });
    writeFileSync(join(recordedFolder(), clip.language, `${clip.name}.wav`), wav);
  }
  const renderRecorded = async () =>
    renderPrompts({ folder, languages: ['en'], clips: english, recorded: recordedFolder() });
  const [ask] = english;
  const bytesOf = (clip: Clip): Buffer => readFileSync(join(folder, clipFile(clip, 2)));

  test('goes before espeak-ng, made as loud as the others, and stays without being named again', async () => {
    putSynthesizer();
    await render();
    const spoken = bytesOf(ask!);
    record(ask!, 300);
    expect(await renderRecorded()).toMatchObject({ made: 1, kept: english.length - 1, recorded: 1 });
    const recorded = bytesOf(ask!);
    expect(recorded.equals(spoken)).toBe(false);
    expect(await renderRecorded()).toMatchObject({ made: 0, recorded: 1 });
    expect(await render()).toMatchObject({ made: 0, recorded: 1 });
    expect(bytesOf(ask!).equals(recorded)).toBe(true);
    // Twice as loud a recording is no louder when it is played.
    record(ask!, 600);
    expect(await renderRecorded()).toMatchObject({ made: 1 });
    expect(bytesOf(ask!).equals(recorded)).toBe(true);
  });

  test('that is taken away is spoken by espeak-ng again', async () => {
    putSynthesizer();
    record(ask!, 300);
    await renderRecorded();
    rmSync(join(recordedFolder(), 'en', `${ask!.name}.wav`));
    expect(await renderRecorded()).toMatchObject({ made: 1, recorded: 0 });
  });

  test('that is no good is told, and not used', async () => {
    putSynthesizer();
    mkdirSync(join(recordedFolder(), 'en'), { recursive: true });
    writeFileSync(join(recordedFolder(), 'en', 'ask-1.wav'), 'no sound');
    const { complaints, recorded } = await renderRecorded();
    expect(recorded).toBe(0);
    expect(complaints).toMatchObject([{ file: 'en/ask-1.wav', rule: 'format' }]);
  });

  test('of words that have changed since is not used: it would say the old ones', async () => {
    putSynthesizer();
    record(ask!, 300);
    await renderRecorded();
    const madeFrom = join(folder, 'recorded.json');
    writeFileSync(madeFrom, readFileSync(madeFrom, 'utf8').replace('Hello.', 'Good day.'));
    const { complaints, recorded } = await renderRecorded();
    expect(recorded).toBe(0);
    expect(complaints).toMatchObject([{ file: 'en/ask-1.wav', rule: 'outdated' }]);
  });
});

describe('what cannot be made is said', () => {
  test('without espeak-ng', async () => {
    process.env['PATH'] = join(work, 'nothing-here');
    await expect(render()).rejects.toMatchObject({
      code: 'audio-not-rendered',
      message: 'en/ask-1: the program espeak-ng is missing',
    });
    expect(await clipLengthMs(folder, english[0]!)).toBe(estimateMs(english[0]!));
  });

  test.each([
    ['ends with an error', 'exit 3'],
    ['writes nothing', 'exit 0'],
    ['writes something else', 'echo "no sound" > "$8"'],
  ])('espeak-ng %s', async (_, body) => {
    putSynthesizer(body);
    await expect(render()).rejects.toMatchObject({ code: 'audio-not-rendered' });
    expect(readdirSync(folder), 'nothing half-made is left').toEqual(['en']);
    expect(readdirSync(join(folder, 'en'))).toEqual([]);
  });

  test('to the person at the terminal, with exit code 1', () => {
    const env = { ...process.env, PATH: join(work, 'nothing-here') };
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, '--out', folder], {
      env,
      encoding: 'utf8',
    });
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('espeak-ng is missing');
    expect(stderr).toContain('Install the package espeak-ng');
  });
});

describe('the real espeak-ng', () => {
  test('speaks every sentence of every language, about as long as estimated', async (context) => {
    const installed = realPath.split(delimiter).some((one) => readdirOrNone(one).includes('espeak-ng'));
    if (!installed) {
      expect(process.env['CI'], 'espeak-ng is missing: install the package espeak-ng').not.toBe('true');
      context.skip('espeak-ng is missing: install the package espeak-ng');
    }
    const progress: string[] = [];
    await renderPrompts({
      folder,
      progress: ({ name }, made, missing) => progress.push(`${made}/${missing} ${name}`),
    });
    const clips = LANGUAGES.flatMap((language) => clipsOf(language));
    expect(progress).toHaveLength(clips.length);
    expect(progress.at(-1)).toMatch(new RegExp(`^${clips.length}/${clips.length} `, 'u'));
    for (const clip of clips) {
      const share = estimateMs(clip) / (await clipLengthMs(folder, clip));
      expect(share, `${clip.language} ${clip.name}`).toBeGreaterThan(0.75);
      expect(share, `${clip.language} ${clip.name}`).toBeLessThan(1.33);
    }
  });
});

function readdirOrNone(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
