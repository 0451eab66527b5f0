/**
 * What hub and companion device say to each other on a serial line: messages to bytes and back.
 *
 * Owns sections 2 and 3 of `boards/companion/PROTOCOL.md`, on the framing of the house (COBS between zeros, as the sensor
 * nodes). Must never throw on any bytes, and never give out a message of which a field is out of its bounds.
 */
import { unreachable } from '../errors.ts';
import { decode, encode } from '../sensors/drivers/sensor-node/cobs.ts';
import { crc16 } from '../sensors/drivers/sensor-node/frame.ts';
import { LIGHT_PATTERNS } from './light.ts';

export const VERSION = 1;
export const BAUD = 115_200;
const HEAD_BYTES = 3;
const CRC_BYTES = 2;
const FRAME_BYTES_MAX = 64;
const BODY_BYTES_MAX = FRAME_BYTES_MAX - HEAD_BYTES - CRC_BYTES;
const TEXT_HEAD_BYTES = 2;
/** Of a sentence's own words in one message. */
export const TEXT_BYTES_MAX = BODY_BYTES_MAX - TEXT_HEAD_BYTES;
/** Two thousand bytes are 680 Korean letters: a sentence and a message of the centre, twice over. */
export const WORDS_BYTES_MAX = 2_048;
const SAY_HEAD_BYTES = 5;
const NAME = /^[a-z0-9-]{1,48}$/;
export const UNKNOWN_PERCENT = 255;

/** A hub beside a device has no microphone of its own, so it never listens. */
export const DEVICE_PATTERNS = LIGHT_PATTERNS.filter((pattern) => pattern !== 'listening');
export type DevicePattern = (typeof DEVICE_PATTERNS)[number];
/** Numbers of the patterns on the wire; never given to another. */
const PATTERN_NUMBERS: Readonly<Record<DevicePattern, number>> = {
  off: 0,
  question: 1,
  called: 2,
  read: 3,
  'on-the-way': 4,
  'cannot-speak': 5,
  calling: 6,
};
export const FAILURES = ['other', 'stopped', 'no-clip', 'no-sound', 'words-incomplete'] as const;
export type Failure = (typeof FAILURES)[number];

/** `id`: of the sentence (say, words, stop, started, finished, failed), of the touch (touch, ack), else a count. */
export type ToDevice =
  | {
      readonly type: 'say';
      readonly id: number;
      readonly language: 'ko' | 'en';
      readonly level: 1 | 2 | 3;
      /** A low tone comes first, for somebody who is hard of hearing. */
      readonly calls: boolean;
      /** Bytes of its words that were sent before. */
      readonly wordsBytes: number;
      readonly name: string;
    }
  | { readonly type: 'words'; readonly id: number; readonly offset: number; readonly bytes: Uint8Array }
  | { readonly type: 'stop'; readonly id: number }
  | { readonly type: 'light'; readonly id: number; readonly pattern: DevicePattern }
  | { readonly type: 'ask'; readonly id: number }
  | { readonly type: 'ack'; readonly id: number };
export type FromDevice =
  | { readonly type: 'started'; readonly id: number; readonly lengthMs: number }
  | { readonly type: 'finished'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly why: Failure }
  | { readonly type: 'touch'; readonly id: number; readonly session: number; readonly ageS: number }
  | {
      readonly type: 'heartbeat';
      readonly id: number;
      readonly session: number;
      /** Null: it does not know. */
      readonly percent: number | null;
      readonly onMains: boolean;
      /** It was carried, or lies on its side. */
      readonly isMoved: boolean;
      readonly lightWorks: boolean;
      readonly speakerWorks: boolean;
      readonly shows: DevicePattern;
    };
export type DeviceMessage = ToDevice | FromDevice;
type Type = DeviceMessage['type'];

const NUMBERS: Readonly<Record<Type, number>> = {
  say: 1,
  words: 2,
  stop: 3,
  light: 4,
  ask: 5,
  ack: 6,
  started: 8,
  finished: 9,
  failed: 10,
  touch: 11,
  heartbeat: 12,
};
const TYPES = new Map(Object.entries(NUMBERS).map(([type, number]) => [number, type]));

/** As it goes onto the line, delimiters included. */
export function lineOf(message: DeviceMessage): Uint8Array {
  const body = bodyOf(message);
  const bytes = new Uint8Array(HEAD_BYTES + body.length + CRC_BYTES);
  const view = new DataView(bytes.buffer);
  view.setUint8(0, (VERSION << 4) | NUMBERS[message.type]);
  view.setUint16(1, message.id, true);
  bytes.set(body, HEAD_BYTES);
  const crcAt = bytes.length - CRC_BYTES;
  view.setUint16(crcAt, crc16(bytes.subarray(0, crcAt)), true);
  return encode(bytes);
}

