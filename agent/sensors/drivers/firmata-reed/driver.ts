/**
 * A reed contact between a pin of a Firmata board and ground, on the board's own pull-up.
 *
 * Owns the wire alone; what its bounce is worth is the same as on a pin of the hub (`reed`).
 */
import { driverOf } from '../../driver.ts';
import { FIRMATA_PIN } from '../../firmata-pin.ts';
import { reedSource } from '../reed/driver.ts';

export const firmataReed = driverOf({
  ...reedSource,
  part: 'firmata-reed',
  summary: 'reed contact on a pin of a Firmata board',
  wire: { bus: 'firmata', kind: 'digital', bias: 'pull-up', activeLow: true },
  options: { ...reedSource.options, ...FIRMATA_PIN },
});
