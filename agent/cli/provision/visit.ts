/**
 * A technician's visit to one home: each node of the plan found, set up and remembered, then the hub's file.
 *
 * Owns the order of it. Whatever is done is remembered before the next thing begins, so that a visit that breaks off at
 * any point goes on from there. Must never write the hub's file while a node of the plan is not set up.
 */
import { type Problem, printProblems } from '../../config/problems.ts';
import type { DeviceLines } from '../../provisioning/device-lines.ts';
import { channelsOf } from '../../provisioning/hub-file.ts';
import { labelPage, nodeLabel } from '../../provisioning/label-page.ts';
import { type Labelled, checkCodeOf, labelsText } from '../../provisioning/labels.ts';
import type { NodeIdentity } from '../../provisioning/node-line.ts';
import { ASK, type Plan, type PlanNode, nodesOf } from '../../provisioning/plan.ts';
import { PLUGGED_IN } from '../../provisioning/plugged-in.ts';
import { type VisitMemory, withNode } from '../../provisioning/visit-memory.ts';
import type { SetupStep } from '../../provisioning/setup-order.ts';
import type { Io } from '../verb.ts';
import { isPlugged } from './find-port.ts';
import type { VisitFolder } from './folder.ts';
import { refuseReaddressed, refuseTakenOut } from './hub-file-there.ts';
import type { Asker } from './questions.ts';
import { type NodeEnding, freshSecrets, setUpNode } from './set-up-node.ts';
import { lookAt } from './look-at.ts';
import { Ports } from './ports.ts';
import type { Teller } from './teller.ts';

export interface Visit {
  readonly plan: Plan;
  /** Those that a plan may name. */
  readonly boards: readonly string[];
  readonly folder: VisitFolder;
  readonly teller: Teller;
  readonly io: Io;
  readonly isJson: boolean;
  /** Where ports appear. */
  readonly portsFolder: string;
  /** The one port at which all nodes are set up, one after the other; null: each has its own. */
  readonly port: string | null;
  /** The id of a node that another takes the place of. */
  readonly replaced: string | null;
  readonly waitMs: number;
  /** Null: nobody is there to be asked. */
  readonly asker: Asker | null;
  readonly signal: AbortSignal;
  /** At a depot: the nodes of all its other kits, as `kitchen of flat-9`; null: this is the home itself. */
  readonly others: (() => readonly NodeIdentity[]) | null;
  /** Ports at which a node was looked for, so that it is not looked for again when it is swapped. */
  readonly lookedAt: Set<string>;
}
export interface Visited {
  readonly done: number;
  readonly nodes: number;
  /** Null: it was not written. */
  readonly hubFile: string | null;
  /** It is another one than before. */
  readonly isNew: boolean;
  readonly state: VisitMemory['state'];
  /** What the file that was written lacks, and how it comes in. */
  readonly missing: readonly string[];
  readonly isStopped: boolean;
}
type Ending = NodeEnding['kind'];

/** A port that no udev rule has named yet, in the draft that is checked before anything is touched. */
const DRAFT_PORT = '/dev/serial/by-id/to-be-found';

const LABELS_FILE = 'labels.txt';
export const LABEL_PAGE_FILE = 'labels.html';
const ONE_PORT =
  'several nodes are at one port, as on a shared line; where a radio joins them to the hub, name its port as radio: in the plan';

/** Null: the plan has mistakes that only the hub's own reader finds, and they were told. */
export async function carryOutVisit(visit: Visit): Promise<Visited | null> {
  const { plan, folder, io, isJson, replaced } = visit;
  if (folder.changed !== null && replaced !== null) refuseTakenOut(folder.changed, replaced);
  const problems = await draftProblems(plan, folder, replaced);
  if (problems.length > 0) {
    printProblems(folder.hubFile, problems, io, isJson);
    return null;
  }
  return setUpHome(visit);
}

