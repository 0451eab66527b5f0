/**
 * Recorded voices: WAV files in a folder, `<language>/<clip name>.wav`, that stand for what espeak-ng would say.
 *
 * Owns finding and judging them, and what is said about a file that belongs to no sentence. Never changes the folder.
 * What has no recording is spoken by espeak-ng, so a folder may be filled little by little.
 */
import { createHash } from 'node:crypto';
import { readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { nearest } from '../config/problems.ts';
import { AnbuError } from '../errors.ts';
import { type Clip, LANGUAGES, type Language, clipsOf } from './prompts.ts';
import { recordingProblems } from './recording.ts';

/** Half a minute at 48 kHz and 16 bits is 2.9 MB: no sentence is longer. */
const RECORDING_BYTES_MAX = 3_000_000;
/** Ten times as many files as there are sentences: a folder of something else is not read through. */
const FILES_MAX = 2_000;

export interface Recording {
  readonly clip: Clip;
  readonly wav: Uint8Array;
  /** Of its bytes: another recording is made into sound anew. */
  readonly hash: string;
}
export interface Complaint {
  /** Below the folder, with `/`. */
  readonly file: string;
  readonly rule: string;
  readonly found: string;
  readonly hint: string;
}
export interface Recorded {
  /** Those that can be played, in the order of the sentences. */
  readonly recordings: readonly Recording[];
  readonly complaints: readonly Complaint[];
  /** What espeak-ng speaks. */
  readonly missing: readonly Clip[];
}

/** Reads the whole folder. Throws AnbuError 'usage' when there is none. */
export async function readRecorded(
  folder: string,
  languages: readonly Language[] = LANGUAGES,
): Promise<Recorded> {
  const entries = await listed(folder);
  const strange = entries.filter((name) => !isLanguage(name) && !name.startsWith('.'));
  const complaints: Complaint[] = strange.map((file) => ({
    file,
    rule: 'name',
    found: 'no language of the companion',
    hint: `Put recordings into ${LANGUAGES.map((language) => `${language}/`).join(' or ')} of this folder.`,
  }));
  const recordings: Recording[] = [];
  const missing: Clip[] = [];
  for (const language of languages) {
    const found = entries.includes(language) ? await readLanguage(join(folder, language), language) : null;
    recordings.push(...(found?.recordings ?? []));
    complaints.push(...(found?.complaints ?? []));
    missing.push(...(found?.missing ?? clipsOf(language)));
  }
  return { recordings, complaints, missing };
}

async function listed(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort().slice(0, FILES_MAX);
  } catch (error) {
    throw new AnbuError('usage', `the folder of recordings cannot be read: ${folder}`, { cause: error });
  }
}

const isLanguage = (name: string): name is Language => LANGUAGES.some((language) => language === name);

async function readLanguage(folder: string, language: Language): Promise<Recorded> {
  const clips = clipsOf(language);
  const names = (await listed(folder)).filter((name) => !name.startsWith('.'));
  const known = new Set(clips.map(({ name }) => `${name}.wav`));
  const complaints = names
    .filter((name) => !known.has(name))
    .map((name) => unknownName(`${language}/${name}`, name, clips));
  const recordings: Recording[] = [];
  const missing: Clip[] = [];
  for (const clip of clips) {
    const file = `${clip.name}.wav`;
    const wav = names.includes(file) ? await readSound(join(folder, file)) : null;
    if (wav === null) {
      missing.push(clip);
      if (names.includes(file)) {
        const hint = `Make it a file of at most ${RECORDING_BYTES_MAX / 1e6} MB that may be read.`;
        complaints.push({ file: `${language}/${file}`, rule: 'format', found: 'cannot be read', hint });
      }
      continue;
    }
    const problems = recordingProblems(wav, clip);
    complaints.push(...problems.map((problem) => ({ file: `${language}/${file}`, ...problem })));
    if (problems.length > 0) missing.push(clip);
    else recordings.push({ clip, wav, hash: createHash('sha256').update(wav).digest('hex') });
  }
  return { recordings, complaints, missing };
}

async function readSound(path: string): Promise<Uint8Array | null> {
  try {
    const wav = await readFile(path);
    return wav.length > RECORDING_BYTES_MAX ? null : wav;
  } catch {
    return null;
  }
}

function unknownName(file: string, name: string, clips: readonly Clip[]): Complaint {
  const meant = nearest(
    name.replace(/\.wav$/i, ''),
    clips.map((clip) => clip.name),
  );
  const all = 'Every name is listed by: npm run prompts -- --list';
  const hint = meant === null ? all : `Did you mean ${meant}.wav?`;
  return { file, rule: 'name', found: 'no sentence has this name', hint };
}

/** What each sound of the prompts folder was made from, where it was a recording: clip → its hash and its words then. */
export type MadeFrom = Readonly<Record<string, { readonly hash: string; readonly text: string }>>;
const MADE_FROM = 'recorded.json';

/** Empty where there is none, or one that cannot be read: then every recording is taken anew. */
export async function readMadeFrom(prompts: string): Promise<MadeFrom> {
  try {
    const rows: unknown = JSON.parse(await readFile(join(prompts, MADE_FROM), 'utf8'));
    return isMadeFrom(rows) ? rows : {};
  } catch {
    return {};
  }
}

function isMadeFrom(rows: unknown): rows is MadeFrom {
  if (typeof rows !== 'object' || rows === null) return false;
  return Object.values(rows).every(
    (row: unknown) =>
      typeof row === 'object' &&
      row !== null &&
      typeof Reflect.get(row, 'hash') === 'string' &&
      typeof Reflect.get(row, 'text') === 'string',
  );
}

export async function writeMadeFrom(prompts: string, rows: MadeFrom): Promise<void> {
  const part = join(prompts, `.${MADE_FROM}.part`);
  await writeFile(part, `${JSON.stringify(rows, null, 2)}\n`);
  await rename(part, join(prompts, MADE_FROM));
}

/** The same recording, and the words have changed since it was taken: it would say the old ones. */
export function isOutdated({ clip, hash }: Recording, madeFrom: MadeFrom): boolean {
  const before = madeFrom[clipName(clip)];
  return before !== undefined && before.hash === hash && before.text !== clip.text;
}

export const clipName = ({ language, name }: Clip): string => `${language}/${name}`;

export const complaintText = ({ file, rule, found, hint }: Complaint): string =>
  `${file}: ${rule}: ${found}\n  ${hint}`;
