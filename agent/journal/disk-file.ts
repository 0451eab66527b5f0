/**
 * Files that are whole or not there, also after a power cut: written beside their place, synced, then moved into it.
 *
 * Knows nothing of what they hold. Never overwrites a file unless its caller has asked whether it may.
 */
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncFolder } from './disk-folder.ts';

/** Readable by its owner alone. Throws what the disk throws; then nothing is left behind. */
export function writeSynced(path: string, content: string | Uint8Array): void {
  const beside = `${path}.new`;
  try {
    const file = openSync(beside, 'w', 0o600);
    try {
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
