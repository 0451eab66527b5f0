/**
 * Lives of the workload under the knife: recorded once, cut everywhere, compared with the store in memory.
 *
 * Joins `recording.ts`, `power-cut.ts` and `judge.ts`; the test and the long proof both call this.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { judge } from './judge.ts';
import { type CutReport, cutEverywhere } from './power-cut.ts';
import { type Lives, expected, record } from './recording.ts';

export type { CutReport } from './power-cut.ts';
export interface CutLives extends Lives {
  readonly cuts: number;
  readonly draws: number;
  readonly brokenMax: number;
  readonly progress?: (done: number, of: number) => void;
}

/** Memory where there is such a place: thousands of small disks are laid down, and nobody pulls this plug. */
export function placeInMemory(): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'anbu-fire-'));
}

export async function cutLives(lives: CutLives): Promise<CutReport> {
  const { seed, cuts, draws, brokenMax, progress } = lives;
  const root = placeInMemory();
  const under = placeInMemory();
  try {
    const calls = record(root, lives);
    const digests = expected(lives);
    return await cutEverywhere({
      calls,
      root,
      files: new Map(),
      promised: (commits) => ({ digests: digests.slice(commits, commits + 2), mayQuarantine: false }),
      judge: (picture, promised) => judge(picture, { root, under }, promised),
      seed,
      cuts,
      draws,
      brokenMax,
      ...(progress === undefined ? {} : { progress }),
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(under, { recursive: true, force: true });
  }
}
