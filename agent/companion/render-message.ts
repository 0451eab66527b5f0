/**
 * Makes the sound of a message of the centre, once, when it is to be said: by the voice of the prompts.
 *
 * Owns a small folder of its own: a sound is found again by a hash of all it was made from, and the oldest go. Never
 * touches the prompts. espeak-ng is called as a program; without it a message cannot be said, and that is told.
 */
import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { ErrorCode } from '../errors.ts';
import { speakToFile } from './render-speech.ts';
import type { Level } from '../record.ts';
import { atLevel } from './levels.ts';
import { BOOKS, languageOf } from './prompts.ts';
import { readWav } from './wav.ts';

/** Half a minute at 22 kHz and 16 bits is 1.5 MB: twelve on a card. */
const KEPT_MAX = 8;

export type MessageSound = { readonly path: string } | { readonly failed: ErrorCode };

/** The path of its sound in `folder`, or why there is none. Never rejects. */
export async function renderMessage(folder: string, text: string, level: Level): Promise<MessageSound> {
  const language = languageOf(text);
  const { voice, wordsPerMinute } = BOOKS[language];
  const source = JSON.stringify([voice, wordsPerMinute, level, text]);
  const path = join(folder, `${createHash('sha256').update(source).digest('hex').slice(0, 24)}.wav`);
  try {
    if (await isSound(path)) return { path };
    await mkdir(folder, { recursive: true });
    const work = await mkdtemp(join(folder, '.rendering-'));
    try {
      const spoken = join(work, 'spoken.wav');
      const sound = atLevel(await speakToFile(text, language, spoken), level);
      if (typeof sound === 'string') return { failed: sound };
      const part = join(work, 'level.wav');
      await writeFile(part, sound);
      await rename(part, path);
    } finally {
      await rm(work, { recursive: true, force: true });
    }
    await forgetOldest(folder);
    return { path };
  } catch {
    return { failed: 'audio-not-rendered' };
  }
}

async function isSound(path: string): Promise<boolean> {
  try {
    return typeof readWav(await readFile(path)) !== 'string';
  } catch {
    return false;
  }
}

async function forgetOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.wav'));
  const aged = await Promise.all(
    names.map(async (name) => ({ name, atMs: (await stat(join(folder, name))).mtimeMs })),
  );
  const old = aged.toSorted((left, right) => right.atMs - left.atMs).slice(KEPT_MAX);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
