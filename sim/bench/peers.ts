/**
 * `npm run bench:peers`: the job that this hub does, done by others, side by side under kill and outage.
 *
 * Prints one table (`--json`: the same as JSON); exits 1 when our own hub lost what it had acknowledged. About two
 * minutes for each scenario and peer, unless it is asked for less. Leaves no process and no folder behind. A shell.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { centreKey } from '../keys.ts';
import { CONTENDER, warmUp } from './peers/contenders.ts';
import { courseOf, wordsOf } from './peers/course.ts';
import { installNodeRed } from './peers/node-red.ts';
import { type Outcome, runCourse } from './peers/run.ts';
import { brokenOf, lineOf, tableOf } from './peers/table.ts';
import { type Request, USAGE, requestOf } from './peers/words.ts';

const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** Every scenario with every peer asked for, one after another: two at once would measure each other. */
async function measureAll(request: Request, interrupted: AbortSignal): Promise<Outcome[]> {
  const { events, rate, scenarios, contenders } = request;
  if (contenders.includes('node-red')) await installNodeRed(say);
  const folder = mkdtempSync(join(tmpdir(), 'anbu-peers-'));
  const clear = (): void => rmSync(folder, { recursive: true, force: true });
  process.on('exit', clear);
  const outcomes: Outcome[] = [];
  const compiled = join(folder, 'compiled');
  const key = centreKey();
  if (contenders.some((name) => CONTENDER[name].isOurs)) {
    const own = join(folder, 'warm-up');
    mkdirSync(own);
    await warmUp({ folder: own, upstreamUrl: 'mqtt://127.0.0.1:1', key, compiled });
  }
  for (const scenario of scenarios) {
    const course = courseOf(scenario, events, rate);
    say(`scenario ${wordsOf(course)}: ${events} events in ${Math.round(course.lengthMs / 1000)} s`);
    for (const contender of contenders) {
      const own = join(folder, `${scenario}-${contender}`);
      mkdirSync(own);
      const outcome = await runCourse(contender, course, { folder: own, compiled, key, interrupted });
      rmSync(own, { recursive: true, force: true });
      say(`  ${lineOf(outcome)}`);
      outcomes.push(outcome);
    }
  }
  return outcomes;
}

function print(request: Request, outcomes: readonly Outcome[]): void {
  const { events, rate } = request;
  const processor = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
  const where = { events, rate, node: process.version, processor };
  if (request.json) {
    process.stdout.write(`${JSON.stringify({ ...where, outcomes }, null, 2)}\n`);
    return;
  }
  const about = `${events} events at ${rate}/s; Node ${where.node}; ${processor}`;
  process.stdout.write(`${about}\n\n${tableOf(outcomes)}\n`);
}

async function main(): Promise<number> {
  const request = requestOf(process.argv.slice(2));
  if (request === null || request === 'help') {
    (request === 'help' ? process.stdout : process.stderr).write(USAGE);
    return request === 'help' ? 0 : 2;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  try {
    const outcomes = await measureAll(request, stop.signal);
    print(request, outcomes);
    for (const { scenario, contender } of brokenOf(outcomes)) say(`BROKEN: ${contender} in ${scenario}`);
    return brokenOf(outcomes).length === 0 ? 0 : 1;
  } catch (error) {
    say(stop.signal.aborted ? 'interrupted' : String(error));
    return stop.signal.aborted ? 130 : 1;
  }
}

// A client of a broker that was ended may still hold a timer: what was started is ended, and nothing is left to wait for.
process.exit(await main());
