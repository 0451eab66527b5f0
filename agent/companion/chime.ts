/**
 * The low tone that calls somebody who is hard of hearing, before the words: two tones, 360 and 480 Hz.
 *
 * Owns its samples. Age takes the high tones first (ISO 7029:2017: at 75 the median loss is some 60 dB at 8 kHz and 10 dB
 * at 500 Hz), and what wakes people with hearing loss is a low tone rich in odd harmonics: fire alarms for them sound at
 * 520 Hz ± 10 % for that reason (NFPA 72, 18.4.6; Bruck and Thomas, Fire Safety Journal 44, 2009). Must never need a
 * sine: it differs between machines, and a sound is found again by its bytes.
 */
import { assert } from '../errors.ts';
import { LEAD_IN_MS, atLevel, wavFile } from './levels.ts';
import type { Level } from '../record.ts';

export const CHIME_RATE = 22_050;
/** For each tone and its third harmonic: 2·cos(ω) and sin(ω), ω = 2π·f / CHIME_RATE. */
const TONES = [
  {
    hz: 360,
    first: [1.9894860315329148, 0.10240279578143142],
    third: [1.9060363827425744, 0.30291306824797215],
  },
  {
    hz: 480,
    first: [1.9813212479630056, 0.1363507539127653],
    third: [1.8339780893952902, 0.3989123862510416],
  },
] as const;
/** Half a second each. */
const TONE_SAMPLES = 11_025;
/** Dies away to a tenth over half a second, as a struck bar does: 0.1^(1/11025). */
const DECAY = 0.999791;
/** Comes up over 10 ms: a click is heard as a fault. */
const ATTACK_SAMPLES = 220;
const AMPLITUDE = 12_000;

/** What it takes, with the moment of silence before every clip. */
export const CHIME_MS = LEAD_IN_MS + Math.ceil((1000 * (TONES.length * TONE_SAMPLES + 1)) / CHIME_RATE);

/** A whole WAV file at a level; a second long, and the moment of silence before every clip. */
export function chimeAt(level: Level): Uint8Array {
  const samples = new Int16Array(TONES.length * TONE_SAMPLES);
  for (const [at, { first, third }] of TONES.entries()) {
    const low = sine(first);
    const high = sine(third);
    let envelope = AMPLITUDE;
    for (let n = 0; n < TONE_SAMPLES; n += 1) {
      const attack = Math.min(1, n / ATTACK_SAMPLES);
      samples[at * TONE_SAMPLES + n] = Math.round(envelope * attack * (low() + high() / 3));
      envelope *= DECAY;
    }
  }
  const wav = atLevel(wavFile(CHIME_RATE, samples, 0), level);
  assert(typeof wav !== 'string', 'the chime is sound');
  return wav;
}

/** sin(0), sin(ω), sin(2ω) …, by the recurrence that needs no sine. */
function sine([twoCos, sin]: readonly [twoCos: number, sin: number]): () => number {
  let before = -sin;
  let now = 0;
  return () => {
    const value = now;
    now = twoCos * value - before;
    before = value;
    return value;
  };
}
