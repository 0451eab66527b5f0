/**
 * This machine's buses: which file opens which address.
 *
 * A bus that is missing, or whose package does not load, says `down` on its own links; the others never notice.
 * Must never throw on open and never decide what a signal means.
 */
import { unreachable } from '../../errors.ts';
import type { Buses } from '../../ports.ts';
import { openGpio } from './gpio.ts';
import { openSerial } from './serial.ts';

/** Signals come after `open` has returned. */
export function openBuses(): Buses {
  return {
    open(address, listener) {
      switch (address.bus) {
        case 'gpio':
          return openGpio(address, listener);
        case 'serial':
          return openSerial(address, listener);
        default:
          return unreachable(address);
      }
    },
  };
}
