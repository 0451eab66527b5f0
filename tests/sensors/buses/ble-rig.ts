/**
 * A simulated BlueZ on a private bus, and the real node-ble that listens to it, for one test at a time.
 *
 * Owns the folder, the bus and every link; says what is missing where there is no dbus-daemon.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type TestContext, afterEach } from 'vitest';
import type { BusLink, BusSignal } from '../../../agent/ports.ts';
import { type BleAddress, type BleTimes, bleAdapters } from '../../../agent/sensors/buses/ble.ts';
import { findDbusDaemon } from '../../../sim/bluez/private-bus.ts';
import { SimulatedBluez } from '../../../sim/bluez/simulated-bluez.ts';

export const MAC = 'A4:C1:38:8D:18:B2';
/** As they ship, a few hundred times faster. */
export const TIMES: BleTimes = {
  tickMs: 10,
  pingMs: 100,
  deafMs: 400,
  rungMs: 150,
  graceMs: 300,
  retryMsMin: 20,
  retryMsMax: 100,
  callMs: 250,
};
/** Far longer than anything here takes; a wait that ends by it fails. */
const PATIENCE_MS = 30_000;

export interface Rig {
  readonly bluez: SimulatedBluez;
  readonly open: (address: BleAddress, listener: (signal: BusSignal) => void) => BusLink;
  readonly listen: (mac?: string) => Ear;
}
/** One link, and what was heard over it. */
export interface Ear {
  readonly link: BusLink;
  readonly signals: BusSignal[];
  readonly states: () => string[];
  /** First bytes of the service data, in order. */
  readonly heard: () => number[];
  readonly detail: () => string;
}

const ended: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const end of ended.splice(0).toReversed()) await end();
});

/** Skips the test where there is no bus daemon. `isThere` false: the bus is not started yet. */
export async function rig(context: TestContext, times: Partial<BleTimes> = {}, isThere = true): Promise<Rig> {
  const program = findDbusDaemon();
  if (program === null)
    context.skip('dbus-daemon is missing (Debian package dbus-daemon): Bluetooth is not tried');
  const folder = mkdtempSync(join(tmpdir(), 'anbu-bluez-'));
  const bluez = new SimulatedBluez(program ?? '', folder);
  ended.push(
    () => rmSync(folder, { recursive: true, force: true }),
    async () => bluez.stop(),
  );
  if (isThere) await bluez.start();
  process.env['DBUS_SYSTEM_BUS_ADDRESS'] = bluez.address;
  const open = bleAdapters({ ...TIMES, ...times });
  const listen = (mac = MAC): Ear => {
    const signals: BusSignal[] = [];
    const link = open({ bus: 'ble', adapter: bluez.adapter, mac }, (signal) => signals.push(signal));
    ended.push(() => link.close());
    return {
      link,
      signals,
      states: () => signals.flatMap(({ type }) => (type === 'up' || type === 'down' ? [type] : [])),
      heard: () =>
        signals.flatMap((signal) =>
          signal.type === 'advert' ? [signal.advert.serviceData['fcd2']?.[0] ?? Number.NaN] : [],
        ),
      detail: () => signals.flatMap((signal) => (signal.type === 'down' ? [signal.detail] : [])).at(-1) ?? '',
    };
  };
  return { bluez, open, listen };
}

export function say(bluez: SimulatedBluez, byte: number, mac = MAC): void {
  bluez.hear(mac, { serviceData: { fcd2: Uint8Array.of(byte, 0x21, 0x01) }, rssi: -60 });
}

export async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never: ${what}`);
    await pause(5);
  }
}
