/**
 * The one button of the hub: a momentary contact to ground, as large as the resident's hand needs it.
 *
 * What a press means is the conversation's to say (`checkon/replies.ts`); this only knows that there was one.
 * Bounce of tactile switches: at most 5 ms by datasheet (Omron B3F), 20 ms allowed for worn ones.
 */
import { driverOf } from '../../driver.ts';
import { pressSource } from '../../press.ts';

export const button = driverOf({
  ...pressSource,
  part: 'button',
  summary: 'push button, contact to ground',
});
