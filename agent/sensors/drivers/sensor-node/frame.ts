/**
 * One frame between a sensor node and its hub: header, sealed body, truncated tag, checksum.
 *
 * Owns section 3 of `boards/sensor-node/PROTOCOL.md`; what the bodies mean is in `bodies.ts`. Must never give out a
 * body whose tag is wrong. Checksum: CRC-16/IBM-3740, which tells a damaged frame from a forged one.
 */
import { type Seal, open, seal } from './ascon.ts';
import { decode, encode } from './cobs.ts';

export const VERSION = 1;
export const HEADER_BYTES = 11;
/** Half of the cipher's tag: PROTOCOL.md, section 11. */
export const TAG_BYTES = 8;
const CRC_BYTES = 2;
const NONCE_BYTES = 16;
export const FRAME_BYTES_MIN = HEADER_BYTES + TAG_BYTES + CRC_BYTES;
export const BODY_BYTES_MAX = 32;

export const FRAME_TYPE = {
  boot: 1,
  event: 2,
  heartbeat: 3,
  answer: 4,
  ack: 8,
  resume: 9,
  set: 10,
} as const;
export type FrameType = keyof typeof FRAME_TYPE;

export interface Header {
  readonly type: FrameType;
  readonly address: number;
  readonly session: number;
  readonly count: number;
}
/** A frame that is whole; whether it is genuine is not known before `unseal`. */
export interface Frame extends Header {
  readonly bytes: Uint8Array;
  readonly bodyBytes: number;
}

/** Reads what stood between two delimiters, or says why it is no frame. */
export function readFrame(encoded: Uint8Array): Frame | 'noise' | 'unknown' {
  const bytes = decode(encoded);
  if (bytes === null || bytes.length < FRAME_BYTES_MIN) return 'noise';
  const view = viewOf(bytes);
  const crcAt = bytes.length - CRC_BYTES;
  if (view.getUint16(crcAt, true) !== crc16(bytes.subarray(0, crcAt))) return 'noise';
  const type = typeCalled((bytes[0] ?? 0) & 0x0f);
  if ((bytes[0] ?? 0) >> 4 !== VERSION || type === null) return 'unknown';
  return {
    type,
    address: view.getUint16(1, true),
    session: view.getUint32(3, true),
    count: view.getUint32(7, true),
    bytes,
    bodyBytes: bytes.length - FRAME_BYTES_MIN,
  };
}

/** The body in the clear; null when the frame was not made with this key, or is not as it was made. */
export function unseal({ bytes }: Frame, key: Uint8Array): Uint8Array | null {
  const sealed = bytes.subarray(HEADER_BYTES, bytes.length - CRC_BYTES);
  return open(sealOf(bytes.subarray(0, HEADER_BYTES), key), sealed, TAG_BYTES);
}

/** A whole frame as it goes onto the line, delimiters included. */
export function writeFrame(header: Header, body: Uint8Array, key: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(FRAME_BYTES_MIN + body.length);
  const view = viewOf(bytes);
  view.setUint8(0, (VERSION << 4) | FRAME_TYPE[header.type]);
  view.setUint16(1, header.address, true);
  view.setUint32(3, header.session, true);
  view.setUint32(7, header.count, true);
  bytes.set(seal(sealOf(bytes.subarray(0, HEADER_BYTES), key), body, TAG_BYTES), HEADER_BYTES);
  const crcAt = bytes.length - CRC_BYTES;
  view.setUint16(crcAt, crc16(bytes.subarray(0, crcAt)), true);
  return encode(bytes);
}

/** The header is the associated data, and the nonce when zeros are put behind it. */
function sealOf(associated: Uint8Array, key: Uint8Array): Seal {
  const nonce = new Uint8Array(NONCE_BYTES);
  nonce.set(associated);
  return { key, nonce, associated };
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

const TYPES = new Map<number, FrameType>([
  [FRAME_TYPE.boot, 'boot'],
  [FRAME_TYPE.event, 'event'],
  [FRAME_TYPE.heartbeat, 'heartbeat'],
  [FRAME_TYPE.answer, 'answer'],
  [FRAME_TYPE.ack, 'ack'],
  [FRAME_TYPE.resume, 'resume'],
  [FRAME_TYPE.set, 'set'],
]);
function typeCalled(number: number): FrameType | null {
  return TYPES.get(number) ?? null;
}

/** What one byte adds to the checksum, worked out bit by bit. */
const CRC_OF = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x8000) === 0 ? crc << 1 : (crc << 1) ^ 0x1021;
  return crc & 0xffff;
});

/** CRC-16/IBM-3740: polynomial 0x1021, initial value 0xffff, not reflected. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0xffff;
  for (let at = 0; at < bytes.length; at += 1) {
    crc = ((crc << 8) & 0xffff) ^ (CRC_OF[(crc >> 8) ^ (bytes[at] ?? 0)] ?? 0);
  }
  return crc;
}
