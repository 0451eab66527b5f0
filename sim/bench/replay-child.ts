/**
 * How long a month takes to replay, against a loop that only gunzips, splits and folds the same file.
 *
 * The shipped path: log parser, hub, memory store. Processor time of this process, so that a busy machine does not
 * lie; the first rounds warm up and are not counted. A child of the bench: prints one JSON line.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { loadHome } from '../../agent/config/load.ts';
import { assert } from '../../agent/errors.ts';
import { readHomeLog } from '../home-log.ts';
import { replay } from '../replay.ts';

const WARM_UP_ROUNDS = 3;
const ROUNDS = 7;

const [events = '', description = ''] = process.argv.slice(2);

/** What any program must do that reads the log: time, sensor and value of each line, and the longest silence. */
function foldOnly(): number {
  const text = gunzipSync(readFileSync(events)).toString('utf8');
  const last = new Map<string, string>();
  let longestMs = 0;
  let beforeMs = Number.POSITIVE_INFINITY;
  for (const line of text.split('\n')) {
    const [time = '', sensor = '', , value = ''] = line.split(',');
    if (sensor === '' || sensor === 'sensor') continue;
    last.set(sensor, value);
    const ms = Date.parse(`${time}Z`);
    longestMs = Math.max(longestMs, ms - beforeMs);
    beforeMs = ms;
  }
  return longestMs + last.size;
}

async function replayAll(): Promise<number> {
  const home = await loadHome(description);
  const log = readHomeLog(events, home.sensors);
  const config = defaultConfig(home);
  const story = { config, log, collapseAtMs: null, untilMs: null, answers: 'always' } as const;
  const { observations } = await replay(story, () => {});
  return observations;
}

async function cpuMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  const done = await work();
  const { user, system } = process.cpuUsage(before);
  assert(done !== 0, 'nothing was done');
  return (user + system) / 1000;
}

const values: number[] = [];
const baselines: number[] = [];
for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
  const baseline = await cpuMs(foldOnly);
  const value = await cpuMs(replayAll);
  if (round < 0) continue;
  baselines.push(baseline);
  values.push(value);
}
process.stdout.write(`${JSON.stringify({ values, baselines })}\n`);
