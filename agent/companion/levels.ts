/**
 * Makes a rendered sentence as loud as its level asks, with a moment of silence before it.
 *
 * The player has no volume, so each sentence exists three times. Owns the three loudnesses; must never clip.
 */
import type { Level } from '../record.ts';
import { WAV_HEAD_BYTES, wavHead } from './wav-head.ts';
import { readWav } from './wav.ts';

/**
 * Mean power over the whole clip, as a share of full scale: -26, -20 and -14 dBFS (10^(dB/20)). Six decibels are
 * heard as clearly louder. espeak-ng 1.51 leaves its clips near -20.
 */
const RMS: Readonly<Record<Level, number>> = { 1: 0.05, 2: 0.1, 3: 0.2 };
/** -0.5 dBFS. The few peaks above it are held there: a hundredth of the samples at most at the loudest level. */
const PEAK_MAX = 0.944;
const FULL_SCALE = 32_767;
/** Sound cards and amplifiers that sleep swallow the first word; this is swallowed instead. */
export const LEAD_IN_MS = 250;

/** `wav`: 16 bit mono as espeak-ng writes it. Gives a whole WAV file, or 'audio-not-wav'. */
export function atLevel(wav: Uint8Array, level: Level): Uint8Array | 'audio-not-wav' {
  const format = readWav(wav);
  if (typeof format === 'string') return format;
  if (format.bits !== 16 || format.channels !== 1) return 'audio-not-wav';
  const view = new DataView(wav.buffer, wav.byteOffset + format.dataStart, format.dataBytes);
  const samples = new Int16Array(Math.floor(format.dataBytes / 2));
  for (let n = 0; n < samples.length; n += 1) samples[n] = view.getInt16(n * 2, true);
  return wavFile(format.sampleRate, scaled(samples, RMS[level]), LEAD_IN_MS);
}

function scaled(samples: Int16Array, targetRms: number): Int16Array {
  let squares = 0;
  for (const sample of samples) squares += sample * sample;
  const rms = Math.sqrt(squares / samples.length);
  const gain = rms === 0 ? 1 : (targetRms * FULL_SCALE) / rms;
  const peak = Math.floor(PEAK_MAX * FULL_SCALE);
  return samples.map((sample) => Math.max(-peak, Math.min(peak, Math.round(sample * gain))));
}

/** 16 bit mono, after so much silence. */
export function wavFile(sampleRate: number, samples: Int16Array, silenceMs: number): Uint8Array {
  const lead = Math.round((silenceMs * sampleRate) / 1000);
  const dataBytes = 2 * (lead + samples.length);
  const bytes = new Uint8Array(WAV_HEAD_BYTES + dataBytes);
  bytes.set(wavHead({ sampleRate, channels: 1, bits: 16 }, dataBytes));
  const view = new DataView(bytes.buffer, WAV_HEAD_BYTES);
  samples.forEach((sample, n) => view.setInt16(2 * (lead + n), sample, true));
  return bytes;
}
