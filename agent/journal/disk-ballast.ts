/**
 * Room beside the journal that nobody else can fill: a file that is given back when the disk is full.
 *
 * What it is for is the journal's affair. Its bytes are written, not left as a hole, for only then are they taken from
 * the disk. Never made when the disk would be full again at once.
 */
import { closeSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Ballast } from '../ports.ts';
import { sizeOf, syncFolder } from './disk-folder.ts';

const CHUNK_BYTES = 64 * 1024;
/** After it is made there must be as much again, so that it is not given back with the next commit. */
const FREE_FACTOR = 2;

/** `bytes` 0: there is none. */
export function diskBallast(path: string, bytes: number): Ballast {
  const folder = dirname(path);
  return {
    give: () => {
      if (sizeOf(path) === 0) return false;
      return isDone(() => {
        rmSync(path);
        syncFolder(folder);
      });
    },
    restock: () => {
      if (sizeOf(path) === bytes) return true;
      return isDone(() => {
        const { bavail, bsize } = statfsSync(folder);
        if (bavail * bsize < FREE_FACTOR * bytes) throw new Error('not enough room');
        make(path, bytes);
        syncFolder(folder);
      });
    },
  };
}

function make(path: string, bytes: number): void {
  const chunk = Buffer.alloc(CHUNK_BYTES);
  const file = openSync(path, 'w');
  try {
    for (let left = bytes; left > 0;) left -= writeSync(file, chunk, 0, Math.min(left, CHUNK_BYTES));
    fsyncSync(file);
  } catch (error) {
    rmSync(path, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** A sick disk is no error here: there is room or there is none. */
function isDone(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
