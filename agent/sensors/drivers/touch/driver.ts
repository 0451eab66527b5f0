/**
 * A touch pad on the companion: a capacitive key with a push-pull output, high while a hand is on it (TTP223 and kin).
 *
 * A touch never calls for help and never needs strength. It answers a question that was heard; what else it says is the
 * conversation's to decide (`checkon/replies.ts`). The chip debounces by itself (60 ms by datasheet) and calibrates for
 * half a second after power-up, in which it is low.
 */
import { driverOf } from '../../driver.ts';
import { pressSource } from '../../press.ts';

export const touch = driverOf({
  ...pressSource,
  part: 'touch',
  summary: 'capacitive touch pad, high while touched',
  wire: { bus: 'gpio', bias: 'pull-down', activeLow: false },
});
