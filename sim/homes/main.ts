/**
 * `npm run sim:homes -- [--homes N] [--days D] [--seed S] [--json] [--write DIR]`: simulated homes for the long run.
 *
 * A shell. Exit code 0: all went as it must; 1: something did not, and is named; 2: usage. Progress goes to stderr;
 * what is printed on stdout depends on the arguments alone. Files of `--write` appear whole or not at all.
 */
import { parseArgs } from 'node:util';
import { type Person, personOf } from './person.ts';
import { type CollapseOutcome, runCollapses } from './trial/collapse-run.ts';
import { gatesOf, gatesText } from './trial/gates.ts';
import { type LongRun, runLong } from './trial/long-run.ts';
import { delaysOf, delaysText, ordinaryOf, ordinaryText, stressText } from './trial/report.ts';
import { STRESS } from './trial/stress.ts';
import { type StressOutcome, runStress } from './trial/stress-run.ts';
import { writeHome } from './write.ts';

const HELP = `usage: npm run sim:homes -- [--homes N] [--days D] [--seed S] [--trials N] [--json] [--write DIR]

Lives simulated homes through the shipped detector and check-on, and prints what happened: ordinary life,
stress that is no emergency, collapses. Figures of simulated homes; nothing of a real one is in them.

  --homes N    homes of ordinary life (10)
  --days D     days in each (183: five home-years in ten homes)
  --seed S     the first home's seed; the others follow (1)
  --trials N   of these homes, so many also go through stress and collapses (6)
  --json       everything as one JSON object
  --write DIR  run nothing: write each home as DIR/simulated-SEED.events.csv.gz and .home.json
  --help       this text

exit code  0 every gate met, every stress as it must be · 1 not so, and named · 2 usage
`;
/** Days on each of which every variant of a collapse is tried once. */
const COLLAPSE_DAYS = 28;
const PROGRESS_MS = 1_000;

function usage(problem: string): never {
  process.stderr.write(`${problem}\n\n${HELP}`);
  process.exit(2);
}

function readArguments(): ReturnType<typeof parseArgs>['values'] {
  try {
    return parseArgs({
      options: {
        homes: { type: 'string' },
        days: { type: 'string' },
        seed: { type: 'string' },
        trials: { type: 'string' },
        json: { type: 'boolean' },
        write: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    return usage(error instanceof Error ? error.message : String(error));
  }
}

const values = readArguments();

function count(name: string, otherwise: number, least: number): number {
  const text = values[name];
  const number = text === undefined ? otherwise : Number(text);
  if (Number.isSafeInteger(number) && number >= least && text !== '') return number;
  return usage(`--${name} is a whole number from ${least}, not "${String(text)}"`);
}

let shownMs = Number.NEGATIVE_INFINITY;
function progress(text: string): void {
  if (performance.now() - shownMs < PROGRESS_MS) return;
  shownMs = performance.now();
  process.stderr.write(`${text}\n`);
}

if (values['help'] === true) {
  process.stdout.write(HELP);
  process.exit(0);
}
const homes = count('homes', 10, 1);
const days = count('days', 183, 1);
const seed = count('seed', 1, 0);
const trials = Math.min(homes, count('trials', 6, 0));
const people: Person[] = Array.from({ length: homes }, (_, at) => personOf(seed + at));

if (typeof values['write'] === 'string') {
  for (const person of people) process.stdout.write(`${writeHome(values['write'], person, days)}\n`);
  process.exit(0);
}

const runs: LongRun[] = [];
const stress: StressOutcome[] = [];
const collapses: CollapseOutcome[] = [];
for (const [at, person] of people.entries()) {
  progress(`ordinary life: home ${at + 1} of ${homes}`);
  runs.push(runLong(person, days));
}
for (const [at, person] of people.slice(0, trials).entries()) {
  progress(`stress and collapses: home ${at + 1} of ${trials}`);
  stress.push(...runStress(person, STRESS));
  collapses.push(...runCollapses(person, COLLAPSE_DAYS));
}
const [ordinary, delays] = [ordinaryOf(runs), delaysOf(collapses)];
const gates = gatesOf(ordinary, delays);
if (values['json'] === true) {
  process.stdout.write(
    `${JSON.stringify({ simulated: true, homes, days, seed, trials, gates, ordinary, runs, stress, delays })}\n`,
  );
} else {
  const parts = [
    ordinaryText(ordinary, runs),
    ...(trials > 0 ? [stressText(stress), delaysText(delays)] : []),
    gatesText(gates),
  ];
  process.stdout.write(`${parts.join('\n\n')}\n`);
}
process.exitCode = stress.every(({ ok }) => ok) && gates.every(({ met }) => met) ? 0 : 1;
