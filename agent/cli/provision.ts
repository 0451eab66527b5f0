/**
 * `anbu provision`: a technician sets up the nodes of one home, by hand or by a plan, and gets the file of its hub.
 *
 * Owns the words of the command and where the plan comes from; the visit is in `provision/visit.ts`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadBoards } from '../config/load.ts';
import { printProblems } from '../config/problems.ts';
import { AnbuError } from '../errors.ts';
import { readBatch } from '../provisioning/batch.ts';
import type { PlanSurroundings } from '../provisioning/plan-check.ts';
import { type Plan, nodesOf, readPlan } from '../provisioning/plan.ts';
import { offsetReader } from '../zone.ts';
import { carryOutBatch } from './provision/batch.ts';
import { VisitFolder } from './provision/folder.ts';
import { Asker, planByHand } from './provision/questions.ts';
import { Teller } from './provision/teller.ts';
import { carryOutVisit } from './provision/visit.ts';
import type { Arguments, ExitCode, Io, Verb } from './verb.ts';

const OUT = '/etc/anbu';
const PORTS = '/dev/serial/by-id';
const PLAN_FILE = 'plan.yaml';
const DEPOT_FILE = 'depot.yaml';
/** A program waits while a port settles, a person while a node is unpacked. */
const WAIT_S = 30;
const WAIT_S_BY_HAND = 600;

export const verb: Verb = {
  name: 'provision',
  summary: 'set up the sensor nodes of a home, and write the file of its hub',
  usage: [
    '[--out DIR] [--port PORT]',
    '--plan PLAN.yaml [--home NAME] [--out DIR] [--port PORT] [--replace NODE] [--json]',
    '--batch BATCH.yaml --out DIR [--port PORT] [--json]',
  ],
  flags: [
    {
      name: 'plan',
      value: 'PLAN.yaml',
      summary: 'what stands in the home; without it a few questions are asked',
    },
    {
      name: 'batch',
      value: 'BATCH.yaml',
      summary: 'many kits at a depot, one after the other: a folder below DIR for each home',
    },
    { name: 'out', value: 'DIR', summary: `where the hub's file and its keys go (${OUT})` },
    {
      name: 'home',
      value: 'NAME',
      summary: 'the home is called so, whatever the plan says: one plan for many kits',
    },
    { name: 'port', value: 'PORT', summary: 'set all nodes up at this one port, one after the other' },
    { name: 'ports', value: 'DIR', summary: `where ports come up (${PORTS})` },
    { name: 'replace', value: 'NODE', summary: 'another node takes the place of this one' },
    {
      name: 'wait',
      value: 'SECONDS',
      summary: `for a port to come up (${WAIT_S}; by hand ${WAIT_S_BY_HAND})`,
    },
    { name: 'json', value: null, summary: 'for programs: one JSON object per line' },
  ],
  note: `By hand, what is the same in all homes (uplink:, language:, …) is read from DIR/${DEPOT_FILE}, and the plan is kept as DIR/${PLAN_FILE}.`,
  operands: { min: 0, max: 0 },
  run: async (args, io) => {
    const signal = io.interrupted();
    const batch = args.text('batch');
    if (batch !== null) return provisionBatch(batch, args, io, signal);
    const out = args.text('out') ?? OUT;
    const given = args.text('plan') ?? (existsSync(join(out, PLAN_FILE)) ? join(out, PLAN_FILE) : null);
    if (given === null && args.on('json'))
      throw new AnbuError('usage', 'with --json it needs --plan PLAN.yaml');
    const asker = args.text('plan') === null && !args.on('json') ? new Asker(io, signal) : null;
    try {
      const text = given === null ? null : textOf(given);
      const typed = text === null && asker !== null ? await planByHand(asker, depotIn(out)) : '';
      const plan = planIn(given ?? join(out, PLAN_FILE), text ?? typed, args, io);
      return plan === null ? 2 : await visit(plan, { args, io, asker, signal, out, typed });
    } catch (error) {
      // Whoever was asked has pressed Ctrl-C: nothing is half written.
      if (signal.aborted && error instanceof AnbuError) return 1;
      throw error;
    } finally {
      asker?.close();
    }
  },
};

