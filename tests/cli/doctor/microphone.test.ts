/**
 * What the doctor says of the microphone that the configuration names, and that it says nothing where none is named.
 * Owns these traits; the rest of the voice is in `machine.test.ts`.
 */
import { expect, test } from 'vitest';

import { examineSound } from '../../../agent/cli/doctor/sound.ts';
import { RIGHT } from '../../config/hub-file.ts';
import { onMachine, otherMachine } from './other-machine.ts';
import { type Trait, hold } from './trait.ts';

const DEVICES = 'null\n    Discard all samples\nsysdefault:CARD=Device\n    USB Audio';
const withMicrophone = (name: string): string => `${RIGHT}companion: { microphone: "${name}" }\n`;
const TRAITS: readonly Trait[] = [
  {
    is: 'the microphone that is configured',
    machine: { programs: { aplay: [DEVICES, 0], arecord: [DEVICES, 0] } },
    config: withMicrophone('sysdefault:CARD=Device'),
    says: ['audio', 'sysdefault:CARD=Device', 'ok', 'the microphone of the configuration'],
  },
  {
    is: 'a microphone that is not there',
    machine: { programs: { aplay: [DEVICES, 0], arecord: [DEVICES, 0] } },
    config: withMicrophone('sysdefault:CARD=Other'),
    says: [
      'audio',
      'sysdefault:CARD=Other',
      'missing',
      '→ Plug it in, or set companion.microphone to one of: sysdefault:CARD=Device',
    ],
  },
  {
    is: 'a microphone, and no program that reads it',
    machine: { programs: { aplay: [DEVICES, 0] } },
    config: withMicrophone('sysdefault:CARD=Device'),
    says: ['audio', 'arecord', 'missing', 'Install the package alsa-utils'],
  },
];

test.each(TRAITS)('$is', (trait) => hold(trait, examineSound));

test('without one there is nothing to say', async () => {
  const findings = await examineSound(
    await onMachine(otherMachine({ programs: { arecord: [DEVICES, 0] } }), RIGHT),
  );
  expect(JSON.stringify(findings)).not.toMatch(/microphone|arecord/);
});
