/**
 * Lives of the workload under the knife: recorded once, cut everywhere, compared with the store in memory.
 *
 * Joins `scenes.ts`, `recording.ts`, `power-cut.ts` and `judge.ts`; the test and the long proof both call this.
 */
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { IN_MEMORY } from '../../in-memory.ts';
import { judge } from './judge.ts';
import { type CutReport, cutEverywhere } from './power-cut.ts';
import { type Lives, expected, record } from './recording.ts';
import { SCENES, filesIn } from './scenes.ts';

export type { CutReport } from './power-cut.ts';
export interface CutLives extends Omit<Lives, 'firstLife'> {
  readonly scene: keyof typeof SCENES;
  readonly cuts: number;
  readonly draws: number;
  readonly brokenMax: number;
  readonly progress?: ((done: number, of: number) => void) | undefined;
  readonly interrupted?: AbortSignal | undefined;
}

/** Memory where there is such a place: thousands of small disks are laid down, and nobody pulls this plug. */
export function placeInMemory(): string {
  return mkdtempSync(join(IN_MEMORY, 'anbu-fire-'));
}

export async function cutLives(plan: CutLives): Promise<CutReport> {
  const { scene, seed, cuts, draws, brokenMax, progress, interrupted } = plan;
  const root = placeInMemory();
  const under = placeInMemory();
  try {
    const data = join(root, 'data');
    const { store, firstLife, mayQuarantine, keeps } = await SCENES[scene](data);
    const isThere = existsSync(data);
    const files = isThere ? filesIn(data, readdirSync(data)) : new Map<string, Buffer>();
    const lives = { ...plan, firstLife };
    const calls = record(root, lives);
    const digests = expected(store, lives);
    return await cutEverywhere({
      calls,
      root,
      files,
      folders: isThere ? [data] : [],
      promised: (commits) => ({ digests: digests.slice(commits, commits + 2), mayQuarantine, keeps }),
      judge: (picture, promised) => judge(picture, { root, under }, promised),
      seed,
      cuts,
      draws,
      brokenMax,
      progress,
      interrupted,
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
    rmSync(under, { recursive: true, force: true });
  }
}