/** What the hub itself would say of its file, before the first node is touched. */
export async function draftProblems(
  plan: Plan,
  folder: VisitFolder,
  replaced: string | null = null,
): Promise<readonly Problem[]> {
  refuseReaddressed(plan, folder.memory, replaced);
  const asked = nodesOf(plan).filter(({ port }) => port === ASK);
  const draftPorts = new Map(asked.map(({ id }) => [id, folder.memory.nodes[id]?.port ?? DRAFT_PORT]));
  return (await folder.check(plan, draftPorts, true)).problems;
}

/** The same for a plan that was looked at before. */
export async function setUpHome(visit: Visit): Promise<Visited> {
  const { plan, folder, teller } = visit;
  const nodes = nodesOf(plan);
  if (folder.changed !== null) teller.keeps(folder.hubFile);
  folder.adopt(plan);
  const ports = new Ports(visit);
  teller.begins(plan.home, {
    done: nodes.filter((node) => isDone(visit, node)).length,
    before: nodes.filter((node) => isKeyed(visit, node)).length,
    nodes: nodes.length,
  });
  if (!plan.isBoardNamed && folder.changed === null) teller.takesBoard(plan.board, visit.boards);
  let done = 0;
  let isStopped = false;
  for (const node of nodes) {
    if (isStopped) break;
    const isKnown = isDone(visit, node);
    if (isKnown) teller.known(node.id);
    const ending = isKnown ? 'set-up' : await setUpAtLast(visit, node, ports);
    if (ending === 'set-up') done += 1;
    isStopped = ending === 'interrupted';
  }
  const written = done === nodes.length ? await writeHubFile(visit) : null;
  const visited = {
    done,
    nodes: nodes.length,
    hubFile: written === null ? null : folder.hubFile,
    isNew: written === 'new',
    state: folder.memory.state,
    missing: written === null ? [] : folder.missing(),
    isStopped,
  };
  if (visit.others === null) teller.ends(visited);
  else teller.endsKit(plan.home, visited);
  return visited;
}

/** A kit from the depot has everything but its place: where it is plugged in is looked for in the home. */
function isDone(visit: Visit, node: PlanNode): boolean {
  const { plan, folder, others } = visit;
  const port = folder.memory.nodes[node.id]?.port ?? '';
  return isKeyed(visit, node) && (others !== null || plan.radio !== null || isPlugged(port));
}
function isKeyed({ folder, replaced }: Visit, { id }: PlanNode): boolean {
  const isSetUp = folder.memory.nodes[id]?.stage === 'done' && folder.keyOf(id) !== null;
  return isSetUp && id !== replaced;
}

/** Null: it has mistakes, and they were told. */
async function writeHubFile(visit: Visit): Promise<'new' | 'same' | null> {
  const { plan, folder, teller, io, isJson, others } = visit;
  const ports = new Map(Object.entries(folder.memory.nodes).map(([id, { port }]) => [id, port]));
  const { after, problems, warnings } = await folder.check(plan, ports, false);
  if (problems.length > 0) {
    printProblems(folder.hubFile, problems, io, isJson);
    return null;
  }
  for (const { path, text } of warnings) teller.warns(`${path}: ${text}`);
  for (const device of after.takenOut) teller.warns(takenOutText(device));
  for (const lines of Object.values(after.left)) teller.warns(leftText(lines));
  if (others === null && plan.radio === null && new Set(ports.values()).size < ports.size)
    teller.warns(ONE_PORT);
  const labels = labelsIn(plan, folder);
  folder.write(LABELS_FILE, labelsText(plan.home, labels));
  folder.write(LABEL_PAGE_FILE, labelPage(labels.map((each) => nodeLabel(plan.home, each))));
  return folder.putHubFile(after) ? 'new' : 'same';
}
function takenOutText(device: string): string {
  return `devices: ${device} was taken out of the hub's file since, and stays out; take it out of the plan, too, or put it back there`;
}
function leftText({ device, sensors }: DeviceLines): string {
  const own =
    sensors.length === 0 ? '' : `, and out of home.sensors: ${sensors.map(({ id }) => id).join(', ')}`;
  return `devices: ${device.id} is in the plan no more, but was changed in the hub's file since, and stays there; take it out of devices there${own}; or put it back into the plan`;
}

