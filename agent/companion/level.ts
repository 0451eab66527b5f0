/**
 * How loud it is, one number for 20 ms: all that ever leaves the microphone, and what of our own clips it is held against.
 *
 * Owns that number. No word can be made of fifty of them a second. Must never keep a sample.
 */
import type { ErrorCode } from '../errors.ts';
import { readWav } from './wav.ts';

export const FRAME_MS = 20;
/** What the microphone is read at: one channel, 16 bits. */
export const EAR_RATE = 16_000;
export const EAR_FRAME_SAMPLES = (EAR_RATE * FRAME_MS) / 1000;
/** Half a minute is the longest that is ever said, its call before it: four times that is no clip of ours. */
const ENVELOPE_FRAMES_MAX = 120_000 / FRAME_MS;

/** What a microphone tells (`Ear` in `ports.ts`). */
export type EarSignal =
  /** How loud a frame was: see `levelOf`. */
  | { readonly type: 'level'; readonly level: number }
  /** Our own loudspeaker plays a clip from now on; its levels, empty where they are not known. */
  | { readonly type: 'sounds'; readonly envelope: readonly number[] }
  | { readonly type: 'silent' }
  /** Once, so long after it was opened that the room is known as it is without us; whatever else it told. */
  | { readonly type: 'settled' }
  /** It was open as long as it may be, and is shut: nothing is broken. */
  | { readonly type: 'ended' }
  /** It cannot be read, and is shut. */
  | { readonly type: 'lost'; readonly why: ErrorCode };

/** Root mean square about the mean, 0 to 32,767: cheap microphones stand off zero, and that is no sound. */
export function levelOf(samples: Int16Array): number {
  let sum = 0;
  let squares = 0;
  for (const sample of samples) {
    sum += sample;
    squares += sample * sample;
  }
  if (samples.length === 0) return 0;
  const mean = sum / samples.length;
  return Math.round(Math.sqrt(Math.max(0, squares / samples.length - mean * mean)));
}

/** The levels of a 16 bit WAV file, frame by frame; empty when it is none, and nothing can be held against it. */
export function envelopeOf(wav: Uint8Array): readonly number[] {
  const format = readWav(wav);
  if (typeof format === 'string' || format.bits !== 16) return [];
  const { sampleRate, channels, dataStart, dataBytes } = format;
  const view = new DataView(wav.buffer, wav.byteOffset + dataStart, dataBytes);
  const frame = Math.round((sampleRate * FRAME_MS) / 1000) * channels;
  const frames = Math.min(ENVELOPE_FRAMES_MAX, Math.floor(dataBytes / 2 / frame));
  const samples = new Int16Array(frame);
  return Array.from({ length: frames }, (_, at) => {
    for (let n = 0; n < frame; n += 1) samples[n] = view.getInt16(2 * (at * frame + n), true);
    return levelOf(samples);
  });
}
