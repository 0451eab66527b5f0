/**
 * What was said as WAV files: each sentence whole or as far as it was heard, and a night with its silences cut.
 *
 * Clips are made here, lengths are measured with sox where the machine has it.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { clipFile } from '../../agent/companion/clip-file.ts';
import { clipOf } from '../../agent/companion/prompts.ts';
import type { Sentence } from '../../agent/record.ts';
import { AudioFolder } from '../../sim/audio-folder.ts';
import type { Said } from '../../sim/simulated-speaker.ts';
import { type WavShape, makeWav } from '../companion/make-wav.ts';
import { wavSeconds } from '../companion/wav-seconds.ts';

const RATE = 8_000;
let folder = '';
let audio: AudioFolder;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-audio-'));
  audio = new AudioFolder(join(folder, 'out'), join(folder, 'clips'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A sentence of so many seconds, rendered. */
function said(sentence: Sentence, seconds: number, shape: Partial<WavShape> = {}): Said {
  const utterance = { id: sentence, sentence, language: 'en', level: 2, minutes: null } as const;
  const path = join(folder, 'clips', clipFile(clipOf(utterance), 2));
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, makeWav({ sampleRate: RATE, frames: RATE * seconds, ...shape }));
  return { utterance, text: '', lengthMs: seconds * 1_000, failed: null };
}
const out = (name: string): string => join(folder, 'out', name);
const secondsOf = (name: string): number => wavSeconds(out(name));

test('a file for each sentence in order, and a night of them with a second between', async () => {
  audio.said(said('good-evening', 1), false);
  audio.said(said('ask', 2), true);
  audio.said(said('raised', 1), true);
  await audio.finish();
  const names = ['001-good-evening.wav', '002-ask.wav', '003-raised.wav', 'night.wav'];
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(names);
  expect(names.map(secondsOf)).toEqual([1, 2, 1, 2 + 1 + 1]);
});

test('what was cut short ends there, and what nobody heard has no file', async () => {
  audio.said(said('acknowledged', 4), true);
  audio.cut(1_500);
  audio.said({ ...said('ask', 2), failed: 'audio-no-device' }, true);
  audio.said(said('raised', 1), true);
  await audio.finish();
  expect(secondsOf('001-acknowledged.wav')).toBe(1.5);
  expect(secondsOf('002-raised.wav')).toBe(1);
  expect(secondsOf('night.wav')).toBe(1.5 + 1 + 1);
});

test('a sentence that was never rendered keeps its number, and a recording of another kind its file', async () => {
  audio.said(said('ask', 2), true);
  rmSync(join(folder, 'clips'), { recursive: true });
  audio.said(said('raised', 1, { sampleRate: 16_000, frames: 16_000 }), true);
  await audio.finish();
  expect(readdirSync(join(folder, 'out'))).toEqual(['002-raised.wav', 'night.wav']);
  expect(secondsOf('002-raised.wav')).toBe(1);
});

test('an earlier run is cleared away, and nothing else', async () => {
  audio.said(said('ask', 2), true);
  audio.said(said('raised', 1), true);
  await audio.finish();
  writeFileSync(out('diary.wav'), '');
  const next = new AudioFolder(join(folder, 'out'), join(folder, 'clips'));
  next.said(said('ask', 2), false);
  await next.finish();
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['001-ask.wav', 'diary.wav']);
  expect(existsSync(out('night.wav'))).toBe(false);
});
