/**
 * A journal whose process is killed at random instants, again and again, on one folder.
 *
 * The model is the same lives on the store in memory: after each kill the folder must hold what was acknowledged, or
 * that and the commit that was under way, to the byte. Every third kill comes while the process still starts.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { type MemoryStore, createMemoryStore } from '../../../agent/journal/memory-store.ts';
import { SHIPPED } from '../../../agent/journal/sqlite-schema.ts';
import { openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import { seededUnit } from '../../../sim/quiet-ports.ts';
import { placeInMemory } from './cut-lives.ts';
import type { LifePlan } from './journal-child.ts';
import { digestOf } from './recording.ts';
import { Life } from './workload.ts';

const CHILD = join(import.meta.dirname, 'journal-child.ts');
const START_MS_MAX = 150;
const LIFE_MS_MAX = 40;
/** Small, so that a kill often meets the copying of the log. */
const DURABILITY = { ...SHIPPED, walPages: 64, ballastBytes: 64 * 1024 };

export interface KillPlan {
  readonly kills: number;
  readonly seed: number;
  readonly progress?: ((done: number, of: number) => void) | undefined;
  readonly interrupted?: AbortSignal | undefined;
}
export interface KillReport {
  readonly kills: number;
  /** Killed before the journal was open. */
  readonly early: number;
  readonly acknowledged: number;
  /** Commits that were on disk though nobody had been told. */
  readonly unheard: number;
  readonly broken: readonly string[];
}

export async function killOften({ kills, seed, progress, interrupted }: KillPlan): Promise<KillReport> {
  const root = placeInMemory();
  const unit = seededUnit(seed);
  const report = { kills: 0, early: 0, acknowledged: 0, unheard: 0, broken: [] as string[] };
  let model = createMemoryStore();
  try {
    for (let life = 1; life <= kills && report.broken.length === 0; life += 1) {
      if (interrupted?.aborted === true) break;
      const plan = { folder: join(root, 'data'), seed, life, before: 0, turns: null, closes: false };
      const said = await killed(
        { ...plan, durability: DURABILITY },
        { unit, early: life % 3 === 0, interrupted },
      );
      const acknowledged = Number(said.findLast((line) => line.startsWith('kept'))?.split(' ')[1] ?? 0);
      const found = await digestOnDisk(root);
      report.kills = life;
      report.acknowledged += acknowledged;
      if (!said.includes('open')) report.early += 1;
      const { store, unheard } = follow(model, {
        seed,
        life,
        acknowledged,
        found,
        isOpen: said.includes('open'),
      });
      model = store;
      if (unheard === null)
        report.broken.push(`seed ${seed}, kill ${life}, after ${acknowledged} commits of its life`);
      else report.unheard += unheard;
      progress?.(life, kills);
    }
    return report;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Lives that life in memory. `unheard`: commits more than acknowledged that are there; null: it is not the same. */
function follow(
  before: MemoryStore,
  life: {
    readonly seed: number;
    readonly life: number;
    readonly acknowledged: number;
    readonly found: string;
    readonly isOpen: boolean;
  },
): { readonly store: MemoryStore; readonly unheard: number | null } {
  const lived = new Life(before, life);
  for (let turn = 0; turn < life.acknowledged; turn += 1) {
    lived.prepare();
    lived.journal.flush();
  }
  let unheard: number | null = digestOf(before) === life.found ? 0 : null;
  if (unheard === null && life.isOpen) {
    lived.prepare();
    lived.journal.flush();
    if (digestOf(before) === life.found) unheard = 1;
  }
  return { store: before.crash(), unheard };
}

/** As the next start finds it: in a copy, for the next life is to meet the log as it lies. */
async function digestOnDisk(root: string): Promise<string> {
  const copy = join(root, 'copy');
  cpSync(join(root, 'data'), copy, { recursive: true, force: true });
  const store = await openSqliteStore(copy, DURABILITY);
  const { quarantined } = store.open();
  const digest = quarantined ?? digestOf(store);
  store.close();
  rmSync(copy, { recursive: true });
  return digest;
}

/** What it said until it was killed: some time after it was started, or after it had opened. */
async function killed(
  plan: LifePlan,
  {
    unit,
    early,
    interrupted,
  }: { readonly unit: () => number; readonly early: boolean; readonly interrupted: AbortSignal | undefined },
): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, JSON.stringify(plan)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const end = () => child.kill('SIGKILL');
  interrupted?.addEventListener('abort', end, { once: true });
  if (early) setTimeout(end, unit() * START_MS_MAX);
  const text = await allOf(child, () => {
    if (!early) setTimeout(end, unit() * LIFE_MS_MAX);
  });
  interrupted?.removeEventListener('abort', end);
  // What it was saying when it died was not said.
  return text.split('\n').slice(0, -1);
}

async function allOf(child: ChildProcess, begun: () => void): Promise<string> {
  let text = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    if (text === '') begun();
    text += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(text));
  });
}
