/**
 * A process that lives one life of the workload on the journal in a folder: `node journal-child.ts '{"folder":…}'`.
 *
 * Says `open`, then `try K` before each commit and `kept K` once it has returned: written at once, so that the words
 * stand in a trace where they were said. Ends by closing, or like a process that was killed.
 */
import { writeSync } from 'node:fs';

import { openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import type { Durability } from '../../../agent/journal/sqlite-schema.ts';
import { Life } from './workload.ts';

export interface LifePlan {
  readonly folder: string;
  readonly seed: number;
  readonly life: number;
  /** Turns of the lives before: turns are counted over all of them. */
  readonly before: number;
  /** Null: until it is killed. */
  readonly turns: number | null;
  readonly closes: boolean;
  readonly durability: Durability;
}

const STDOUT = 1;
const say = (text: string): void => void writeSync(STDOUT, `${text}\n`);

const plan = JSON.parse(process.argv[2] ?? '') as LifePlan;
const life = new Life(await openSqliteStore(plan.folder, plan.durability), plan);
say('open');
for (let turn = 1; turn <= (plan.turns ?? Number.POSITIVE_INFINITY); turn += 1) {
  life.prepare();
  say(`try ${plan.before + turn}`);
  const result = life.journal.flush();
  if (!result.ok) throw new Error(`the journal could not be written: ${result.why}`);
  say(`kept ${plan.before + turn}`);
}
if (plan.closes) life.journal.close();
process.kill(process.pid, 'SIGKILL');
