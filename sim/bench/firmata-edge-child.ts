/**
 * From the pin of a Firmata board to the observation: our firmware in a simulated chip, a pseudo-terminal, serialport,
 * johnny-five in its worker, driver and wiring, in real time.
 *
 * Six detectors on one board rise and fall in turn. The chip is in the hub's process and is looked at every 5 ms, which
 * is in the figure. A child of the bench: prints one JSON line.
 */
import { join } from 'node:path';
import { HostClock } from '../../agent/host.ts';
import { openBuses } from '../../agent/sensors/buses/index.ts';
import { openChips } from '../chips/chip.ts';
import { ClockedChip } from '../chips/clocked-chip.ts';
import { readFirmware } from '../chips/firmware.ts';
import { Pty } from '../devices/pty.ts';
import { realTime } from '../devices/real-time.ts';
import { EdgeHub, deviceOn } from './edge-hub.ts';
import { Awaited, BarePort, tellEdges, until } from './edges.ts';

const [folder = ''] = process.argv.slice(2);
const FREQUENCY_HZ = 16_000_000;
const SUPPLY_VOLTS = 5;
/** Of port D, and numbered so on the board. */
const PINS = [2, 3, 4, 5, 6, 7] as const;
/** The rate of six sensors allows 240 in 20 s. */
const EDGES = 204;
const WARM_UP_EDGES = 12;
/** A detector is back at a rise after twelve edges: more than the second that it has to rest. */
const REST_MS = 90;

const time = realTime(1);
const make = await openChips();
const flash = readFirmware('firmata-node');
const board = new ClockedChip(make, { flash, frequencyHz: FREQUENCY_HZ }, time);
board.chip.setSupplyVolts(SUPPLY_VOLTS);
for (const pin of PINS) board.drive('D', pin, 0);
const pty = new Pty(join(folder, 'board'), (bytes) => board.port.hear(bytes));
board.port.listen((bytes) => pty.send(bytes));
await pty.plug();
board.powerOn();
const bare = await BarePort.open(folder);
const fact = new Awaited();
const hub = new EdgeHub({
  buses: openBuses(),
  clock: new HostClock('UTC'),
  after: time.after,
  devices: PINS.map((pin) =>
    deviceOn(pty.path, { id: `pin${pin}`, part: 'firmata-pir', options: { pin, warmUpMs: 0 } }),
  ),
  sensors: PINS.map((pin) => ({ id: `pin${pin}`, room: 'hall', class: 'motion' })),
  keys: new Map(),
  observed: fact.happened,
});
await until(() => hub.isUp);
await tellEdges({
  edges: EDGES,
  warmUpEdges: WARM_UP_EDGES,
  restMs: REST_MS,
  edge: (at) => {
    const isRise = Math.floor(at / PINS.length) % 2 === 0;
    return fact.after(() => board.drive('D', PINS[at % PINS.length] ?? PINS[0], isRise ? 1 : 0));
  },
  baseline: () => bare.in(),
});
hub.close();
board.powerOff();
await bare.close();
await pty.unplug();
