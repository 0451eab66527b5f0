/**
 * A simulated BlueZ in a process of its own, so that what it costs is not counted with those who listen to it.
 *
 * A child of the bench: told a number, it lets a sensor with a key send so many adverts, each with a new counter.
 */
import { assert } from '../../agent/errors.ts';
import { BTHOME_UUID, sealServiceData } from '../../agent/sensors/drivers/bthome/codec.ts';
import { findDbusDaemon } from '../bluez/private-bus.ts';
import { SimulatedBluez } from '../bluez/simulated-bluez.ts';

const [folder = '', mac = '', key = ''] = process.argv.slice(2);
/** A Shelly BLU Motion: packet id, battery, lux, motion. */
const OBJECTS = [0x00, 0x00, 0x01, 0x64, 0x05, 0x10, 0x27, 0x00, 0x21, 0x00];

const program = findDbusDaemon();
assert(program !== null, 'dbus-daemon is missing (Debian package dbus-daemon)');
const bluez = new SimulatedBluez(program, folder);
await bluez.start();
let counter = 0;

function send(adverts: number): void {
  for (let sent = 0; sent < adverts; sent += 1) {
    counter += 1;
    const objects = Uint8Array.from(OBJECTS);
    objects[1] = counter & 0xff;
    const data = sealServiceData({ mac, key: Buffer.from(key, 'hex') }, { info: 0x41, counter, objects });
    bluez.hear(mac, { serviceData: { [BTHOME_UUID]: data }, rssi: -60 });
  }
}

process.on('message', (adverts) => send(Number(adverts)));
process.on('disconnect', () => {
  void bluez.stop();
});
process.send?.({ address: bluez.address });
