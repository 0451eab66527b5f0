/**
 * Modbus lines with the real modbus-serial, over a pseudo-terminal whose other end is the emulated meter: replies,
 * and every way in which there is none. Says what was not tried where no pseudo-terminal can be had.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import ModbusSerial from 'modbus-serial';
import { type TestContext, afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { BusLink, BusSignal } from '../../../agent/ports.ts';
import { type ModbusTimes, modbusLines } from '../../../agent/sensors/buses/modbus.ts';
import { findDriver } from '../../../agent/sensors/drivers/index.ts';
import { PzemEmulator } from '../../../agent/sensors/drivers/pzem/emulator.ts';
import { NO_PTY, until } from './pty.ts';

const TIMES: ModbusTimes = { replyMsMax: 250, lookMs: 50, firstReplyMsMax: 10_000, reopenMs: 100 };
const POLL_MS = 25;
const REQUEST_BYTES = 8;

type Reply = (request: Uint8Array, answer: Uint8Array | null) => Uint8Array | null;
const asItIs: Reply = (_, answer) => answer;

let folder = '';
let path = '';
const links: BusLink[] = [];
const wires: Wire[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-modbus-'));
  path = join(folder, 'meters');
});
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await Promise.all(wires.splice(0).map(async (wire) => wire.unplug()));
  rmSync(folder, { recursive: true, force: true });
});
function needsPty(context: TestContext): void {
  if (NO_PTY !== null) context.skip(`${NO_PTY}: Modbus lines are not tried`);
}

/** The far end of the line: the meters on it, and what happens to their replies on the way. */
class Wire {
  readonly port: string;
  readonly meters: PzemEmulator[];
  reply: Reply = asItIs;
  requests: number[] = [];
  readonly #child: ChildProcess;
  readonly #pending: number[] = [];

  constructor(port: string, ...units: readonly number[]) {
    this.port = port;
    const surroundings = { after: () => () => {}, unit: () => 0 };
    const being = { nowMs: () => 0, key: null, mac: '' };
    this.meters = units.map((address) => new PzemEmulator(surroundings, { ...being, options: { address } }));
    this.#child = spawn('socat', [`PTY,link=${port},rawer`, 'STDIO'], { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child.stdin?.on('error', () => {});
    this.#child.stdout?.on('data', (bytes: Buffer) => this.#hear(bytes));
    wires.push(this);
  }
  send(bytes: Uint8Array): void {
    this.#child.stdin?.write(bytes);
  }
  async unplug(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.kill('SIGKILL');
    await gone;
    rmSync(path, { force: true });
  }

  #hear(bytes: Uint8Array): void {
    this.#pending.push(...bytes);
    while (this.#pending.length >= REQUEST_BYTES) {
      const request = Uint8Array.from(this.#pending.splice(0, REQUEST_BYTES));
      this.requests.push(request[0] ?? 0);
      const answers = this.meters.map((meter) => meter.answer(request));
      const answer = this.reply(request, answers.find((each) => each !== null) ?? null);
      // In two pieces, as a slow adapter hands them on.
      if (answer === null) continue;
      this.send(answer.slice(0, 3));
      this.send(answer.slice(3));
    }
  }
}

async function plug(...units: readonly number[]): Promise<Wire> {
  return plugAt(path, ...units);
}
async function plugAt(port: string, ...units: readonly number[]): Promise<Wire> {
  const wire = new Wire(port, ...units);
  await until('the port is there', () => existsSync(port));
  return wire;
}
function opener(times: Partial<ModbusTimes> = {}) {
  const open = modbusLines({ ...TIMES, ...times });
  return (unit: number, count = 10, pollMs = POLL_MS) => {
    const signals: BusSignal[] = [];
    const address = { bus: 'modbus', path, baud: 9_600, unit, start: 0, count, pollMs } as const;
    const link = open(address, (signal) => void signals.push(signal));
    links.push(link);
    const of = (type: BusSignal['type']) => signals.filter((signal) => signal.type === type);
    const details = () =>
      signals.flatMap((signal) =>
        signal.type === 'no-reply' || signal.type === 'down' ? [signal.detail] : [],
      );
    return { link, signals, of, details };
  };
}

