/**
 * Lives of the workload recorded call by call, and the same lives on the store in memory to compare with.
 *
 * Needs strace. Owns no verdict.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { MemoryStore } from '../../../agent/journal/memory-store.ts';
import type { Durability } from '../../../agent/journal/sqlite-schema.ts';
import type { JournalStore } from '../../../agent/ports.ts';
import { LANES } from '../../../agent/record.ts';
import type { LifePlan } from './journal-child.ts';
import { type Call, TRACED, parseTrace } from './trace.ts';
import { Life } from './workload.ts';

const CHILD = join(import.meta.dirname, 'journal-child.ts');
/** The longest write by far is a page of 1 KiB. */
const TEXT_BYTES_MAX = 65_536;
const TRACE_BYTES_MAX = 1 << 30;

export interface Lives {
  readonly seed: number;
  /** Boots before these were there already. */
  readonly firstLife: number;
  /** Turns of each life; the last one closes, the others end like a killed process. */
  readonly turns: readonly number[];
  readonly durability: Durability;
}

export function hasStrace(): boolean {
  return spawnSync('strace', ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Every call of the lives, one after the other, in `root/data`, where a journal may lie already. */
export function record(root: string, { seed, firstLife, turns, durability }: Lives): Call[] {
  const calls: Call[] = [];
  let before = 0;
  for (const [index, count] of turns.entries()) {
    const closes = index === turns.length - 1;
    const folder = join(root, 'data');
    const plan: LifePlan = {
      folder,
      seed,
      life: firstLife + index,
      before,
      turns: count,
      closes,
      durability,
    };
    const trace = join(root, 'trace');
    const how = [
      '-f',
      '-xx',
      '--seccomp-bpf',
      '-s',
      `${TEXT_BYTES_MAX}`,
      '-e',
      `trace=${TRACED}`,
      '-o',
      trace,
    ];
    const command = [...how, process.execPath, CHILD, JSON.stringify(plan)];
    const { stderr, signal } = spawnSync('strace', command, {
      encoding: 'utf8',
      stdio: ['ignore', 'ignore', 'pipe'],
      maxBuffer: TRACE_BYTES_MAX,
    });
    if (signal !== 'SIGKILL') throw new Error(`the recorded life ended by itself:\n${stderr}`);
    calls.push(...parseTrace(readFileSync(trace, 'utf8')));
    rmSync(trace);
    before += count;
  }
  return calls;
}

/** What a store holds, as one word: every record, and which of them wait in which lane. */
export function digestOf(store: JournalStore): string {
  const hash = createHash('sha256');
  for (const row of store.read(0, ROWS_MAX))
    hash.update(JSON.stringify([row.n, row.lane, row.seq, row.entry]));
  for (const lane of LANES) {
    const waiting = store.readLane(lane, 0, ROWS_MAX).map(({ n }) => n);
    hash.update(JSON.stringify([lane, waiting, store.backlog(lane).rows]));
  }
  return hash.digest('hex').slice(0, 16);
}
const ROWS_MAX = 1_000_000;

/** After each commit of all lives on that store: what must be there. The first: before any. */
export function expected(
  start: MemoryStore,
  { seed, firstLife, turns }: Pick<Lives, 'seed' | 'firstLife' | 'turns'>,
): string[] {
  let store = start;
  const digests: string[] = [];
  for (const [index, count] of turns.entries()) {
    if (index > 0) store = store.crash();
    const life = new Life(store, { seed, life: firstLife + index });
    if (index === 0) digests.push(digestOf(store));
    for (let turn = 1; turn <= count; turn += 1) {
      life.prepare();
      life.journal.flush();
      digests.push(digestOf(store));
    }
  }
  return digests;
}
