/**
 * Small WAV files of any shape, valid or not, for the tests of the companion. Must never use the reader under test.
 * Standard: Multimedia Programming Interface and Data Specifications 1.0 (1991), RIFF WAVE.
 */
export interface WavShape {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  readonly frames: number;
  /** Chunks before the samples. */
  readonly before: readonly { readonly name: string; readonly bytes: number }[];
  /** 1: integer PCM. */
  readonly encoding?: number;
  /** 16 bit samples; all 1 when not given. */
  readonly sample?: (n: number) => number;
}
const PLAIN: WavShape = { sampleRate: 22_050, channels: 1, bits: 16, frames: 100, before: [] };

export function makeWav(shape: Partial<WavShape> = {}): Uint8Array {
  const { sampleRate, channels, bits, frames, before, encoding = 1, sample } = { ...PLAIN, ...shape };
  const frameBytes = (channels * bits) / 8;
  const format = Buffer.alloc(16);
  format.writeUInt16LE(encoding, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(sampleRate, 4);
  format.writeUInt32LE(Math.ceil(sampleRate * frameBytes), 8);
  format.writeUInt16LE(Math.ceil(frameBytes), 12);
  format.writeUInt16LE(bits, 14);
  const data = Buffer.alloc(Math.ceil(frames * frameBytes), 1);
  if (sample !== undefined) for (let n = 0; n < frames; n += 1) data.writeInt16LE(sample(n), 2 * n);
  const chunks = Buffer.concat([
    chunk('fmt ', format),
    ...before.map(({ name, bytes }) => chunk(name, Buffer.alloc(bytes))),
    chunk('data', data).subarray(0, 8 + data.length),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0WAVE', 'latin1');
  head.writeUInt32LE(4 + chunks.length, 4);
  return new Uint8Array(Buffer.concat([head, chunks]));
}

function chunk(name: string, content: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, 'latin1');
  head.writeUInt32LE(content.length, 4);
  return Buffer.concat([head, content, Buffer.alloc(content.length % 2)]);
}
