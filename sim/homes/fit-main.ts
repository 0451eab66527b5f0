/**
 * `node sim/homes/fit-main.ts ../shared/homes`: fits the rhythms of real homes and prints them as `rhythms.json`.
 *
 * A shell for a developer. Prints aggregate statistics only. Never reads ordonez_a (no commercial use), casas_hh109
 * (filtered), or a label.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadHome } from '../../agent/config/load.ts';
import { readHomeLog } from '../home-log.ts';
import { fitRhythm } from './fit.ts';
import type { Rhythm } from './rhythm.ts';

const FITTED_ON = ['casas_hh103', 'casas_tm000', 'kasteren_a', 'kasteren_c', 'mit_s1'] as const;

const folder = process.argv[2];
if (folder === undefined || !existsSync(join(folder, `${FITTED_ON[0]}.home.json`))) {
  process.stderr.write(
    'usage: node sim/homes/fit-main.ts FOLDER, where casas_hh103.home.json and the others lie\n',
  );
  process.exit(2);
}
const homes: Rhythm[] = [];
for (const name of FITTED_ON) {
  const home = await loadHome(join(folder, `${name}.home.json`));
  homes.push(fitRhythm(home, readHomeLog(join(folder, `${name}.events.csv.gz`), home.sensors)));
}
const date = new Date().toISOString().slice(0, 10);
const source = `aggregate statistics of ${FITTED_ON.join(', ')}, by sim/homes/fit-main.ts, ${date}`;
process.stdout.write(`${JSON.stringify({ source, homes }, null, 2)}\n`);
