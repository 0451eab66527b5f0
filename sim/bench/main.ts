/**
 * `npm run bench`: seven figures of the shipped code on this machine, each against a baseline of the same run.
 *
 * Prints one table (`--json`: the same as JSON). A figure that misses its aim is shown as such and fails nothing: a
 * slow machine is not a broken one. About a minute and a half. A shell.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { JOURNAL_DEFAULTS } from '../../agent/config/defaults.ts';
import { loadHome } from '../../agent/config/load.ts';
import { findDbusDaemon } from '../bluez/private-bus.ts';
import { type Broker, measure, numberIn, numbersIn, pairsOf, script, startBrokerApart } from './children.ts';
import { type Figure, summaryOf, tableOf } from './figures.ts';
import { type BenchHome, benchHome } from './home.ts';

const MIB = 1_048_576;
const BLOCK_BYTES = 4096;
/** Each month takes about ten seconds: two with the flags the hub runs with, one without. */
const MONTHS = 2;
/** How the hub is started on a real board: memory before speed. */
const HUB_FLAGS = ['--max-semi-space-size=1', '--optimize-for-size'];
const BARE = 'setTimeout(() => console.log(JSON.stringify({ rss: process.memoryUsage.rss() })), 1500)';

interface Place {
  readonly broker: Broker;
  readonly folder: string;
}
interface Month {
  readonly rss: number;
  readonly written: number;
  readonly observations: number;
  readonly link: string;
}

async function replayFigure(home: BenchHome): Promise<Figure> {
  const measured = await measure({ words: [script('replay-child.ts'), home.events, home.description] });
  return {
    name: 'replay of the month',
    measured: `parser, hub and memory store over ${home.observations} observations, warm, processor time`,
    baseline: 'a loop that gunzips, splits and folds the file',
    unit: 'ms',
    ...pairsOf(measured),
    aim: 5,
  };
}

interface Start {
  readonly node: readonly string[];
  readonly cache?: string;
}

/** A month through a hub of its own; `input` undefined: it is started, and nothing happens. */
async function liveMonth(home: BenchHome, place: Place, start: Start, input?: string): Promise<Month> {
  const span = [home.firstLocalMs, home.lastLocalMs].map(String);
  const data = mkdtempSync(join(place.folder, 'month-'));
  const description = JSON.stringify(await loadHome(home.description));
  const words = [script('month-child.ts'), description, data, place.broker.url, ...span];
  const told = await measure({ ...start, words, ...(input === undefined ? {} : { input }) });
  return {
    rss: numberIn(told, 'rss'),
    written: numberIn(told, 'written'),
    observations: numberIn(told, 'observations'),
    link: String(told['link']),
  };
}

async function bareMib(node: readonly string[]): Promise<number> {
  return numberIn(await measure({ node, words: ['-e', BARE] }), 'rss') / MIB;
}

async function monthFigures(home: BenchHome, place: Place): Promise<Figure[]> {
  const { broker, folder } = place;
  const asInstalled = { node: HUB_FLAGS, cache: join(folder, 'compiled') };
  // A start that only fills the cache, as the first one on a real hub does.
  await liveMonth(home, place, asInstalled);
  const months: Month[] = [];
  const bare: number[] = [];
  for (let at = 0; at < MONTHS; at += 1) {
    months.push(await liveMonth(home, place, asInstalled, home.events));
    bare.push(await bareMib([]));
  }
  const plain = await liveMonth(home, place, { node: [] }, home.events);
  const links = [...new Set([...months, plain].map(({ link }) => link))].join('/');
  const through = `resident after the month through the whole hub, SQLite on disk, MQTT link ${links} (${broker.name})`;
  const memory = { baseline: 'bare Node', unit: 'MiB' } as const;
  return [
    {
      ...memory,
      name: 'memory, as the hub runs',
      measured: `${through}, ${HUB_FLAGS.join(' ')}, compiled code kept (NODE_COMPILE_CACHE)`,
      values: months.map(({ rss }) => rss / MIB),
      baselines: bare,
      aim: 2.2,
    },
    {
      ...memory,
      name: 'memory, plain flags',
      measured: `${through}, no flags, TypeScript stripped at the start`,
      values: [plain.rss / MIB],
      baselines: [await bareMib([])],
      aim: null,
    },
    {
      name: 'written per observation',
      measured: `write_bytes of the hub's process, groups of ${JOURNAL_DEFAULTS.groupMs / 1000} s`,
      baseline: 'one block of 4 KiB',
      unit: 'bytes',
      values: [...months, plain].map(({ written, observations }) => written / observations),
      baselines: [...months, plain].map(() => BLOCK_BYTES),
      aim: 0.5,
    },
  ];
}

