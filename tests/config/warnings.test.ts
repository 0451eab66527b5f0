/**
 * What a hub's file may say and can hardly mean: each warning by itself, where it stands, and none in a file that is right.
 *
 * Mistakes that are refused are in `load.test.ts`.
 */
import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../agent/config/load.ts';
import { warningText } from '../../agent/config/problems.ts';
import { RIGHT, rightWith, written } from './hub-file.ts';

describe('what can be used and is hardly meant', () => {
  const warningsOf = async (text: string): Promise<readonly string[]> => {
    const loaded = await loadConfig(written(text));
    return 'problems' in loaded ? ['refused'] : loaded.warnings.map(warningText);
  };
  test('is nothing in a file that is right', async () => {
    expect(await warningsOf(RIGHT)).toEqual([]);
    // A null that was written, a long night, and a section left to its defaults are meant.
    const meant = 'companion: { light: null, quietHours: { from: 19, to: 9 } }\ndetector:\nuplink:';
    expect(await warningsOf(rightWith(['uplink:', meant]))).toEqual([]);
  });
  test.each([
    [
      'no key of the centre',
      '  centreKeys: { desk: centre.pem }\n',
      '',
      'uplink.centreKeys: without a public key',
    ],
    [
      'no button',
      '  - { id: button, part: button, connector: gpio27, role: button }\n',
      '',
      'devices: without a button',
    ],
    ['no entrance', ', entrance: true', '', 'home.sensors: no door'],
    ['the simulated board', 'raspberry-pi-4', 'simulated', 'board: no part is ever plugged'],
    [
      'a name for somebody who hears well',
      'uplink:',
      'companion: { callName: 김 할머니 }\nuplink:',
      'companion.callName: with hearing: good nobody is called by name',
    ],
    [
      'a sound device beside a companion device',
      'uplink:',
      'companion: { device: /dev/ttyUSB0, output: sysdefault }\nuplink:',
      'companion.output: the companion device speaks by itself',
    ],
    [
      'nothing for the deaf',
      'uplink:',
      'companion: { hearing: deaf }\nuplink:',
      'companion.hearing: who is deaf hears no question',
    ],
    [
      'a microphone that nothing shows',
      'uplink:',
      'companion: { microphone: "plughw:CARD=Device" }\nuplink:',
      'companion.microphone: without a light nobody sees when the microphone is open',
    ],
    [
      'a pressure sensor on a bed that is shaken',
      'board: raspberry-pi-4\ndevices:\n',
      [
        '    - { id: bed, room: bedroom, class: pressure }',
        'companion: { shaker: { connector: gpio5 } }',
        'board: raspberry-pi-4',
        'devices:',
        '  - { id: bed, part: mat, connector: gpio22 }\n',
      ].join('\n'),
      'companion.shaker: a bed that is shaken',
    ],
    [
      'quiet hours that are none',
      'uplink:',
      'companion: { quietHours: { from: 7, to: 7 } }\nuplink:',
      'companion.quietHours: from 7 to 7 is no hour at all',
    ],
    [
      'quiet hours that are nearly the whole day',
      'uplink:',
      'companion: { quietHours: { from: 7, to: 6 } }\nuplink:',
      'companion.quietHours: from 7 to 6 are 23 hours a day',
    ],
    [
      'a light that was begun and not written',
      'uplink:',
      'companion:\n  light:\nuplink:',
      'companion.light: nothing is written here',
    ],
    [
      'a name that a Korean voice cannot say',
      'uplink:',
      'language: ko\ncompanion: { hearing: hard, callName: Mrs Kim }\nuplink:',
      'companion.callName: "Mrs Kim" is said by a voice that speaks in Korean',
    ],
    [
      'a name that an English voice cannot say',
      'uplink:',
      'language: en\ncompanion: { hearing: hard, callName: 김 할머니 }\nuplink:',
      'companion.callName: "김 할머니" is said by a voice that speaks in English',
    ],
  ])('%s', async (_what, from, to, said) => {
    const warnings = await warningsOf(rightWith([from, to]));
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toContain(said);
    expect(warnings[0]).toMatch(/hub\.yaml:\d+:\d+: /);
  });
});
