/**
 * Reads a board's built firmware from `out/firmware/`, where `.ci/firmware` puts it.
 *
 * Must never build anything: a simulator that compiles on the way would run what nobody reviewed.
 */
import { existsSync, readFileSync } from 'node:fs';
import { AnbuError } from '../../agent/errors.ts';
import { readIntelHex } from './intel-hex.ts';

const FLASH_BYTES = 32_768;

/** Where the build puts it. */
export function firmwarePath(board: string): URL {
  return new URL(`../../out/firmware/${board}.hex`, import.meta.url);
}

/** The flash of an ATmega328P with this board's firmware. Throws `file-not-found` when it was not built. */
export function readFirmware(board: string): Uint8Array {
  const path = firmwarePath(board);
  if (!existsSync(path)) {
    const hint = `Run: npm run setup (it needs the packages gcc-avr and avr-libc), or: bash .ci/firmware ${board}`;
    throw new AnbuError('file-not-found', `the firmware of ${board} was not built`, { hint });
  }
  return readIntelHex(readFileSync(path, 'utf8'), FLASH_BYTES);
}
