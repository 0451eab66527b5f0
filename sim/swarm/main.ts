/**
 * `npm run sim:swarm`: runs seeds, or shrinks one that fails, and shows how far it is.
 *
 * A shell. Exit code 0: no invariant was broken; 1: one was; 2: usage.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { Crew, type Sum } from './crew.ts';
import { leaveOnly, remainsOf } from './remains.ts';
import { drawSetting } from './setting.ts';
import { shrink } from './shrink.ts';
import { SWARM_KEY } from './signing.ts';
import { ABOUT_STORE, drawnText, regressionLine } from './verdict.ts';
import { runSeed } from './world.ts';

const PROGRESS_MS = 2000;
const USAGE = `usage: npm run sim:swarm -- [--seeds N] [--from S] [--days D] [--jobs N] [--seconds S] [--json]
       npm run sim:swarm -- --shrink SEED [--days D] [--seconds S] [--runs N]

Runs N seeds (100) from S (1) on, each with faults for D days (3) and a rest in which all must come right.
  --jobs N      processes at once (1)
  --seconds S   ends after so long, with what was done
  --json        one line of JSON per seed, and one for all
  --shrink SEED takes away what a failing seed does not need, and prints a line for tests/sim/swarm-regressions.ts
  --runs N      at most so many runs of it (400)
Whole numbers from 1. Exit code 0: no invariant was broken; 1: one was; 2: usage.
${ABOUT_STORE}
`;
const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;
const OPTIONS = {
  seeds: TEXT,
  from: TEXT,
  days: TEXT,
  jobs: TEXT,
  seconds: TEXT,
  shrink: TEXT,
  runs: TEXT,
  json: FLAG,
  help: FLAG,
};

function misused(): never {
  process.stderr.write(USAGE);
  process.exit(2);
}
function count(text: string | undefined, otherwise: number): number {
  const number = text === undefined ? otherwise : Number(text);
  return Number.isFinite(otherwise) && Number.isSafeInteger(number) && number >= 1 ? number : misused();
}
function words() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch {
    return misused();
  }
}
function commitNow(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

function sumText({ seeds, homeDays, cpuMs, failed }: Sum): string {
  return `${seeds} seeds, ${Math.round(homeDays)} home-days, ${perCoreMinute({ homeDays, cpuMs })} home-days per core-minute, ${failed} failed`;
}
function perCoreMinute({ homeDays, cpuMs }: Pick<Sum, 'homeDays' | 'cpuMs'>): number {
  return cpuMs === 0 ? 0 : Math.round((homeDays * 60_000) / cpuMs);
}

const values = words();
if (values.help === true) {
  process.stdout.write(USAGE);
  process.exit(0);
}
const days = count(values.days, 3);
const endMs = performance.now() + (values.seconds === undefined ? 1e12 : count(values.seconds, 1) * 1000);
const commit = commitNow();
if (values.shrink === undefined) await runMany();
else shrinkOne(count(values.shrink, 1), count(values.runs, 400));

async function runMany(): Promise<void> {
  const seeds = count(values.seeds, 100);
  const from = count(values.from, 1);
  const jobs = count(values.jobs, 1);
  const json = values.json === true;
  const startMs = performance.now();
  let shownMs = startMs;
  const crew = new Crew({
    from,
    seeds,
    days,
    jobs,
    commit,
    onOutcome: (outcome, sum) => {
      const { verdict, ...rest } = outcome;
      if (json) say(JSON.stringify(rest));
      else if (verdict !== null) say(`${verdict}\n`);
      if (performance.now() - shownMs < PROGRESS_MS) return;
      shownMs = performance.now();
      const leftMs = Math.min(((shownMs - startMs) * (seeds - sum.seeds)) / sum.seeds, endMs - shownMs);
      process.stderr.write(
        `${sumText(sum)}; ${seeds - sum.seeds} to go, ${Math.round(leftMs / 1000)} s left\n`,
      );
    },
  });
  if (!json) {
    say(
      `commit ${commit}, seeds ${from} to ${from + seeds - 1}, ${days} days each, ${jobs} at once. ${ABOUT_STORE}`,
    );
    if (seeds === 1) say(drawnText(drawSetting(from, days, SWARM_KEY), commit));
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => crew.stop());
  const timer = setTimeout(() => crew.stop(), Math.min(endMs - startMs, 2 ** 31 - 1));
  await crew.run();
  clearTimeout(timer);
  const { sum } = crew;
  if (json) say(JSON.stringify({ commit, from, days, ...sum, perCoreMinute: perCoreMinute(sum) }));
  else
    say(
      `${sumText(sum)} (commit ${commit}, seeds from ${from}${sum.seeds < seeds ? `, ended before all ${seeds}` : ''})`,
    );
  process.exitCode = sum.failed > 0 ? 1 : 0;
}

function shrinkOne(seed: number, runsMax: number): void {
  const drawn = drawSetting(seed, days, SWARM_KEY);
  say(drawnText(drawn, commit));
  let shownMs = 0;
  const shrunk = shrink(remainsOf(drawn), {
    run: (remains) => runSeed({ seed, days, amend: (setting) => leaveOnly(setting, remains) }).violations,
    progress: (runs, { faults, falls, lived, calmMs }) => {
      if (performance.now() - shownMs < PROGRESS_MS) return;
      shownMs = performance.now();
      process.stderr.write(
        `run ${runs}: ${faults.length} faults, ${falls.length} falls, ${lived.length} spans of life, ${(calmMs / 3_600_000).toFixed(0)} h\n`,
      );
    },
    runsMax,
    isLate: () => performance.now() > endMs,
  });
  if (shrunk === null) {
    say('no invariant is broken: nothing to shrink');
    return;
  }
  say(`${shrunk.runs} runs, ${shrunk.isDone ? 'nothing more can be taken away' : 'stopped before the end'}`);
  say(regressionLine(drawn, shrunk));
  process.exitCode = 1;
}
