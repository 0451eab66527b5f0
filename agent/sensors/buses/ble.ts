/**
 * Bluetooth adverts by way of BlueZ: the only importer of node-ble, which brings its D-Bus library along.
 *
 * Owns the making of a radio out of them: the adapter is node-ble's, adverts are signals of the bus (`bluez.ts`), and
 * one scanner per adapter (`ble-scanner.ts`) serves every device. node-ble's own start of discovery is passed by: it
 * sets a filter without duplicates, after which a steady sensor is never heard again. Never connects to a device and
 * never answers one.
 */
import { EventEmitter } from 'node:events';
import { createRequire } from 'node:module';
import { performance } from 'node:perf_hooks';
import { Duplex } from 'node:stream';

import type * as Dbus from 'dbus-next';

import type { BusAddress, BusLink, BusSignal } from '../../ports.ts';
import { type OpenRadio, type Radio, Scanner, type ScannerTimes } from './ble-scanner.ts';
import { Bluez, type BluezListener, type DbusParts, inTime } from './bluez.ts';

export type BleAddress = Extract<BusAddress, { bus: 'ble' }>;

export interface BleTimes extends ScannerTimes {
  /** bluetoothd answers in milliseconds; switching a slow adapter on takes it some seconds. */
  readonly callMs: number;
}
export const BLE_TIMES: BleTimes = {
  tickMs: 2_000,
  pingMs: 30_000,
  deafMs: 90_000,
  rungMs: 45_000,
  graceMs: 10_000,
  retryMsMin: 1_000,
  retryMsMax: 30_000,
  callMs: 10_000,
};

/** This machine's adapters; each is opened once, for all devices on it. */
export function bleAdapters(
  times: BleTimes = BLE_TIMES,
): (address: BleAddress, listener: (signal: BusSignal) => void) => BusLink {
  const scanners = new Map<string, Scanner>();
  const openRadio: OpenRadio = async (adapter, listener) => openNodeBle(adapter, listener, times.callMs);
  return ({ adapter, mac }, listener) => {
    const scanner = scanners.get(adapter) ?? new Scanner(adapter, openRadio, times, () => performance.now());
    scanners.set(adapter, scanner);
    const leave = scanner.join(mac, listener);
    return { write: () => {}, close: leave };
  };
}

async function openNodeBle(adapter: string, listener: BluezListener, callMs: number): Promise<Radio> {
  const { createBluetooth } = await import('node-ble');
  const session = createBluetooth();
  const { bluetooth } = session;
  const parts = partsOf(bluetooth);
  const bluez = new Bluez(parts, callMs, listener);
  const close = (): void => {
    bluez.close();
    session.destroy();
    // A bus that is frozen never ends a connection that we end.
    parts.stream()?.destroy();
  };
  const find = async (): ReturnType<typeof bluetooth.getAdapter> =>
    inTime(bluetooth.getAdapter(adapter), callMs, 'getAdapter');
  try {
    await bluez.subscribe();
  } catch (error) {
    close();
    throw error;
  }
  return {
    discover: async () => {
      const found = await find();
      const isPowered = await inTime(found.isPowered(), callMs, 'isPowered');
      if (!isPowered) await bluez.setPowered(adapter, true);
      await bluez.discover(adapter);
    },
    isDiscovering: async () => {
      await bluez.ping();
      const found = await find();
      return inTime(found.isDiscovering(), callMs, 'isDiscovering');
    },
    stopDiscovery: async () => {
      const found = await find();
      await inTime(found.stopDiscovery(), callMs, 'stopDiscovery');
    },
    powerCycle: async () => {
      await bluez.setPowered(adapter, false);
      await bluez.setPowered(adapter, true);
    },
    close,
  };
}

/** The bus inside node-ble, the classes of the very build that made it, and its socket. */
function partsOf(bluetooth: object): DbusParts & { stream(): Duplex | null } {
  const here = createRequire(import.meta.url);
  const load = createRequire(here.resolve('node-ble'));
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a package exports is what its types say
  const { MessageBus, Message, Variant } = load('dbus-next') as typeof Dbus;
  const bus: unknown = Reflect.get(bluetooth, 'dbus');
  const onError = (listener: (error: unknown) => void): void => {
    if (bus instanceof EventEmitter) bus.on('error', listener);
  };
  if (!(bus instanceof MessageBus)) throw new Error('this node-ble keeps its bus elsewhere');
  const connection: unknown = Reflect.get(bus, '_connection');
  const stream = (): Duplex | null => {
    const found: unknown =
      typeof connection === 'object' && connection !== null ? Reflect.get(connection, 'stream') : null;
    return found instanceof Duplex ? found : null;
  };
  return { bus, onError, Message, Variant, stream };
}
