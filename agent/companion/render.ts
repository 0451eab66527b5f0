/**
 * Makes the companion's sound: every sentence of every language, at three levels, by espeak-ng.
 *
 * Owns the prompts folder and what is in it: what is missing is made, what no text asks for any more is removed,
 * a clip appears whole or not at all. Run by `npm run prompts`. espeak-ng is called as a program.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import { AnbuError, ERRORS } from '../errors.ts';
import { clipFile } from './clip-file.ts';
import { atLevel } from './levels.ts';
import { BOOKS, type Clip, LANGUAGES, LEVELS, type Language, clipsOf, estimateMs } from './prompts.ts';
import { promptsFolder } from './speaker.ts';
import { readWav } from './wav.ts';

/** A sentence takes 40 ms on a laptop and half a second on a small hub; ten seconds is a hung program. */
const RENDER_MS_MAX = 10_000;

export interface Rendered {
  readonly made: number;
  readonly kept: number;
  readonly removed: number;
}
export interface RenderOptions {
  readonly folder: string;
  readonly languages?: readonly Language[];
  /** Called for each sentence that was made. */
  readonly progress?: (clip: Clip, made: number, missing: number) => void;
}

/** Makes what is missing. Throws AnbuError 'audio-not-rendered', with the reason, when espeak-ng cannot. */
export async function renderPrompts(options: RenderOptions): Promise<Rendered> {
  const { folder, progress } = options;
  const clips = (options.languages ?? LANGUAGES).flatMap((language) => clipsOf(language));
  const present = await Promise.all(clips.map((clip) => isRendered(folder, clip)));
  const missing = clips.filter((_, n) => present[n] === false);
  for (const [n, clip] of missing.entries()) {
    // One after the other: a hub of one core has a resident to listen to meanwhile.
    await renderClip(folder, clip);
    progress?.(clip, n + 1, missing.length);
  }
  const removed = await removeStale(folder, clips);
  return { made: missing.length, kept: clips.length - missing.length, removed };
}

/** Length in ms of a clip as it would be played: of its file when it was rendered, else an estimate. */
export async function clipLengthMs(folder: string, clip: Clip): Promise<number> {
  return (await lengthOf(join(folder, clipFile(clip, 1)))) ?? estimateMs(clip);
}

async function isRendered(folder: string, clip: Clip): Promise<boolean> {
  const lengths = await Promise.all(LEVELS.map((level) => lengthOf(join(folder, clipFile(clip, level)))));
  return lengths.every((length) => length !== null);
}

async function lengthOf(path: string): Promise<number | null> {
  try {
    const format = readWav(await readFile(path));
    return typeof format === 'string' ? null : format.milliseconds;
  } catch {
    return null;
  }
}

async function renderClip(folder: string, clip: Clip): Promise<void> {
  await mkdir(join(folder, clip.language), { recursive: true });
  const work = await mkdtemp(join(folder, '.rendering-'));
  try {
    const spoken = await speak(clip, join(work, 'spoken.wav'));
    for (const level of LEVELS) {
      const sound = atLevel(spoken, level);
      if (typeof sound === 'string')
        throw new AnbuError('audio-not-rendered', `${sayWhich(clip)}: ${ERRORS[sound]}`);
      const part = join(work, `${level}.wav`);
      // Not flushed: a clip that a power cut left short fails the check of its length and is made again.
      await writeFile(part, sound);
      await rename(part, join(folder, clipFile(clip, level)));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function speak(clip: Clip, path: string): Promise<Uint8Array> {
  const { voice, wordsPerMinute } = BOOKS[clip.language];
  const options = ['-b', '1', '-v', voice, '-s', String(wordsPerMinute), '-w', path];
  try {
    await promisify(execFile)('espeak-ng', [...options, '--', clip.text], { timeout: RENDER_MS_MAX });
    return await readFile(path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = missing ? 'the program espeak-ng is missing' : String(error);
    throw new AnbuError('audio-not-rendered', `${sayWhich(clip)}: ${why}`, { cause: error });
  }
}

const sayWhich = ({ language, name }: Clip): string => `${language}/${name}`;

/** Removes sounds of texts that are no more, and what a killed rendering left; other files stay. */
async function removeStale(folder: string, clips: readonly Clip[]): Promise<number> {
  const wanted = new Set(clips.flatMap((clip) => LEVELS.map((level) => clipFile(clip, level))));
  const present = await Promise.all(
    [...new Set(clips.map(({ language }) => language))].map(async (language) =>
      (await readdir(join(folder, language))).map((name) => `${language}/${name}`),
    ),
  );
  const stale = present
    .flat()
    .filter((path) => /\.[123]\.[0-9a-f]{12}\.wav$/.test(path) && !wanted.has(path));
  const left = (await readdir(folder)).filter((name) => name.startsWith('.rendering-'));
  await Promise.all(
    [...stale, ...left].map((path) => rm(join(folder, path), { recursive: true, force: true })),
  );
  return stale.length;
}

const USAGE = 'usage: npm run prompts -- [--out FOLDER] [--quiet]\n';

/** Null when they cannot be understood. */
function words(): { out?: string; quiet?: boolean; help?: boolean } | null {
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({ options: { out: { type: 'string' }, quiet: flag, help: flag } }).values;
  } catch {
    return null;
  }
}

async function main(): Promise<number> {
  const values = words();
  if (values === null || values.help === true) {
    (values === null ? process.stderr : process.stdout).write(USAGE);
    return values === null ? 2 : 0;
  }
  const folder = values.out ?? promptsFolder();
  try {
    const { made, kept, removed } = await renderPrompts({
      folder,
      progress: (clip, n, missing) => {
        if (values.quiet !== true)
          process.stderr.write(`[${n}/${missing}] ${sayWhich(clip)}: ${clip.text}\n`);
      },
    });
    process.stdout.write(`prompts: ${made} made, ${kept} kept, ${removed} removed in ${folder}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    process.stderr.write(
      `prompts: ${error.message}\n  ${error.hint}\n  Until then the words are shown, not heard.\n`,
    );
    return 1;
  }
}

if (import.meta.main) process.exitCode = await main();
