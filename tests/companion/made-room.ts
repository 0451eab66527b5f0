/**
 * The levels of rooms that were made up: noise, machines, doors, and what espeak-ng says in them.
 *
 * Owns sounds as levels of 20 ms, added by their power. A seed gives the same room anywhere. Judges nothing.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { envelopeOf } from '../../agent/companion/level.ts';

export type Levels = readonly number[];
/** Frames of 20 ms. */
export const SECOND = 50;

/** Park and Miller's minimal standard generator, from 0 to 1. */
export function chance(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1;
  return () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Steady noise that flutters by a tenth, as 320 samples of it do. */
export function noise(frames: number, level: number, seed = 1): Levels {
  const draw = chance(seed);
  return Array.from({ length: frames }, () => level * (0.9 + 0.2 * draw()));
}
/** Comes at once and dies away to a tenth in so many frames. */
export function knock(level: number, frames: number): Levels {
  return Array.from({ length: 2 * frames }, (_, n) => level * 0.1 ** (n / frames));
}
/** Both at once, the second from a frame on. */
export function add(room: Levels, sound: Levels, at: number, gain = 1): Levels {
  return room.map((level, n) => Math.round(Math.hypot(level, gain * (sound[n - at] ?? 0))));
}

/** The levels of a text in the voice of a language. */
export function spoken(text: string, voice: 'en' | 'ko' = 'en'): Levels {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-spoken-'));
  const path = join(folder, 'spoken.wav');
  try {
    execFileSync('espeak-ng', ['-v', voice, '-s', '140', '-w', path, text]);
    return envelopeOf(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
/** Somebody reads on and on, as television does. */
export const TELEVISION =
  'And now the news. The government announced today that the price of bread will rise in the coming weeks, and that ' +
  'nobody knows why. In other news, a cat was found on a roof in the old town and was brought down by firemen after ' +
  'six hours of work, to the joy of the children who had waited below since the morning.';
