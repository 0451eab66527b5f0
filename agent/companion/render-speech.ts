/**
 * espeak-ng, called as a program: a text becomes a WAV file in the voice of its language.
 *
 * Owns its options. Never decides where a sound is kept or how loud it is; what cannot be spoken is a throw.
 */
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { BOOKS, type Language } from './prompts.ts';

/** A sentence takes 40 ms on a laptop and half a second on a small hub, 200 characters two; ten are a hung program. */
const RENDER_MS_MAX = 10_000;

/** Writes the sound to `path` and gives its bytes. Throws as `execFile` does: 'ENOENT' where the program is missing. */
export async function speakToFile(text: string, language: Language, path: string): Promise<Uint8Array> {
  const { voice, wordsPerMinute } = BOOKS[language];
  const options = ['-b', '1', '-v', voice, '-s', String(wordsPerMinute), '-w', path];
  await promisify(execFile)('espeak-ng', [...options, '--', text], { timeout: RENDER_MS_MAX });
  return readFile(path);
}
