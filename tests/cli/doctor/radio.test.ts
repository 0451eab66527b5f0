/**
 * What the doctor says of Bluetooth: this machine's own, and that of a bus elsewhere.
 * Owns the tables of traits; bluetoothd itself is never asked here.
 */
import { test } from 'vitest';
import { examineRadio } from '../../../agent/cli/doctor/radio.ts';
import { rightWith } from '../../config/hub-file.ts';
import { BENCH, type Trait, hold } from './trait.ts';

const BLE = rightWith(['connector: gpio4', 'connector: gpio5']);
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

test.each(RADIO)('the radio: $is', (trait) => hold(trait, examineRadio));
test.each(BUS_ELSEWHERE)('the radio on a bus of its own: $is', (trait) => hold(trait, examineRadio));