test('the registers of a meter arrive, and its driver makes watts of them', async (context) => {
  needsPty(context);
  const wire = await plug(1);
  const meter = opener()(1);
  expect(meter.signals, 'nothing before open has returned').toEqual([]);
  await until('three polls', () => meter.of('registers').length >= 3);
  expect(meter.signals[0]).toEqual({ type: 'up', level: null });
  expect(meter.of('registers')[0]).toEqual({ type: 'registers', values: wire.meters[0]?.registers() });
  const running = findDriver('pzem')?.start({});
  const said = meter.signals.flatMap((signal, at) => running?.step(signal, at * 5_000) ?? []);
  expect(said).toContainEqual({ type: 'reading', channel: 'power', value: 60 });
});

test('several units on one line are polled in turn, and a mute one costs the others nothing but time', async (context) => {
  needsPty(context);
  const wire = await plug(1, 2, 3);
  // Long enough for a busy machine: only the mute one runs into it.
  const open = opener({ replyMsMax: 1_000 });
  const [first, second, third] = [open(1), open(2), open(3)];
  wire.meters[1]?.silence(true);
  await until('both', () => first.of('registers').length >= 3 && third.of('registers').length >= 3);
  await until('the mute one', () => second.of('no-reply').length >= 1);
  expect(second.details()[0]).toMatch(/timed out/i);
  expect([...first.of('no-reply'), ...third.of('no-reply')]).toEqual([]);
  wire.meters[1]?.silence(false);
  await until('it speaks', () => second.of('registers').length > 0);
});

test.for<[string, RegExp, Reply]>([
  ['a bad checksum', /crc/i, (_, answer) => answer?.map((byte, at) => (at === 5 ? byte ^ 1 : byte)) ?? null],
  ['half a reply', /timed out/i, (_, answer) => answer?.slice(0, 12) ?? null],
  ['another unit', /timed out/i, (_, answer) => answer?.map((byte, at) => (at === 0 ? 9 : byte)) ?? null],
  ['noise', /timed out/i, () => Uint8Array.from({ length: 60 }, (_, at) => (at * 37 + 5) & 0xff)],
])('%s is no reply, and the next good one is read', async ([, detail, reply], context) => {
  needsPty(context);
  const wire = await plug(1);
  wire.reply = reply;
  const meter = opener()(1);
  await until('no reply', () => meter.of('no-reply').length >= 2);
  expect(meter.of('registers')).toEqual([]);
  expect(meter.details()[0]).toMatch(detail);
  wire.reply = asItIs;
  await until('a reply', () => meter.of('registers').length >= 2);
  expect(meter.of('registers').at(-1)).toEqual({ type: 'registers', values: wire.meters[0]?.registers() });
});

test('an exception of the device is no reply, in its own words', async (context) => {
  needsPty(context);
  await plug(1);
  const meter = opener()(1, 20);
  await until('an exception', () => meter.of('no-reply').length >= 1);
  expect(meter.details()[0]).toMatch(/exception 2/);
});

test('a reply that comes too late is not read twice over, and the line goes on', async (context) => {
  needsPty(context);
  const wire = await plug(1);
  wire.reply = (_, answer) => {
    if (answer !== null) setTimeout(() => wire.send(answer), 2 * TIMES.replyMsMax);
    return null;
  };
  const meter = opener()(1, 10, 1_000);
  await until('no reply', () => meter.of('no-reply').length >= 1);
  wire.reply = asItIs;
  await until('replies', () => meter.of('registers').length >= 2);
  expect(meter.of('registers').length).toBeLessThanOrEqual(wire.requests.length);
});

