/**
 * A technician's visit to one home: each node of the plan found, set up and remembered, then the hub's file.
 *
 * Owns the order of it. Whatever is done is remembered before the next thing begins, so that a visit that breaks off at
 * any point goes on from there. Must never write the hub's file while a node of the plan is not set up.
 */
import { printProblems } from '../../config/problems.ts';
import { channelsOf, hubFileOf } from '../../provisioning/hub-file.ts';
import { type Labelled, labelsText } from '../../provisioning/labels.ts';
import type { NodeIdentity } from '../../provisioning/node-line.ts';
import { ASK, type Plan, nodesOf } from '../../provisioning/plan.ts';
import { withNode } from '../../provisioning/visit-memory.ts';
import type { SetupFault } from '../../provisioning/setup-faults.ts';
import type { SetupStep } from '../../provisioning/setup-order.ts';
import type { ExitCode, Io } from '../verb.ts';
import { isPlugged, portsIn, waitFor } from './find-port.ts';
import type { VisitFolder } from './folder.ts';
import type { Asker } from './questions.ts';
import { type NodeEnding, freshSecrets, setUpNode } from './set-up-node.ts';
import type { Teller } from './teller.ts';

export interface Visit {
  readonly plan: Plan;
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
}
/** What was learned of the ports in this visit. */
interface Ports {
  /** Where no node speaks: a meter, a radio. */
  readonly wrong: Set<string>;
  /** Where another node of the home was met, by its id. */
  readonly met: Map<string, string>;
}
type PlanNode = ReturnType<typeof nodesOf>[number];
type Ending = NodeEnding['kind'];

/** A port that no udev rule has named yet, in the draft that is checked before anything is touched. */
const DRAFT_PORT = '/dev/serial/by-id/to-be-found';

const LABELS_FILE = 'labels.txt';
const ONE_PORT =
  'several nodes are at one port, as on a shared line; where a radio joins them to the hub, name its port as radio: in the plan';

export async function carryOutVisit(visit: Visit): Promise<ExitCode> {
  const { plan, folder, teller, io, isJson } = visit;
  const nodes = nodesOf(plan);
  const draftPorts = new Map(nodes.filter(({ port }) => port === ASK).map(({ id }) => [id, DRAFT_PORT]));
  const draft = await folder.check((keyOf) => hubFileOf(plan, draftPorts, keyOf), true);
  if (draft.problems.length > 0) {
    printProblems(folder.hubFile, draft.problems, io, isJson);
    return 2;
  }
  const ports: Ports = { wrong: new Set(), met: new Map() };
  const isDone = ({ id }: PlanNode): boolean => {
    const known = folder.memory.nodes[id];
    // A kit from the depot has everything but its place: where it is plugged in here is looked for.
    const isInPlace = known?.stage === 'done' && (plan.radio !== null || isPlugged(known.port));
    return isInPlace && id !== visit.replaced && folder.keyOf(id) !== null;
  };
  teller.begins(plan.home, nodes.filter(isDone).length, nodes.length);
  let done = 0;
  let isStopped = false;
  for (const node of nodes) {
    if (isStopped) break;
    const isKnown = isDone(node);
    if (isKnown) teller.known(node.id);
    const ending = isKnown ? 'set-up' : await setUpAtLast(visit, node, ports);
    if (ending === 'set-up') done += 1;
    isStopped = ending === 'interrupted';
  }
  const isWhole = done === nodes.length;
  const written = isWhole ? await writeHubFile(visit) : null;
  teller.ends({ done, nodes: nodes.length, hubFile: written, isStopped });
  return written === null ? 1 : 0;
}

async function writeHubFile({ plan, folder, teller, io, isJson }: Visit): Promise<string | null> {
  const ports = new Map(Object.entries(folder.memory.nodes).map(([id, { port }]) => [id, port]));
  const { problems, warnings } = await folder.check((keyOf) => hubFileOf(plan, ports, keyOf), false);
  if (problems.length > 0) {
    printProblems(folder.hubFile, problems, io, isJson);
    return null;
  }
  for (const { path, text } of warnings) teller.warns(`${path}: ${text}`);
  if (plan.radio === null && new Set(ports.values()).size < ports.size) teller.warns(ONE_PORT);
  folder.write(
    LABELS_FILE,
    labelsText(
      plan.home,
      nodesOf(plan).flatMap((node) => labelled(folder, node)),
    ),
  );
  folder.putHubFile(hubFileOf(plan, ports));
  return folder.hubFile;
}

