/**
 * What the doctor says of the machine itself, of its pins, ports, radio and voice: other machines, one trait at a time.
 * Owns the table of traits; real devices are opened in `devices.test.ts`.
 */
import { closeSync, mkdtempSync, openSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Examined } from '../../../agent/cli/doctor/examined.ts';
import type { Finding } from '../../../agent/cli/doctor/finding.ts';
import { Machine } from '../../../agent/cli/doctor/machine.ts';
import { examineRadio } from '../../../agent/cli/doctor/radio.ts';
import { cardsOf, examineSound } from '../../../agent/cli/doctor/sound.ts';
import { examineDisk, examineNode, examineSystem } from '../../../agent/cli/doctor/system.ts';
import { examineWires } from '../../../agent/cli/doctor/wires.ts';
import type { DigitalInput } from '../../../agent/sensors/buses/digital-input.ts';
import { RIGHT, rightWith } from '../../config/hub-file.ts';
import { type Described, onMachine, otherMachine } from './other-machine.ts';

const MODEL = '/proc/device-tree/model';
const BLE = rightWith(['connector: gpio4', 'connector: gpio5']);
const SERIAL = rightWith(
  ['entrance: true }', 'entrance: true }\n    - { id: mains, room: hall, class: power }'],
  ['{ id: button,', '{ id: mains, part: p1, connector: uart0 }\n  - { id: button,'],
);
/** What `anbu sim` writes, in short: ports anywhere, Bluetooth on a bus of its own. */
const BENCH = `home:
  home: bench
  timezone: Asia/Seoul
  sensors: [{ id: hall, room: hall, class: motion }]
board: sim-hub
devices:
  - { id: node, part: sensor-node, connector: /tmp/bench/radio, key: node.key, feeds: { motion: hall } }
  - { id: air, part: bthome, connector: ble0, mac: "A4:C1:38:00:00:01", feeds: {}, room: hall }
uplink: { url: "mqtt://localhost:1883", site: sim, hub: hub }
`;

interface Trait {
  readonly is: string;
  readonly machine: Described;
  readonly config?: string;
  /** check, subject, state, and what its detail or its remedy says. */
  readonly says: readonly [check: string, subject: string, state: Finding['state'], words: string];
}
function find(findings: readonly Finding[], check: string, subject: string): Finding {
  const found = findings.find((each) => each.check === check && each.subject === subject);
  if (found === undefined) throw new Error(`nothing on ${check} ${subject}: ${JSON.stringify(findings)}`);
  return found;
}
async function hold(
  { machine, config, says: [check, subject, state, words] }: Trait,
  examine: (about: Examined) => Promise<Finding[]>,
): Promise<void> {
  const found = find(await examine(await onMachine(otherMachine(machine), config ?? null)), check, subject);
  expect(found.state).toBe(state);
  expect(`${found.detail} → ${found.remedy ?? ''}`).toContain(words);
}

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
const ADAPTER = { '/sys/class/bluetooth/hci0/address': '' };
const BUS = { '/run/dbus/system_bus_socket': '' };
const RADIO: readonly Trait[] = [
  {
    is: 'no adapter',
    machine: {},
    config: BLE,
    says: ['radio', 'adapter', 'skipped', 'nothing here needs it'],
  },
  {
    is: 'an adapter without a system bus',
    machine: { files: ADAPTER },
    says: ['radio', 'bluetoothd', 'skipped', 'no system bus'],
  },
  {
    is: 'an adapter that is powered',
    machine: { files: { ...ADAPTER, ...BUS }, programs: { busctl: ['b true', 0] } },
    says: ['radio', 'hci0', 'ok', 'is powered'],
  },
  {
    is: 'an adapter that is blocked',
    machine: {
      files: {
        ...ADAPTER,
        ...BUS,
        '/sys/class/rfkill/rfkill0/type': 'bluetooth\n',
        '/sys/class/rfkill/rfkill0/soft': '1\n',
      },
      programs: { busctl: ['b false', 0] },
    },
    says: ['radio', 'hci0', 'skipped', 'is blocked (rfkill)'],
  },
];
const CARD = 'card 0: Headphones [bcm2835 Headphones], device 0: bcm2835 Headphones [bcm2835 Headphones]';
const ELSEWHERE = { DBUS_SYSTEM_BUS_ADDRESS: 'unix:path=/tmp/bench/bus' };
const BUS_ELSEWHERE: readonly Trait[] = [
  {
    is: 'the simulated one, whose adapter no kernel knows',
    machine: { env: ELSEWHERE, programs: { busctl: ['b true', 0] } },
    config: BENCH,
    says: ['radio', 'bluetoothd', 'ok', 'is on unix:path=/tmp/bench/bus'],
  },
  {
    is: 'powered',
    machine: { env: ELSEWHERE, programs: { busctl: ['b true', 0] } },
    config: BENCH,
    says: ['radio', 'hci0', 'ok', 'is powered'],
  },
  {
    is: 'not there',
    machine: { env: ELSEWHERE, programs: { busctl: ['Failed to get property', 0] } },
    config: BENCH,
    says: ['radio', 'hci0', 'missing', 'bluetoothd has no such adapter'],
  },
  {
    is: 'on a bus that nobody answers on',
    machine: { env: ELSEWHERE, programs: { busctl: ['Failed to connect to bus', 1] } },
    config: BENCH,
    says: ['radio', 'bluetoothd', 'missing', 'or unset DBUS_SYSTEM_BUS_ADDRESS'],
  },
  {
    is: 'that of this machine where nothing says otherwise',
    machine: { programs: { busctl: ['b true', 0] } },
    config: BENCH,
    says: ['radio', 'adapter', 'missing', 'the kernel has no Bluetooth adapter'],
  },
];
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
      'no soundcards found... → Plug in a USB sound card, or use Headphones',
    ],
  },
  {
    is: 'a card that the board has',
    machine: { programs: { aplay: [CARD, 0] } },
    config: RIGHT,
    says: ['audio', 'card', 'ok', 'Headphones (the 3.5 mm jack (dtparam=audio=on))'],
  },
];

test.each(SYSTEM)('the machine: $is', (trait) => hold(trait, examineSystem));
test.each(WIRES)('wires: $is', (trait) => hold(trait, (about) => examineWires(about)));
test.each(RADIO)('the radio: $is', (trait) => hold(trait, examineRadio));
test.each(BUS_ELSEWHERE)('the radio on a bus of its own: $is', (trait) => hold(trait, examineRadio));
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
