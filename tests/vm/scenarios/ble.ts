/**
 * Bluetooth adverts through the real bluetoothd: a controller without a radio says what is on the air.
 *
 * Adverts are BTHome v2 in service data of UUID fcd2 (https://bthome.io/format), as a battery sensor sends them. The
 * first check is of the machine alone, so that a fault there is not taken for one of ours.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

import type { BusSignal } from '../../../agent/ports.ts';
import { openBuses } from '../../../agent/sensors/buses/index.ts';
import { ADAPTER, Bluetooth } from '../guest/bluetooth.ts';
import { check, done, run, until } from '../guest/scenario.ts';

const MAC = 'A4:C1:38:00:00:01';
const STRANGER = 'A4:C1:38:00:00:02';
const RSSI = -60;
/** Of a bus that had an outage: its own waits grow to half a minute, and a scan that ended unsaid is missed in a minute. */
const BACK_MS_MAX = 120_000;
/** bluetoothd tells two changes at once as one, which a slow machine makes of half a second. */
const MERGED_SHARE_MIN = 0.8;
/** BlueZ 5.66 scans for 10.24 s, may rest for some five, and begins anew. Controllers report no duplicate within a round. */
const ROUND_MS = 16_000;
const ROUNDS = 2;
const SENT = 40;

/** Motion (object 0x21) with a packet id (0x00), unencrypted (0x44), as the service data. */
const motion = (packetId: number): number[] => [0x44, 0x00, packetId, 0x21, 0x01];
/** Puts it on the air once, behind the flags of every advert. */
function advertise(packetId: number, { mac = MAC, rssi = RSSI } = {}): void {
  const hex = Buffer.from([2, 1, 6, 8, 0x16, 0xd2, 0xfc, ...motion(packetId)]).toString('hex');
  bluetooth.advertise({ mac, hex, rssi });
}

const bluetooth = await Bluetooth.start();

await check(
  'the machine hears its air: bluetoothd has an advert with its data and its strength',
  async () => {
    const scanner = spawn('bluetoothctl', ['scan', 'le'], { stdio: ['pipe', 2, 2] });
    await until('a scan', () => bluetooth.isScanning);
    for (const [packetId, rssi] of [
      [1, -60],
      [2, -75],
    ] as const) {
      advertise(packetId, { rssi });
      await until(`packet ${packetId} with ${rssi} dBm`, () => {
        const device = deviceOf(MAC);
        return device.includes(`RSSI ${rssi}`) && device.includes(motion(packetId).join(' '));
      });
    }
    scanner.kill();
    await until('the end of the scan', () => !bluetooth.isScanning);
  },
);

/** The properties that bluetoothd has of a device: `RSSI -60`, one a line; empty while it is not known. */
function deviceOf(mac: string): string {
  const path = `${ADAPTER}/dev_${mac.replaceAll(':', '_')}`;
  try {
    return run('busctl', '--system', 'introspect', 'org.bluez', path, 'org.bluez.Device1').replaceAll(
      /^\.(\w+) +property +\S+ +(.*?) +(emits-change|writable).*$/gm,
      '$1 $2',
    );
  } catch {
    return '';
  }
}

const signals: BusSignal[] = [];
const link = openBuses().open({ bus: 'ble', adapter: 'hci0', mac: MAC }, (signal) => signals.push(signal));
const adverts = () => signals.flatMap((signal) => (signal.type === 'advert' ? [signal.advert] : []));
const states = () => signals.flatMap(({ type }) => (type === 'up' || type === 'down' ? [type] : []));

/** Advertises anew until one is told: how long that took. */
async function untilHeard(packetId: number): Promise<string> {
  const startedMs = performance.now();
  const before = adverts().length;
  const onAir = setInterval(() => advertise(packetId), 200);
  try {
    await until('an advert', () => adverts().length > before, BACK_MS_MAX);
  } finally {
    clearInterval(onAir);
  }
  return `heard again after ${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}

await check('an advert is told with its data and its strength; a stranger’s is not', async () => {
  await until('up', () => states().length > 0);
  await until('a scan', () => bluetooth.isScanning);
  advertise(9, { mac: STRANGER });
  advertise(3, { rssi: -48 });
  await until('an advert', () => adverts().length > 0);
  assert.deepEqual(adverts(), [{ serviceData: { fcd2: Uint8Array.from(motion(3)) }, rssi: -48 }]);
});

await check(
  'a steady sensor is told in each round of the scan, though its advert never changes',
  async () => {
    const before = { told: adverts().length, reported: bluetooth.reported };
    const endMs = performance.now() + ROUNDS * ROUND_MS;
    while (performance.now() < endMs) {
      advertise(4);
      await pause(500);
    }
    const reported = bluetooth.reported - before.reported;
    assert.ok(reported >= 2, `reported ${reported} times`);
    await until('each that was reported', () => adverts().length - before.told >= reported);
    return `${reported} times in ${(ROUNDS * ROUND_MS) / 1000} s`;
  },
);

await check('a new advert every half a second: what falls into the scan is told', async () => {
  const before = { told: adverts().length, reported: bluetooth.reported, scannedMs: bluetooth.scannedMs };
  const startedMs = performance.now();
  for (let sent = 0; sent < SENT; sent += 1) {
    advertise(100 + sent);
    await pause(500);
  }
  const share = (bluetooth.scannedMs - before.scannedMs) / (performance.now() - startedMs);
  const reported = bluetooth.reported - before.reported;
  const told = (): number => adverts().length - before.told;
  await until(`told as many as reported, ${reported}`, () => told() >= reported * MERGED_SHARE_MIN);
  return `${told()} of ${SENT}, ${reported} reported; BlueZ scanned ${(share * 100).toFixed(0)} % of the time`;
});

await check('after a bluetoothd that is killed and back at once adverts are told again', async () => {
  const before = states().length;
  await bluetooth.stopDaemon();
  await bluetooth.startDaemon();
  const heard = await untilHeard(5);
  // Back within ten seconds is no outage; emulated beside other work it may take longer.
  assert.ok(['', 'down,up'].includes(states().slice(before).join(',')));
  return heard;
});

await check('one that stays away is down, said once, and up when it is back', async () => {
  const before = states().length;
  await bluetooth.stopDaemon();
  await until('down', () => states().length > before, BACK_MS_MAX);
  await bluetooth.startDaemon();
  const heard = await untilHeard(6);
  assert.deepEqual(states().slice(before), ['down', 'up']);
  return heard;
});

await check('an adapter that somebody switched off is switched on again', async () => {
  bluetooth.power(false);
  await until('the end of the scan', () => !bluetooth.isScanning);
  return untilHeard(7);
});

link.close();
await check('when nobody listens any more the scan ends', async () => {
  await until('the end of the scan', () => !bluetooth.isScanning);
});

done();
