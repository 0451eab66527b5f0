/**
 * This machine's buses: which file opens which address.
 *
 * A bus that is missing, or whose package does not load, says `down` on its own links; the others never notice.
 * Must never throw on open and never decide what a signal means.
 */
import { unreachable } from '../../errors.ts';
import type { Buses } from '../../ports.ts';
import { bleAdapters } from './ble.ts';
import { openFirmata } from './firmata.ts';
import { openGpio } from './gpio.ts';
import { modbusLines } from './modbus.ts';
import { type SerialAddress, openSerial } from './serial.ts';
import { sharing } from './one-port.ts';

/** Signals come after `open` has returned. */
export function openBuses(): Buses {
  const ble = bleAdapters();
  const firmata = openFirmata();
  const serial = sharing(openSerial, ({ path, baud }: SerialAddress) => `${path} ${baud}`);
  const modbus = modbusLines();
  return {
    open(address, listener) {
      switch (address.bus) {
        case 'gpio':
          return openGpio(address, listener);
        case 'serial':
          return serial(address, listener);
        case 'firmata':
          return firmata(address, listener);
        case 'modbus':
          return modbus(address, listener);
        case 'ble':
          return ble(address, listener);
        default:
          return unreachable(address);
      }
    },
  };
}
