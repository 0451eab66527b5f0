/**
 * At which port the node is that is wanted next, among all that are plugged in.
 *
 * Owns what was learned of the ports in this visit: each that comes up is looked at once, and what is there is said. In a home
 * each node has a port and keeps it; at a depot one cable may be for all of them, and the port that comes up is the one that
 * is meant. Must never choose between new nodes by chance: they are all alike.
 */
import type { NodeIdentity } from '../../provisioning/node-line.ts';
import { ASK, type Plan, type PlanNode, nodesOf } from '../../provisioning/plan.ts';
import { PLUGGED_IN, type PluggedIn, type PluggedKind } from '../../provisioning/plugged-in.ts';
import type { SetupFault } from '../../provisioning/setup-faults.ts';
import { isPlugged, portsIn, waitFor } from './find-port.ts';
import { lookAt } from './look-at.ts';
import type { NodeEnding } from './set-up-node.ts';
import type { Visit } from './visit.ts';

export class Ports {
  readonly #visit: Visit;
  /** Where no node speaks: a meter, a radio. */
  readonly #wrong = new Set<string>();
  /** Where another node of the home was met, by its id. */
  readonly #met = new Map<string, string>();
  readonly #heard = new Map<string, Uint8Array>();

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  /** The one that is named, the one it had, the one that comes up now, or the one that nobody else has. */
  async find(node: PlanNode): Promise<string | NodeEnding> {
    const { folder, teller, waitMs, signal, others, port } = this.#visit;
    const named = node.port === ASK ? port : node.port;
    if (named !== null) {
      if (!isPlugged(named)) teller.awaits(node);
      const found = await waitFor(() => (isPlugged(named) ? named : null), waitMs, signal);
      return found ?? noPort('port-unavailable', `no port came up at ${named}`);
    }
    const own = this.#met.get(node.id) ?? folder.memory.nodes[node.id]?.port;
    if (others === null && own !== undefined && isPlugged(own) && !this.#wrong.has(own)) return own;
    return this.#guess(node);
  }
  async #guess(node: PlanNode): Promise<string | NodeEnding> {
    const { portsFolder, teller, waitMs, signal, lookedAt } = this.#visit;
    const comings = new Comings(portsFolder);
    for (;;) {
      const taken = this.#taken(node);
      // One look at the folder for one answer: a port may go between two.
      const free = (): readonly string[] | null => {
        const paths = comings.among((path) => !taken.has(path));
        return paths.length > 0 ? paths : null;
      };
      if (free() === null) teller.awaits(node);
      const found = await waitFor(free, waitMs, signal);
      const [first] = found ?? [];
      if (found === null || first === undefined)
        return noPort('port-unavailable', `no new port came up below ${portsFolder}`);
      // The one cable, at which one node takes the place of the other.
      if (found.length === 1 && lookedAt.has(first)) return first;
      const seen = await this.#look(node, found);
      comings.settle(found);
      const choice = await this.#choose(node, seen);
      if (choice === null && !signal.aborted) continue;
      if (typeof choice === 'string') lookedAt.add(choice);
      return choice ?? noPort('port-unavailable', 'interrupted');
    }
  }

  /** Each of these ports by what is there; one that went meanwhile is left out. Ends early with the node that is wanted. */
  async #look(node: PlanNode, paths: readonly string[]): Promise<ReadonlyMap<string, PluggedIn>> {
    const { signal, teller } = this.#visit;
    const enough = new AbortController();
    const seen = new Map<string, PluggedIn>();
    const look = async (path: string): Promise<void> => {
      const found = await lookAt(path, this.#known(), AbortSignal.any([signal, enough.signal]));
      if (found === null) return;
      seen.set(path, found);
      this.#learn(path, found);
      if (isOf(found, node)) enough.abort();
      else if (paths.length > 1 || ELSEWHERE.includes(found.kind)) teller.sees(node.id, path, found);
    };
    await Promise.all(paths.map(look));
    return seen;
  }
  #learn(path: string, { kind, detail, bytes }: PluggedIn): void {
    if (ELSEWHERE.includes(kind)) this.#wrong.add(path);
    if (kind === 'own-node' && this.#visit.others === null) this.#met.set(detail, path);
    this.#heard.set(path, bytes);
  }

  /** Null: none of them can be it. */
  async #choose(node: PlanNode, seen: ReadonlyMap<string, PluggedIn>): Promise<string | NodeEnding | null> {
    const { asker, folder } = this.#visit;
    const ports = [...seen].filter(([path]) => !this.#wrong.has(path));
    const wanted = ports.find(([, found]) => isOf(found, node));
    if (wanted !== undefined) return wanted[0];
    const isNew = ({ kind }: PluggedIn): boolean => kind === 'new-node';
    const news = ports.filter(([, found]) => isNew(found));
    // Where a new node is, what says nothing is not waited for again.
    for (const [path, { kind }] of ports)
      if (news.length > 0 && (kind === 'silent' || kind === 'garbage')) this.#wrong.add(path);
    const met = [...this.#met.values()];
    const rest = news.length > 0 ? news : ports.filter(([path]) => !met.includes(path));
    const [first] = rest;
    if (first === undefined) return null;
    // A node that has its key already is told apart from all others by it.
    const isTold = asker === null && news.length === 0 && folder.keyOf(node.id) !== null;
    if (rest.length === 1 || isTold) return first[0];
    const what = news.length > 0 ? 'new nodes are alike, and' : 'no new node is heard, and';
    if (asker === null) return noPort('port-unclear', `${what} ${rest.length} ports are free`);
    const choices = rest.map(([path, found]) => `${path}: ${PLUGGED_IN[found.kind][0]}`);
    const alike =
      news.length > 0 ? ' They are alike: if you do not know, stop (Ctrl-C) and leave only one in.' : '';
    const question = `${node.id}: at which port is it?${alike}`;
    return rest[await asker.choose(question, choices, news.length > 0 ? '' : '1')]?.[0] ?? first[0];
  }

  /** What was heard of the node that is set up here: it is not said again for ten seconds. */
  takeHeard(path: string): Uint8Array {
    const bytes = this.#heard.get(path) ?? new Uint8Array();
    this.#heard.delete(path);
    return bytes;
  }
  #known(): readonly NodeIdentity[] {
    const { plan, folder, others } = this.#visit;
    const own = nodesOf(plan).flatMap(({ id, address }): NodeIdentity[] => {
      const key = folder.keyOf(id);
      return key === null ? [] : [{ id, address, key }];
    });
    return [...own, ...(others?.() ?? [])];
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

/** Needs no setting up, whichever node is awaited. */
const ELSEWHERE: readonly PluggedKind[] = ['hub-console', 'firmata-board'];

function isOf({ kind, detail }: PluggedIn, node: PlanNode): boolean {
  return kind === 'own-node' && detail === node.id;
}

/** Ports that are there, and of them those that came up since it was made. */
class Comings {
  readonly #folder: string;
  #before: readonly string[];

  constructor(folder: string) {
    this.#folder = folder;
    this.#before = portsIn(folder);
  }
  /** They were looked at: from here on they are there. */
  settle(paths: readonly string[]): void {
    this.#before = [...this.#before, ...paths];
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
