/**
 * Makes the companion's sound: every sentence of every language, at three levels, from a recording or by espeak-ng.
 *
 * Owns the prompts folder and what is in it: what is missing is made, what no text asks for any more is removed,
 * a clip appears whole or not at all. Run by `npm run prompts`. espeak-ng is called as a program.
 */
import { mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { endWithReader } from '../broken-pipe.ts';
import { AnbuError, ERRORS } from '../errors.ts';
import { chimeAt } from './chime.ts';
import { chimeFile, clipFile } from './clip-file.ts';
import { speakToFile } from './render-speech.ts';
import { atLevel } from './levels.ts';
import { type Clip, LANGUAGES, LEVELS, type Language, clipsOf, estimateMs } from './prompts.ts';
import { lintPrompts, lintText } from './render-lint.ts';
import {
  type Complaint,
  type MadeFrom,
  type Recording,
  clipName,
  complaintText,
  isOutdated,
  readMadeFrom,
  readRecorded,
  writeMadeFrom,
} from './render-recorded.ts';
import { promptsFolder } from './speaker.ts';
import { readWav } from './wav.ts';

export interface Rendered {
  readonly made: number;
  readonly kept: number;
  readonly removed: number;
  /** Sentences that sound as they were recorded, and what is wrong with the other recordings. */
  readonly recorded: number;
  readonly complaints: readonly Complaint[];
}
export interface RenderOptions {
  readonly folder: string;
  readonly languages?: readonly Language[];
  /** All of those languages when not given. */
  readonly clips?: readonly Clip[];
  /** A folder of recordings that go before espeak-ng. Without it what was made of one before stays as it is. */
  readonly recorded?: string | undefined;
  /** Called for each sentence that was made. */
  readonly progress?: (clip: Clip, made: number, missing: number) => void;
}

/** Makes what is missing. Throws AnbuError 'audio-not-rendered', with the reason, when espeak-ng cannot. */
export async function renderPrompts(options: RenderOptions): Promise<Rendered> {
  const { folder, progress, languages = LANGUAGES } = options;
  const clips = options.clips ?? languages.flatMap((language) => clipsOf(language));
  const madeFrom = await readMadeFrom(folder);
  const given =
    options.recorded === undefined ? null : await recordingsFor(options.recorded, languages, madeFrom);
  const missing: Clip[] = [];
  for (const clip of clips) {
    const isSame = given === null || madeFrom[clipName(clip)]?.hash === given.of.get(clipName(clip))?.hash;
    if (!isSame || !(await isRendered(folder, clip))) missing.push(clip);
  }
  const now = new Map(Object.entries(madeFrom));
  for (const [n, clip] of missing.entries()) {
    const recording = given?.of.get(clipName(clip));
    // One after the other: a hub of one core has a resident to listen to meanwhile.
    await renderClip(folder, clip, recording?.wav ?? null);
    now.delete(clipName(clip));
    if (recording !== undefined) now.set(clipName(clip), { hash: recording.hash, text: clip.text });
    progress?.(clip, n + 1, missing.length);
  }
  const rows = Object.fromEntries(now);
  if (JSON.stringify(rows) !== JSON.stringify(madeFrom)) await writeMadeFrom(folder, rows);
  await renderChime(folder);
  const removed = await removeStale(folder, clips);
  const recorded = clips.filter((clip) => now.get(clipName(clip))?.text === clip.text).length;
  const kept = clips.length - missing.length;
  return { made: missing.length, kept, removed, recorded, complaints: given?.complaints ?? [] };
}

/** The recordings to be used, by the names of their clips. */
async function recordingsFor(
  folder: string,
  languages: readonly Language[],
  madeFrom: MadeFrom,
): Promise<{ readonly of: ReadonlyMap<string, Recording>; readonly complaints: readonly Complaint[] }> {
  const { recordings, complaints } = await readRecorded(folder, languages);
  const outdated = recordings.filter((recording) => isOutdated(recording, madeFrom));
  const used = recordings.filter((recording) => !outdated.includes(recording));
  const old = outdated.map(({ clip }) => ({
    file: `${clipName(clip)}.wav`,
    rule: 'outdated',
    found: 'the words have changed since it was recorded; espeak-ng speaks them',
    hint: `Record it again. It has to say: ${clip.text}`,
  }));
  return { of: new Map(used.map((one) => [clipName(one.clip), one])), complaints: [...complaints, ...old] };
}

/** Length in ms of a clip as it would be played: of its file when it was rendered, else an estimate. */
export async function clipLengthMs(folder: string, clip: Clip): Promise<number> {
  return (await lengthOf(join(folder, clipFile(clip, 1)))) ?? estimateMs(clip);
}

/** The low tone before a question, at each level: the same bytes always, so it is made once. */
async function renderChime(folder: string): Promise<void> {
  for (const level of LEVELS) {
    const path = join(folder, chimeFile(level));
    if ((await lengthOf(path)) !== null) continue;
    const part = `${path}.part`;
    await writeFile(part, chimeAt(level));
    await rename(part, path);
  }
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

/** `recorded`: the sound to make it of; null: espeak-ng speaks it. */
async function renderClip(folder: string, clip: Clip, recorded: Uint8Array | null): Promise<void> {
  await mkdir(join(folder, clip.language), { recursive: true });
  const work = await mkdtemp(join(folder, '.rendering-'));
  try {
    const spoken = recorded ?? (await speak(clip, join(work, 'spoken.wav')));
    for (const level of LEVELS) {
      const sound = atLevel(spoken, level);
      if (typeof sound === 'string')
        throw new AnbuError('audio-not-rendered', `${clipName(clip)}: ${ERRORS[sound]}`);
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
  try {
    return await speakToFile(clip.text, clip.language, path);
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    const why = missing ? 'the program espeak-ng is missing' : String(error);
    throw new AnbuError('audio-not-rendered', `${clipName(clip)}: ${why}`, { cause: error });
  }
}

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

const USAGE =
  'usage: npm run prompts -- [--recorded FOLDER] [--out FOLDER] [--quiet]   make what is missing\n' +
  '       npm run prompts -- --lint [--recorded FOLDER] [--json]            judge texts and recordings, make nothing\n' +
  '       npm run prompts -- --list                                         each file name with its text, for the studio\n' +
  '\n' +
  '  --recorded FOLDER  voices that go before espeak-ng: FOLDER/ko/ask-1.wav, FOLDER/en/ask-1.wav …;\n' +
  '                     PCM, 16 bit, mono, 22050 or 44100 Hz; the hub plays what was made here last\n' +
  '  --out FOLDER       where the sounds go; without it where the hub on this machine looks for them\n' +
  '  --json             the verdict as one JSON document\n' +
  '  --quiet            only the last line\n';

interface Asked {
  readonly out?: string;
  readonly recorded?: string;
  readonly lint?: boolean;
  readonly list?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly help?: boolean;
}

/** Throws `usage` when they cannot be understood. */
function words(): Asked {
  const flag = { type: 'boolean' } as const;
  const path = { type: 'string' } as const;
  try {
    const options = {
      out: path,
      recorded: path,
      lint: flag,
      list: flag,
      json: flag,
      quiet: flag,
      help: flag,
    };
    return parseArgs({ options }).values;
  } catch (error) {
    throw new AnbuError('usage', error instanceof Error ? error.message : String(error), { cause: error });
  }
}

async function main(): Promise<number> {
  try {
    const asked = words();
    if (asked.help === true) {
      process.stdout.write(USAGE);
      return 0;
    }
    if (asked.list === true) return list();
    return await (asked.lint === true ? lint(asked) : make(asked));
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    const isUsage = error.code === 'usage';
    const rest = isUsage ? USAGE : `  ${error.hint}\n  Until then the words are shown, not heard.\n`;
    process.stderr.write(`prompts: ${error.message}\n${rest}`);
    return isUsage ? 2 : 1;
  }
}

function list(): number {
  for (const clip of LANGUAGES.flatMap((language) => clipsOf(language)))
    process.stdout.write(`${clipName(clip)}.wav\t${clip.text}\n`);
  return 0;
}

async function lint({ recorded, json }: Asked): Promise<number> {
  const report = await lintPrompts(recorded ?? null);
  process.stdout.write(
    `${json === true ? JSON.stringify(report) : lintText(report, recorded !== undefined)}\n`,
  );
  return report.problems.length === 0 ? 0 : 1;
}

async function make({ out, recorded, quiet }: Asked): Promise<number> {
  const folder = out ?? promptsFolder();
  const { made, kept, removed, complaints, ...rest } = await renderPrompts({
    folder,
    recorded,
    progress: (clip, n, missing) => {
      if (quiet !== true) process.stderr.write(`[${n}/${missing}] ${clipName(clip)}: ${clip.text}\n`);
    },
  });
  for (const each of complaints) process.stderr.write(`${complaintText(each)}\n`);
  const voices = rest.recorded === 0 ? '' : `, ${rest.recorded} of them recorded`;
  process.stdout.write(`prompts: ${made} made, ${kept} kept${voices}, ${removed} removed in ${folder}\n`);
  return complaints.length === 0 ? 0 : 1;
}

if (import.meta.main) {
  endWithReader(process.stdout);
  process.exitCode = await main();
}
