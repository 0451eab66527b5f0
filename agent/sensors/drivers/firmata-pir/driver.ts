/**
 * A passive infrared detector on a pin of a Firmata board.
 *
 * Owns the wire alone; how its pulses are read is the same as on a pin of the hub (`pir`). The detector drives its output both ways, so that no resistor is needed; the boards have none that pulls down.
 */
import { driverOf } from '../../driver.ts';
import { FIRMATA_PIN } from '../../firmata-pin.ts';
import { pirSource } from '../pir/driver.ts';

export const firmataPir = driverOf({
  ...pirSource,
  part: 'firmata-pir',
  summary: 'infrared motion detector on a pin of a Firmata board',
  wire: { bus: 'firmata', kind: 'digital', bias: 'none', activeLow: false },
  options: { ...pirSource.options, ...FIRMATA_PIN },
});
