/**
 * What the doctor says of the machine itself, of its pins, ports and voice: other machines, one trait at a time.
 * Owns the table of traits; real devices are opened in `devices.test.ts`.
 */
import { closeSync, mkdtempSync, openSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Machine } from '../../../agent/cli/doctor/machine.ts';
import { cardsOf, examineSound } from '../../../agent/cli/doctor/sound.ts';
import { examineDisk, examineNode, examineSystem } from '../../../agent/cli/doctor/system.ts';
import { examineWires } from '../../../agent/cli/doctor/wires.ts';
import type { DigitalInput } from '../../../agent/sensors/buses/digital-input.ts';
import { RIGHT, rightWith } from '../../config/hub-file.ts';
import { onMachine, otherMachine } from './other-machine.ts';
import { BENCH, type Trait, find, hold } from './trait.ts';

const MODEL = '/proc/device-tree/model';
const SERIAL = rightWith(
  ['entrance: true }', 'entrance: true }\n    - { id: mains, room: hall, class: power }'],
  ['{ id: button,', '{ id: mains, part: p1, connector: uart0 }\n  - { id: button,'],
);
const SYSTEM: readonly Trait[] = [
  {
    is: 'the board that is configured',
    machine: { files: { [MODEL]: 'Raspberry Pi 4 Model B Rev 1.4\0' } },
    config: RIGHT,
    says: ['board', 'model', 'ok', 'Raspberry Pi 4 Model B Rev 1.4'],
  },
  {
    is: 'another board',
    machine: { files: { [MODEL]: 'Raspberry Pi 5 Model B Rev 1.0\0' } },
    config: RIGHT,
    says: ['board', 'model', 'broken', 'Mend the line board: raspberry-pi-4'],
  },
  {
    is: 'any machine, for the bench',
    machine: { files: { [MODEL]: 'Raspberry Pi 4 Model B Rev 1.4\0' } },
    config: BENCH,
    says: ['board', 'model', 'skipped', 'The bench of anbu sim'],
  },
  {
    is: 'a clock set by timesyncd',
    machine: { files: { '/run/systemd/timesync/synchronized': '' } },
    says: ['clock', 'time', 'ok', 'no battery clock'],
  },
  {
    is: 'a clock set by another client',
    machine: { files: { '/dev/rtc0': '' }, programs: { timedatectl: ['yes', 0] } },
    says: ['clock', 'time', 'ok', 'a battery clock is here'],
  },
  {
    is: 'a clock that nobody has set',
    machine: { programs: { timedatectl: ['no', 0] } },
    says: ['clock', 'time', 'broken', 'timedatectl status'],
  },
  {
    is: 'a clock of which nothing answers',
    machine: { programs: { timedatectl: ['System has not been booted with systemd', 1] } },
    says: [
      'clock',
      'time',
      'missing',
      'timedatectl gets no answer, so whether a time server has set it is not',
    ],
  },
  { is: 'no timedatectl', machine: {}, says: ['clock', 'time', 'missing', 'systemd-timesyncd'] },
  {
    is: 'a watchdog that systemd feeds',
    machine: { files: { '/dev/watchdog': '' }, programs: { systemctl: ['15s', 0] } },
    config: RIGHT,
    says: ['watchdog', '/dev/watchdog', 'ok', 'within 15s'],
  },
  {
    is: 'a watchdog that nobody feeds',
    machine: { files: { '/dev/watchdog': '' }, programs: { systemctl: ['0', 0] } },
    config: RIGHT,
    says: ['watchdog', '/dev/watchdog', 'broken', 'RuntimeWatchdogSec=15s'],
  },
  {
    is: 'no watchdog',
    machine: {},
    config: RIGHT,
    says: ['watchdog', '/dev/watchdog', 'missing', 'modprobe bcm2835_wdt'],
  },
  {
    is: 'a light',
    machine: { files: { [MODEL]: 'Raspberry Pi 4 Model B Rev 1.4', '/sys/class/leds/ACT/brightness': '0' } },
    config: RIGHT,
    says: ['light', 'ACT', 'ok', 'card'],
  },
  {
    is: 'no light of that name',
    machine: { files: { [MODEL]: 'Raspberry Pi 4 Model B Rev 1.4' } },
    config: RIGHT,
    says: ['light', 'PWR', 'missing', 'led0 or led1'],
  },
];
const WIRES: readonly Trait[] = [
  {
    is: 'no way to read lines',
    machine: {},
    config: RIGHT,
    says: ['gpio', 'lines', 'missing', 'apt install gpiod'],
  },
  {
    is: 'no way to read lines, and no lines',
    machine: {},
    says: ['gpio', 'lines', 'skipped', 'nothing here needs it'],
  },
  {
    is: 'lines by gpiomon',
    machine: {
      programs: {
        gpiomon: ['gpiomon (libgpiod) v1.6.3', 0],
        gpiodetect: ['gpiochip0 [pinctrl-bcm2711] (58 lines)', 0],
      },
    },
    config: RIGHT,
    says: ['gpio', 'pinctrl-bcm2711 line 17', 'ok', 'is there'],
  },
  {
    is: 'another chip',
    machine: {
      programs: {
        gpiomon: ['gpiomon (libgpiod) v2.1', 0],
        gpiodetect: ['gpiochip0 [pinctrl-rp1] (54 lines)', 0],
      },
    },
    config: RIGHT,
    says: ['gpio', 'pinctrl-bcm2711 line 17', 'missing', 'there are: pinctrl-rp1'],
  },
  {
    is: 'lines that may not be looked at',
    machine: {
      programs: { gpiomon: ['gpiomon (libgpiod) v2.1', 0], gpiodetect: ['Permission denied', 1] },
    },
    config: RIGHT,
    says: ['gpio', 'gpiomon', 'broken', 'group gpio'],
  },
  {
    is: 'a port that is not there',
    machine: { files: { '/dev/serial/by-id/usb-FTDI_1': '' } },
    config: SERIAL,
    says: ['serial', '/dev/serial0', 'missing', 'there are: usb-FTDI_1 → It is the console of a new system'],
  },
  {
    is: 'a port that is there',
    machine: { files: { '/dev/serial0': '' } },
    config: SERIAL,
    says: ['serial', '/dev/serial0', 'ok', 'may be read and written'],
  },
  {
    is: 'a user without the group of the ports',
    machine: {
      files: {
        '/etc/passwd': 'anbu:x:990:990::/:/bin/false\n',
        '/etc/group': 'dialout:x:20:\naudio:x:29:anbu\n',
      },
      programs: { id: ['anbu audio', 0] },
    },
    config: SERIAL,
    says: ['permission', 'dialout', 'broken', 'usermod -aG dialout anbu'],
  },
  {
    is: 'a port of the bench',
    machine: { files: { '/tmp/bench/radio': '' } },
    config: BENCH,
    says: ['serial', '/tmp/bench/radio', 'ok', 'may be read and written'],
  },
];
const CARD = 'card 0: Headphones [bcm2835 Headphones], device 0: bcm2835 Headphones [bcm2835 Headphones]';
const OUTPUTS = 'null\n    Discard all samples\nsysdefault:CARD=Device\n    USB Audio';
const withOutput = (output: string): string => `${RIGHT}companion: { output: "${output}" }\n`;
const SOUND: readonly Trait[] = [
  { is: 'no player', machine: {}, says: ['audio', 'aplay', 'missing', 'apt install alsa-utils'] },
  {
    is: 'no card',
    machine: { programs: { aplay: ['aplay: device_list:274: no soundcards found...', 1] } },
    config: RIGHT,
    says: [
      'audio',
      'card',
      'missing',
      'aplay finds no sound card → Plug in a USB sound card, or use Headphones',
    ],
  },
  {
    is: 'a card that the board has',
    machine: { programs: { aplay: [CARD, 0] } },
    config: RIGHT,
    says: ['audio', 'card', 'ok', 'Headphones (the 3.5 mm jack (dtparam=audio=on))'],
  },
  {
    is: 'the output that is configured',
    machine: { programs: { aplay: [OUTPUTS, 0] } },
    config: withOutput('sysdefault:CARD=Device'),
    says: ['audio', 'sysdefault:CARD=Device', 'ok', 'the sound output of the configuration'],
  },
  {
    is: 'an output that is not there',
    machine: { programs: { aplay: [OUTPUTS, 0] } },
    config: withOutput('sysdefault:CARD=Other'),
    says: [
      'audio',
      'sysdefault:CARD=Other',
      'missing',
      '→ Plug it in, or set companion.output to one of: sysdefault:CARD=Device',
    ],
  },
  {
    is: 'an output where there is none at all',
    machine: { programs: { aplay: ['null\n    Discard all samples', 0] } },
    config: withOutput('sysdefault:CARD=Other'),
    says: ['audio', 'sysdefault:CARD=Other', 'missing', '→ Plug the speaker in'],
  },
];

