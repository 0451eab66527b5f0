/**
 * From a configured device to the driver that reads it and the wire it hangs on.
 *
 * Owns that resolution. A device that cannot be resolved is a programmer's error: the configuration was cross-checked.
 */
import { type BoardProfile, type Connector, connectorOf } from '../config/board.ts';
import type { Device } from '../config/config.ts';
import { assert } from '../errors.ts';
import type { BusAddress } from '../ports.ts';
import type { Driver } from './driver.ts';
import { findDriver } from './drivers/index.ts';

export interface WiredDevice {
  readonly device: Device;
  readonly driver: Driver;
  readonly address: BusAddress;
}

export function wiredDevices(devices: readonly Device[], board: BoardProfile): WiredDevice[] {
  return devices.map((device) => {
    const driver = findDriver(device.part);
    assert(driver !== undefined, `no driver for the part ${device.part}`);
    const connector = connectorOf(board, device.connector);
    assert(connector !== null, `${board.id} has no connector ${device.connector}`);
    return { device, driver, address: addressOf(driver, connector, device.options['inverted'] === 1) };
  });
}

function addressOf({ part, wire }: Driver, connector: Connector, inverted: boolean): BusAddress {
  if (wire.bus === 'gpio' && connector.bus === 'gpio') {
    const { chip, line } = connector;
    return { bus: 'gpio', chip, line, bias: wire.bias, activeLow: wire.activeLow !== inverted };
  }
  assert(
    wire.bus === 'serial' && connector.bus === 'serial',
    `${part} cannot be plugged into ${connector.id}`,
  );
  return { bus: 'serial', path: connector.path, baud: wire.baud };
}
