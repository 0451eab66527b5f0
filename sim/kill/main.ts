/**
 * `npm run test:kill`: a month of a real home with the hub killed twenty times and mosquitto once.
 *
 * The long form of `tests/sim/killed-hub.test.ts`. Prints the figures as JSON; exits 1 when anything is lost, doubled
 * or missing. Without the recorded homes it runs on a generated log and says so. A shell.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findMosquitto } from '../broker-mosquitto.ts';
import { benchHome } from '../bench/home.ts';
import { proveKills } from './proof.ts';

const KILLS = 20;
const HOUR_MS = 3_600_000;

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());
const say = (text: string): void => void process.stderr.write(`${text}\n`);

const seed = Number(process.argv[2] ?? '1');
const folder = mkdtempSync(join(tmpdir(), 'anbu-kill-'));
try {
  const home = benchHome(folder);
  if (home.generated) say('no recorded homes beside this checkout: a generated log stands in');
  if (findMosquitto() === null) say('NO mosquitto on this machine: the embedded broker stands in, and lives');
  // At three in the night of the last days: the person lies where the bed is not.
  const collapseAtMs = Math.floor(home.lastLocalMs / (24 * HOUR_MS) - 5) * 24 * HOUR_MS + 3 * HOUR_MS;
  const proof = await proveKills({
    request: { kind: 'log', log: home.events, home: home.description, language: 'en', collapseAtMs },
    folder: join(folder, 'data'),
    kills: KILLS,
    seed,
    interrupted: stop.signal,
    note: say,
  });
  process.stdout.write(`${JSON.stringify({ home: home.name, seed, ...proof }, null, 2)}\n`);
  for (const what of proof.broken) say(`BROKEN: ${what}`);
  process.exitCode = proof.broken.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