test('an unplugged adapter is down for all its units, once; opened again it reads again', async (context) => {
  needsPty(context);
  const wire = await plug(1, 2);
  const open = opener();
  const [first, second] = [open(1), open(2)];
  await until('both', () => first.of('registers').length > 0 && second.of('registers').length > 0);
  await wire.unplug();
  await until('both down', () => first.of('down').length > 0 && second.of('down').length > 0);
  await pause(200);
  expect([first.of('down').length, second.of('down').length]).toEqual([1, 1]);
  expect(first.signals.at(-1)).toMatchObject({ type: 'down', why: 'bus-unavailable' });
  const missing = open(1);
  await until('missing', () => missing.of('down').length > 0);
  await plug(1, 2);
  const again = open(1);
  await until('again', () => again.of('registers').length > 0);
});

test('an adapter that vanishes before its first byte is noticed, and takes no processor', async (context) => {
  needsPty(context);
  for (let round = 0; round < 3; round += 1) {
    const wire = await plug(1);
    wire.reply = () => null;
    const meter = opener({ replyMsMax: 2_000 })(1);
    await until('up', () => meter.of('up').length > 0);
    await wire.unplug();
    await until('down', () => meter.of('down').length > 0);
    meter.link.close();
  }
  await pause(50);
  const before = process.cpuUsage();
  await pause(400);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 400_000, 'share of a core').toBeLessThan(0.5);
});

test('a port whose file is gone is lost, though it still seems open', async (context) => {
  needsPty(context);
  await plug(1);
  const meter = opener()(1);
  await until('up', () => meter.of('registers').length > 0);
  rmSync(path);
  await until('down', () => meter.of('down').length > 0);
  expect(meter.details().at(-1)).toContain('the port did not notice');
});

test('a line on which nobody answers is opened anew without a word', async (context) => {
  needsPty(context);
  const mute = await plug(1);
  mute.meters[0]?.silence(true);
  const meter = opener({ firstReplyMsMax: 300, lookMs: 60_000 })(1);
  await until('a first poll', () => mute.requests.length > 0);
  // Another device takes the place; only a new opening finds it.
  const other = await plugAt(`${path}-other`, 1);
  renameSync(other.port, path);
  await until('a reply', () => meter.of('registers').length > 0);
  expect(meter.signals.filter(({ type }) => type === 'up' || type === 'down')).toHaveLength(1);
});

test('a port that never says that it is closed is not waited for', async (context) => {
  needsPty(context);
  const mute = await plug(1);
  mute.meters[0]?.silence(true);
  const close = vi.spyOn(ModbusSerial.default.prototype, 'close').mockImplementationOnce(() => {});
  context.onTestFinished(() => close.mockRestore());
  const meter = opener({ firstReplyMsMax: 300, lookMs: 60_000 })(1);
  await until('a first poll', () => mute.requests.length > 0);
  const other = await plugAt(`${path}-other`, 1);
  renameSync(other.port, path);
  await until('closed, as it seems', () => close.mock.calls.length > 0);
  await until('a reply', () => meter.of('registers').length > 0);
  expect(meter.signals.filter(({ type }) => type === 'up' || type === 'down')).toHaveLength(1);
});

test('a port that is not there is down once; closing ends everything', async () => {
  const meter = opener()(1);
  await until('down', () => meter.of('down').length > 0);
  await pause(100);
  meter.link.close();
  meter.link.close();
  expect(meter.signals).toHaveLength(1);
});

test('nothing is heard after close, and the port is free for the next', async (context) => {
  needsPty(context);
  const wire = await plug(1);
  const open = opener();
  const meter = open(1);
  await until('up', () => meter.of('registers').length > 0);
  meter.link.close();
  const { length } = meter.signals;
  await pause(200);
  expect(meter.signals).toHaveLength(length);
  const asked = wire.requests.length;
  await pause(100);
  expect(wire.requests).toHaveLength(asked);
  const next = open(1);
  await until('the next', () => next.of('registers').length > 0);
});
