/**
 * `npm run sim:swarm -- --seeds N --from S [--days D]`: runs seeds one after another and shows how far it is.
 *
 * A shell. Exit code 0: no invariant was broken; 1: one was, and the seed is printed; 2: usage.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { verdictOf } from './verdict.ts';
import { runSeed } from './world.ts';

const PROGRESS_MS = 2000;
const USAGE =
  'usage: npm run sim:swarm -- [--seeds N] [--from S] [--days D] (whole numbers from 1; 100 seeds of 3 days)\n';

function count(text: string | undefined, otherwise: number): number {
  const number = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(number) && number >= 1) return number;
  return misused();
}

function misused(): never {
  process.stderr.write(USAGE);
  process.exit(2);
}

function commitNow(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}

function words(): { seeds?: string; from?: string; days?: string; help?: boolean } {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({ options: { seeds: text, from: text, days: text, help: { type: 'boolean' } } }).values;
  } catch {
    return misused();
  }
}

const values = words();
if (values.help === true) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const seeds = count(values.seeds, 100);
const from = count(values.from, 1);
const days = count(values.days, 3);
const commit = commitNow();
let failed = 0;
let homeDays = 0;
let shownMs = performance.now();
for (let seed = from; seed < from + seeds; seed += 1) {
  const report = runSeed({ seed, days });
  homeDays += report.setting.endMs / 86_400_000;
  if (report.violations.length > 0) {
    failed += 1;
    process.stdout.write(`${verdictOf(report, commit)}\n\n`);
  }
  if (performance.now() - shownMs > PROGRESS_MS) {
    shownMs = performance.now();
    process.stderr.write(
      `seed ${seed}: ${seed - from + 1} of ${seeds}, ${failed} failed, ${Math.round(homeDays)} home-days\n`,
    );
  }
}
process.stdout.write(
  `${seeds} seeds from ${from}, ${Math.round(homeDays)} home-days, ${failed} failed (commit ${commit})\n`,
);
process.exitCode = failed > 0 ? 1 : 0;
