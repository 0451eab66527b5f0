/**
 * At which port the node is that is wanted next, among all that are plugged in.
 *
 * Owns what was learned of the ports in this visit. In a home each node has a port and keeps it; at a depot one cable may be
 * for all of them, and the port that comes up is the one that is meant. Never opens a port. Must never choose between new
 * nodes by chance: they are all alike.
 */
import { ASK, type Plan, type PlanNode } from '../../provisioning/plan.ts';
import type { SetupFault } from '../../provisioning/setup-faults.ts';
import { isPlugged, portsIn, waitFor } from './find-port.ts';
import type { NodeEnding } from './set-up-node.ts';
import type { Visit } from './visit.ts';

export class Ports {
  readonly #visit: Visit;
  /** Where no node speaks: a meter, a radio. */
  readonly #wrong = new Set<string>();
  /** Where another node of the home was met, by its id. */
  readonly #met = new Map<string, string>();

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** The one that is named, the one it had, the one that comes up now, or the one that nobody else has. */
  async find(node: PlanNode): Promise<string | NodeEnding> {
    const { folder, portsFolder, teller, waitMs, signal, asker, others, port } = this.#visit;
    const named = node.port === ASK ? port : node.port;
    if (named !== null) {
      if (!isPlugged(named)) teller.awaits(node);
      const found = await waitFor(() => (isPlugged(named) ? named : null), waitMs, signal);
      return found ?? noPort('port-unavailable', `no port came up at ${named}`);
    }
    const own = this.#met.get(node.id) ?? folder.memory.nodes[node.id]?.port;
    if (others === null && own !== undefined && isPlugged(own) && !this.#wrong.has(own)) return own;
    const taken = this.#taken(node);
    const comings = new Comings(portsFolder);
    const free = (): readonly string[] => comings.among((path) => !taken.has(path));
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

  /** In a home another node of it keeps the port that it was met at. */
  noteMet(node: PlanNode, id: string, path: string): void {
    if (this.#isGuessed(node) && this.#visit.others === null) this.#met.set(id, path);
  }
  /** Whether it was only the wrong port, which is not tried again in this visit: so there is an end to it. */
  isElsewhere(node: PlanNode, fault: SetupFault, path: string): boolean {
    if (!this.#isGuessed(node)) return false;
    if (fault === 'not-a-node') this.#wrong.add(path);
    return fault === 'not-a-node' || (fault === 'node-other' && [...this.#met.values()].includes(path));
  }

  #isGuessed({ port }: PlanNode): boolean {
    return port === ASK && this.#visit.port === null;
  }
  #taken(node: PlanNode): ReadonlySet<string> {
    const { plan, folder, others } = this.#visit;
    const known = Object.entries(folder.memory.nodes).filter(([id]) => id !== node.id);
    return new Set([
      ...namedIn(plan),
      ...this.#wrong,
      ...(others === null ? [...known.map(([, { port }]) => port), ...this.#met.values()] : []),
    ]);
  }
}

/** Ports that are there, and of them those that came up since it was made. */
class Comings {
  readonly #folder: string;
  #before: readonly string[];

  constructor(folder: string) {
    this.#folder = folder;
    this.#before = portsIn(folder);
  }
  /** Those that came up before those that were there. One that went and came again has come up. */
  among(isFree: (path: string) => boolean): readonly string[] {
    const now = portsIn(this.#folder);
    this.#before = this.#before.filter((path) => now.includes(path));
    const came = now.filter((path) => !this.#before.includes(path));
    return came.length > 0 ? came : now.filter(isFree);
  }
}

function namedIn({ devices, radio }: Plan): readonly string[] {
  return [...devices.flatMap(({ port }) => (port === ASK ? [] : [port])), ...(radio === null ? [] : [radio])];
}
function noPort(fault: SetupFault, detail: string): NodeEnding {
  return { kind: 'failed', fault, detail };
}
