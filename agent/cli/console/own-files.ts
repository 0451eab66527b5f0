/**
 * Files that the console itself has written beside a configuration, and which of them nothing names any more.
 *
 * Owns how they are known: eight random digits in a name, or the name of the configuration with an end of ours. A key that was
 * replaced may have a successor beside it (`anbu identity`), and a write that was cut off its half: those go with it. Never
 * touches a file of another name, and none at all where a configuration is there and cannot be read.
 */
import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { NEXT } from '../../uplink/mqtt-identity.ts';

const ENDS = ['', '.new', NEXT, `${NEXT}.new`];
const KEY_FILE = /^(.+\.[0-9a-f]{8}\.pem)(.*)$/;
export const CANDIDATE = '.candidate';
export const BEFORE = '.before';

/** Everything beside `config` that the console has written, named or not; absolute when `config` is. */
export function ownFiles(config: string): string[] {
  const names = namesBeside(config).filter((name) => stemOf(name) !== null || isHalf(config, name));
  return names.map((name) => join(dirname(config), name));
}

/** Those that neither the configuration, nor the one before it, nor the last good one names. */
export function strayFiles(config: string, lastGood: string): string[] {
  const texts = [config, `${config}${BEFORE}`, lastGood].map(textOf);
  if (texts.includes(null)) return [];
  const named = texts.join('\n');
  return ownFiles(config).filter((path) => {
    const stem = stemOf(basename(path));
    return stem === null ? !path.endsWith(BEFORE) : !named.includes(stem);
  });
}

/** `olderThanMs`: what is younger may be another console's that is about to be named. What stays is tried again next time. */
export function sweep(config: string, lastGood: string, olderThanMs: number): void {
  for (const path of strayFiles(config, lastGood)) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found !== undefined && Date.now() - found.mtimeMs >= olderThanMs) removed(path);
  }
}

export function removed(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Named by nothing, and tried again.
  }
}

/** The name of the key or certificate that it is, or belongs to; null: it is none. */
function stemOf(name: string): string | null {
  const [, stem = '', end = ''] = KEY_FILE.exec(name) ?? [];
  return stem !== '' && ENDS.includes(end) ? stem : null;
}

function isHalf(config: string, name: string): boolean {
  const ours = [CANDIDATE, `${CANDIDATE}.new`, BEFORE, `${BEFORE}.new`];
  return ours.some((end) => name === `${basename(config)}${end}`);
}

function namesBeside(config: string): string[] {
  try {
    return readdirSync(dirname(config)).toSorted();
  } catch {
    return [];
  }
}

/** '' when there is no such file; null when there is one that cannot be read. */
function textOf(path: string): string | null {
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return '';
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
