/**
 * Files that are whole or not there, also after a power cut: written beside their place, synced, then moved into it.
 *
 * Knows nothing of what they hold. Never overwrites a file unless its caller has asked whether it may.
 */
import {
  chownSync,
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

const GROUP_READS = 0o640;

/**
 * Readable by its owner alone; with `forGroup` also by the group of its folder (keys that root puts there for the hub), or
 * by whom `mode` says. Throws what the disk throws; then nothing is left behind.
 */
export function writeSynced(
  path: string,
  content: string | Uint8Array,
  forGroup = false,
  mode = GROUP_READS,
): void {
  const beside = `${path}.new`;
  try {
    const file = openSync(beside, 'w', 0o600);
    try {
      if (forGroup) openToGroup(file, dirname(path), mode);
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
export function openToGroup(file: number, folder: string, mode = GROUP_READS): void {
  const { uid, gid } = statSync(folder);
  // Only root gives files away; anybody else writes for the group that they are of.
  if (process.getuid?.() === 0) fchownSync(file, uid, gid);
  fchmodSync(file, mode);
}

/** A folder that was made by root in somebody's folder is theirs. */
export function giveTo(path: string, folder: string): void {
  const { uid, gid } = statSync(folder);
  if (process.getuid?.() === 0) chownSync(path, uid, gid);
}
