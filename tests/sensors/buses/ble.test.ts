/**
 * Bluetooth adverts by the real node-ble over a real D-Bus, from a BlueZ that is played: hearing, and every way in
 * which hearing ends. Says what was not tried where there is no dbus-daemon.
 */
import { describe, expect, test } from 'vitest';
import type { BusSignal } from '../../../agent/ports.ts';
import { type OpenRadio, type Radio, Scanner } from '../../../agent/sensors/buses/ble-scanner.ts';
import { BLE_TIMES, bleAdapters } from '../../../agent/sensors/buses/ble.ts';
import type { BluezListener } from '../../../agent/sensors/buses/bluez.ts';
import { MAC, TIMES, rig, say, until } from './ble-rig.ts';

const OTHER = '54:48:E6:8F:80:A5';

describe('adverts', () => {
  test('each is heard, the first and the same again as well', async (context) => {
    const { bluez, listen } = await rig(context);
    const ear = listen();
    await until('up', () => ear.states().length > 0);
    for (const byte of [1, 2, 2, 2, 3]) say(bluez, byte);
    await until('five adverts', () => ear.heard().length === 5);
    expect(ear.heard()).toEqual([1, 2, 2, 2, 3]);
    expect(ear.signals.at(-1)).toEqual({
      type: 'advert',
      advert: { serviceData: { fcd2: Uint8Array.of(3, 0x21, 0x01) }, rssi: -60 },
    });
    expect(ear.states()).toEqual(['up']);
  });
  test('several devices share one scan, each hears its own, strangers are nobody’s', async (context) => {
    const { bluez, listen } = await rig(context);
    const [one, other] = [listen(), listen(OTHER)];
    await until('both up', () => one.states().length > 0 && other.states().length > 0);
    say(bluez, 1);
    say(bluez, 7, 'FF:FF:FF:00:00:01');
    say(bluez, 2, OTHER);
    await until('both heard', () => one.heard().length > 0 && other.heard().length > 0);
    expect([one.heard(), other.heard()]).toEqual([[1], [2]]);
    expect(bluez.calls.filter((call) => call === 'StartDiscovery')).toHaveLength(1);
  });
  test('a thousand of fifty devices, without loss', async (context) => {
    // Sent and heard by one process: no answer comes while it is at it.
    const { bluez, listen } = await rig(context, { callMs: 10_000, deafMs: 10_000 });
    const macs = Array.from(
      { length: 50 },
      (_, at) => `A4:C1:38:00:00:${at.toString(16).padStart(2, '0').toUpperCase()}`,
    );
    const ears = macs.map((mac) => listen(mac));
    await until('up', () => ears.every((ear) => ear.states().length > 0));
    for (let round = 0; round < 20; round += 1) for (const mac of macs) say(bluez, round, mac);
    await until('all', () => ears.every((ear) => ear.heard().length === 20));
    expect(new Set(ears.map((ear) => ear.heard().join(' '))).size).toBe(1);
  });
  test('the last one that leaves ends the scan', async (context) => {
    const { bluez, listen } = await rig(context);
    const [one, other] = [listen(), listen(OTHER)];
    await until('scanning', () => bluez.isDiscovering);
    one.link.close();
    say(bluez, 1);
    say(bluez, 2, OTHER);
    await until('the other hears', () => other.heard().length === 1);
    expect(one.heard()).toEqual([]);
    other.link.close();
    await until('the scan ended', () => !bluez.isDiscovering);
  });
});

