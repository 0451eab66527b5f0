/**
 * The 44 bytes before the samples of a plain WAV file.
 *
 * Owns their order and nothing else; must never touch a sample. Standard: Multimedia Programming Interface and Data
 * Specifications 1.0 (1991), RIFF WAVE, integer PCM.
 */
import type { WavFormat } from './wav.ts';

export const WAV_HEAD_BYTES = 44;
const PCM = 1;
const FORMAT_BYTES = 16;

/** For so many bytes of samples. */
export function wavHead(
  { sampleRate, channels, bits }: Pick<WavFormat, 'sampleRate' | 'channels' | 'bits'>,
  dataBytes: number,
): Uint8Array {
  const bytes = new Uint8Array(WAV_HEAD_BYTES);
  const view = new DataView(bytes.buffer);
  const frameBytes = (channels * bits) / 8;
  write(bytes, 0, 'RIFF');
  view.setUint32(4, WAV_HEAD_BYTES - 8 + dataBytes, true);
  write(bytes, 8, 'WAVEfmt ');
  view.setUint32(16, FORMAT_BYTES, true);
  view.setUint16(20, PCM, true);
  view.setUint16(22, channels, true);
  view.setUint32(24, sampleRate, true);
  view.setUint32(28, sampleRate * frameBytes, true);
  view.setUint16(32, frameBytes, true);
  view.setUint16(34, bits, true);
  write(bytes, 36, 'data');
  view.setUint32(40, dataBytes, true);
  return bytes;
}

function write(bytes: Uint8Array, at: number, letters: string): void {
  for (let n = 0; n < letters.length; n += 1) bytes[at + n] = letters.charCodeAt(n);
}