test.each(SYSTEM)('the machine: $is', (trait) => hold(trait, examineSystem));
test.each(WIRES)('wires: $is', (trait) => hold(trait, (about) => examineWires(about)));
test.each(SOUND)('the voice: $is', (trait) => hold(trait, examineSound));

test('the bench belongs to who started it: no group is asked for', async () => {
  const machine = otherMachine({ files: { '/etc/group': 'dialout:x:20:\nbluetooth:x:112:\naudio:x:29:\n' } });
  const groups = async (text: string) =>
    (await examineWires(await onMachine(machine, text)))
      .filter(({ check }) => check === 'permission')
      .map(({ subject }) => subject);
  expect(await groups(BENCH)).toEqual(['audio']);
  expect(await groups(SERIAL)).toEqual(['audio', 'dialout']);
});

test('pull resistors that sysfs cannot set are told as lines of config.txt', async () => {
  const sysfs: DigitalInput = {
    name: 'onoff (sysfs)',
    setsBias: false,
    missing: async () => null,
    chips: async () => [{ label: 'pinctrl-bcm2711', lines: 58 }],
    open: () => ({ write: () => {}, close: () => {} }),
  };
  const about = await onMachine(otherMachine({}), RIGHT);
  const found = find(await examineWires(about, [sysfs]), 'gpio', 'pull resistors');
  expect(found).toMatchObject({
    state: 'skipped',
    remedy: 'In config.txt, then reboot: gpio=17,27=pu and gpio=4=pd',
  });
  const gpiomon = await examineWires(about, [{ ...sysfs, setsBias: true }]);
  expect(gpiomon.some(({ subject }) => subject === 'pull resistors')).toBe(false);
});

