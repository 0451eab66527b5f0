/**
 * The section `companion:` of a hub's file: what the companion is heard and seen by.
 *
 * Owns its keys as `schema.ts` owns the others, with units, bounds, defaults and a sentence each. Never reads a file.
 */
import { COMPANION_DEFAULTS } from './defaults.ts';
import { section, text, whole, yesNo } from './fields.ts';

/** It is quoted in a file that ALSA reads: nothing that ends the quotes. */
const SOUND_DEVICE = /^[A-Za-z0-9_.-]+(?::[A-Za-z0-9_.,=-]+)?$/;
const CONNECTOR = /^[^\p{Cc}]{1,4096}$/u;

const light = section({
  connector: text(
    'A line of the board (see boards/), or the serial port of a Firmata board.',
    CONNECTOR,
    'a connector',
  ),
  // As FIRMATA_PIN: 0 and 1 are the board's serial line, 69 is the last pin of a Mega.
  pin: whole('On a Firmata board: the pin, as numbered on the board.', 2, 69).nullable().default(null),
  inverted: yesNo('Whether the lamp shines when the pin is low.').default(false),
});

export const companion = section({
  output: text(
    'The sound device the companion speaks through, as `aplay -L` names it.',
    SOUND_DEVICE,
    'a sound device such as sysdefault:CARD=Device',
  )
    .nullable()
    .default(COMPANION_DEFAULTS.output),
  light: light.nullable().default(COMPANION_DEFAULTS.light),
});
