/**
 * The check before every play, and the three loudnesses: exact on sound, unimpressed by anything else, never a
 * throw, whatever the bytes.
 */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { atLevel } from '../../agent/companion/levels.ts';
import { readWav } from '../../agent/companion/wav.ts';
import { type WavShape, makeWav } from './make-wav.ts';

const shapes: fc.Arbitrary<WavShape> = fc.record({
  sampleRate: fc.constantFrom(8_000, 16_000, 22_050, 44_100, 48_000),
  channels: fc.constantFrom(1, 2),
  bits: fc.constantFrom(8, 16, 24, 32),
  frames: fc.integer({ min: 1, max: 2_000 }),
  before: fc.array(
    fc.record({ name: fc.constantFrom('LIST', 'fact', 'cue '), bytes: fc.integer({ min: 0, max: 40 }) }),
    {
      maxLength: 4,
    },
  ),
});

describe('a WAV file', () => {
  test('is read exactly, whatever chunks stand before its samples', () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const { sampleRate, channels, bits, frames } = shape;
        const bytes = makeWav(shape);
        const dataBytes = (frames * channels * bits) / 8;
        expect(readWav(bytes)).toEqual({
          sampleRate,
          channels,
          bits,
          milliseconds: Math.ceil((frames * 1000) / sampleRate),
          dataStart: bytes.length - dataBytes,
          dataBytes,
        });
      }),
    );
  });

  test('is read from its head alone when its length is told', () => {
    const bytes = makeWav({ frames: 22_050 });
    expect(readWav(bytes.subarray(0, 44), bytes.length)).toMatchObject({ milliseconds: 1_000 });
  });

  test('is refused when it was cut anywhere', () => {
    const bytes = makeWav({ frames: 300 });
    for (let length = 0; length < bytes.length; length += 1) {
      expect(readWav(bytes.subarray(0, length)), `${length} bytes`).toBe('audio-not-wav');
    }
  });

  test.each<[string, Partial<WavShape>]>([
    ['no samples: nobody could hear it', { frames: 0 }],
    ['a compressed format', { encoding: 85 }],
    ['floating point', { encoding: 3, bits: 32 }],
    ['six channels', { channels: 6 }],
    ['no channel', { channels: 0 }],
    ['twelve bits', { bits: 12 }],
    ['a rate that no card plays', { sampleRate: 500 }],
    [
      'more chunks than we look through',
      { before: Array.from({ length: 16 }, () => ({ name: 'LIST', bytes: 4 })) },
    ],
  ])('is refused with %s', (_, shape) => {
    expect(readWav(makeWav(shape))).toBe('audio-not-wav');
  });
});

test.each([
  ['nothing', ''],
  ['text', 'these are not the samples you are looking for, nor is this a header of any kind'],
  ['an MP3', 'ID3\u0003\u0000'],
  ['RIFF of another kind', 'RIFF\u0010\u0000\u0000\u0000AVI LIST\u0000\u0000\u0000\u0000'],
])('%s is not a WAV', (_, text) => {
  expect(readWav(new TextEncoder().encode(text))).toBe('audio-not-wav');
});

test('any bytes, also damaged WAVs, give an answer and never a throw', () => {
  const damaged = fc
    .tuple(shapes, fc.array(fc.tuple(fc.nat(200), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }))
    .map(([shape, changes]) => {
      const bytes = makeWav(shape);
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      return bytes;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), damaged), fc.nat(5_000), (bytes, fileBytes) => {
      const reading = readWav(bytes, fileBytes);
      if (reading === 'audio-not-wav') return;
      expect(reading.milliseconds).toBeGreaterThan(0);
      expect(reading.dataStart + reading.dataBytes).toBeLessThanOrEqual(fileBytes);
    }),
    { numRuns: 2_000 },
  );
});

describe('a level', () => {
  const samplesOf = (bytes: Uint8Array): Int16Array => new Int16Array(bytes.slice(44).buffer);
  const rms = (samples: Int16Array): number => Math.hypot(...samples) / Math.sqrt(samples.length);
  const spoken = makeWav({ frames: 4_410, sample: (n) => Math.round(3_000 * Math.sin(n / 9)) });

  test('each is twice as loud as the one below, from the first sound on', () => {
    const [soft, louder, loudest] = ([1, 2, 3] as const).map((level) => {
      const wav = atLevel(spoken, level) as Uint8Array;
      expect(readWav(wav)).toMatchObject({ sampleRate: 22_050, channels: 1, bits: 16, milliseconds: 451 });
      const samples = samplesOf(wav);
      const lead = samples.subarray(0, 5_512);
      expect(lead.every((sample) => sample === 0)).toBe(true);
      return rms(samples.subarray(5_513));
    });
    expect(louder! / soft!).toBeCloseTo(2, 1);
    expect(loudest! / louder!).toBeCloseTo(2, 1);
  });

  test('never goes over the top, nor divides by silence', () => {
    const peaky = makeWav({ frames: 4_410, sample: (n) => (n % 400 === 0 ? 32_000 : 10) });
    expect(Math.max(...samplesOf(atLevel(peaky, 3) as Uint8Array))).toBeLessThan(32_767);
    const silent = makeWav({ frames: 100, sample: () => 0 });
    expect(samplesOf(atLevel(silent, 3) as Uint8Array).every((sample) => sample === 0)).toBe(true);
  });

  test('refuses what it cannot scale', () => {
    expect(atLevel(makeWav({ channels: 2 }), 1)).toBe('audio-not-wav');
    expect(atLevel(new Uint8Array(10), 1)).toBe('audio-not-wav');
  });
});
