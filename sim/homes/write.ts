/**
 * Writes a simulated home as files that `anbu replay` and `anbu evaluate` take: log, and description.
 *
 * Owns the two names and the lines (design §8, home log). The name says that it is simulated, for the schema of a
 * description has no field of its own for that. A file appears whole or not at all.
 */
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { descriptionOf, simulateLog } from './home.ts';
import type { Person } from './person.ts';
import { indexHome } from '../../agent/home-index.ts';

const HEADER = 'time,sensor,class,value';

/** Writes days [0, days) of a person's home into a folder, which is made. Returns the path of the log. */
export function writeHome(folder: string, person: Person, days: number): string {
  const home = descriptionOf(person);
  const { sensors } = indexHome(home.sensors);
  const lines = [HEADER];
  let [first, last] = ['', ''];
  for (const { localMs, sensor, value } of simulateLog(person, 0, days)) {
    last = new Date(localMs).toISOString().slice(0, -1);
    if (first === '') first = last;
    lines.push(`${last},${sensor},${sensors.get(sensor)?.class ?? 'motion'},${value}`);
  }
  const description = { ...home, start: first, end: last, fidelity: 'full' };
  mkdirSync(folder, { recursive: true });
  const log = join(folder, `${person.name}.events.csv.gz`);
  writeWhole(join(folder, `${person.name}.home.json`), `${JSON.stringify(description, null, 1)}\n`);
  writeWhole(log, gzipSync(`${lines.join('\n')}\n`));
  return log;
}

function writeWhole(path: string, bytes: string | Buffer): void {
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}
