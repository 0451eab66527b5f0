/**
 * The tone that calls whoever hears badly: low, as loud as the level asks, the same bytes on every machine.
 *
 * Frequencies are measured in the samples by Goertzel's algorithm, not taken from the constants.
 */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { CHIME_MS, chimeAt } from '../../agent/companion/chime.ts';
import { LEVELS } from '../../agent/companion/prompts.ts';
import { readWav } from '../../agent/companion/wav.ts';
import { SimulatedSpeaker } from '../../sim/simulated-speaker.ts';

function soundOf(level: 1 | 2 | 3): { samples: Int16Array; rate: number; milliseconds: number } {
  const wav = chimeAt(level);
  const format = readWav(wav);
  if (typeof format === 'string') throw new Error(format);
  const bytes = wav.slice(format.dataStart, format.dataStart + format.dataBytes);
  return {
    samples: new Int16Array(bytes.buffer),
    rate: format.sampleRate,
    milliseconds: format.milliseconds,
  };
}

/** Power of a sound at a frequency. */
function powerAt(hz: number, samples: Int16Array, rate: number): number {
  const twoCos = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let [before, now] = [0, 0];
  for (const sample of samples) [before, now] = [now, sample + twoCos * now - before];
  return now * now + before * before - twoCos * now * before;
}

test('is two tones below 500 Hz, and nothing of the high ones that age takes', () => {
  const { samples, rate } = soundOf(2);
  const bands = Array.from({ length: 200 }, (_, n) => (n + 1) * 20);
  const powers = bands.map((hz) => ({ hz, power: powerAt(hz, samples, rate) }));
  const loudest = powers.toSorted((left, right) => right.power - left.power).slice(0, 2);
  expect(loudest.map(({ hz }) => hz).toSorted((left, right) => left - right)).toEqual([360, 480]);
  const sum = (of: typeof powers): number => of.reduce((total, { power }) => total + power, 0);
  expect(sum(powers.filter(({ hz }) => hz <= 500)) / sum(powers)).toBeGreaterThan(0.8);
  expect(sum(powers.filter(({ hz }) => hz > 2_000)) / sum(powers)).toBeLessThan(0.01);
});

test('is louder at each level, never clipped, a second long and a moment of silence', () => {
  const loudness = LEVELS.map((level) => {
    const { samples, milliseconds } = soundOf(level);
    expect(milliseconds).toBe(CHIME_MS);
    expect(Math.max(...samples.map(Math.abs))).toBeLessThan(32_767);
    return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
  });
  expect(loudness[1]! / loudness[0]!).toBeGreaterThan(1.5);
  expect(loudness[2]! / loudness[1]!).toBeGreaterThan(1.4);
});

test('is the same bytes everywhere', () => {
  expect(createHash('sha256').update(chimeAt(2)).digest('hex').slice(0, 16)).toBe('197a17d9feef64db');
});

test('takes its time before a question in the simulated home too, and the name is said', () => {
  const lengths: number[] = [];
  const listener = (said: { lengthMs: number; text: string }): void => {
    lengths.push(said.lengthMs);
    if (lengths.length === 2) expect(said.text).toMatch(/^Mrs Kim Hello\./);
  };
  for (const call of [undefined, { name: 'Mrs Kim' }]) {
    const speaker = new SimulatedSpeaker(() => () => {}, { listener });
    speaker.say({ id: '1', sentence: 'ask', language: 'en', level: 1, minutes: null, call }, () => {});
  }
  expect(lengths[1]! - lengths[0]!).toBeGreaterThan(CHIME_MS + 500);
});
