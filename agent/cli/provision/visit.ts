/**
 * A technician's visit to one home: each node of the plan found, set up and remembered, then the hub's file.
 *
 * Owns the order of it. Whatever is done is remembered before the next thing begins, so that a visit that breaks off at
 * any point goes on from there. Must never write the hub's file while a node of the plan is not set up.
 */
import { printProblems } from '../../config/problems.ts';
import { channelsOf, hubFileOf } from '../../provisioning/hub-file.ts';
import type { NodeIdentity } from '../../provisioning/node-line.ts';
import { ASK, type Plan, nodesOf } from '../../provisioning/plan.ts';
import { withNode } from '../../provisioning/visit-memory.ts';
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
type PlanNode = ReturnType<typeof nodesOf>[number];
type Ending = NodeEnding['kind'];

/** A port that no udev rule has named yet, in the draft that is checked before anything is touched. */
const DRAFT_PORT = '/dev/serial/by-id/to-be-found';

export async function carryOutVisit(visit: Visit): Promise<ExitCode> {
  const { plan, folder, teller, io, isJson } = visit;
  const nodes = nodesOf(plan);
  const draftPorts = new Map(nodes.filter(({ port }) => port === ASK).map(({ id }) => [id, DRAFT_PORT]));
  const draft = await folder.check((keyOf) => hubFileOf(plan, draftPorts, keyOf), true);
  if (draft.problems.length > 0) {
    printProblems(folder.hubFile, draft.problems, io, isJson);
    return 2;
  }
  const isDone = (id: string): boolean => id !== visit.replaced && folder.memory.nodes[id]?.stage === 'done';
  teller.begins(plan.home, nodes.filter(({ id }) => isDone(id)).length, nodes.length);
  let done = 0;
  let isStopped = false;
  for (const node of nodes) {
    if (isStopped) break;
    if (isDone(node.id) && folder.keyOf(node.id) !== null) teller.known(node.id);
    const ending =
      isDone(node.id) && folder.keyOf(node.id) !== null ? 'set-up' : await setUpAtLast(visit, node);
    if (ending === 'set-up') done += 1;
    isStopped = ending === 'interrupted';
  }
  const isWhole = done === nodes.length;
  const written = isWhole ? await writeHubFile(visit) : null;
  teller.ends({ done, nodes: nodes.length, hubFile: written, isStopped });
  return written === null ? 1 : 0;
}

async function writeHubFile({ plan, folder, io, isJson }: Visit): Promise<string | null> {
  const ports = new Map(Object.entries(folder.memory.nodes).map(([id, { port }]) => [id, port]));
  const { problems } = await folder.check((keyOf) => hubFileOf(plan, ports, keyOf), false);
  if (problems.length > 0) {
    printProblems(folder.hubFile, problems, io, isJson);
    return null;
  }
  folder.putHubFile(hubFileOf(plan, ports));
  return folder.hubFile;
}

/** With somebody there, as often as they want to try. */
async function setUpAtLast(visit: Visit, node: PlanNode): Promise<Ending> {
  const { teller, asker, signal } = visit;
  for (;;) {
    const ending = await setUpOnce(visit, node);
    if (ending.kind === 'set-up') teller.setUp(node.id, ending.node);
    if (ending.kind !== 'failed') return ending.kind;
    teller.failed(node.id, ending.fault, ending.detail);
    if (asker === null) return 'failed';
    const answer = await asker.ask(
      `${node.id}: Enter tries again, s leaves it out for now, q stops`,
      'again',
    );
    if (answer === 's') return 'failed';
    if (answer === 'q' || signal.aborted) return 'interrupted';
  }
}

async function setUpOnce(visit: Visit, node: PlanNode): Promise<NodeEnding> {
  const { folder, teller, signal, portsFolder } = visit;
  const port = await findPort(visit, node);
  if (signal.aborted) return { kind: 'interrupted' };
  if (port === null) {
    const where = node.port === ASK ? `below ${portsFolder}` : `at ${node.port}`;
    return { kind: 'failed', fault: 'port-unavailable', detail: `no new port came up ${where}` };
  }
  teller.found(node, port);
  const { id } = node;
  const remember = (stage: 'keyed' | 'done', serial: string, firmware: string): void =>
    folder.remember(withNode(folder.memory, id, { serial, port, stage, firmware }));
  const order = { ...orderOf(visit, node), ...freshSecrets() };
  const keepKey = (key: Uint8Array, serial: string): void => {
    folder.keepKey(id, key);
    remember('keyed', serial, '');
  };
  const tell = teller.step.bind(teller, id);
  const ending = await setUpNode({ order, path: port, keepKey, tell }, signal);
  if (ending.kind === 'set-up') remember('done', ending.node.serial, ending.node.firmware);
  return ending;
}

function orderOf({ folder, plan, replaced }: Visit, node: PlanNode) {
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
  };
}

/** The port of a node: the one that is named, or the one that nobody else has. */
async function findPort(visit: Visit, node: PlanNode): Promise<string | null> {
  const { plan, folder, portsFolder, teller, waitMs, signal, asker } = visit;
  const named = node.port === ASK ? visit.port : node.port;
  if (named !== null) {
    if (!isPlugged(named)) teller.awaits(node);
    return waitFor(() => (isPlugged(named) ? named : null), waitMs, signal);
  }
  const own = folder.memory.nodes[node.id]?.port;
  const taken = new Set([
    ...plan.devices.flatMap(({ port }) => (port === ASK ? [] : [port])),
    ...Object.entries(folder.memory.nodes).flatMap(([id, { port }]) => (id === node.id ? [] : [port])),
    ...(plan.radio === null ? [] : [plan.radio]),
  ]);
  const free = (): readonly string[] => portsIn(portsFolder).filter((port) => !taken.has(port));
  if (own !== undefined && isPlugged(own)) return own;
  if (free().length === 0) teller.awaits(node);
  const found = await waitFor(() => (free().length > 0 ? free() : null), waitMs, signal);
  if (found === null || found.length === 1 || asker === null) return found?.[0] ?? null;
  return found[await asker.choose(`${node.id}: at which port is it?`, found)] ?? null;
}
