/**
 * Folders and names on a disk that may lose its power: a name is there for sure only once its folder was synced
 * (fsync(2), "Notes").
 *
 * Knows nothing of journals.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Makes the folder and those above it, each synced into the one above. */
export function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true });
  if (first === undefined) return;
  const above = dirname(resolve(first));
  for (let made = resolve(folder); made !== above; made = dirname(made)) syncFolder(dirname(made));
}

/** What was made, renamed or deleted in it stays so, whatever happens. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Bytes; 0 when there is no such file. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Whether a small file can be made there now, and comes to the disk. */
export function takesFiles(folder: string): boolean {
  const path = join(folder, 'probe.tmp');
  try {
    writeFileSync(path, 'does it take files?', { flush: true });
    rmSync(path);
    return true;
  } catch {
    return false;
  }
}