async function advertFigures(): Promise<Figure[]> {
  if (findDbusDaemon() === null) return [];
  const measured = await measure({ node: HUB_FLAGS, words: [script('adverts-child.ts')] });
  return [
    {
      name: 'a thousand Bluetooth adverts',
      measured: 'from the bus through scanner, decryption and driver, processor time',
      baseline: 'a D-Bus client that counts the same messages',
      unit: 'ms',
      ...pairsOf(measured),
      aim: 4,
    },
  ];
}

async function pressFigure({ broker, folder }: Place): Promise<Figure> {
  const data = mkdtempSync(join(folder, 'press-'));
  const measured = await measure({ node: HUB_FLAGS, words: [script('press-child.ts'), data, broker.url] });
  return {
    name: 'cord pulled to PUBACK',
    measured: `settled contact to the PUBACK of its alert, SQLite on disk, ${broker.name} in another process`,
    baseline: 'one fdatasync of 4 KiB and one QoS 1 round trip of the same size',
    unit: 'ms',
    ...pairsOf(measured),
    aim: 3,
  };
}

async function framesFigures(): Promise<Figure[]> {
  const measured = await measure({ words: [script('frames-child.ts')] });
  const { values, baselines } = pairsOf(measured);
  const rest = { baseline: 'a bare copy of the same bytes', unit: 'ms', baselines } as const;
  return [
    {
      ...rest,
      name: 'frames of sensor nodes',
      measured: 'parser over 120,000 frames, 3.6 MB, a full line for 15.6 min, warm, processor time',
      values,
      aim: 30,
    },
    {
      ...rest,
      name: 'frames, with their cipher',
      measured: 'the same through the driver of one of three nodes',
      values: numbersIn(measured, 'driven'),
      aim: null,
    },
  ];
}

const folder = mkdtempSync(join(tmpdir(), 'anbu-bench-'));
const home = benchHome(folder);
const broker = await startBrokerApart(folder);
try {
  const figures = [
    await replayFigure(home),
    ...(await monthFigures(home, { broker, folder })),
    ...(await framesFigures()),
    ...(await advertFigures()),
    await pressFigure({ broker, folder }),
  ];
  const summaries = figures.map(summaryOf);
  const where = {
    home: home.name,
    observations: home.observations,
    groupMs: JOURNAL_DEFAULTS.groupMs,
    broker: broker.name,
    node: process.version,
    processor: `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`,
  };
  if (process.argv.includes('--json')) {
    process.stdout.write(`${JSON.stringify({ ...where, figures: summaries }, null, 2)}\n`);
  } else {
    const about = `${where.home}, ${where.observations} observations; groups of ${where.groupMs / 1000} s; Node ${where.node}; ${where.processor}`;
    const said = home.generated
      ? '\nNo recorded homes beside this checkout: a generated month stands in.'
      : '';
    const press = summaries.at(-1);
    const tail =
      press === undefined
        ? ''
        : `\n99 of 100 pulls within ${press.value.p99} ms (baseline ${press.baselineValue.p99} ms).`;
    process.stdout.write(`${about}${said}\n\n${tableOf(summaries)}${tail}\n`);
  }
} finally {
  await broker.stop();
  rmSync(folder, { recursive: true, force: true });
}
