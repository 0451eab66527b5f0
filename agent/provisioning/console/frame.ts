/**
 * Frames of the hub's console: one ASCII line each, so that people and scripts may use the same port.
 *
 * Owns the form on the wire (boards/hub-console/PROTOCOL.md §2), both ways. Never knows what a request means.
 */
import { crc32 } from 'node:zlib';

/** With its line feed. The longest thing a script sends at once is a piece of a certificate. */
export const FRAME_BYTES_MAX = 4_096;
export const PROTOCOL_VERSION = 1;
/** Ids are counted in 32 bits; 0 answers what was no whole frame. */
export const ID_MAX = 0xffff_ffff;
export const NO_ID = 0;

const HEAD = `#anbu${PROTOCOL_VERSION}`;
/** What begins like a frame of any version is no word of a person. */
const LIKE_A_FRAME = /^#anbu\d/;
const FRAME = /^#anbu1 (0|[1-9]\d{0,9}) ([0-9a-f]{8}) ([ -~]*)$/;
const NOT_ASCII = /[^ -~]/g;

export type FrameFault = 'frame-damaged' | 'frame-too-long' | 'version-unsupported';
export type Line =
  | { readonly type: 'frame'; readonly id: number; readonly crc: string; readonly body: unknown }
  | { readonly type: 'fault'; readonly fault: FrameFault }
  | { readonly type: 'typed'; readonly text: string };

/**
 * A frame between two line feeds, so that whatever stands on the line before it ends there. Null: longer than may be.
 * `body`: anything that JSON can say.
 */
export function encodeFrame(id: number, body: unknown): string | null {
  const json = asciiJson(body);
  const line = `${HEAD} ${id} ${checksumOf(id, json)} ${json}\n`;
  return line.length > FRAME_BYTES_MAX ? null : `\n${line}`;
}

/** What a line is; `text` is without its end. */
export function readLine(text: string): Line {
  if (!LIKE_A_FRAME.test(text)) return { type: 'typed', text };
  if (!text.startsWith(`${HEAD} `)) return { type: 'fault', fault: 'version-unsupported' };
  if (text.length >= FRAME_BYTES_MAX) return { type: 'fault', fault: 'frame-too-long' };
  const [, idText = '', crc = '', json = ''] = FRAME.exec(text) ?? [];
  const id = Number(idText);
  if (idText === '' || id > ID_MAX || checksumOf(id, json) !== crc)
    return { type: 'fault', fault: 'frame-damaged' };
  try {
    return { type: 'frame', id, crc, body: JSON.parse(json) };
  } catch {
    return { type: 'fault', fault: 'frame-damaged' };
  }
}

/** CRC-32/ISO-HDLC (of `123456789` it is cbf43926) over the id, a blank and the JSON, as 8 hex digits. */
function checksumOf(id: number, json: string): string {
  return crc32(`${id} ${json}`).toString(16).padStart(8, '0');
}

/** RFC 8259, §7: every character can be written as \uXXXX, one for each half of a pair. */
function asciiJson(body: unknown): string {
  return JSON.stringify(body).replaceAll(
    NOT_ASCII,
    (half) => `\\u${half.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
