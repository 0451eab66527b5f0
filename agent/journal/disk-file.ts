/**
 * Files that are whole or not there, also after a power cut: written beside their place, synced, then moved into it.
 *
 * Knows nothing of what they hold. Never overwrites a file unless its caller has asked whether it may.
 */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './disk-folder.ts';

/**
 * Readable by its owner alone; with `forGroup` also by the group of its folder (keys that root puts there for the hub).
 * Throws what the disk throws; then nothing is left behind.
 */
export function writeSynced(path: string, content: string | Uint8Array, forGroup = false): void {
  const beside = `${path}.new`;
  try {
    const file = openSync(beside, 'w', 0o600);
    try {
      if (forGroup) openToGroup(file, dirname(path));
      writeFileSync(file, content);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** A file of whoever owns `folder`, and readable by its group. */
export function openToGroup(file: number, folder: string): void {
  const { uid, gid } = statSync(folder);
  // Only root gives files away; anybody else writes for the group that they are of.
  if (process.getuid?.() === 0) fchownSync(file, uid, gid);
  fchmodSync(file, 0o640);
}
