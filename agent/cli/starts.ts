/**
 * The starts of this hub that did not last, on a file beside the journal: noted before anything can go wrong.
 *
 * What follows from them is `health/safe-mode.ts`. A disk that takes no file counts nothing, and stops no start.
 */
import { readFileSync, rmSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { type Start, type StartMode, modeOf } from '../health/safe-mode.ts';
import { makeFolder } from '../journal/disk-folder.ts';
import { writeSynced } from '../journal/disk-file.ts';
import { kernelBoot } from './process-start.ts';

const FILE = 'starts.json';
/** Twice what the table looks at. */
const STARTS_MAX = 20;

/** A start that is to be made. */
export interface Beginning {
  readonly mode: StartMode;
  /** Notes it, once it is sure to be made and before anything of it can go wrong. */
  readonly note: () => void;
}

/** How the next start in this folder is to be made. Writes nothing. */
export function beginStart(folder: string): Beginning {
  const now = { kernel: kernelBoot(), atMs: Math.round(uptime() * 1000) };
  const earlier = read(folder);
  const mode = modeOf(earlier, now);
  return {
    mode,
    note: () => {
      // The one that began anew is remembered as long as any: it must not be done twice.
      const anew = earlier.filter((start) => start.mode === 'anew');
      const others = earlier.filter((start) => start.mode !== 'anew').slice(-STARTS_MAX);
      try {
        makeFolder(folder);
        write(folder, [...anew, ...others, { ...now, mode }]);
      } catch {
        // A sick disk is told by the journal.
      }
    },
  };
}

/** This start was refused in words, and did not die: a journal that another has. */
export function takeBackStart(folder: string): void {
  const noted = read(folder);
  try {
    write(folder, noted.slice(0, -1));
  } catch {
    // As above.
  }
}

/** This start has lasted. */
export function forgetStarts(folder: string): void {
  try {
    rmSync(join(folder, FILE), { force: true });
  } catch {
    // As above.
  }
}

function write(folder: string, starts: readonly Start[]): void {
  writeSynced(join(folder, FILE), JSON.stringify(starts));
}

function read(folder: string): Start[] {
  try {
    const found: unknown = JSON.parse(readFileSync(join(folder, FILE), 'utf8'));
    return Array.isArray(found) ? found.filter(isStart) : [];
  } catch {
    // None yet, or it was torn: counted from here.
    return [];
  }
}

function isStart(value: unknown): value is Start {
  if (typeof value !== 'object' || value === null) return false;
  const { kernel: of, atMs, mode } = value as Partial<Record<keyof Start, unknown>>;
  const isKnown = mode === 'normal' || mode === 'safe' || mode === 'anew';
  return typeof of === 'string' && typeof atMs === 'number' && isKnown;
}
