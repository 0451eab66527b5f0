/**
 * Two Bluetooth tags, and the Bluetooth service that hears them, on a D-Bus of the bench's own.
 *
 * Owns the bus and the service. A tag is unplugged by taking it out of reach, the radio by ending its service.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AnbuError } from '../../agent/errors.ts';
import { BthomeEmulator, type BthomeKind } from '../../agent/sensors/drivers/bthome/emulator.ts';
import { findDbusDaemon } from '../bluez/private-bus.ts';
import { SimulatedBluez } from '../bluez/simulated-bluez.ts';
import type { BenchTime, VirtualDevice } from './device.ts';

const KEY_BYTES = 16;
/** Real tags say their state once a minute, and that nobody moves after another: nobody at a bench waits for that. */
const IMPATIENT = { beaconMs: 5_000, blindMs: 2_000 };
const TAGS = [
  {
    name: 'door-tag',
    mac: 'A4:C1:38:00:00:01',
    kind: 'door',
    sensor: 'fridge',
    channel: 'window',
  },
  {
    name: 'motion-tag',
    mac: 'A4:C1:38:00:00:02',
    kind: 'motion',
    sensor: 'living',
    channel: 'motion',
  },
] as const satisfies readonly { kind: BthomeKind; [key: string]: string }[];

export interface Tags {
  readonly devices: readonly VirtualDevice[];
  /** What the hub's process needs to find the bus. */
  readonly environment: string;
}

export function tags(folder: string, time: BenchTime): Tags {
  const program = findDbusDaemon();
  if (program === null) {
    const hint = 'Install the package dbus-daemon: the Bluetooth of the bench is on a bus of its own.';
    throw new AnbuError('bus-unavailable', 'dbus-daemon is not installed', { hint });
  }
  const bluez = new SimulatedBluez(program, folder);
  const air: VirtualDevice = {
    name: 'bluetooth',
    what: `the Bluetooth service (a simulated bluetoothd) on ${bluez.address}`,
    deeds: {},
    config: [],
    plug: once(
      () => bluez.start(),
      () => bluez.appear(),
    ),
    unplug: () => bluez.vanish(),
    close: () => bluez.stop(),
  };
  const devices = TAGS.map((tag, at): VirtualDevice => {
    const key = Uint8Array.from({ length: KEY_BYTES }, (_, byte) => 0x40 + 16 * at + byte);
    writeFileSync(join(folder, `${tag.name}.key`), `${Buffer.from(key).toString('hex')}\n`);
    const being = { nowMs: time.nowMs, key, mac: tag.mac, options: IMPATIENT };
    const part = new BthomeEmulator(time, being, tag.kind);
    const { name, mac, sensor, channel } = tag;
    return {
      name,
      what: `a Shelly BLU ${tag.kind} tag, encrypted, ${mac}: ${sensor}`,
      deeds: tag.kind === 'door' ? swings(part, sensor) : { [`walk ${sensor}`]: () => part.use() },
      config: [
        `{ id: ${name}, part: bthome, connector: ble0, mac: "${mac}", key: ${name}.key, feeds: { ${channel}: ${sensor} } }`,
      ],
      // Out of reach, not without its battery: that would count anew, and be refused for a quarter of an hour.
      plug: async () => bluez.plug(part.beacon),
      unplug: async () => part.beacon.listen(null),
      close: async () => part.silence(true),
    };
  });
  return { devices: [air, ...devices], environment: `DBUS_SYSTEM_BUS_ADDRESS=${bluez.address}` };
}

function swings(part: BthomeEmulator, sensor: string): VirtualDevice['deeds'] {
  return { [`open ${sensor}`]: () => part.swing(true), [`close ${sensor}`]: () => part.swing(false) };
}

/** The first time one thing, then another. */
function once(first: () => Promise<void>, later: () => Promise<void>): () => Promise<void> {
  let isFirst = true;
  return async () => {
    const run = isFirst ? first : later;
    isFirst = false;
    await run();
  };
}