test('a Node that is too old is broken', () => {
  expect(examineNode('20.20.2')).toMatchObject({ state: 'broken' });
  expect(examineNode('24.0.0')).toMatchObject({ state: 'ok' });
});

describe('a data folder', () => {
  test('that is not there is broken, and nothing is made', () => {
    const folder = join(tmpdir(), 'anbu-no-such-folder');
    expect(examineDisk(folder)).toMatchObject({ state: 'broken', subject: folder });
  });
  test('that can be written is left as it was', () => {
    const folder = mkdtempSync(join(tmpdir(), 'anbu-disk-'));
    expect(examineDisk(folder)).toMatchObject({ state: 'ok' });
    // Only an empty folder goes this way.
    rmdirSync(folder);
  });
});

test('cards are named once each', () => {
  expect(
    cardsOf(
      `${CARD}\ncard 1: vc4hdmi0 [vc4-hdmi-0], device 0: x\ncard 1: vc4hdmi0 [vc4-hdmi-0], device 1: y`,
    ),
  ).toEqual(['Headphones', 'vc4hdmi0']);
});

describe('a running hub', () => {
  test.each([
    ['node\0/opt/anbu/agent/main.ts\0run\0--config\0/etc/anbu.yaml\0', true],
    ['/usr/bin/anbu\0run\0', true],
    ['node\0agent/main.ts\0run\0--check-config\0', false],
    ['node\0agent/main.ts\0doctor\0', false],
    ['vi\0/etc/anbu.yaml\0', false],
  ])('%j: %s', (words, isHub) => {
    const machine = otherMachine({ files: { '/proc/77/cmdline': words } });
    expect(machine.runningHubs()).toEqual(isHub ? [77] : []);
  });
  test('is not the doctor, which is not in its own way either', () => {
    const machine = new Machine();
    const opened = openSync('/dev/null', 'r');
    expect(machine.holdersOf('/dev/null')).not.toContain(process.pid);
    expect(machine.holdersOf('/dev/no-such-port')).toEqual([]);
    closeSync(opened);
  });
});
