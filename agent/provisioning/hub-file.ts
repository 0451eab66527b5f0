/**
 * From a plan, and where its nodes were found, to the file of the hub: the one that `anbu run` reads.
 *
 * Owns the text: the same plan and ports give the same bytes. Must never hold a secret: keys are named by their files.
 */
import { writeTree } from '../config/tree.ts';
import type { NodeChannel } from '../sensors/drivers/sensor-node/bodies.ts';
import type { DeviceLines } from './device-lines.ts';
import { NODE_PART, type Plan, type PlanDevice, type Watch } from './plan.ts';

const HEAD =
  '# Written by anbu provision from a plan. What is not here has a default: anbu inspect config FILE\n';

type Sensor = Readonly<Record<string, unknown>> & {
  readonly id: string;
  readonly room: string;
  readonly class: 'motion' | 'door' | 'item';
  readonly entrance?: true;
};

/** What the hub's file calls a node, so that it may have one name with its sensor. */
export function deviceIdOf(id: string): string {
  return `node-${id}`;
}
/** The file of its key, beside the hub's. */
export function keyFileOf(id: string): string {
  return `node-${id}.key`;
}
/** Which wires of a node are used. */
export function channelsOf({ watches }: Pick<PlanDevice, 'watches'>): readonly NodeChannel[] {
  return watches.map((watch) => WIRED[watch].channel);
}

/** `ports`: by the id of the device, for those that are not named in the plan. */
export function hubFileOf(
  plan: Plan,
  ports: ReadonlyMap<string, string>,
  keyOf: (id: string) => string = keyFileOf,
): string {
  const { home, timezone, board, language, uplink, companion } = plan;
  const lines = Object.values(deviceLinesOf(plan, ports, keyOf));
  const file = {
    home: { home, timezone, sensors: lines.flatMap(({ sensors }) => sensors) },
    board,
    language,
    devices: lines.map(({ device }) => device),
    uplink,
    ...(companion === undefined ? {} : { companion }),
  };
  return `${HEAD}${writeTree(file)}`;
}

/** By the id of the device in the plan, in its order: all that a visit has to say of it. */
export function deviceLinesOf(
  { devices, radio }: Pick<Plan, 'devices' | 'radio'>,
  ports: ReadonlyMap<string, string>,
  keyOf: (id: string) => string = keyFileOf,
): Readonly<Record<string, DeviceLines>> {
  const nodePort = ({ id, port }: PlanDevice): string => radio ?? ports.get(id) ?? port;
  const linesOf = (each: PlanDevice): DeviceLines => ({
    device: lineOf(each, { nodePort: nodePort(each), key: keyOf(each.id) }),
    sensors: sensorsOf(each),
  });
  return Object.fromEntries(devices.map((each) => [each.id, linesOf(each)]));
}

const WIRED: Readonly<
  Record<Watch, { readonly channel: NodeChannel; readonly class: Sensor['class'] | null }>
> = {
  motion: { channel: 'motion', class: 'motion' },
  door: { channel: 'contact', class: 'door' },
  entrance: { channel: 'contact', class: 'door' },
  item: { channel: 'contact', class: 'item' },
  button: { channel: 'button', class: null },
  'pull-cord': { channel: 'button', class: null },
};

/** A device that watches one thing gives it its own name; of two each says what it is. */
function sensorId({ id, watches }: PlanDevice, watch: Watch): string {
  const seen = watches.filter((each) => WIRED[each].class !== null);
  return seen.length < 2 ? id : `${id}-${WIRED[watch].class}`;
}
function sensorsOf(device: PlanDevice): readonly Sensor[] {
  return device.watches.flatMap((watch): Sensor[] => {
    const kind = WIRED[watch].class;
    if (kind === null) return [];
    const sensor = { id: sensorId(device, watch), room: device.room, class: kind };
    return [watch === 'entrance' ? { ...sensor, entrance: true } : sensor];
  });
}

function lineOf(
  device: PlanDevice,
  { nodePort, key }: { readonly nodePort: string; readonly key: string },
): DeviceLines['device'] {
  const { id, part, watches, address } = device;
  if (part !== NODE_PART) {
    const [watch] = watches;
    const role = watch === 'button' || watch === 'pull-cord' ? { role: watch } : {};
    return { id, part, connector: device.port, ...role };
  }
  const feeds = watches.map((watch): [string, string] => {
    const { channel, class: kind } = WIRED[watch];
    return [channel, kind === null ? watch : sensorId(device, watch)];
  });
  return {
    id: deviceIdOf(id),
    part,
    connector: nodePort,
    key,
    options: { address },
    feeds: Object.fromEntries(feeds),
  };
}
