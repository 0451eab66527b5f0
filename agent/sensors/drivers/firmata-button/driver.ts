/**
 * A push button between a pin of a Firmata board and ground, on the board's own pull-up.
 *
 * Owns the wire alone; what a press is, and how a contact comes to rest, is the same as everywhere (`press.ts`).
 */
import { driverOf } from '../../driver.ts';
import { FIRMATA_PIN } from '../../firmata-pin.ts';
import { pressSource } from '../../press.ts';

export const firmataButton = driverOf({
  ...pressSource,
  part: 'firmata-button',
  summary: 'push button on a pin of a Firmata board',
  wire: { bus: 'firmata', kind: 'digital', bias: 'pull-up', activeLow: true },
  options: { ...pressSource.options, ...FIRMATA_PIN },
});
