/**
 * Serial ports over a pseudo-terminal, with the real serialport: bytes, unplugging, and the silences that serialport
 * hides. Says what was not tried where no pseudo-terminal can be had.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { type TestContext, afterEach, beforeEach, expect, test } from 'vitest';

import type { BusLink, BusSignal } from '../../../agent/ports.ts';
import { openBuses } from '../../../agent/sensors/buses/index.ts';
import { type SerialTimes, openSerial } from '../../../agent/sensors/buses/serial.ts';
import { NO_PTY, type Pty, openPty, until } from './pty.ts';

const TIMES: SerialTimes = { lookMs: 50, firstByteMsMax: 10_000, retryMsMin: 30, retryMsMax: 100 };

let folder = '';
let path = '';
const links: BusLink[] = [];
const ptys: Pty[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-serial-'));
  path = join(folder, 'node');
});
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await Promise.all(ptys.splice(0).map(async (pty) => pty.unplug()));
  rmSync(folder, { recursive: true, force: true });
});

function needsPty(context: TestContext): void {
  if (NO_PTY !== null) context.skip(`${NO_PTY}: serial ports are not tried`);
}
async function plug(): Promise<Pty> {
  rmSync(path, { force: true });
  const pty = await openPty(path);
  ptys.push(pty);
  return pty;
}
function open(times: Partial<SerialTimes> = {}) {
  const signals: BusSignal[] = [];
  const link = openSerial({ bus: 'serial', path, baud: 9_600 }, (signal) => signals.push(signal), {
    ...TIMES,
    ...times,
  });
  links.push(link);
  const states = () => signals.filter(({ type }) => type === 'up' || type === 'down').map(({ type }) => type);
  const bytes = () => signals.flatMap((signal) => (signal.type === 'bytes' ? [...signal.bytes] : []));
  const details = () => signals.flatMap((signal) => (signal.type === 'down' ? [signal.detail] : []));
  return { link, signals, states, bytes, details };
}

test('every byte passes both ways', async (context) => {
  needsPty(context);
  const pty = await plug();
  const { link, states, bytes } = open();
  await until('up', () => states().length > 0);
  const all = Uint8Array.from({ length: 256 }, (_, n) => n);
  pty.send(all);
  link.write(all);
  await until('all bytes', () => bytes().length >= 256 && pty.received().length >= 256);
  expect(bytes()).toEqual([...all]);
  expect([...pty.received()]).toEqual([...all]);
  expect(states()).toEqual(['up']);
});

test('an unplugged port is said once, tried again, and up when it is back', async (context) => {
  needsPty(context);
  const pty = await plug();
  const { link, states, bytes, details } = open();
  await until('up', () => states().length > 0);
  pty.send(new Uint8Array([1]));
  await until('a byte', () => bytes().length > 0);
  await pty.unplug();
  await until('down', () => states().length > 1);
  await pause(300); // several tries at a port that is not there
  link.write(new Uint8Array([9]));
  expect(states()).toEqual(['up', 'down']);
  expect(details()[0]).toContain(path);
  const again = await plug();
  await until('up again', () => states().length > 2);
  again.send(new Uint8Array([2]));
  await until('a byte again', () => bytes().length > 1);
  expect(bytes()).toEqual([1, 2]);
  expect(states()).toEqual(['up', 'down', 'up']);
});

test('a device that vanishes before its first byte is noticed, and takes no processor', async (context) => {
  needsPty(context);
  // serialport spins in most but not all tries: several, so that the guard is met.
  for (let round = 0; round < 4; round += 1) {
    const pty = await plug();
    const { link, states } = open();
    await until('up', () => states().length > 0);
    await pty.unplug();
    await until('down', () => states().length > 1);
    link.close();
  }
  await pause(50);
  const before = process.cpuUsage();
  await pause(400);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 400_000, 'share of a core').toBeLessThan(0.5);
});

test('a device whose file is gone is lost, though its port still seems open', async (context) => {
  needsPty(context);
  await plug();
  const { states, details } = open();
  await until('up', () => states().length > 0);
  rmSync(path);
  await until('down', () => states().length > 1);
  expect(details()[0]).toContain('the port did not notice');
});

test('a port that never speaks is opened anew', async (context) => {
  needsPty(context);
  await plug();
  const { states, details } = open({ firstByteMsMax: 100 });
  await until('up again', () => states().length > 2);
  expect(states().slice(0, 3)).toEqual(['up', 'down', 'up']);
  expect(details()[0]).toContain('not one byte since it was opened');
});

test('one that spoke may then be silent', async (context) => {
  needsPty(context);
  const pty = await plug();
  const { states, bytes } = open({ firstByteMsMax: 150 });
  await until('up', () => states().length > 0);
  pty.send(new Uint8Array([1]));
  await until('a byte', () => bytes().length > 0);
  await pause(400);
  expect(states()).toEqual(['up']);
});

test('a port that another program has is down, with a hint', async (context) => {
  needsPty(context);
  await plug();
  const first = open();
  await until('up', () => first.states().length > 0);
  const second = open();
  await until('down', () => second.states().length > 0);
  expect(second.details()[0]).toContain('another program uses this port');
  first.link.close();
  await until('up', () => second.states().length > 1);
  expect(second.states()).toEqual(['down', 'up']);
});

test('a port that is not there is down once; closing ends the trying', async () => {
  const { link, signals, states } = open();
  await until('down', () => states().length > 0);
  link.write(new Uint8Array([1]));
  await pause(200);
  link.close();
  link.close();
  expect(signals).toHaveLength(1);
  expect(signals[0]).toMatchObject({ type: 'down', why: 'bus-unavailable' });
});

test('nothing is heard after close', async (context) => {
  needsPty(context);
  const pty = await plug();
  const { link, signals, states } = open();
  await until('up', () => states().length > 0);
  link.close();
  pty.send(new Uint8Array([1, 2, 3]));
  await pty.unplug();
  await pause(200);
  expect(signals).toHaveLength(1);
});

test('a machine with neither pins nor ports says so on each link, and goes on', async () => {
  const buses = openBuses();
  const signals: BusSignal[] = [];
  const listen = (signal: BusSignal) => void signals.push(signal);
  links.push(
    buses.open({ bus: 'gpio', chip: 'no such chip', line: 1, bias: 'none', activeLow: false }, listen),
    buses.open({ bus: 'serial', path, baud: 9_600 }, listen),
  );
  expect(signals, 'nothing before open has returned').toEqual([]);
  await until('both', () => signals.length > 1);
  expect(signals).toMatchObject([
    { type: 'down', why: 'bus-unavailable' },
    { type: 'down', why: 'bus-unavailable' },
  ]);
});