/** Of the nodes that have a key. */
export function labelsIn(plan: Plan, folder: VisitFolder): readonly Labelled[] {
  return nodesOf(plan).flatMap(({ id, room, address }): Labelled[] => {
    const key = folder.keyOf(id);
    const known = folder.memory.nodes[id];
    return key === null || known === undefined ? [] : [{ id, room, address, serial: known.serial, key }];
  });
}

/** With somebody there, as often as they want to try; and at each port that may be the right one. */
async function setUpAtLast(visit: Visit, node: PlanNode, ports: Ports): Promise<Ending> {
  const { teller, asker, signal } = visit;
  for (;;) {
    const port = await ports.find(node);
    if (signal.aborted) return 'interrupted';
    const ending: NodeEnding = typeof port === 'string' ? await setUpAt(visit, node, port, ports) : port;
    if (ending.kind === 'set-up') {
      const key = visit.folder.keyOf(node.id);
      teller.setUp(node.id, ending.node, key === null ? '' : checkCodeOf(key));
    }
    if (ending.kind !== 'failed') return ending.kind;
    teller.failed(node.id, ending.fault, ending.detail);
    if (typeof port === 'string' && ports.isElsewhere(node, ending.fault, port)) continue;
    if (asker === null) return 'failed';
    const answer = await asker.ask(
      `${node.id}: Enter tries again, s leaves it out for now, q stops`,
      'again',
    );
    if (answer === 's') return 'failed';
    if (answer === 'q' || signal.aborted) return 'interrupted';
  }
}
async function setUpAt(visit: Visit, node: PlanNode, port: string, ports: Ports): Promise<NodeEnding> {
  const { folder, teller, signal } = visit;
  const { id } = node;
  teller.found(node, port);
  const remember = (stage: 'keyed' | 'done', serial: string, firmware: string): void =>
    folder.remember(withNode(folder.memory, id, { serial, port, stage, firmware }));
  const order = { ...orderOf(visit, node), ...freshSecrets() };
  const keepKey = (key: Uint8Array, serial: string): void => {
    folder.keepKey(id, key);
    remember('keyed', serial, '');
  };
  const tell = (step: SetupStep, detail: string): void => {
    if (step === 'other') ports.noteMet(node, detail, port);
    teller.step(id, step, detail);
  };
  const takeHeard = (): Uint8Array => ports.takeHeard(port);
  const ending = await setUpNode({ order, path: port, takeHeard, keepKey, tell }, signal);
  if (ending.kind === 'set-up') remember('done', ending.node.serial, ending.node.firmware);
  return ending.kind === 'failed' ? named(ending, port, signal) : ending;
}

/** Where no node speaks, something else may say what it is. */
async function named(
  ending: Extract<NodeEnding, { readonly kind: 'failed' }>,
  port: string,
  signal: AbortSignal,
): Promise<NodeEnding> {
  if (ending.fault !== 'not-a-node' && ending.fault !== 'silent') return ending;
  const found = await lookAt(port, [], signal, false);
  if (found === null || (found.kind !== 'hub-console' && found.kind !== 'firmata-board')) return ending;
  return { ...ending, fault: 'not-a-node', detail: `it is ${PLUGGED_IN[found.kind][0]}` };
}

function orderOf(visit: Visit, node: PlanNode) {
  const { folder, plan, replaced, asker } = visit;
  const own = nodesOf(plan).flatMap(({ id, address }): NodeIdentity[] => {
    const key = id === node.id ? null : folder.keyOf(id);
    return key === null ? [] : [{ id, address, key }];
  });
  const known = folder.memory.nodes[node.id];
  const isReplaced = replaced === node.id && known?.stage === 'done';
  return {
    id: node.id,
    address: node.address,
    keptKey: folder.keyOf(node.id),
    serial: isReplaced ? null : (known?.serial ?? null),
    others: [...own, ...(visit.others?.() ?? [])],
    channels: channelsOf(node),
    holdS: node.hold,
    isSwapped: asker !== null || visit.port !== null || visit.others !== null,
  };
}
