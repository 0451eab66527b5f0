/**
 * Bluetooth adverts through the real bluetoothd: a controller without a radio says what is on the air.
 *
 * Adverts are BTHome v2 in service data of UUID fcd2 (https://bthome.io/format), as a battery sensor sends them.
 */
import { spawn } from 'node:child_process';

import { Bluetooth } from '../guest/bluetooth.ts';
import { check, done, run, until } from '../guest/scenario.ts';

const MAC = 'A4:C1:38:00:00:01';
const PATH = '/org/bluez/hci0/dev_A4_C1_38_00_00_01';

/** Motion (object 0x21) with a packet id (0x00), unencrypted (0x44), behind the flags of every advert. */
function motion(packetId: number, isOn: boolean): string {
  const byte = (value: number): string => value.toString(16).padStart(2, '0');
  return `0201060816d2fc4400${byte(packetId)}21${byte(isOn ? 1 : 0)}`;
}

const bluetooth = await Bluetooth.start();

await check('bluetoothd hears the air: an advert comes out with its data and its strength', async () => {
  const scanner = spawn('bluetoothctl', ['scan', 'le'], { stdio: ['pipe', 2, 2] });
  await until('a scan', () => bluetooth.isScanning);
  for (const [packetId, rssi] of [
    [1, -60],
    [2, -75],
    [3, -48],
  ] as const) {
    bluetooth.advertise({ mac: MAC, hex: motion(packetId, true), rssi });
    await until(`packet ${packetId} with ${rssi} dBm`, () => {
      const device = propertiesOf(PATH);
      return device.includes(`RSSI ${rssi}`) && device.includes(`68 0 ${packetId} 33 1`);
    });
  }
  scanner.kill();
  await until('three reports', () => bluetooth.reported === 3);
});

/** The properties of a device of bluetoothd: `RSSI -60`, one a line; empty while it is not known. */
function propertiesOf(path: string): string {
  try {
    return run('busctl', '--system', 'introspect', 'org.bluez', path, 'org.bluez.Device1').replaceAll(
      /^\.(\w+) +property +\S+ +(.*?) +(emits-change|writable).*$/gm,
      '$1 $2',
    );
  } catch {
    return '';
  }
}

done();
