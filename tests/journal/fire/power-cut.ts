/**
 * A recorded run played back to every cut of the power, and each disk that may be left of it judged.
 *
 * Draws from a seed; the same calls and seed give the same cuts and pictures. Owns the counting, knows no test runner.
 */
import { createHash } from 'node:crypto';

import { seededUnit } from '../../../sim/quiet-ports.ts';
import { ALL_OF_IT, DiskModel, type Luck, ONLY_SYNCED, type Picture, luckOf } from './disk-model.ts';
import type { Promised } from './judge.ts';
import type { Call } from './trace.ts';

export interface CutPlan {
  readonly calls: readonly Call[];
  readonly root: string;
  /** What lay on the disk before; by path. */
  readonly files: ReadonlyMap<string, Buffer>;
  readonly folders: readonly string[];
  /** What the workload must have left after so many commits. */
  readonly promised: (acknowledged: number) => Promised;
  readonly judge: (picture: Picture, promised: Promised) => Promise<string | null>;
  readonly seed: number;
  /** At most so many cuts, those at names and lengths first. */
  readonly cuts: number;
  /** Disks drawn for each cut, besides the one that keeps all and the one that keeps only what was synced. */
  readonly draws: number;
  /** It ends when so much is wrong. */
  readonly brokenMax: number;
  readonly progress: ((done: number, of: number) => void) | undefined;
  readonly interrupted: AbortSignal | undefined;
}
export interface CutReport {
  /** Calls that changed the disk. */
  readonly calls: number;
  readonly cuts: number;
  readonly pictures: number;
  /** Different ones among them. */
  readonly distinct: number;
  readonly commits: number;
  readonly broken: readonly string[];
}

export async function cutEverywhere(plan: CutPlan): Promise<CutReport> {
  const points = pointsOf(plan);
  const chosen = choose(points, plan.cuts, seededUnit(plan.seed));
  const seen = new Set<string>();
  const broken: string[] = [];
  let pictures = 0;
  let cut = 0;
  const disk = new DiskModel(plan);
  let acknowledged = 0;
  for (const [at, call] of plan.calls.entries()) {
    disk.apply(call);
    acknowledged = ackOf(call) ?? acknowledged;
    if (plan.interrupted?.aborted === true) break;
    if (!chosen.has(at) || broken.length >= plan.brokenMax) continue;
    cut += 1;
    plan.progress?.(cut, chosen.size);
    const promised = plan.promised(acknowledged);
    for (const [name, luck] of lucks(plan, at)) {
      const picture = disk.picture(luck);
      pictures += 1;
      const key = `${acknowledged} ${digestOf(picture)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const wrong = await plan.judge(picture, promised);
      if (wrong !== null)
        broken.push(`seed ${plan.seed}, cut after call ${at} (${describe(call)}), ${name}: ${wrong}`);
    }
  }
  return { calls: points.length, cuts: cut, pictures, distinct: seen.size, commits: acknowledged, broken };
}

function* lucks({ seed, draws }: CutPlan, at: number): Generator<[string, Luck]> {
  yield ['only what was synced', ONLY_SYNCED];
  yield ['all of it', ALL_OF_IT];
  for (let draw = 1; draw <= draws; draw += 1) {
    yield [`draw ${draw}`, luckOf(seededUnit(seed * 7919 + at * 31 + draw))];
  }
}

/** After which calls something is different, and what kind of change it was. */
function pointsOf(plan: CutPlan): { at: number; isRare: boolean }[] {
  const disk = new DiskModel(plan);
  const points: { at: number; isRare: boolean }[] = [];
  for (const [at, call] of plan.calls.entries()) {
    if (disk.apply(call)) points.push({ at, isRare: call.do !== 'write' && call.do !== 'sync' });
  }
  return points;
}

/** The rare ones, and of the rest so many that they lie evenly over the run, each at a drawn place of its stretch. */
function choose(
  points: readonly { readonly at: number; readonly isRare: boolean }[],
  cuts: number,
  unit: () => number,
): ReadonlySet<number> {
  if (points.length <= cuts) return new Set(points.map(({ at }) => at));
  const chosen = new Set(points.filter(({ isRare }) => isRare).map(({ at }) => at));
  const rest = points.filter(({ isRare }) => !isRare);
  const stretches = Math.max(0, cuts - chosen.size);
  for (let stretch = 0; stretch < stretches; stretch += 1) {
    const index = Math.floor(((stretch + unit()) * rest.length) / stretches);
    const at = rest[index]?.at;
    if (at !== undefined) chosen.add(at);
  }
  return chosen;
}

/** Commits that were acknowledged with this call, counted over all lives; null when it says nothing of it. */
function ackOf(call: Call): number | null {
  if (call.do !== 'write') return null;
  const said = /^kept (\d+)\n$/.exec(call.bytes.toString('latin1'))?.[1];
  return said === undefined ? null : Number(said);
}

function describe(call: Call): string {
  if (call.do === 'write') return `write of ${call.bytes.length} bytes at ${call.at}`;
  return Object.values(call).join(' ');
}

function digestOf(picture: Picture): string {
  const hash = createHash('sha1');
  for (const [path, bytes] of picture) hash.update(`${path} ${bytes?.length}\n`).update(bytes ?? '');
  return hash.digest('base64');
}