/** Reads what stood between two delimiters, or says why it is no message. */
export function messageOf(encoded: Uint8Array): DeviceMessage | 'noise' | 'unknown' | 'malformed' {
  const bytes = decode(encoded);
  if (bytes === null || bytes.length < HEAD_BYTES + CRC_BYTES || bytes.length > FRAME_BYTES_MAX)
    return 'noise';
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const crcAt = bytes.length - CRC_BYTES;
  if (view.getUint16(crcAt, true) !== crc16(bytes.subarray(0, crcAt))) return 'noise';
  const first = view.getUint8(0);
  const type = TYPES.get(first & 0x0f);
  if (first >> 4 !== VERSION || type === undefined) return 'unknown';
  const body = bytes.slice(HEAD_BYTES, crcAt);
  return read(type, view.getUint16(1, true), body) ?? 'malformed';
}

function bodyOf(message: DeviceMessage): Uint8Array {
  switch (message.type) {
    case 'say': {
      const { language, level, calls, wordsBytes, name } = message;
      const letters = Array.from(name, (letter) => letter.charCodeAt(0));
      return Uint8Array.of(language === 'ko' ? 0 : 1, level, calls ? 1 : 0, ...u16(wordsBytes), ...letters);
    }
    case 'words':
      return Uint8Array.of(...u16(message.offset), ...message.bytes);
    case 'light':
      return Uint8Array.of(PATTERN_NUMBERS[message.pattern]);
    case 'started':
      return Uint8Array.of(...u16(message.lengthMs & 0xffff), ...u16(message.lengthMs >>> 16));
    case 'failed':
      return Uint8Array.of(FAILURES.indexOf(message.why));
    case 'touch':
      return Uint8Array.of(...u16(message.session), ...u16(message.ageS));
    case 'heartbeat': {
      const { session, percent, onMains, isMoved, lightWorks, speakerWorks, shows } = message;
      const flags = [onMains, isMoved, lightWorks, speakerWorks];
      const bits = flags.reduce((sum, flag, bit) => sum | (flag ? 1 << bit : 0), 0);
      return Uint8Array.of(...u16(session), percent ?? UNKNOWN_PERCENT, bits, PATTERN_NUMBERS[shows]);
    }
    case 'stop':
    case 'ask':
    case 'ack':
    case 'finished':
      return new Uint8Array(0);
    default:
      return unreachable(message);
  }
}
function u16(value: number): [number, number] {
  return [value & 0xff, (value >> 8) & 0xff];
}

/** Null: of another length than its type has, or out of bounds. */
function read(type: string, id: number, body: Uint8Array): DeviceMessage | null {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  switch (type) {
    case 'stop':
    case 'ask':
    case 'ack':
    case 'finished':
      return body.length === 0 ? { type, id } : null;
    case 'say':
      return readSay(id, body, view);
    case 'words': {
      if (body.length <= TEXT_HEAD_BYTES) return null;
      const offset = view.getUint16(0, true);
      const bytes = body.slice(TEXT_HEAD_BYTES);
      return offset + bytes.length > WORDS_BYTES_MAX ? null : { type, id, offset, bytes };
    }
    case 'light': {
      const pattern = patternOf(body[0]);
      return body.length !== 1 || pattern === null ? null : { type, id, pattern };
    }
    case 'started':
      return body.length === 4 ? { type, id, lengthMs: view.getUint32(0, true) } : null;
    case 'failed': {
      const why = FAILURES[body[0] ?? FAILURES.length];
      return body.length !== 1 || why === undefined ? null : { type, id, why };
    }
    case 'touch':
      if (body.length !== 4) return null;
      return { type, id, session: view.getUint16(0, true), ageS: view.getUint16(2, true) };
    case 'heartbeat':
      return readHeartbeat(id, body, view);
    default:
      return null;
  }
}
function readSay(id: number, body: Uint8Array, view: DataView): ToDevice | null {
  if (body.length <= SAY_HEAD_BYTES) return null;
  const [language, level, flags = 0] = body;
  const wordsBytes = view.getUint16(3, true);
  const name = String.fromCharCode(...body.subarray(SAY_HEAD_BYTES));
  if (language === undefined || language > 1 || (level !== 1 && level !== 2 && level !== 3)) return null;
  if (wordsBytes > WORDS_BYTES_MAX || !NAME.test(name)) return null;
  const spoken = language === 0 ? 'ko' : 'en';
  return { type: 'say', id, language: spoken, level, calls: (flags & 1) !== 0, wordsBytes, name };
}
function readHeartbeat(id: number, body: Uint8Array, view: DataView): FromDevice | null {
  const [, , percent = 0, bits = 0] = body;
  const shows = patternOf(body[4]);
  if (body.length !== 5 || shows === null || (percent > 100 && percent !== UNKNOWN_PERCENT)) return null;
  return {
    type: 'heartbeat',
    id,
    session: view.getUint16(0, true),
    percent: percent === UNKNOWN_PERCENT ? null : percent,
    onMains: (bits & 1) !== 0,
    isMoved: (bits & 2) !== 0,
    lightWorks: (bits & 4) !== 0,
    speakerWorks: (bits & 8) !== 0,
    shows,
  };
}
function patternOf(number: number | undefined): DevicePattern | null {
  return DEVICE_PATTERNS.find((pattern) => PATTERN_NUMBERS[pattern] === number) ?? null;
}
