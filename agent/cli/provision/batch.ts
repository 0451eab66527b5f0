/**
 * A depot's evening: kit after kit on one bench, each a folder as a single home has it.
 *
 * Owns the order and the summary. All that is wrong with any kit is told before the first node is touched; what is done is
 * passed over, so the same command goes on where it was stopped. Must never copy a private key from one kit into another.
 */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { valueAt } from '../../config/findings.ts';
import { type Problem, printProblems } from '../../config/problems.ts';
import { writeTree } from '../../config/tree.ts';
import { AnbuError } from '../../errors.ts';
import { writeSynced } from '../../journal/disk-file.ts';
import { makeFolder } from '../../journal/disk-folder.ts';
import type { Kit } from '../../provisioning/batch.ts';
import { type Label, hubLabel, labelPage, nodeLabel } from '../../provisioning/label-page.ts';
import type { NodeIdentity } from '../../provisioning/node-line.ts';
import { type Plan, type PlanNode, nodesOf } from '../../provisioning/plan.ts';
import type { ExitCode } from '../verb.ts';
import { fileFault } from './file-fault.ts';
import { VisitFolder } from './folder.ts';
import { lockFolder } from './folder-lock.ts';
import { HubCodes } from './hub-codes.ts';
import { type KitRow, Teller } from './teller.ts';
import { LABEL_PAGE_FILE, type Visit, type Visited, draftProblems, labelsIn, setUpHome } from './visit.ts';

export type Bench = Pick<
  Visit,
  'io' | 'isJson' | 'boards' | 'portsFolder' | 'port' | 'waitMs' | 'asker' | 'signal'
>;
interface OpenKit {
  readonly kit: Kit;
  readonly folder: VisitFolder;
}
const PLAN_FILE = 'plan.yaml';

/** `beside`: the folder of what is the same for all homes; what it names lies there. */
export async function carryOutBatch(
  kits: readonly Kit[],
  bench: Bench,
  out: string,
  beside: string,
): Promise<ExitCode> {
  const unlock = lockBatch(out);
  const opened: OpenKit[] = [];
  try {
    openAll(kits, out, opened);
    return await setUpKits(opened, bench, out, beside);
  } finally {
    for (const { folder } of opened) folder.close();
    unlock();
  }
}
function lockBatch(out: string): () => void {
  try {
    makeFolder(out);
  } catch (error) {
    throw fileFault(error);
  }
  return lockFolder(out);
}

async function setUpKits(
  opened: readonly OpenKit[],
  bench: Bench,
  out: string,
  beside: string,
): Promise<ExitCode> {
  const problems: Problem[] = [];
  for (const { kit, folder } of opened) {
    folder.write(PLAN_FILE, writeTree(kit.written));
    bringAlong(kit, folder, beside);
    problems.push(...(await draftProblems(kit.plan, folder)));
  }
  if (problems.length > 0) {
    printProblems(out, problems, bench.io, bench.isJson);
    return 2;
  }
  const teller = new Teller(bench.io, bench.isJson);
  const lookedAt = new Set<string>();
  const ends = new Map<OpenKit, Visited>();
  for (const each of opened) {
    const { kit, folder } = each;
    if (bench.signal.aborted) break;
    const others = (): readonly NodeIdentity[] =>
      opened.filter((other) => other !== each).flatMap(nodesWithKey);
    const visited = await setUpHome({
      ...bench,
      plan: kit.plan,
      folder,
      teller,
      replaced: null,
      others,
      lookedAt,
    });
    ends.set(each, visited);
  }
  const rows = opened.map((each) => rowOf(each, ends.get(each)));
  // Nodes that are set up have their labels, whatever else their kit lacks.
  const setUp = opened.filter((_, at) => rows[at]?.isWhole === true || rows[at]?.missing.length !== 0);
  teller.endsBatch(rows, setUp.length === 0 ? null : putLabels(setUp, out));
  return rows.every(({ isWhole }) => isWhole) ? 0 : 1;
}

/** Throws when any of the folders holds something else, and names all of these. */
function openAll(kits: readonly Kit[], out: string, opened: OpenKit[]): void {
  const elsewhere: string[] = [];
  for (const kit of kits) {
    try {
      opened.push({ kit, folder: new VisitFolder(join(out, kit.plan.home), kit.plan.home) });
    } catch (error) {
      if (!(error instanceof AnbuError) || error.code !== 'visit-elsewhere') throw error;
      elsewhere.push(error.message);
    }
  }
  if (elsewhere.length > 0) throw new AnbuError('visit-elsewhere', elsewhere.join('\n  '));
}

/** What all hubs may have of one: who signs for the brokers, and the public keys of the centre. */
function bringAlong({ plan }: Kit, folder: VisitFolder, beside: string): void {
  const keys = valueAt(plan.uplink, ['centreKeys']);
  const ofCentre: readonly unknown[] = typeof keys === 'object' && keys !== null ? Object.values(keys) : [];
  for (const name of [valueAt(plan.uplink, ['authority']), ...ofCentre]) {
    if (typeof name !== 'string' || basename(name) !== name) continue;
    const from = join(beside, name);
    if (existsSync(from)) folder.write(name, readFileSync(from, 'utf8'));
  }
}

function nodesWithKey({ kit: { plan }, folder }: OpenKit): readonly NodeIdentity[] {
  return nodesOf(plan).flatMap(({ id, address }): NodeIdentity[] => {
    const key = folder.keyOf(id);
    return key === null ? [] : [{ id: `${id} of ${plan.home}`, address, key }];
  });
}

/** One page for all kits that are whole. Where it lies. */
function putLabels(kits: readonly OpenKit[], out: string): string {
  const codes = new HubCodes(out);
  const labels = kits.flatMap(({ kit: { plan, codes: count }, folder }): Label[] => [
    ...codes.issue(plan.home, folder.path, count).map((code) => hubLabel(plan.home, hubOf(plan), code)),
    ...labelsIn(plan, folder).map((each) => nodeLabel(plan.home, each)),
  ]);
  const path = join(out, LABEL_PAGE_FILE);
  try {
    writeSynced(path, labelPage(labels));
  } catch (error) {
    throw new AnbuError('file-unwritable', `${path}: ${String(error)}`, { cause: error });
  }
  return path;
}

function hubOf({ uplink }: Plan): string {
  return String(valueAt(uplink, ['hub']));
}

/** Of a kit whose turn did not come: as an earlier evening left it. */
function rowOf({ kit: { plan }, folder }: OpenKit, visited: Visited | undefined): KitRow {
  const nodes = nodesOf(plan);
  const isDone = ({ id }: PlanNode): boolean => folder.memory.nodes[id]?.stage === 'done';
  const done = visited?.done ?? nodes.filter(isDone).length;
  const isSetUp = done === nodes.length && folder.memory.state !== 'begun';
  const missing = isSetUp ? folder.missing() : [];
  const isWhole = isSetUp && missing.length === 0;
  return {
    home: plan.home,
    hub: hubOf(plan),
    done,
    nodes: nodes.length,
    isWhole,
    missing,
    folder: folder.path,
  };
}
