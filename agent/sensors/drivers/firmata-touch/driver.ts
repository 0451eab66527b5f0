/**
 * A capacitive touch key on a pin of a Firmata board: a push-pull output, high while a hand is on it (TTP223 and kin).
 *
 * Owns the wire alone; what a touch is, is the same as everywhere (`press.ts`). Such boards have no pull-down: with the
 * pull-up a pad whose wire is broken is held for ever, which is a fault and is told; on a floating pin its noise would
 * be hands.
 */
import { driverOf } from '../../driver.ts';
import { FIRMATA_PIN } from '../../firmata-pin.ts';
import { pressSource } from '../../press.ts';

export const firmataTouch = driverOf({
  ...pressSource,
  part: 'firmata-touch',
  summary: 'capacitive touch pad on a pin of a Firmata board',
  wire: { bus: 'firmata', kind: 'digital', bias: 'pull-up', activeLow: false },
  options: { ...pressSource.options, ...FIRMATA_PIN },
});
