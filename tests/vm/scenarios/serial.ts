/**
 * A USB serial port (FTDI, played by QEMU) through serialport: named by its serial number, pulled out, put back.
 *
 * Pulling out is real for the guest: its USB controller loses the device, its driver the port. What is tried most is
 * the device that never spoke, because serialport then keeps the port open and takes a core (bindings-cpp #162).
 */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { BusSignal } from '../../../agent/ports.ts';
import { openBuses } from '../../../agent/sensors/buses/index.ts';
import { ask, check, done, run, until } from '../guest/scenario.ts';

const BY_ID = '/dev/serial/by-id';
/** The shipped look at the device file is every 5 s, the first new try a second later. */
const DOWN_MS_MAX = 30_000;
const UP_MS_MAX = 60_000;

run('modprobe', 'xhci-pci');
run('modprobe', 'ftdi_sio');
const names = (): string[] => {
  try {
    return readdirSync(BY_ID).filter((name) => name.includes('ANBU0001'));
  } catch {
    return [];
  }
};
await until('a name by serial number', () => names().length > 0);
const path = join(BY_ID, names()[0] ?? '');

function open() {
  const signals: BusSignal[] = [];
  const link = openBuses().open({ bus: 'serial', path, baud: 38_400 }, (signal) => signals.push(signal));
  const states = (): string[] =>
    signals.filter(({ type }) => type === 'up' || type === 'down').map(({ type }) => type);
  const text = (): string =>
    signals
      .map((signal) => (signal.type === 'bytes' ? Buffer.from(signal.bytes).toString('latin1') : ''))
      .join('');
  return { link, signals, states, text };
}
const secondsSince = (ms: number): string => `${((performance.now() - ms) / 1000).toFixed(1)} s`;

/** Share of a core that this process takes over a second. */
async function coreShare(): Promise<number> {
  const before = process.cpuUsage();
  const startedMs = performance.now();
  await pause(1_000);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000 / (performance.now() - startedMs);
}

await check('bytes pass both ways', async () => {
  const { link, states, text } = open();
  await until('up', () => states().length > 0);
  await ask('speak');
  await until('a line of the device', () => /node \d+\n/.test(text()));
  await ask('heard');
  link.write(Uint8Array.from({ length: 64 }, (_, n) => n));
  await pause(500);
  const heard = await ask('heard');
  assert.equal(heard, String.fromCharCode(...Array.from({ length: 64 }, (_, n) => n)));
  await ask('mute');
  link.close();
  return path;
});

/** Out and back in; says how long each took to be told. */
async function outAndIn(opened: ReturnType<typeof open>): Promise<string> {
  const before = opened.states().length;
  let markMs = performance.now();
  await ask('unplug');
  await until('down', () => opened.states().length > before, DOWN_MS_MAX);
  const down = secondsSince(markMs);
  const share = await coreShare();
  assert.ok(share < 0.5, `takes ${(share * 100).toFixed(0)} % of a core while unplugged`);
  markMs = performance.now();
  await ask('plug');
  await until('up', () => opened.states().length > before + 1, UP_MS_MAX);
  assert.deepEqual(opened.states().slice(before), ['down', 'up']);
  return `down after ${down} (then ${(share * 100).toFixed(0)} % of a core), up after ${secondsSince(markMs)}`;
}

await check('a device that speaks, pulled out and put back: down, up, and its bytes again', async () => {
  const opened = open();
  await until('up', () => opened.states().length > 0);
  await ask('speak');
  await until('a line of the device', () => opened.text().includes('node'));
  const told = await outAndIn(opened);
  const length = opened.text().length;
  await ask('speak');
  await until('a line of the device again', () => opened.text().length > length);
  await ask('mute');
  opened.link.close();
  return told;
});

for (const round of ['first', 'second', 'third']) {
  await check(`a device that never spoke, pulled out the ${round} time: down, no busy core, up`, async () => {
    const opened = open();
    await until('up', () => opened.states().length > 0);
    const told = await outAndIn(opened);
    opened.link.close();
    return told;
  });
}

done();
