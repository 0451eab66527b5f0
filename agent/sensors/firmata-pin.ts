/**
 * Which pin of a Firmata board a part is on: the one option that all parts on such boards have.
 *
 * Owns the bounds of any board; whether this board has the pin is the board's to say.
 */
import type { OptionField } from './driver.ts';

export const FIRMATA_PIN: { readonly pin: OptionField } = {
  pin: {
    default: 2,
    // 0 and 1 are the board's serial line; 69 is A15, the last pin of a Mega.
    min: 2,
    max: 69,
    unit: 'pin',
    doc: 'As numbered on the board; A0 to A5 of an Uno are 14 to 19.',
  },
};
