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
export function spoken(text: string, voice: 'en' | 'ko' | 'en+f3' | 'en+m3' = 'en'): Levels {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-spoken-'));
  const path = join(folder, 'spoken.wav');
  try {
    execFileSync('espeak-ng', ['-v', voice, '-s', '140', '-w', path, text]);
    return envelopeOf(readFileSync(path));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
/** So many frames of silence, sound by sound. */
function inTurn(sounds: readonly (readonly [at: number, sound: Levels])[]): Levels {
  const frames = Math.max(...sounds.map(([at, sound]) => at + sound.length));
  let room: Levels = noise(frames, 0);
  for (const [at, sound] of sounds) room = add(room, sound, at);
  return room;
}
/** Somebody at the door, five times. */
export const KNOCKS = inTurn([0, 14, 29, 43, 58].map((at) => [at, knock(12_000, 8)]));
/** A spoon, two plates, a cup, the next. */
export const DISHES = inTurn(
  [0, 9, 30, 41, 66, 78, 84, 110, 131, 140].map((at, n) => [
    at,
    knock(n % 3 === 0 ? 20_000 : 6_000, 6 + 3 * (n % 3)),
  ]),
);

const LINES = [
  'Did you lock the door?',
  'I thought that you had.',
  'Well, somebody has been in here.',
  'Do not be silly, nobody has.',
  'Then who has moved the chair?',
  'It was always there.',
  'It was beside the window.',
  'You are tired. Come and sit down.',
  'I will not sit down in this house.',
  'Where are you going?',
  'To the police, of course.',
  'At this hour of the night?',
  'It is never too late for that.',
  'Take your coat, then, it is cold.',
];
/** A film: two voices in turn, half a second to a second and a half between them; `starts`: the frames of each line. */
export function dialogue(level: number): { readonly levels: Levels; readonly starts: readonly number[] } {
  const draw = chance(7);
  const starts: number[] = [];
  const said: [number, Levels][] = [];
  let at = 0;
  for (const [n, line] of LINES.entries()) {
    const sound = spoken(line, n % 2 === 0 ? 'en+f3' : 'en+m3').map((each) => 0.2 * each);
    starts.push(at);
    said.push([at, sound]);
    at += sound.length + Math.round(SECOND * (0.5 + draw()));
  }
  const film = inTurn(said);
  return { levels: add(noise(film.length + 2 * SECOND, level), film, 0), starts };
}
/** Somebody reads on and on, as television does. */
export const TELEVISION =
  'And now the news. The government announced today that the price of bread will rise in the coming weeks, and that ' +
  'nobody knows why. In other news, a cat was found on a roof in the old town and was brought down by firemen after ' +
  'six hours of work, to the joy of the children who had waited below since the morning.';
