/**
 * `node sim/homes/match-main.ts ../shared/homes [HOME]`: prints how simulated gaps match real ones, home by home.
 *
 * A shell for a developer. Exit code 0: printed; 2: usage.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadHome } from '../../agent/config/load.ts';
import { readHomeLog } from '../home-log.ts';
import { simulateLog } from './home.ts';
import { matchOf, matchText, measured } from './match.ts';
import { plainPerson } from './person.ts';
import { RHYTHMS } from './rhythm.ts';

/** Ten spans as long as the longest real log. */
const DAYS = 300;

const [folder, only] = process.argv.slice(2);
const names = RHYTHMS.map(({ home }) => home).filter((home) => only === undefined || home === only);
if (folder === undefined || names.length === 0 || !existsSync(join(folder, `${names[0]}.home.json`))) {
  process.stderr.write('usage: node sim/homes/match-main.ts FOLDER [HOME], where HOME.home.json lies\n');
  process.exit(2);
}
for (const name of names) {
  const home = await loadHome(join(folder, `${name}.home.json`));
  const real = measured(readHomeLog(join(folder, `${name}.events.csv.gz`), home.sensors), home.sensors);
  const person = plainPerson(name, 1);
  const simulated = measured(simulateLog(person, 0, DAYS), person.kit.sensors);
  process.stdout.write(`${matchText(matchOf(name, real, simulated), real.days)}\n\n`);
}
