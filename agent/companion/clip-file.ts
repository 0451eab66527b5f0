/**
 * Where the sound of a clip lies below the prompts folder.
 *
 * The name carries a hash of all that the sound was made from: a text that was changed and not yet rendered is
 * missing, never spoken in its old words. Must never touch a disk.
 */
import { createHash } from 'node:crypto';

import type { Level } from '../record.ts';
import { BOOKS, type Clip } from './prompts.ts';

/** Bumped when rendering itself changes (levels, lead-in), so that every clip is made anew. */
const RENDERING = 1;
/** 48 bits: a handful of texts per clip name over the years. */
const HASH_DIGITS = 12;

/** Relative path with `/`, for example `ko/ask.2.0123456789ab.wav`. */
export function clipFile(clip: Clip, level: Level): string {
  const { voice, wordsPerMinute } = BOOKS[clip.language];
  const source = JSON.stringify([RENDERING, voice, wordsPerMinute, clip.text]);
  const hash = createHash('sha256').update(source).digest('hex').slice(0, HASH_DIGITS);
  return `${clip.language}/${clip.name}.${level}.${hash}.wav`;
}

/** The low tone before a question (`chime.ts`); bump its number when its sound changes. */
export function chimeFile(level: Level): string {
  return `chime-1.${level}.wav`;
}