describe('what goes wrong', () => {
  test('no such adapter, until it is plugged in, pulled out and plugged in', async (context) => {
    const { bluez, listen } = await rig(context);
    bluez.plugAdapter(false);
    const ear = listen();
    await until('down', () => ear.states().length === 1);
    expect(ear.detail()).toMatch(/hci0: Adapter not found/);
    bluez.plugAdapter(true);
    await until('up', () => ear.states().at(-1) === 'up');
    bluez.plugAdapter(false);
    await until('down again', () => ear.states().at(-1) === 'down');
    bluez.plugAdapter(true);
    await until('up again', () => ear.states().at(-1) === 'up');
    say(bluez, 9);
    await until('heard', () => ear.heard().at(-1) === 9);
    expect(ear.states()).toEqual(['down', 'up', 'down', 'up']);
  });
  test('no bluetoothd at the start, however often it is asked for: said each time, and no more', async (context) => {
    const { bluez, listen } = await rig(context);
    await bluez.vanish();
    for (let time = 0; time < 10; time += 1) {
      const ear = listen();
      await until('down', () => ear.states().length > 0);
      expect(ear.detail()).toMatch(/org.bluez was not provided.*bluetoothd does not run/);
      ear.link.close();
    }
    await bluez.appear();
    const ear = listen();
    await until('up', () => ear.states().length > 0);
  });
  test('switched off by somebody: switched on again, and nobody is told', async (context) => {
    const { bluez, listen } = await rig(context);
    const ear = listen();
    await until('scanning', () => bluez.isDiscovering);
    bluez.power(false);
    await until('scanning again', () => bluez.isPowered && bluez.isDiscovering);
    say(bluez, 1);
    await until('heard', () => ear.heard().length === 1);
    expect(ear.states()).toEqual(['up']);
  });
  test('bluetoothd restarts: the scan as well, and nobody is told; away for longer, everybody is', async (context) => {
    const { bluez, listen } = await rig(context);
    const ear = listen();
    await until('scanning', () => bluez.isDiscovering);
    await bluez.vanish();
    await bluez.appear();
    await until('scanning again', () => bluez.isDiscovering);
    say(bluez, 1);
    await until('heard', () => ear.heard().length === 1);
    expect(ear.states()).toEqual(['up']);
    await bluez.vanish();
    await until('down', () => ear.states().at(-1) === 'down');
    await bluez.appear();
    await until('up', () => ear.states().at(-1) === 'up');
  });
  test('bluetoothd is killed in a scan: what the kernel goes on with is not taken for ours', async (context) => {
    const { bluez, listen } = await rig(context, { pingMs: 60_000, deafMs: 60_000 });
    const ear = listen();
    await until('scanning', () => bluez.isDiscovering);
    await bluez.vanish();
    bluez.leaveScan(true);
    await bluez.appear();
    await until('refused', () => bluez.calls.filter((call) => call === 'StartDiscovery').length > 3);
    expect(bluez.isDiscovering).toBe(false);
    bluez.leaveScan(false);
    await until('scanning again', () => bluez.isDiscovering);
    say(bluez, 1);
    await until('heard', () => ear.heard().length === 1);
  });
  test('bluetoothd restarts before its answer is read: the scan it was asked for is started again', async () => {
    let starts = 0;
    let told: BluezListener | null = null;
    const radio: Radio = {
      discover: async () => {
        starts += 1;
        if (starts > 1) return;
        await Promise.resolve();
        told?.tell({ type: 'changed', detail: 'bluetoothd ended' });
        told?.tell({ type: 'changed', detail: 'bluetoothd started' });
      },
      isDiscovering: async () => Promise.resolve(true),
      stopDiscovery: async () => Promise.resolve(),
      powerCycle: async () => Promise.resolve(),
      close: () => {},
    };
    const openRadio: OpenRadio = async (_adapter, listener) => {
      told = listener;
      return Promise.resolve(radio);
    };
    const scanner = new Scanner('hci0', openRadio, { ...TIMES, pingMs: 60_000, deafMs: 60_000 }, () =>
      performance.now(),
    );
    const signals: BusSignal[] = [];
    const leave = scanner.join(MAC, (signal) => signals.push(signal));
    await until('up', () => signals.length > 0);
    leave();
    expect(starts).toBe(2);
    expect(signals.map(({ type }) => type)).toEqual(['up']);
  });
  test('bluetoothd freezes: no call hangs, and it is said', async (context) => {
    const { bluez, listen } = await rig(context);
    const ear = listen();
    await until('scanning', () => bluez.isDiscovering);
    bluez.freeze(true);
    await until('down', () => ear.states().at(-1) === 'down');
    expect(ear.detail()).toMatch(/no answer in 250 ms/);
    bluez.freeze(false);
    await until('up', () => ear.states().at(-1) === 'up');
    say(bluez, 1);
    await until('heard', () => ear.heard().length === 1);
  });
  test('the bus dies, and freezes, and is not there at the start: never the end of the process', async (context) => {
    const { bluez, listen } = await rig(context, {}, false);
    const ear = listen();
    await until('down', () => ear.states().at(-1) === 'down');
    await bluez.start();
    await until('up', () => ear.states().at(-1) === 'up');
    await bluez.restartBus();
    await until('scanning again', () => bluez.isDiscovering);
    say(bluez, 1);
    await until('heard', () => ear.heard().length === 1);
    bluez.freezeBus(true);
    await until('down again', () => ear.states().at(-1) === 'down');
    bluez.freezeBus(false);
    await until('up again', () => ear.states().at(-1) === 'up');
  });
});

