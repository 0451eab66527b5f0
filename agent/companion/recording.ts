/**
 * Whether a recording can stand for a sentence: its format, how loud it is, how long it takes.
 *
 * Owns those bounds. Cannot hear whether the words are the right ones: that is for whoever dropped the file into the
 * folder. Pure: bytes in, problems out; files are found by `render-recorded.ts`.
 */
import { type Clip, estimateMs } from './prompts.ts';
import { readWav } from './wav.ts';

export type RecordingRule = 'format' | 'quiet' | 'clipped' | 'short' | 'long';
export interface RecordingProblem {
  readonly rule: RecordingRule;
  /** What was met, in words. */
  readonly found: string;
  readonly hint: string;
}

/** Speech below 16 kHz loses its consonants; above 48 kHz a file is only bigger. */
const RATE_MIN = 16_000;
const RATE_MAX = 48_000;
const FULL_SCALE = 32_767;
/** Mean power as a share of full scale: 1 % is -40 dBFS, where the noise of a room is raised with the voice. */
const RMS_MIN = 0.01;
/** Samples at full scale: one in a thousand is heard as a rattle. */
const CLIPPED_SHARE_MAX = 0.001;
/** People speak at half to twice the pace of the estimate; beyond that it is another sentence, or a cut one. */
const SHORT_SHARE = 0.4;
const LONG_SHARE = 2;

const EXPORT_AS = 'Export it as WAV: PCM, 16 bit, mono, 22050 or 44100 Hz.';

/** Empty: it can be played. */
export function recordingProblems(wav: Uint8Array, clip: Clip): RecordingProblem[] {
  const format = readWav(wav);
  if (typeof format === 'string')
    return [{ rule: 'format', found: 'no WAV file, or one that was cut off', hint: EXPORT_AS }];
  const { bits, channels, sampleRate, dataStart, dataBytes, milliseconds } = format;
  if (bits !== 16 || channels !== 1 || sampleRate < RATE_MIN || sampleRate > RATE_MAX) {
    const found = `${bits} bit, ${channels === 1 ? 'mono' : `${channels} channels`}, ${sampleRate} Hz`;
    return [{ rule: 'format', found, hint: EXPORT_AS }];
  }
  const view = new DataView(wav.buffer, wav.byteOffset + dataStart, dataBytes);
  return [...loudness(view), ...length(milliseconds, clip)];
}

function loudness(samples: DataView): RecordingProblem[] {
  const count = Math.floor(samples.byteLength / 2);
  let squares = 0;
  let clipped = 0;
  for (let n = 0; n < count; n += 1) {
    const sample = samples.getInt16(2 * n, true);
    squares += sample * sample;
    if (Math.abs(sample) >= FULL_SCALE) clipped += 1;
  }
  const rms = Math.sqrt(squares / count) / FULL_SCALE;
  if (rms < RMS_MIN) {
    const found = `mean loudness ${(rms * 100).toFixed(2)} % of full scale, at least ${RMS_MIN * 100} %`;
    return [{ rule: 'quiet', found, hint: 'Record it again, closer to the microphone.' }];
  }
  if (clipped / count > CLIPPED_SHARE_MAX) {
    const found = `${((clipped / count) * 100).toFixed(1)} % of it is cut off at full scale`;
    return [
      { rule: 'clipped', found, hint: 'Record it again with less gain; turning it down now does not help.' },
    ];
  }
  return [];
}

function length(milliseconds: number, clip: Clip): RecordingProblem[] {
  const expectedMs = estimateMs(clip);
  const found = `${seconds(milliseconds)}, the text takes about ${seconds(expectedMs)}`;
  if (milliseconds < SHORT_SHARE * expectedMs)
    return [{ rule: 'short', found, hint: `Is a part missing? It has to say: ${clip.text}` }];
  if (milliseconds > LONG_SHARE * expectedMs) {
    const hint = `Cut the silence at both ends, and say nothing else than: ${clip.text}`;
    return [{ rule: 'long', found, hint }];
  }
  return [];
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
