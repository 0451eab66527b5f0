/**
 * What the doctor examines: this machine, and the hub that is configured on it, if one is.
 *
 * Owns what follows from a configuration: which buses it needs, and where each device is. Decides no verdict.
 */
import type { BoardProfile } from '../../config/board.ts';
import type { Config } from '../../config/config.ts';
import { companionPlaces } from '../../config/light-place.ts';
import type { BusAddress } from '../../ports.ts';
import { wiredDevices } from '../../sensors/devices.ts';
import type { WiredDevice } from '../../sensors/devices.ts';
import type { Machine } from './machine.ts';

export interface Examined {
  readonly machine: Machine;
  /** Null without a configuration: then only what every hub needs is looked for. */
  readonly config: Config | null;
  readonly board: BoardProfile | null;
  readonly devices: readonly WiredDevice[];
  /** Where the companion's lamp, shaker and device are plugged in. */
  readonly companion: readonly BusAddress[];
  /** Where the journal lives; null when no hub is installed here. */
  readonly folder: string | null;
  /** The processes of hubs that run: one on an installed hub, several on a developer's machine. */
  readonly hubs: readonly number[];
}

export function examined(
  machine: Machine,
  {
    config,
    board,
  }: { readonly config: Config; readonly board: BoardProfile } | { config: null; board: null },
  { keys, folder }: { readonly keys: ReadonlyMap<string, Uint8Array>; readonly folder: string | null },
): Examined {
  const hubs = machine.runningHubs();
  if (config === null) return { machine, config, board, devices: [], companion: [], folder, hubs };
  const devices = wiredDevices(config.devices, { board, sensors: config.home.sensors, keys });
  const companion = companionPlaces(config.companion, board);
  return { machine, config, board, devices, companion, folder, hubs };
}

/** The addresses of one bus that the configured devices are at. */
export function addressesOn<Bus extends BusAddress['bus']>(
  { devices }: Examined,
  bus: Bus,
): Extract<BusAddress, { bus: Bus }>[] {
  return devices.flatMap(({ address }) => (isOn(address, bus) ? [address] : []));
}

function isOn<Bus extends BusAddress['bus']>(
  address: BusAddress,
  bus: Bus,
): address is Extract<BusAddress, { bus: Bus }> {
  return address.bus === bus;
}

/** The port of a device, where it has one. */
export function portOf(address: BusAddress): string | null {
  return 'path' in address ? address.path : null;
}
