/**
 * From a configured device to the driver that reads it, the wire it hangs on, and what each of its channels feeds.
 *
 * Owns that resolution. A device that cannot be resolved is a programmer's error: the configuration was cross-checked.
 */
import { createHash } from 'node:crypto';
import { type BoardProfile, type Connector, connectorOf } from '../config/board.ts';
import { type Device, type PressRole, isPressRole } from '../config/config.ts';
import { assert, unreachable } from '../errors.ts';
import type { BusAddress } from '../ports.ts';
import type { SensorDescription } from '../record.ts';
import type { Driver } from './driver.ts';
import { findDriver } from './drivers/index.ts';

/** What a channel feeds: a sensor of the home, or what somebody's hand does. */
export type Feed = { readonly to: 'sensor'; readonly sensor: string } | { readonly to: PressRole };

export interface WiredDevice {
  readonly device: Device;
  readonly driver: Driver;
  readonly address: BusAddress;
  /** By channel; what a channel that is not here notices is not asked for. */
  readonly feeds: ReadonlyMap<string, Feed>;
  /** 16 bytes; null: it has none. */
  readonly key: Uint8Array | null;
  /** Under what its frames are counted: another key is another device, which counts anew. */
  readonly countedAs: string;
  /** Where it stands: as it says, or by the sensors it feeds; null when neither is known. */
  readonly room: string | null;
}

/** What the devices are plugged into and fed for. `keys` by device. */
export interface Surrounding {
  readonly board: BoardProfile;
  readonly sensors: readonly SensorDescription[];
  readonly keys: ReadonlyMap<string, Uint8Array>;
}

export function wiredDevices(
  devices: readonly Device[],
  { board, sensors, keys }: Surrounding,
): WiredDevice[] {
  return devices.map((device) => {
    const driver = findDriver(device.part);
    assert(driver !== undefined, `no driver for the part ${device.part}`);
    const connector = connectorOf(board, device.connector);
    assert(connector !== null, `${board.id} has no connector ${device.connector}`);
    const feeds = feedsOf(device, driver, sensors);
    const key = keys.get(device.id) ?? null;
    return {
      device,
      driver,
      address: addressOf(device, driver, connector),
      feeds,
      key,
      countedAs: countedAs(device, key),
      room: device.room ?? roomOf(feeds, sensors),
    };
  });
}

/** 64 bits of a hash tell the keys of a home apart, and tell nobody the key. */
const FINGERPRINT_DIGITS = 16;

/** By key and address: with another name it is the same device, and what was recorded of it counts no second time. */
function countedAs({ id, mac, options }: Device, key: Uint8Array | null): string {
  if (key === null) return id;
  const fingerprint = createHash('sha256').update(key).digest('hex').slice(0, FINGERPRINT_DIGITS);
  return `${mac ?? JSON.stringify(options['address'] ?? 'only')} ${fingerprint}`;
}

/** What each channel of a device feeds: as it says, or its own sensor with every channel of that sensor's class. */
export function feedsOf(
  device: Pick<Device, 'id' | 'role' | 'feeds'>,
  { channels }: Pick<Driver, 'channels'>,
  sensors: readonly SensorDescription[],
): Map<string, Feed> {
  if (device.feeds !== null) {
    return new Map(Object.entries(device.feeds).map(([channel, name]) => [channel, feedCalled(name)]));
  }
  const { role } = device;
  const own = sensors.find(({ id }) => id === device.id);
  const feeds = new Map<string, Feed>();
  for (const [name, channel] of Object.entries(channels)) {
    if (channel === 'press' && isPressRole(role)) feeds.set(name, { to: role });
    else if (
      role === 'sensor' &&
      own !== undefined &&
      typeof channel !== 'string' &&
      channel.includes(own.class)
    )
      feeds.set(name, { to: 'sensor', sensor: own.id });
  }
  return feeds;
}

function feedCalled(name: string): Feed {
  return isPressRole(name) ? { to: name } : { to: 'sensor', sensor: name };
}

function roomOf(feeds: ReadonlyMap<string, Feed>, sensors: readonly SensorDescription[]): string | null {
  const fed = [...feeds.values()].flatMap((feed) => (feed.to === 'sensor' ? [feed.sensor] : []));
  return sensors.find(({ id }) => fed.includes(id))?.room ?? null;
}

function addressOf(
  { mac, options }: Device,
  { part, wire, options: table }: Driver,
  connector: Connector,
): BusAddress {
  const option = (name: string): number => {
    const value = options[name] ?? table[name]?.default;
    assert(typeof value === 'number', `${part} needs the option ${name}`);
    return value;
  };
  const isInverted = options['inverted'] === 1;
  switch (wire.bus) {
    case 'gpio': {
      assert(connector.bus === 'gpio', `${part} cannot be plugged into ${connector.id}`);
      const { chip, line } = connector;
      return { bus: 'gpio', chip, line, bias: wire.bias, activeLow: wire.activeLow !== isInverted };
    }
    case 'serial':
      return { bus: 'serial', path: portOf(part, connector), baud: wire.baud };
    case 'firmata': {
      const { kind, bias } = wire;
      const activeLow = wire.activeLow !== isInverted;
      return { bus: 'firmata', path: portOf(part, connector), pin: option('pin'), kind, bias, activeLow };
    }
    case 'modbus': {
      const { baud, start, count, pollMs } = wire;
      const path = portOf(part, connector);
      return { bus: 'modbus', path, baud, unit: option('address'), start, count, pollMs };
    }
    case 'ble':
      assert(connector.bus === 'ble', `${part} cannot be plugged into ${connector.id}`);
      assert(mac !== null, `${part} needs a mac`);
      return { bus: 'ble', adapter: connector.adapter, mac };
    default:
      return unreachable(wire);
  }
}

function portOf(part: string, connector: Connector): string {
  assert(connector.bus === 'serial', `${part} cannot be plugged into ${connector.id}`);
  return connector.path;
}
