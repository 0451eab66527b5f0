/**
 * `anbu evaluate`: the detector judged on every home of a folder, baselines beside it (design §8).
 *
 * Owns files, terminal and Ctrl-C; the protocol is in sim/evaluate. What it writes is whole or not there.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { HomeCase } from '../../sim/evaluate/homes.ts';
import type { HomeRun } from '../../sim/evaluate/run.ts';
import { AnbuError } from '../errors.ts';
import type { Io, Verb } from './verb.ts';

/** A pipe or a file is told how far it is no more often than this, ms. */
const NOTE_EVERY_MS = 10_000;

export const verb: Verb = {
  name: 'evaluate',
  summary: 'judge the detector on a folder of homes: false prompts, delays, baselines',
  usage: ['FOLDER [--sensors LIST] [--json] [--out DIR]'],
  flags: [
    {
      name: 'sensors',
      value: 'LIST',
      summary: 'only these: pir+door, bedroom+bath+door, one-room, or ids, rooms, classes with commas',
    },
    { name: 'json', value: null, summary: 'the report as one JSON document' },
    { name: 'out', value: 'DIR', summary: 'write report.html and report.json there' },
  ],
  operands: { min: 1, max: 1 },
  run: async (args, io) => {
    const { readHomes } = await import('../../sim/evaluate/homes.ts');
    const { reportOf } = await import('../../sim/evaluate/evaluate.ts');
    const { tableOf } = await import('../../sim/evaluate/table.ts');
    const { restrict } = await import('../../sim/evaluate/kits.ts');
    const all = await readHomes(args.operands[0] ?? '');
    const list = args.text('sensors');
    const { homes, kit } = list === null ? { homes: all, kit: null } : restrict(all, list);
    const runs = await runAll(homes, io);
    if (runs === null) return 0;
    const report = reportOf(runs, kit);
    const folder = args.text('out');
    if (folder !== null) {
      const { pageOf } = await import('../../sim/evaluate/page/page.ts');
      write(folder, { 'report.html': pageOf(report), 'report.json': `${JSON.stringify(report)}\n` });
    }
    io.line(args.on('json') ? JSON.stringify(report) : tableOf(report));
    if (folder !== null) io.note(`written: ${join(folder, 'report.html')}, ${join(folder, 'report.json')}`);
    return 0;
  },
};

/** Each file is there whole, or as it was before. */
function write(folder: string, files: Readonly<Record<string, string>>): void {
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      const path = join(folder, name);
      writeFileSync(`${path}.new`, text);
      renameSync(`${path}.new`, path);
    }
  } catch (error) {
    const hint = 'Name a folder that can be written.';
    throw new AnbuError('usage', `--out: cannot write into ${folder}`, { cause: error, hint });
  }
}

/** Null: interrupted, nothing is to be said. */
async function runAll(homes: readonly HomeCase[], io: Io): Promise<HomeRun[] | null> {
  const { runHome } = await import('../../sim/evaluate/run.ts');
  const stop = io.interrupted();
  const runs: HomeRun[] = [];
  let notedMs = performance.now();
  for (const [at, home] of homes.entries()) {
    const progress = `${home.name}, home ${at + 1} of ${homes.length}`;
    io.status(progress);
    if (performance.now() - notedMs > NOTE_EVERY_MS) {
      notedMs = performance.now();
      if (io.columns === null) io.note(progress);
    }
    await turn();
    if (stop.aborted) return null;
    runs.push(runHome(home));
  }
  return runs;
}
