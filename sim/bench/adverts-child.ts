/**
 * What a thousand adverts cost the hub, against a D-Bus client that only counts the same messages.
 *
 * The shipped path: node-ble's bus, scanner, decryption, driver. Processor time of this process; BlueZ and the bus
 * are others. The first round of each warms up and is not counted. A child of the bench: prints one JSON line.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bleAdapters } from '../../agent/sensors/buses/ble.ts';
import { bthome } from '../../agent/sensors/drivers/bthome/driver.ts';
import { script } from './children.ts';

const MAC = 'A4:C1:38:8D:18:B2';
const KEY = '231d39c1d7cc1ab1aee224cd096db932';
const ADVERTS = 5_000;
const ROUNDS = 6;
const ADAPTER = '/org/bluez/hci0';

/** One who hears adverts; `hear` resolves when so many more came. */
interface Hearer {
  hear(adverts: number): Promise<void>;
  close(): void;
}

function counting(): { one: () => void; wait: (adverts: number) => Promise<void> } {
  let left = 0;
  let done = (): void => {};
  return {
    one: () => {
      left -= 1;
      if (left === 0) done();
    },
    wait: async (adverts) =>
      new Promise((resolve) => {
        left = adverts;
        done = resolve;
      }),
  };
}

async function theHub(): Promise<Hearer> {
  const count = counting();
  const running = bthome.start({}, { key: Buffer.from(KEY, 'hex'), mac: MAC, counter: null });
  let up = (): void => {};
  const isUp = new Promise<void>((resolve) => (up = resolve));
  const link = bleAdapters()({ bus: 'ble', adapter: 'hci0', mac: MAC }, (signal) => {
    running.step(signal, performance.now());
    if (signal.type === 'up') up();
    if (signal.type === 'advert') count.one();
  });
  await isUp;
  return { hear: count.wait, close: () => link.close() };
}

async function aCounter(): Promise<Hearer> {
  const { Message, Variant, systemBus } = await import('dbus-next');
  const count = counting();
  const bus = systemBus();
  const call = async (path: string, from: string, member: string, [signature, ...body]: readonly unknown[]) =>
    bus.call(
      new Message({
        destination: path === ADAPTER ? 'org.bluez' : from,
        path,
        interface: from,
        member,
        signature: String(signature),
        body,
      }),
    );
  const rule = `type='signal',sender='org.bluez',member='PropertiesChanged',path_namespace='${ADAPTER}'`;
  await call('/org/freedesktop/DBus', 'org.freedesktop.DBus', 'AddMatch', ['s', rule]);
  bus.on('message', ({ body }) => {
    if (body[0] === 'org.bluez.Device1') count.one();
  });
  const filter = { DuplicateData: new Variant('b', true) };
  await call(ADAPTER, 'org.bluez.Adapter1', 'SetDiscoveryFilter', ['a{sv}', filter]);
  await call(ADAPTER, 'org.bluez.Adapter1', 'StartDiscovery', ['']);
  return { hear: count.wait, close: () => bus.disconnect() };
}

const folder = mkdtempSync(join(tmpdir(), 'anbu-bench-ble-'));
const bluez = fork(script('bluez-child.ts'), [folder, MAC, KEY], {
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const [told]: unknown[] = Array.from(await once(bluez, 'message'), (one: unknown) => one);
process.env['DBUS_SYSTEM_BUS_ADDRESS'] =
  typeof told === 'object' && told !== null && 'address' in told ? String(told.address) : '';

/** Processor time in ms for a thousand adverts. */
async function cost(hearer: Hearer): Promise<number> {
  const heard = hearer.hear(ADVERTS);
  const before = process.cpuUsage();
  bluez.send(ADVERTS);
  await heard;
  const { user, system } = process.cpuUsage(before);
  return (user + system) / ADVERTS;
}

async function costs(open: () => Promise<Hearer>): Promise<number[]> {
  const hearer = await open();
  const found: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) found.push(await cost(hearer));
  hearer.close();
  return found.slice(1);
}

// A first advert makes the device known, so that all others come the same way.
const first = await theHub();
const known = first.hear(1);
bluez.send(1);
await known;
first.close();
const values = await costs(theHub);
const baselines = await costs(aCounter);
bluez.disconnect();
await once(bluez, 'exit');
rmSync(folder, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify({ values, baselines })}\n`);
