/**
 * From an advert that the radio hears to the observation: a simulated BlueZ on a private D-Bus, node-ble, decryption,
 * driver and wiring, in real time; against a bare signal over the same D-Bus.
 *
 * Doors with tags open and close in turn. BlueZ and hub share this process, as do the two ends of the bare signal. A
 * child of the bench: prints one JSON line.
 */
import { assert } from '../../agent/errors.ts';
import { HostClock } from '../../agent/host.ts';
import { openBuses } from '../../agent/sensors/buses/index.ts';
import { BTHOME_UUID, sealServiceData } from '../../agent/sensors/drivers/bthome/codec.ts';
import { bareSignal } from '../bluez/bare-signal.ts';
import { findDbusDaemon } from '../bluez/private-bus.ts';
import { SimulatedBluez } from '../bluez/simulated-bluez.ts';
import { realTime } from '../devices/real-time.ts';
import { EdgeHub, deviceOn } from './edge-hub.ts';
import { Awaited, tellEdges, until } from './edges.ts';

const [folder = ''] = process.argv.slice(2);
/** As SIMULATED_BOARD calls it. */
const ADAPTER = 'simulated';
const KEY = Uint8Array.from({ length: 16 }, (_, at) => at + 1);
/** So many that the rate of each sensor, twenty at once and one a second, is kept. */
const TAGS = 15;
const MACS = Array.from({ length: TAGS }, (_, at) => `A4:C1:38:00:00:${10 + at}`);
/** Encrypted, and told because something happened. */
const INFO = 0x45;
const DOOR = 0x1a;
const PACKET_ID = 0x00;
const RSSI = -60;
const EDGES = 300;
/** The first adverts make the tags known. */
const WARM_UP_EDGES = 3 * TAGS;
const REST_MS = 30;

const program = findDbusDaemon();
assert(program !== null, 'dbus-daemon is missing (Debian package dbus-daemon)');
const bluez = new SimulatedBluez(program, folder, ADAPTER);
await bluez.start();
process.env['DBUS_SYSTEM_BUS_ADDRESS'] = bluez.address;

const signal = new Awaited();
const bare = await bareSignal(bluez.address, signal.happened);
const fact = new Awaited();
const time = realTime(1);
const hub = new EdgeHub({
  buses: openBuses(),
  clock: new HostClock('UTC'),
  after: time.after,
  devices: MACS.map((mac, at) =>
    deviceOn('ble0', { id: `tag${at}`, part: 'bthome', mac, key: 'key', feeds: { door: `door${at}` } }),
  ),
  sensors: MACS.map((_, at) => ({ id: `door${at}`, room: 'hall', class: 'door' })),
  keys: new Map(MACS.map((_, at) => [`tag${at}`, KEY])),
  observed: fact.happened,
});
await until(() => hub.isUp && bluez.isDiscovering);
await tellEdges({
  edges: EDGES,
  warmUpEdges: WARM_UP_EDGES,
  restMs: REST_MS,
  edge: (at) => {
    const mac = MACS[at % MACS.length] ?? '';
    const counter = 1 + Math.floor(at / MACS.length);
    const objects = Uint8Array.of(PACKET_ID, counter & 0xff, DOOR, counter % 2);
    const data = sealServiceData({ mac, key: KEY }, { info: INFO, counter, objects });
    return fact.after(() => bluez.hear(mac, { serviceData: { [BTHOME_UUID]: data }, rssi: RSSI }));
  },
  baseline: () => signal.after(() => bare.send()),
});
hub.close();
bare.close();
await bluez.stop();
