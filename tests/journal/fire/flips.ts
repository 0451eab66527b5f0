/**
 * A journal with one page damaged: every page of the file in turn, and of its log, by a flipped bit, noise or nothing.
 *
 * Each is opened as the next start would. It must open, go on, and say so when anything is not as it was.
 */
import { cpSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { AnbuError } from '../../../agent/errors.ts';
import { createMemoryStore } from '../../../agent/journal/memory-store.ts';
import { SHIPPED } from '../../../agent/journal/sqlite-schema.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import { seededUnit } from '../../../sim/quiet-ports.ts';
import { BOOTS, Numbering, batchOf } from '../journal-rows.ts';
import { placeInMemory } from './cut-lives.ts';
import { digestOf, expected } from './recording.ts';
import { Life } from './workload.ts';

const PAGE = 1024;
const WAL_FRAME = PAGE + 24;
const SETTINGS = { ...SHIPPED, ballastBytes: 0 };

const HARMS: Readonly<Record<string, (page: Buffer, unit: () => number) => void>> = {
  'a flipped bit': (page, unit) => {
    const at = Math.floor(unit() * page.length);
    page[at] = (page[at] ?? 0) ^ (1 << Math.floor(unit() * 8));
  },
  noise: (page, unit) => {
    for (let at = 0; at < page.length; at += 1) page[at] = Math.floor(unit() * 256);
  },
  zeros: (page) => page.fill(0),
};

/**
 * unharmed: as it was, for that part meant nothing. aside: the file, or a record, was moved aside, and that is said.
 * earlier: what it held before the damaged commit. silent: something is not as it was, and nobody says so.
 */
export type Outcome = 'unharmed' | 'aside' | 'earlier' | 'silent';
export interface FlipReport {
  readonly of: string;
  readonly pages: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  readonly broken: readonly string[];
}
export interface FlipPlan {
  readonly seed: number;
  readonly turns: number;
  /** 1: every page; n: each n-th. */
  readonly every: number;
  readonly progress?: ((done: number, of: number) => void) | undefined;
  readonly interrupted?: AbortSignal | undefined;
}

/** The file alone, closed in order; and the log beside it, as a killed process leaves it. */
export async function flipAll(plan: FlipPlan): Promise<FlipReport[]> {
  const root = placeInMemory();
  try {
    const turns = [plan.turns];
    const digests = expected(createMemoryStore(), { seed: plan.seed, firstLife: 1, turns });
    const open = join(root, 'open');
    const life = new Life(await openSqliteStore(open, SETTINGS), { seed: plan.seed, life: 1 });
    for (let turn = 0; turn < plan.turns; turn += 1) {
      life.prepare();
      life.journal.flush();
    }
    const killed = join(root, 'killed');
    cpSync(open, killed, { recursive: true });
    life.journal.close();
    return [
      await flip({ folder: open, file: JOURNAL_FILE, size: PAGE }, digests, plan),
      await flip({ folder: killed, file: `${JOURNAL_FILE}-wal`, size: WAL_FRAME }, digests, plan),
    ];
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

async function flip(
  { folder, file, size }: { readonly folder: string; readonly file: string; readonly size: number },
  digests: readonly string[],
  { seed, every, progress, interrupted }: FlipPlan,
): Promise<FlipReport> {
  const unit = seededUnit(seed);
  const pages = Math.ceil(statSync(join(folder, file)).size / size);
  const outcomes = { unharmed: 0, aside: 0, earlier: 0, silent: 0 };
  const broken: string[] = [];
  for (let page = 0; page < pages && interrupted?.aborted !== true; page += every) {
    for (const [name, harm] of Object.entries(HARMS)) {
      const copy = `${folder}.harmed`;
      cpSync(folder, copy, { recursive: true });
      const bytes = readFileSync(join(copy, file));
      harm(bytes.subarray(page * size, (page + 1) * size), unit);
      writeFileSync(join(copy, file), bytes);
      const outcome = await outcomeOf(copy, digests);
      rmSync(copy, { recursive: true });
      if (typeof outcome === 'string') outcomes[outcome] += 1;
      else broken.push(`seed ${seed}, page ${page} of ${file}, ${name}: ${outcome.why}`);
    }
    progress?.(page + 1, pages);
  }
  return { of: file, pages: Math.ceil(pages / every), outcomes, broken };
}

async function outcomeOf(
  folder: string,
  digests: readonly string[],
): Promise<Outcome | { readonly why: string }> {
  try {
    const store = await openSqliteStore(folder, SETTINGS);
    const { lastN, quarantined } = store.open();
    const digest = digestOf(store);
    const numbering = new Numbering();
    numbering.n = lastN;
    store.commit(batchOf({ rows: numbering.rows(BOOTS[0], 'alert') }));
    store.close();
    if (store.open().lastN !== lastN + 1) return { why: 'it does not go on' };
    store.close();
    if (quarantined !== null) return 'aside';
    if (digest === digests.at(-1)) return 'unharmed';
    return digests.includes(digest) ? 'earlier' : 'silent';
  } catch (error) {
    if (error instanceof AnbuError) return { why: `it does not start: ${error.code} ${error.message}` };
    throw error;
  }
}
