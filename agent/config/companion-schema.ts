/**
 * The section `companion:` of a hub's file: what the companion is heard and seen by, and by whom.
 *
 * Owns its keys as `schema.ts` owns the others, with units, bounds, defaults and a sentence each. How well
 * somebody hears is what whoever stood in the room found out, to set the volume by. Never reads a file.
 */
import { COMPANION_DEFAULTS } from './defaults.ts';
import { oneOf, optional, section, text, whole, yesNo } from './fields.ts';

/** It is quoted in a file that ALSA reads: nothing that ends the quotes. */
const SOUND_DEVICE = /^[A-Za-z0-9_.-]+(?::[A-Za-z0-9_.,=-]+)?$/;
const CONNECTOR = /^[^\p{Cc}]{1,4096}$/u;

/** As long as a name with its title; nobody is called by a sentence. */
const CALL_NAME = /^(?=.*\p{L})[\p{Script=Hangul}\p{Script=Latin} .']{1,30}$/u;

const quietHours = section({
  from: whole('Local hour from which it is quiet.', 0, 23).default(COMPANION_DEFAULTS.quietHours.from),
  to: whole('Local hour at which that is over; the same hour as `from`: it is never quiet.', 0, 23).default(
    COMPANION_DEFAULTS.quietHours.to,
  ),
});

const output = section({
  connector: text(
    'A line of the board (see boards/), or the serial port of a Firmata board.',
    CONNECTOR,
    'a connector',
  ),
  // As FIRMATA_PIN: 0 and 1 are the board's serial line, 69 is the last pin of a Mega.
  pin: whole('On a Firmata board: the pin, as numbered on the board.', 2, 69).nullable().default(null),
  inverted: yesNo('Whether it shines, or shakes, when the pin is low.').default(false),
});

export const companion = section({
  hearing: oneOf('How the resident hears: who is hard of hearing is called by a low tone first.', [
    'good',
    'hard',
    'deaf',
  ]).default(COMPANION_DEFAULTS.hearing),
  quietHours: optional(quietHours),
  volume: oneOf('Everything a step softer or louder.', ['softer', 'usual', 'louder']).default(
    COMPANION_DEFAULTS.volume,
  ),
  callName: text(
    'Spoken before a question to whoever is hard of hearing, in the language of the home.',
    CALL_NAME,
    '1 to 30 letters, Korean or English',
  )
    .nullable()
    .default(COMPANION_DEFAULTS.callName),
  output: text(
    'The sound device the companion speaks through, as `aplay -L` names it.',
    SOUND_DEVICE,
    'a sound device such as sysdefault:CARD=Device',
  )
    .nullable()
    .default(COMPANION_DEFAULTS.output),
  microphone: text(
    'A microphone as `arecord -L` names it, that measures how loud it is while a question waits; it keeps nothing.',
    SOUND_DEVICE,
    'a microphone such as plughw:CARD=Device',
  )
    .nullable()
    .default(COMPANION_DEFAULTS.microphone),
  light: output.nullable().default(COMPANION_DEFAULTS.light),
  shaker: output.nullable().default(COMPANION_DEFAULTS.shaker),
  device: text(
    'The serial port of a companion device (boards/companion/PROTOCOL.md), which speaks and shines.',
    CONNECTOR,
    'a serial port',
  )
    .nullable()
    .default(COMPANION_DEFAULTS.device),
});
