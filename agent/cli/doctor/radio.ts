/**
 * Bluetooth: the adapter as the kernel has it, and bluetoothd on the system bus.
 *
 * Owns these verdicts. Asks with systemd's own busctl, which goes by DBUS_SYSTEM_BUS_ADDRESS as the hub does; adverts
 * are heard through the buses only (`devices.ts`).
 */
import { type Examined, addressesOn } from './examined.ts';
import { type Finding, findingsOf } from './finding.ts';
import type { Machine } from './machine.ts';

export async function examineRadio(about: Examined): Promise<Finding[]> {
  const radio = findingsOf('radio');
  const { machine } = about;
  const wanted = new Set(addressesOn(about, 'ble').map(({ adapter }) => adapter));
  const adapters = machine.list('/sys/class/bluetooth').filter((name) => /^hci\d+$/.test(name));
  const isNeeded = wanted.size > 0;
  const elsewhere = machine.env['DBUS_SYSTEM_BUS_ADDRESS'];
  if (isNeeded && elsewhere !== undefined) return examineElsewhere(machine, elsewhere, [...wanted]);
  if (adapters.length === 0) {
    const remedy =
      'Plug in a Bluetooth adapter, or switch the one on the board on (config.txt: no disable-bt)';
    return [radio.absent(isNeeded, 'adapter', 'the kernel has no Bluetooth adapter', remedy)];
  }
  const daemon = await examineDaemon(machine, isNeeded);
  const found = await Promise.all(
    [...new Set([...wanted, ...adapters])].toSorted().map(async (name) => {
      if (!adapters.includes(name))
        return radio.missing(
          name,
          `not here; there are: ${adapters.join(', ')}`,
          'Check the connector of the device',
        );
      return daemon.state === 'ok' ? examineAdapter(machine, name, wanted.has(name)) : blocked(machine, name);
    }),
  );
  return [daemon, ...found];
}

/** A bus that is not this machine's: its adapters are none of the kernel's. */
async function examineElsewhere(
  machine: Machine,
  address: string,
  wanted: readonly string[],
): Promise<Finding[]> {
  const radio = findingsOf('radio');
  const answer = await machine.run('busctl', '--system', 'status', 'org.bluez');
  if (answer === null) return [radio.skipped('bluetoothd', 'busctl is not here: nobody knows')];
  if (answer.code !== 0) {
    const remedy = 'Start what is to answer there, or unset DBUS_SYSTEM_BUS_ADDRESS';
    return [radio.missing('bluetoothd', `is not on ${address}`, remedy)];
  }
  const found = wanted.map(async (name) => {
    const powered = await poweredOf(machine, name);
    if (powered === 'b true') return radio.ok(name, 'is powered');
    if (powered === 'b false') return radio.broken(name, 'is off', 'bluetoothctl power on');
    return radio.missing(name, 'bluetoothd has no such adapter', 'Check the connector of the device');
  });
  return [radio.ok('bluetoothd', `is on ${address}`), ...(await Promise.all(found))];
}

async function examineDaemon(machine: Machine, isNeeded: boolean): Promise<Finding> {
  const radio = findingsOf('radio');
  if (!machine.exists('/run/dbus/system_bus_socket'))
    return radio.absent(isNeeded, 'bluetoothd', 'no system bus (D-Bus)', 'Install dbus, then reboot');
  const answer = await machine.run('busctl', '--system', 'status', 'org.bluez');
  if (answer === null) return radio.skipped('bluetoothd', 'busctl is not here: nobody knows');
  if (answer.code === 0) return radio.ok('bluetoothd', 'is on the system bus');
  const remedy = 'Install bluez, then: systemctl enable --now bluetooth';
  return radio.absent(isNeeded, 'bluetoothd', 'is not on the system bus', remedy);
}

async function examineAdapter(machine: Machine, name: string, isNeeded: boolean): Promise<Finding> {
  const radio = findingsOf('radio');
  if ((await poweredOf(machine, name)) === 'b true') return radio.ok(name, 'is powered');
  const why = isBlocked(machine) ? 'is blocked (rfkill)' : 'is off';
  const remedy = isBlocked(machine) ? 'rfkill unblock bluetooth' : 'bluetoothctl power on';
  return isNeeded ? radio.broken(name, why, remedy) : radio.skipped(name, `${why}; nothing here needs it`);
}

/** `b true` or `b false`; else why not. */
async function poweredOf(machine: Machine, name: string): Promise<string> {
  const path = `/org/bluez/${name}`;
  const words = ['--system', 'get-property', 'org.bluez', path, 'org.bluez.Adapter1', 'Powered'];
  return (await machine.run('busctl', ...words))?.output ?? '';
}

function blocked(machine: Machine, name: string): Finding {
  const what = isBlocked(machine) ? 'the kernel has it, blocked (rfkill)' : 'the kernel has it';
  return findingsOf('radio').skipped(name, `${what}; bluetoothd could not be asked`);
}

function isBlocked(machine: Machine): boolean {
  return machine
    .list('/sys/class/rfkill')
    .filter((name) => machine.read(`/sys/class/rfkill/${name}/type`) === 'bluetooth')
    .some((name) =>
      ['soft', 'hard'].some((kind) => machine.read(`/sys/class/rfkill/${name}/${kind}`) === '1'),
    );
}
