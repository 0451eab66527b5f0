/**
 * Frames on a line of bytes: COBS (Cheshire and Baker 1999) between delimiters of 0x00, and a splitter that holds little.
 *
 * Owns the first layer of `boards/sensor-node/PROTOCOL.md` (section 2). After any garbage the next frame between two
 * delimiters is found. Must never hold more than one encoded frame, and never look into one.
 */

export const DECODED_BYTES_MAX = 64;
/** One code byte more; a second one is needed from 254 bytes on. */
export const ENCODED_BYTES_MAX = DECODED_BYTES_MAX + 1;
const DELIMITER = 0;
const CODE_MAX = 0xff;

/** What came since the last delimiter; plain JSON. */
export interface Carry {
  bytes: number[];
  /** It is longer than any frame: everything up to the next delimiter is dropped. */
  isOverlong: boolean;
}
export function emptyCarry(): Carry {
  return { bytes: [], isOverlong: false };
}
export interface Split {
  /** Encoded, without delimiters; never empty. */
  readonly frames: readonly Uint8Array[];
  /** Stretches that were longer than any frame. */
  readonly overlong: number;
}

/** Takes bytes in as they come; changes `carry`. */
export function split(carry: Carry, bytes: Uint8Array): Split {
  const frames: Uint8Array[] = [];
  let overlong = 0;
  let from = 0;
  for (let to = bytes.indexOf(DELIMITER); to !== -1; to = bytes.indexOf(DELIMITER, from)) {
    if (carry.isOverlong || carry.bytes.length + to - from > ENCODED_BYTES_MAX) overlong += 1;
    else if (carry.bytes.length > 0) frames.push(joined(carry.bytes, bytes.subarray(from, to)));
    else if (to > from) frames.push(bytes.subarray(from, to));
    if (carry.bytes.length > 0) carry.bytes = [];
    carry.isOverlong = false;
    from = to + 1;
  }
  if (carry.isOverlong || carry.bytes.length + bytes.length - from > ENCODED_BYTES_MAX) {
    carry.bytes = [];
    carry.isOverlong = true;
  } else for (let at = from; at < bytes.length; at += 1) carry.bytes.push(bytes[at] ?? DELIMITER);
  return { frames, overlong };
}
function joined(before: readonly number[], rest: Uint8Array): Uint8Array {
  const whole = new Uint8Array(before.length + rest.length);
  whole.set(before);
  whole.set(rest, before.length);
  return whole;
}

/** The frame with its code bytes, and a delimiter before and behind it: as it goes onto the line. */
export function encode(decoded: Uint8Array): Uint8Array {
  const line: number[] = [DELIMITER];
  let codeAt = line.push(0) - 1;
  const close = (): void => {
    line[codeAt] = line.length - codeAt;
    codeAt = line.push(0) - 1;
  };
  for (const [at, byte] of decoded.entries()) {
    if (byte !== DELIMITER) line.push(byte);
    const isFull = line.length - codeAt === CODE_MAX && at + 1 < decoded.length;
    if (byte === DELIMITER || isFull) close();
  }
  line[codeAt] = line.length - codeAt;
  line.push(DELIMITER);
  return Uint8Array.from(line);
}

/** What was encoded; null when no frame encodes to this. */
export function decode(encoded: Uint8Array): Uint8Array | null {
  const decoded = new Uint8Array(encoded.length);
  let length = 0;
  /** Bytes to the next code byte, and whether a zero stands there: not after a run of 254, nor at the end. */
  let left = 0;
  let isZeroNext = false;
  for (let at = 0; at < encoded.length; at += 1) {
    const byte = encoded[at] ?? DELIMITER;
    if (byte === DELIMITER) return null;
    if (left > 0) {
      decoded[length] = byte;
      length += 1;
      left -= 1;
      continue;
    }
    if (isZeroNext) length += 1;
    left = byte - 1;
    isZeroNext = byte !== CODE_MAX;
  }
  return left === 0 ? decoded.subarray(0, length) : null;
}
