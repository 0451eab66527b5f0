/**
 * From the pin of a sensor node to the observation: real firmware in simulated chips, a pseudo-terminal, serialport,
 * driver and wiring, in real time.
 *
 * Three nodes on one radio open and close a door in turn. Chips and hub share this process: while a node is awake, its
 * chip is looked at every 5 ms, which is in the figure. A child of the bench: prints one JSON line.
 */
import { join } from 'node:path';
import { HostClock } from '../../agent/host.ts';
import { openBuses } from '../../agent/sensors/buses/index.ts';
import { openChips } from '../chips/chip.ts';
import { readFirmware } from '../chips/firmware.ts';
import { nodeChip, provisionedEeprom } from '../chips/node-chip.ts';
import { Pty } from '../devices/pty.ts';
import { realTime } from '../devices/real-time.ts';
import { HOME_NODES, nodeKeys } from '../world/home-nodes.ts';
import { EdgeHub, deviceOn } from './edge-hub.ts';
import { Awaited, BarePort, tellEdges, until } from './edges.ts';

const [folder = ''] = process.argv.slice(2);
/** As many as the rate of three sensors allows at this pace: 40 each in 20 s. */
const EDGES = 108;
const WARM_UP_EDGES = 6;
/** The acknowledgement has come, and the node sleeps. */
const REST_MS = 130;

const time = realTime(1);
const make = await openChips();
const flash = readFirmware('sensor-node');
const nodes = HOME_NODES.map((plan) => {
  const node = nodeChip(make, { flash, eeprom: provisionedEeprom(make, flash, plan) }, time);
  node.setPin('contact', 1);
  node.setPin('button', 1);
  node.powerOn();
  return node;
});
const pty = new Pty(join(folder, 'radio'), (bytes) => {
  for (const { port } of nodes) port.hear(bytes);
});
for (const { port } of nodes) port.listen((bytes) => pty.send(bytes));
await pty.plug();
const bare = await BarePort.open(folder);
const fact = new Awaited();
const hub = new EdgeHub({
  buses: openBuses(),
  clock: new HostClock('UTC'),
  after: time.after,
  devices: HOME_NODES.map(({ id, address }) =>
    deviceOn(pty.path, {
      id,
      part: 'sensor-node',
      key: `${id}.key`,
      options: { address },
      feeds: { contact: `door-${id}` },
    }),
  ),
  sensors: HOME_NODES.map(({ id }) => ({ id: `door-${id}`, room: 'hall', class: 'door' })),
  keys: nodeKeys(),
  observed: fact.happened,
});
await until(() => hub.isUp);
await tellEdges({
  edges: EDGES,
  warmUpEdges: WARM_UP_EDGES,
  restMs: REST_MS,
  edge: (at) => {
    const isClosed = Math.floor(at / nodes.length) % 2 === 0;
    return fact.after(() => nodes[at % nodes.length]?.setPin('contact', isClosed ? 0 : 1));
  },
  baseline: () => bare.in(),
});
hub.close();
for (const { clocked } of nodes) clocked.powerOff();
await bare.close();
await pty.unplug();
