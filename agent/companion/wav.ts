/**
 * Reads the head of a RIFF/WAVE file, so that only sound is ever given to the player: aplay plays any other file as
 * noise and reports success.
 *
 * Owns the check and the arithmetic of length. Must never touch a disk or throw on any bytes. Standard: Multimedia
 * Programming Interface and Data Specifications 1.0 (1991), RIFF WAVE, integer PCM only.
 */
export interface WavFormat {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bits: number;
  readonly milliseconds: number;
  /** Where the samples are in the file. */
  readonly dataStart: number;
  readonly dataBytes: number;
}
export type WavReading = WavFormat | 'audio-not-wav';

const NOT_WAV = 'audio-not-wav';
const CHUNK_HEAD_BYTES = 8;
const RIFF_HEAD_BYTES = 12;
/** PCM's `fmt ` chunk; longer ones only add what PCM does not need. */
const FORMAT_BYTES = 16;
const PCM = 1;
/** What sound cards of small hubs take through ALSA's `plug`. */
const SAMPLE_RATE_MIN = 4_000;
const SAMPLE_RATE_MAX = 192_000;
const CHANNELS_MAX = 2;
const BITS: readonly number[] = [8, 16, 24, 32];
/** `fmt ` and `data` with LIST, fact, cue and a few more before them; a file with more chunks is not ours. */
const CHUNKS_MAX = 16;

/**
 * The format of a WAV file, or 'audio-not-wav'.
 * `head` are its first bytes (the chunks before the samples must be in them), `fileBytes` its whole length: a file
 * that ends before its samples do was cut off, and is refused. Milliseconds are rounded up.
 */
export function readWav(head: Uint8Array, fileBytes: number = head.length): WavReading {
  if (word(head, 0) !== 'RIFF' || word(head, 8) !== 'WAVE') return NOT_WAV;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  let format: Omit<WavFormat, 'milliseconds' | 'dataStart' | 'dataBytes'> | null = null;
  let at = RIFF_HEAD_BYTES;
  for (let chunk = 0; chunk < CHUNKS_MAX && at + CHUNK_HEAD_BYTES <= head.length; chunk += 1) {
    const name = word(head, at);
    const bytes = view.getUint32(at + 4, true);
    const start = at + CHUNK_HEAD_BYTES;
    if (name === 'data') return format === null ? NOT_WAV : withData(format, start, bytes, fileBytes);
    if (name === 'fmt ') {
      if (bytes < FORMAT_BYTES || start + FORMAT_BYTES > head.length) return NOT_WAV;
      format = readFormat(view, start);
      if (format === null) return NOT_WAV;
    }
    at = start + bytes + (bytes % 2); // chunks begin at even places
  }
  return NOT_WAV;
}

function readFormat(
  view: DataView,
  start: number,
): Pick<WavFormat, 'sampleRate' | 'channels' | 'bits'> | null {
  const channels = view.getUint16(start + 2, true);
  const sampleRate = view.getUint32(start + 4, true);
  const frameBytes = view.getUint16(start + 12, true);
  const bits = view.getUint16(start + 14, true);
  const known =
    view.getUint16(start, true) === PCM &&
    channels >= 1 &&
    channels <= CHANNELS_MAX &&
    sampleRate >= SAMPLE_RATE_MIN &&
    sampleRate <= SAMPLE_RATE_MAX &&
    BITS.includes(bits) &&
    frameBytes === (channels * bits) / 8;
  return known ? { sampleRate, channels, bits } : null;
}

function withData(
  format: Pick<WavFormat, 'sampleRate' | 'channels' | 'bits'>,
  dataStart: number,
  dataBytes: number,
  fileBytes: number,
): WavReading {
  const frameBytes = (format.channels * format.bits) / 8;
  const frames = Math.floor(dataBytes / frameBytes);
  // A sentence without samples would count as spoken though nobody could hear it.
  if (frames === 0 || dataStart + dataBytes > fileBytes) return NOT_WAV;
  return { ...format, milliseconds: Math.ceil((frames * 1000) / format.sampleRate), dataStart, dataBytes };
}

/** Four ASCII letters at a place; '' past the end. */
function word(bytes: Uint8Array, at: number): string {
  return at + 4 > bytes.length ? '' : String.fromCharCode(...bytes.subarray(at, at + 4));
}
