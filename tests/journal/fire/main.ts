/**
 * `npm run test:fire`: the disk under the journal at its worst, at length. One table at the end; 1 when anything broke.
 *
 * The long form of the tests beside it: a thousand cuts of the power, a thousand kills, every page damaged, weeks on a
 * full disk. Draws from a seed that it prints. Ends at once and leaves nothing behind when it is interrupted. A shell.
 */
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { SHIPPED } from '../../../agent/journal/sqlite-schema.ts';
import { type CutReport, cutLives, placeInMemory } from './cut-lives.ts';
import { flipAll } from './flips.ts';
import { killOften } from './kills.ts';
import { hasStrace } from './recording.ts';
import type { SCENES } from './scenes.ts';

const HELP = `npm run test:fire -- [--cuts N] [--kills N] [--seed S]

  --cuts N    places at which the power is cut in three lives of a journal (1000)
  --kills N   processes killed on one folder (1000)
  --seed S    what is drawn is drawn from it (1)

Power cuts need strace; full and read-only disks need root. Takes about ten minutes. Exit code 0: nothing broke; 1: something did; 2: usage.
`;
const LIVES = [160, 120, 80];
const DRAWS = 6;
const FLIPPED_TURNS = 60;
const DAYS_FULL = 21;
const BROKEN_MAX = 10;
/** Lines of progress: one each so many seconds. */
const PROGRESS_MS = 10_000;

interface Line {
  readonly proof: string;
  readonly seen: string;
  readonly broken: readonly string[];
}
type Proof = readonly [name: string, run: (progress: Progress) => Promise<Omit<Line, 'proof'>>];
type Progress = (done: number, of: number) => void;

const OPTIONS = {
  cuts: { type: 'string', default: '1000' },
  kills: { type: 'string', default: '1000' },
  seed: { type: 'string', default: '1' },
  help: { type: 'boolean', default: false },
} as const;

const { values } = words();
const [cuts, kills, seed] = [Number(values.cuts), Number(values.kills), Number(values.seed)];
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
const interrupted = stop.signal;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const cutSeen = ({ calls, cuts: places, pictures, distinct, commits }: CutReport): string =>
  `${commits} commits, ${calls} changes of the disk; cut at ${places}: ${pictures} disks, ${distinct} different`;

function cutting(scene: keyof typeof SCENES, turns: readonly number[]): Proof[1] {
  return async (progress) => {
    const durability = { ...SHIPPED, walPages: 24, ballastBytes: 16 * 1024 };
    const plan = { scene, seed, turns, durability, cuts, draws: DRAWS, brokenMax: BROKEN_MAX };
    const report = await cutLives({ ...plan, progress, interrupted });
    return { seen: cutSeen(report), broken: report.broken };
  };
}

function words() {
  try {
    return parseArgs({ options: OPTIONS });
  } catch {
    process.stderr.write(HELP);
    process.exit(2);
  }
}

/** A journal that syncs less must be found out, or the judge is blind. */
function judging(synchronous: 'NORMAL' | 'OFF'): Proof[1] {
  return async (progress) => {
    const durability = { synchronous, walPages: 24, ballastBytes: 0 };
    const plan = { scene: 'an empty folder', seed, turns: [40], durability, cuts: 100, draws: 1 } as const;
    const { broken } = await cutLives({ ...plan, brokenMax: 1000, progress, interrupted });
    return {
      seen: `losses found in ${broken.length} disks, as must be`,
      broken: broken.length === 0 ? ['nothing was found'] : [],
    };
  };
}

async function killing(progress: Progress): Promise<Omit<Line, 'proof'>> {
  const report = await killOften({ kills, seed, progress, interrupted });
  const { kills: killed, early, acknowledged, unheard, broken } = report;
  const seen = `${killed} kills, ${early} of them before it was open; ${acknowledged} commits acknowledged, ${unheard} more on disk; 0 lost, 0 twice`;
  return { seen, broken };
}

async function flipping(progress: Progress): Promise<Omit<Line, 'proof'>> {
  const reports = await flipAll({ seed, turns: FLIPPED_TURNS, every: 1, progress, interrupted });
  const seen = reports.map(({ of, pages, outcomes }) => {
    const counts = Object.entries(outcomes).map(([outcome, count]) => `${outcome} ${count}`);
    return `${of}: ${pages} pages, each by bit, noise, zeros: ${counts.join(', ')}`;
  });
  return { seen: seen.join('; '), broken: reports.flatMap(({ broken }) => broken) };
}

async function fullDisk(): Promise<Omit<Line, 'proof'>> {
  const folder = placeInMemory();
  const command = [
    '-m',
    process.execPath,
    join(import.meta.dirname, 'sick-disk.ts'),
    'full',
    folder,
    `${DAYS_FULL}`,
  ];
  const { stdout, stderr, status } = spawnSync('unshare', command, { encoding: 'utf8' });
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) return { seen: 'it ended by itself', broken: [stderr] };
  const { during } = JSON.parse(stdout) as { readonly during: readonly boolean[] };
  const lost = during.filter((isDurable) => !isDurable).length;
  return {
    seen: `${during.length} days without a byte free, an alert each day, ${during.length - lost} of them on disk`,
    broken: lost === 0 ? [] : [`${lost} alerts were not on disk`],
  };
}

const PROOFS: readonly Proof[] = [
  ...(hasStrace()
    ? ([
        ['power cut, three lives', cutting('an empty folder', LIVES)],
        ['power cut, tables migrated', cutting('a journal of version 1', [2])],
        ['power cut, records set aside', cutting('three damaged records', [2])],
        ['power cut, file moved aside', cutting('a damaged file', [2])],
        ['the judge, synchronous=NORMAL', judging('NORMAL')],
        ['the judge, synchronous=OFF', judging('OFF')],
      ] as const)
    : []),
  ['killed', killing],
  ['damaged pages', flipping],
  ...(spawnSync('unshare', ['-m', 'true']).status === 0 ? ([['full disk', fullDisk]] as const) : []),
];

async function prove([name, run]: Proof): Promise<Line & { readonly seconds: number }> {
  const startMs = performance.now();
  let saidMs = startMs;
  say(`${name} …`);
  const line = await run((done, of) => {
    if (performance.now() - saidMs < PROGRESS_MS) return;
    saidMs = performance.now();
    say(`  ${done} of ${of}`);
  });
  return { proof: name, ...line, seconds: Math.round((performance.now() - startMs) / 1000) };
}

async function main(): Promise<void> {
  if (values.help || [cuts, kills, seed].some((number) => !Number.isInteger(number) || number < 1)) {
    process.stdout.write(HELP);
    process.exitCode = values.help ? 0 : 2;
    return;
  }
  say(`seed ${seed}`);
  if (!hasStrace()) say('NOT RUN: power cuts. They need the Debian package strace.');
  if (PROOFS.at(-1)?.[0] !== 'full disk') say('NOT RUN: the full disk. It needs root.');
  let isBroken = false;
  const table: string[] = [];
  for (const proof of PROOFS) {
    if (interrupted.aborted) break;
    const { proof: name, seen, broken, seconds } = await prove(proof);
    isBroken ||= broken.length > 0;
    table.push(
      `${name.padEnd(30)} ${broken.length === 0 ? 'ok    ' : 'BROKEN'} ${`${seconds} s`.padStart(6)}  ${seen}`,
    );
    for (const what of broken) table.push(`  ${what}`);
  }
  process.stdout.write(`${table.join('\n')}\n`);
  if (interrupted.aborted) say('interrupted');
  process.exitCode = isBroken ? 1 : interrupted.aborted ? 130 : 0;
}

await main();