describe('a deaf adapter', () => {
  for (const cure of ['restart-discovery', 'power-cycle', 'reconnect'] as const) {
    test(`${cure} brings it back, and nobody is told`, async (context) => {
      const { bluez, listen } = await rig(context);
      const ear = listen();
      await until('scanning', () => bluez.isDiscovering);
      say(bluez, 1);
      await until('heard', () => ear.heard().length === 1);
      bluez.deafen(cure);
      await until('heard again', () => {
        say(bluez, 2);
        return ear.heard().length > 1;
      });
      expect(ear.states()).toEqual(['up']);
    });
  }
  test('what nothing brings back is said, and said well again when it hears', async (context) => {
    const { bluez, listen } = await rig(context);
    const ear = listen();
    await until('scanning', () => bluez.isDiscovering);
    bluez.deafen('nothing');
    await until('down', () => ear.states().at(-1) === 'down');
    expect(ear.detail()).toMatch(/hears nothing/);
    expect(bluez.calls.filter((call) => call === 'Set').length).toBeGreaterThanOrEqual(2);
    bluez.deafen(null);
    await until('up', () => {
      say(bluez, 5);
      return ear.states().at(-1) === 'up';
    });
    expect(ear.states()).toEqual(['up', 'down', 'up']);
  });
  test('opened again, it is up only when something is heard', async (context) => {
    const { bluez, listen } = await rig(context);
    const ear = listen();
    bluez.deafen('nothing');
    await until('down', () => ear.states().at(-1) === 'down');
    ear.link.close();
    const before = bluez.calls.length;
    const again = listen();
    // Whether it is on, and then whether it scans: it has been scanning for a while.
    const asked = (): number => bluez.calls.slice(before).filter((call) => call === 'Get').length;
    await until('asked twice', () => bluez.isDiscovering && asked() >= 2);
    expect(again.states()).toEqual([]);
    bluez.deafen(null);
    await until('up', () => {
      say(bluez, 5);
      return again.states().at(-1) === 'up';
    });
  });
});

test('a machine without a bus says so at once', async (context) => {
  const { bluez } = await rig(context, {}, false);
  process.env['DBUS_SYSTEM_BUS_ADDRESS'] = `${bluez.address}-nowhere`;
  const details: string[] = [];
  const link = bleAdapters(BLE_TIMES)({ bus: 'ble', adapter: 'hci0', mac: MAC }, (signal) => {
    if (signal.type === 'down') details.push(signal.detail);
  });
  await until('down', () => details.length > 0);
  link.close();
  expect(details[0]).toMatch(/ENOENT.*no system bus/);
});
