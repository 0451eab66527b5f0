/**
 * Bluetooth buttons as the companion's touch and as a pull cord: the wiring and the driver that ship, the real node-ble on a
 * real D-Bus, tags that seal what they say. The role in the configuration is what a press becomes.
 */
import { expect, test } from 'vitest';
import { wiredDevices } from '../../../agent/sensors/devices.ts';
import { BthomeEmulator } from '../../../agent/sensors/drivers/bthome/emulator.ts';
import { realTime } from '../../../sim/devices/real-time.ts';
import { SIMULATED_BOARD } from '../../../sim/simulated-home.ts';
import { device } from '../wiring/rig.ts';
import { rig, until } from './ble-rig.ts';
import { wireOnHost } from './wired-on-host.ts';

const HAND = { id: 'hand', role: 'touch', mac: 'A4:C1:38:00:00:01' } as const;
const CORD = { id: 'cord', role: 'pull-cord', mac: 'A4:C1:38:00:00:02' } as const;
const keyOf = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);
const KEYS = new Map<string, Uint8Array>([
  [HAND.id, keyOf(1)],
  [CORD.id, keyOf(2)],
]);
/** Whatever happens is sent so often. */
const BURST = 3;

test('a press of each is a reply by its role, once; a stranger without the key is nobody', async (context) => {
  const { bluez, open } = await rig(context);
  const time = realTime(1);
  const tag = (mac: string, key: Uint8Array | null): BthomeEmulator => {
    const part = new BthomeEmulator(time, { nowMs: time.nowMs, key, mac, options: {} }, 'button');
    bluez.plug(part.beacon);
    return part;
  };
  const devices = wiredDevices(
    [HAND, CORD].map(({ id, ...more }) => device(id, 'bthome', 'ble0', more)),
    { board: SIMULATED_BOARD, sensors: [], keys: KEYS },
  );
  const hub = wireOnHost(
    {
      open(address, listener) {
        if (address.bus !== 'ble') throw new Error('another bus was asked for');
        return open({ ...address, adapter: bluez.adapter }, listener);
      },
    },
    devices,
  );
  try {
    await until('up', hub.isUp);
    hub.said.length = 0;
    tag(HAND.mac, keyOf(9)).use();
    tag(CORD.mac, null).use();
    await until(
      'the strangers are refused',
      () => hub.counted('micWrong') + hub.counted('plaintextRefused') === 2 * BURST,
    );
    expect(hub.said).toEqual([]);
    tag(HAND.mac, keyOf(1)).use();
    await until('a touch', () => hub.counted('presses') === 1);
    tag(CORD.mac, keyOf(2)).use();
    await until('every repeat is heard', () => hub.counted('adverts') === 4 * BURST);
    expect(hub.said.filter((line) => !line.includes(' ok '))).toEqual(['touch fine', 'pull-cord help']);
  } finally {
    hub.close();
    time.stop();
  }
});