function labelled(folder: VisitFolder, { id, room, address }: PlanNode): readonly Labelled[] {
  const key = folder.keyOf(id);
  const known = folder.memory.nodes[id];
  return key === null || known === undefined ? [] : [{ id, room, address, serial: known.serial, key }];
}

/** With somebody there, as often as they want to try; and at each port that may be the right one. */
async function setUpAtLast(visit: Visit, node: PlanNode, ports: Ports): Promise<Ending> {
  const { teller, asker, signal } = visit;
  for (;;) {
    const port = await findPort(visit, node, ports);
    if (signal.aborted) return 'interrupted';
    const ending: NodeEnding = typeof port === 'string' ? await setUpAt(visit, node, port, ports) : port;
    if (ending.kind === 'set-up') teller.setUp(node.id, ending.node);
    if (ending.kind !== 'failed') return ending.kind;
    teller.failed(node.id, ending.fault, ending.detail);
    if (typeof port === 'string' && isGuessed(visit, node) && notesPort(ending.fault, port, ports)) continue;
    if (asker === null) return 'failed';
    const answer = await asker.ask(
      `${node.id}: Enter tries again, s leaves it out for now, q stops`,
      'again',
    );
    if (answer === 's') return 'failed';
    if (answer === 'q' || signal.aborted) return 'interrupted';
  }
}
function isGuessed({ port }: Visit, node: PlanNode): boolean {
  return node.port === ASK && port === null;
}
/** Whether it was only the wrong port, which is not tried again in this visit: so there is an end to it. */
function notesPort(fault: SetupFault, port: string, ports: Ports): boolean {
  if (fault === 'not-a-node') ports.wrong.add(port);
  return fault === 'not-a-node' || (fault === 'node-other' && [...ports.met.values()].includes(port));
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
    if (step === 'other' && isGuessed(visit, node)) ports.met.set(detail, port);
    teller.step(id, step, detail);
  };
  const ending = await setUpNode({ order, path: port, keepKey, tell }, signal);
  if (ending.kind === 'set-up') remember('done', ending.node.serial, ending.node.firmware);
  return ending;
}

function orderOf(visit: Visit, node: PlanNode) {
  const { folder, plan, replaced, asker } = visit;
  const others = nodesOf(plan).flatMap(({ id, address }): NodeIdentity[] => {
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
    others,
    channels: channelsOf(node),
    holdS: node.hold,
    isSwapped: asker !== null || visit.port !== null,
  };
}

/** The port of a node: the one that is named, the one it had, or the one that nobody else has. */
async function findPort(visit: Visit, node: PlanNode, ports: Ports): Promise<string | NodeEnding> {
  const { folder, portsFolder, teller, waitMs, signal, asker } = visit;
  const named = node.port === ASK ? visit.port : node.port;
  if (named !== null) {
    if (!isPlugged(named)) teller.awaits(node);
    const port = await waitFor(() => (isPlugged(named) ? named : null), waitMs, signal);
    return port ?? noPort('port-unavailable', `no port came up at ${named}`);
  }
  const own = ports.met.get(node.id) ?? folder.memory.nodes[node.id]?.port;
  if (own !== undefined && isPlugged(own) && !ports.wrong.has(own)) return own;
  const taken = takenPorts(visit, node, ports);
  const free = (): readonly string[] => portsIn(portsFolder).filter((port) => !taken.has(port));
  if (free().length === 0) teller.awaits(node);
  const found = await waitFor(() => (free().length > 0 ? free() : null), waitMs, signal);
  const [first] = found ?? [];
  if (found === null || first === undefined)
    return noPort('port-unavailable', `no new port came up below ${portsFolder}`);
  // A node that has its key already is told apart from all others by it; new ones are all alike.
  if (found.length === 1 || (asker === null && folder.keyOf(node.id) !== null)) return first;
  if (asker === null)
    return noPort('port-unclear', `new nodes are alike, and ${found.length} ports are free`);
  return found[await asker.choose(`${node.id}: at which port is it?`, found)] ?? first;
}
function noPort(fault: SetupFault, detail: string): NodeEnding {
  return { kind: 'failed', fault, detail };
}
function takenPorts({ plan, folder }: Visit, node: PlanNode, ports: Ports): ReadonlySet<string> {
  const others = Object.entries(folder.memory.nodes).filter(([id]) => id !== node.id);
  return new Set([
    ...plan.devices.flatMap(({ port }) => (port === ASK ? [] : [port])),
    ...others.map(([, { port }]) => port),
    ...(plan.radio === null ? [] : [plan.radio]),
    ...ports.wrong,
    ...ports.met.values(),
  ]);
}
