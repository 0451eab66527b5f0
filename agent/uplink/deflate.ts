/**
 * Text made smaller for a thin link, by zlib (RFC 1950, RFC 1951).
 *
 * The bytes may differ between builds of zlib; what comes out again does not, and nothing may be decided by them.
 */
import { Buffer } from 'node:buffer';
import { constants, deflateSync } from 'node:zlib';

/** 16 KiB of records at once: the smallest window that sees all of them, so that a packet costs 100 kB for a moment. */
const OPTIONS = { level: constants.Z_BEST_COMPRESSION, windowBits: 14 } as const;

/** The text in UTF-8, deflated, in base64. */
export function deflated(text: string): string {
  return deflateSync(Buffer.from(text), OPTIONS).toString('base64');
}
