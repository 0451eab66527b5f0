/**
 * `npm run bench`: figures of the shipped code on this machine, each against a baseline of the same run.
 *
 * Prints one table (`--json`: the same as JSON; `--only GROUP`: one group of figures). A figure that misses its aim is
 * shown as such and fails nothing: a slow machine is not a broken one. About twelve minutes. A shell.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { JOURNAL_DEFAULTS } from '../../agent/config/defaults.ts';
import { loadHome } from '../../agent/config/load.ts';
import { findDbusDaemon } from '../bluez/private-bus.ts';
import { type Broker, measure, numberIn, numbersIn, pairsOf, script, startBrokerApart } from './children.ts';
import { diskFigures } from './disk.ts';
import { drainFigures } from './drain.ts';
import { type Figure, summaryOf, tableOf } from './figures.ts';
import { type BenchHome, benchHome } from './home.ts';
import { wireFigures } from './wire.ts';
import { type Measured, chipFigures, edgeFigures } from './wires.ts';

const MIB = 1_048_576;
const BLOCK_BYTES = 4096;
/** Each month takes about ten seconds: two with the flags the hub runs with, one without. */
const MONTHS = 2;
/** How the hub is started on a real board: memory before speed. */
const HUB_FLAGS = ['--max-semi-space-size=1', '--optimize-for-size'];
const BARE = 'setTimeout(() => console.log(JSON.stringify({ rss: process.memoryUsage.rss() })), 1500)';

interface Place {
  readonly home: BenchHome;
  readonly broker: Broker;
  readonly folder: string;
}
type Group = (place: Place) => Promise<Measured>;
const DBUS = 'dbus-daemon is not installed';
interface Month {
  readonly rss: number;
  readonly written: number;
  readonly observations: number;
  readonly link: string;
}

async function replayFigure({ home }: Place): Promise<Figure> {
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
async function liveMonth(place: Place, start: Start, input?: string): Promise<Month> {
  const { home } = place;
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

async function monthFigures(place: Place): Promise<Figure[]> {
  const { home, broker, folder } = place;
  const asInstalled = { node: HUB_FLAGS, cache: join(folder, 'compiled') };
  // A start that only fills the cache, as the first one on a real hub does.
  await liveMonth(place, asInstalled);
  const months: Month[] = [];
  const bare: number[] = [];
  for (let at = 0; at < MONTHS; at += 1) {
    months.push(await liveMonth(place, asInstalled, home.events));
    bare.push(await bareMib([]));
  }
  const plain = await liveMonth(place, { node: [] }, home.events);
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

async function advertFigures(): Promise<Measured> {
  const name = 'a thousand Bluetooth adverts';
  if (findDbusDaemon() === null) return { figures: [], missing: [`${name}: ${DBUS}`] };
  const measured = await measure({ node: HUB_FLAGS, words: [script('adverts-child.ts')] });
  const figure: Figure = {
    name,
    measured: 'from the bus through scanner, decryption and driver, processor time',
    baseline: 'a D-Bus client that counts the same messages',
    unit: 'ms',
    ...pairsOf(measured),
    aim: 4,
  };
  return { figures: [figure], missing: [] };
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

/** Five percent of a processor: an alert still leaves within the minute that is promised. */
async function starvedFigure({ broker, folder }: Place): Promise<Figure> {
  const data = mkdtempSync(join(folder, 'starved-'));
  const words = [script('press-child.ts'), data, broker.url, '20'];
  const { values } = pairsOf(await measure({ node: HUB_FLAGS, words, share: 0.05 }));
  return {
    name: 'cord pulled to PUBACK, starved',
    measured: 'the same while the hub may run for 5 ms in each 100 ms',
    baseline: 'the minute that is promised',
    unit: 'ms',
    values,
    baselines: [60_000],
    aim: 1,
  };
}

async function durableFigure({ folder }: Place): Promise<Figure> {
  const data = mkdtempSync(join(folder, 'durable-'));
  const measured = await measure({ node: HUB_FLAGS, words: [script('durable-child.ts'), data] });
  return {
    name: 'call for help to disk',
    measured: 'a call submitted until the commit that holds its alert returned, whole hub, SQLite on disk',
    baseline: `one insert of the same ${numberIn(measured, 'bytes')} bytes, better-sqlite3 alone, WAL and FULL`,
    unit: 'ms',
    ...pairsOf(measured),
    aim: 2,
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

/** Of what every machine has. */
const complete = (...figures: readonly Figure[]): Measured => ({ figures, missing: [] });
/** In the order in which they are measured. */
const GROUPS: Readonly<Record<string, Group>> = {
  replay: async (place) => complete(await replayFigure(place)),
  memory: async (place) => complete(...(await monthFigures(place))),
  disk: async (place) => complete(...(await diskFigures(place))),
  frames: async () => complete(...(await framesFigures())),
  chips: chipFigures,
  adverts: advertFigures,
  edges: ({ folder }) => edgeFigures(folder),
  press: async (place) => complete(await pressFigure(place)),
  durable: async (place) => complete(await durableFigure(place)),
  starved: async (place) => complete(await starvedFigure(place)),
  wire: async (place) => complete(...(await wireFigures(place))),
  drain: drainFigures,
};

/** Measures them, and says what was found: as a table, or as JSON. */
async function measureIn(folder: string, groups: readonly Group[], isJson: boolean): Promise<string> {
  const home = benchHome(folder);
  const broker = await startBrokerApart(folder);
  const figures: Figure[] = [];
  const missing: string[] = [];
  try {
    for (const group of groups) {
      const measured = await group({ home, broker, folder });
      figures.push(...measured.figures);
      missing.push(...measured.missing);
    }
  } finally {
    await broker.stop();
  }
  const summaries = figures.map(summaryOf);
  const { name, observations, generated } = home;
  const { groupMs } = JOURNAL_DEFAULTS;
  const node = process.version;
  const processor = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}`;
  if (isJson) {
    const where = { home: name, observations, groupMs, broker: broker.name, node, processor };
    return JSON.stringify({ ...where, figures: summaries, missing }, null, 2);
  }
  const about = `${name}, ${observations} observations; groups of ${groupMs / 1000} s; Node ${node}; ${processor}`;
  const said = generated ? '\nNo recorded homes beside this checkout: a generated month stands in.' : '';
  const left = missing.map((line) => `\nNot measured here: ${line}.`).join('');
  return `${about}${said}\n\n${tableOf(summaries)}${left}`;
}

interface Words {
  readonly json?: boolean;
  readonly only?: string;
}
/** Null when they are not understood. */
function readWords(): Words | null {
  try {
    return parseArgs({ options: { json: { type: 'boolean' }, only: { type: 'string' } } }).values;
  } catch {
    return null;
  }
}

const words = readWords();
const groups = Object.entries(GROUPS).flatMap(([name, group]) =>
  words !== null && (words.only ?? name) === name ? [group] : [],
);
if (groups.length === 0) {
  const names = Object.keys(GROUPS).join(' | ');
  process.stderr.write(`usage: npm run bench -- [--json] [--only ${names}]\n`);
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'anbu-bench-'));
  try {
    process.stdout.write(`${await measureIn(folder, groups, words?.json === true)}\n`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
