/**
 * The same home with sensor nodes on one radio in place of some of its wires: which node has which part on which pin.
 *
 * Owns the plan, its configuration and the keys. What a node is made of (a model, or real firmware in a simulated chip)
 * is the caller's. Pure.
 */
import type { Config, Device } from '../../agent/config/config.ts';
import type { EmulatedPort } from '../../agent/sensors/emulated-bus.ts';
import type { EmulatedLine, Surroundings } from '../../agent/sensors/emulated-line.ts';

/** A node as its surroundings see it: an end of the radio's line, and three pins. */
export interface NodeBody {
  readonly port: EmulatedPort;
  /** The electrical level on a pin; 1 is the supply. */
  setPin(pin: NodePin, level: 0 | 1): void;
  /** When its wires are on. */
  powerOn(): void;
}
export type NodePin = 'motion' | 'contact' | 'button';

export interface NodePlan {
  readonly id: string;
  readonly address: number;
  readonly key: Uint8Array;
  /** Pin → the part that is wired to it, by its name in the home. */
  readonly parts: Readonly<Partial<Record<NodePin, string>>>;
}
/** Makes the body of a node, on the clock of the home. */
export type MakeNode = (
  plan: NodePlan,
  surroundings: Surroundings & { readonly nowMs: () => number },
) => NodeBody;

const KEY_BYTES = 16;
const key = (seed: number): Uint8Array => Uint8Array.from({ length: KEY_BYTES }, (_, at) => seed * 16 + at);

/** Bedroom, hall and bathroom are too far from the hub for a wire; the rest of the home has its own. */
export const HOME_NODES: readonly NodePlan[] = [
  { id: 'node-bedroom', address: 1, key: key(1), parts: { motion: 'bedroom' } },
  { id: 'node-hall', address: 2, key: key(2), parts: { motion: 'hall', contact: 'front-door' } },
  { id: 'node-bathroom', address: 3, key: key(3), parts: { motion: 'bathroom', button: 'bathroom-cord' } },
];
/** The radio's connector on the simulated board. */
const RADIO = { connector: 'uart0', path: 'simulated/uart0' } as const;
export const RADIO_PATH = RADIO.path;

/** The home's configuration with the nodes in it. */
export function withNodes(config: Config): Config {
  const onNodes = new Set(HOME_NODES.flatMap(({ parts }) => Object.values(parts)));
  const wired = config.devices.filter(({ id }) => !onNodes.has(id));
  return { ...config, devices: [...wired, ...HOME_NODES.map(deviceOf)] };
}

export function nodeKeys(): Map<string, Uint8Array> {
  return new Map(HOME_NODES.map(({ id, key: secret }) => [id, secret]));
}

function deviceOf({ id, address, parts }: NodePlan): Device {
  const feeds = Object.entries(parts).map(([pin, part]): [string, string] => [
    pin,
    pin === 'button' ? 'pull-cord' : part,
  ]);
  return {
    id,
    part: 'sensor-node',
    connector: RADIO.connector,
    role: 'sensor',
    mac: null,
    key: `${id}.key`,
    feeds: Object.fromEntries(feeds),
    room: null,
    options: { address },
  };
}

/** Wires the parts of a node to its pins, where each level is at once, and switches it on. */
export function wireNode(body: NodeBody, plan: NodePlan, lineOf: (part: string) => EmulatedLine): void {
  for (const pin of ['motion', 'contact', 'button'] as const) {
    const part = plan.parts[pin];
    if (part === undefined) continue;
    const line = lineOf(part);
    body.setPin(pin, line.level);
    line.listen((level) => body.setPin(pin, level));
  }
  body.powerOn();
}
