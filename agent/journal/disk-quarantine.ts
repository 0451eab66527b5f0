/**
 * Damaged journal files, moved aside whole: kept for inspection, never repaired by guessing.
 *
 * The file goes before its log. A power cut between the two leaves a log without a file, which is moved aside at the
 * next start; the other way round the file alone would be read as if nothing had been in the log.
 */
import { copyFileSync, readFileSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { writeSynced } from './disk-file.ts';
import { sizeOf, syncFolder } from './disk-folder.ts';
import { commitsLost } from './disk-log.ts';

/** Damaged files kept for inspection; the oldest goes first. Three of the checked size are 192 MiB. */
const DAMAGED_FILES_MAX = 3;
const LOG = '-wal';
/** Beside the journal, with the name of what was moved aside: its records are still to be taken over. */
const OWED = '.salvage';

export interface Aside {
  readonly path: string;
  /** What to tell. */
  readonly told: string;
}

/** Moves the file and its log away under the next free number; `isOwed`: to take its records over, power cut or not. */
export function moveAside(path: string, why: string, isOwed = false): Aside {
  const folder = dirname(path);
  const aside = `${basename(path)}.damaged-${nextNumber(path)}`;
  if (isOwed) writeSynced(path + OWED, aside);
  for (const end of ['', LOG]) {
    if (statSync(path + end, { throwIfNoEntry: false }) !== undefined)
      renameSync(path + end, join(folder, aside + end));
  }
  rmSync(`${path}-shm`, { force: true });
  syncFolder(folder);
  return { path: join(folder, aside), told: `moved to ${aside}: ${why}` };
}

/** A log whose file is gone or empty: SQLite would delete it, and nobody would know. Null when all is well. */
export function moveOrphanAside(path: string): string | null {
  if (sizeOf(path) > 0 || sizeOf(path + LOG) === 0) return null;
  return moveAside(path, 'the file was gone, and only its log was there').told;
}

/** What was moved aside and not taken over when the power went; null when nothing is owed. */
export function owedSalvage(path: string): Aside | null {
  if (statSync(path + OWED, { throwIfNoEntry: false }) === undefined) return null;
  const aside = basename(readFileSync(path + OWED, 'utf8'));
  const from = join(dirname(path), aside);
  if (statSync(from, { throwIfNoEntry: false }) === undefined) return null;
  return { path: from, told: `moved to ${aside} before the power went` };
}
export function settleSalvage(path: string): void {
  rmSync(path + OWED, { force: true });
}

/** What reading a file that was moved aside has left beside it. */
export function clearReading({ path }: Aside): void {
  rmSync(`${path}-shm`, { force: true });
  if (sizeOf(path + LOG) === 0) rmSync(path + LOG, { force: true });
}

/** A log of which SQLite will drop the end: a copy is kept, and the beginning is read. Null when all is well. */
export function keepDamagedLog(path: string): string | null {
  if (sizeOf(path + LOG) === 0) return null;
  const lost = commitsLost(readFileSync(path + LOG));
  if (lost === 0) return null;
  const aside = `${basename(path)}.damaged-${nextNumber(path)}${LOG}`;
  copyFileSync(path + LOG, join(dirname(path), aside));
  return `the log is damaged, copied to ${aside}: of the last commits ${lost} or more are lost`;
}

/** One more than the last; the oldest of them goes. */
function nextNumber(path: string): number {
  const folder = dirname(path);
  const begin = `${basename(path)}.damaged-`;
  const taken = new Set<number>();
  for (const name of readdirSync(folder)) {
    const number = name.startsWith(begin) ? /^(\d+)(-wal)?$/.exec(name.slice(begin.length))?.[1] : undefined;
    if (number !== undefined) taken.add(Number(number));
  }
  const next = Math.max(0, ...taken) + 1;
  for (const number of taken) {
    if (number > next - DAMAGED_FILES_MAX) continue;
    for (const end of ['', LOG]) rmSync(join(folder, `${begin}${number}${end}`), { force: true });
  }
  return next;
}