interface Around {
  readonly args: Arguments;
  readonly io: Io;
  readonly asker: Asker | null;
  readonly signal: AbortSignal;
  readonly out: string;
  /** The plan as it came of the answers; '' when it was in a file. */
  readonly typed: string;
}

async function provisionBatch(file: string, args: Arguments, io: Io, signal: AbortSignal): Promise<ExitCode> {
  const out = args.text('out');
  const besides = ['plan', 'home', 'replace'].find((flag) => args.text(flag) !== null);
  if (out === null) throw new AnbuError('usage', '--batch needs --out DIR: each kit is a folder in it');
  if (besides !== undefined) throw new AnbuError('usage', `--batch goes without --${besides}`);
  const depotFile = [join(dirname(file), DEPOT_FILE), join(out, DEPOT_FILE)].find((path) => existsSync(path));
  const depot = depotFile === undefined ? null : { file: depotFile, text: textOf(depotFile) };
  const isJson = args.on('json');
  const batch = { file, text: textOf(file) };
  const read = readBatch(batch, depot, surroundings());
  if ('problems' in read) {
    printProblems(file, read.problems, io, isJson);
    return 2;
  }
  const asker = isJson ? null : new Asker(io, signal);
  const waitMs = (args.whole('wait', 0, 3_600) ?? (asker === null ? WAIT_S : WAIT_S_BY_HAND)) * 1_000;
  const portsFolder = args.text('ports') ?? PORTS;
  const { boards } = surroundings();
  const bench = { io, isJson, boards, portsFolder, port: args.text('port'), waitMs, asker, signal };
  try {
    return await carryOutBatch(read.kits, bench, out, dirname(depotFile ?? file));
  } catch (error) {
    if (signal.aborted && error instanceof AnbuError) return 1;
    throw error;
  } finally {
    asker?.close();
  }
}

async function visit(plan: Plan, { args, io, asker, signal, out, typed }: Around): Promise<ExitCode> {
  const replaced = args.text('replace');
  if (replaced !== null && !nodesOf(plan).some(({ id }) => id === replaced)) {
    const names = nodesOf(plan).map(({ id }) => id);
    throw new AnbuError('usage', `the plan has no node ${replaced}; it has ${names.join(', ')}`);
  }
  const isJson = args.on('json');
  const waitS = args.whole('wait', 0, 3_600) ?? (asker === null ? WAIT_S : WAIT_S_BY_HAND);
  const folder = new VisitFolder(out, plan.home);
  try {
    // From here on the same command goes on where this one was stopped.
    if (typed !== '') folder.write(PLAN_FILE, typed);
    const visited = await carryOutVisit({
      plan,
      boards: surroundings().boards,
      folder,
      teller: new Teller(io, isJson),
      io,
      isJson,
      portsFolder: args.text('ports') ?? PORTS,
      port: args.text('port'),
      replaced,
      waitMs: waitS * 1_000,
      asker,
      signal,
      others: null,
      lookedAt: new Set(),
    });
    if (visited === null) return 2;
    return visited.hubFile === null ? 1 : 0;
  } finally {
    folder.close();
  }
}

/** Null: it has mistakes, and they were told. */
function planIn(file: string, text: string, args: Arguments, io: Io): Plan | null {
  const read = readPlan(file, text, surroundings());
  if ('plan' in read) return { ...read.plan, home: args.text('home') ?? read.plan.home };
  printProblems(file, read.problems, io, args.on('json'));
  return null;
}

function surroundings(): PlanSurroundings {
  return { boards: loadBoards().map(({ id }) => id), isTimezone };
}
function isTimezone(name: string): boolean {
  try {
    offsetReader(name);
    return true;
  } catch {
    return false;
  }
}
function depotIn(folder: string): string | null {
  const path = join(folder, DEPOT_FILE);
  return existsSync(path) ? textOf(path) : null;
}
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AnbuError('file-not-found', `cannot read ${path}`, { cause: error });
  }
}
