/**
 * Lines of this machine by gpiomon, in both its dialects: a stand-in for the programs of gpiod, real processes and
 * pipes. What the kernel gives gpiomon is tried in a virtual machine (`tests/vm`).
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { BusLink, BusSignal } from '../../../agent/ports.ts';
import type { GpioAddress } from '../../../agent/sensors/buses/digital-input.ts';
import { gpiomonInput } from '../../../agent/sensors/buses/gpiomon.ts';

const FAKE = new URL('fake-gpiod.sh', import.meta.url).pathname;
/** Far longer than anything here takes; a wait that ends by it fails. */
const PATIENCE_MS = 10_000;
const ADDRESS: GpioAddress = {
  bus: 'gpio',
  chip: 'pinctrl-rp1',
  line: 17,
  bias: 'pull-up',
  activeLow: false,
};

let world = '';
let env: NodeJS.ProcessEnv = {};
const links: BusLink[] = [];
beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), 'anbu-gpiod-'));
  const programs = join(world, 'bin');
  mkdirSync(programs);
  for (const name of ['gpiomon', 'gpioget', 'gpiodetect', 'gpioinfo'])
    symlinkSync(FAKE, join(programs, name));
  env = { ...process.env, PATH: `${programs}:${process.env['PATH'] ?? ''}`, FAKE_GPIOD: world };
  execFileSync('mkfifo', [join(world, 'edges')]);
  put('level', '1');
  put('monitors', '');
  put('chips', 'gpiochip0 [pinctrl-rp1] (54 lines)\ngpiochip10 [gpio-brcmstb] (32 lines)\n');
});
afterEach(async () => {
  for (const link of links.splice(0)) link.close();
  await until('no monitor left', () => monitors().every((pid) => !isAlive(pid)));
  // What a monitor started may still write its last file.
  rmSync(world, { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
});

function put(name: string, text: string): void {
  writeFileSync(join(world, name), text);
}
function monitors(): number[] {
  return readFileSync(join(world, 'monitors'), 'utf8').split('\n').filter(Boolean).map(Number);
}
function isAlive(pid: number): boolean {
  // A process that has ended and was not yet waited for is a zombie.
  const status = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, 'utf8') : '';
  return status !== '' && !/\) [ZX] /.test(status);
}
async function until(what: string, holds: () => boolean): Promise<void> {
  const endMs = performance.now() + PATIENCE_MS;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never: ${what}`);
    await pause(5);
  }
}
/** What the wire does, one edge a line: level, seconds, nanoseconds. */
function wire(lines: readonly string[]): void {
  appendFileSync(join(world, 'edges'), lines.map((line) => `${line}\n`).join(''));
}
function open(version: string, address: Partial<GpioAddress> = {}, lookMs = 20) {
  // Once: another line may be asking for it just now.
  if (!existsSync(join(world, 'version'))) put('version', version);
  const signals: BusSignal[] = [];
  const listen = (signal: BusSignal) => void signals.push(signal);
  const link = gpiomonInput({ env, lookMs }).open({ ...ADDRESS, ...address }, listen);
  links.push(link);
  const levels = () => signals.flatMap((signal) => (signal.type === 'edge' ? [signal.level] : []));
  return { link, signals, levels };
}
function detailAt(line: { readonly signals: readonly BusSignal[] }, at: number): string {
  const signal = line.signals[at];
  return signal?.type === 'down' ? signal.detail : 'not down';
}
const isUp = ({ signals }: { signals: readonly BusSignal[] }) => signals.some(({ type }) => type === 'up');

describe.each(['1.6.3', '2.1.3'])('gpiomon %s', (version) => {
  test('tells the level it found, then each edge with the kernel’s time', async () => {
    const line = open(version);
    expect(line.signals, 'nothing before open has returned').toEqual([]);
    await until('up', () => isUp(line));
    wire(['0 5 42', '1 5 1500000', '0 6 999999999']);
    await until('three edges', () => line.levels().length === 3);
    expect(line.signals).toEqual([
      { type: 'up', level: 1 },
      { type: 'edge', level: 0, kernelMs: 5_000 },
      { type: 'edge', level: 1, kernelMs: 5_001 },
      { type: 'edge', level: 0, kernelMs: 6_999 },
    ]);
  });
  test('turns an active-low line round, and sets the pull resistor', async () => {
    const line = open(version, { activeLow: true, bias: 'none' });
    await until('up', () => isUp(line));
    wire(['0 5 0']);
    await until('an edge', () => line.levels().length === 1);
    expect(line.signals[0]).toEqual({ type: 'up', level: 0 });
    expect(line.levels()).toEqual([1]);
    const asked = readFileSync(join(world, 'asked'), 'utf8');
    const bias = version.startsWith('1') ? '-B disable' : '-b disabled';
    expect(asked.match(new RegExp(`gpio(get|mon) .*${bias} `, 'g'))).toHaveLength(2);
  });
  test('counts a burst edge by edge', async () => {
    const line = open(version);
    await until('up', () => isUp(line));
    wire(Array.from({ length: 50 }, (_, edge) => `${edge % 2} 7 ${edge * 1_000}`));
    await until('fifty edges', () => line.levels().length === 50);
    expect(line.levels()).toEqual(Array.from({ length: 50 }, (_, edge) => edge % 2));
  });
  test('that ends is down, once, with what it said', async () => {
    const line = open(version);
    await until('up', () => isUp(line));
    wire(['die']);
    await until('down', () => line.signals.length > 1);
    await pause(50);
    expect(line.signals.slice(1)).toEqual([
      {
        type: 'down',
        why: 'bus-unavailable',
        detail: 'pinctrl-rp1 line 17: gpiomon: error reading events: No such device',
      },
    ]);
  });
  test('that is killed is down', async () => {
    const line = open(version);
    await until('up', () => isUp(line));
    for (const pid of monitors()) process.kill(pid, 'SIGKILL');
    await until('down', () => line.signals.length > 1);
    expect(line.signals[1]).toMatchObject({ type: 'down', detail: 'pinctrl-rp1 line 17: gpiomon ended' });
  });
  test('is ended by close, and nothing is heard after it', async () => {
    const line = open(version);
    await until('up', () => isUp(line));
    line.link.close();
    line.link.close();
    await until('gone', () => monitors().every((pid) => !isAlive(pid)));
    expect(line.signals).toHaveLength(1);
  });
  test('a line in use, a chip that is not there, a line it does not have: down with a hint', async () => {
    put('busy', '');
    const busy = open(version);
    const missing = open(version, { chip: 'pinctrl-bcm2711' });
    const beyond = open(version, { line: 54 });
    await until('all', () => [busy, missing, beyond].every(({ signals }) => signals.length > 0));
    expect(detailAt(busy, 0)).toContain('another program uses this line');
    expect(detailAt(missing, 0)).toContain('there are: pinctrl-rp1, gpio-brcmstb');
    expect(detailAt(beyond, 0)).toContain('lines 0 to 53, not 54');
    expect(monitors()).toEqual([]);
  });
});

test('a first edge proves that the line is ours before anybody looked', async () => {
  const line = open('1.6.3', {}, 3_600_000);
  await until('a monitor', () => monitors().length === 1);
  expect(line.signals).toEqual([]);
  wire(['0 5 0']);
  await until('the edge', () => line.levels().length === 1);
  expect(line.signals.map(({ type }) => type)).toEqual(['up', 'edge']);
});

test('a line that gpiomon has not taken yet is not up: an edge would be lost unseen', async () => {
  put('slow', '');
  const line = open('1.6.3');
  await until('a monitor', () => monitors().length === 1);
  await until('some looks', () => readFileSync(join(world, 'asked'), 'utf8').split('gpioinfo').length > 3);
  expect(line.signals).toEqual([]);
  rmSync(join(world, 'slow'));
  await until('up', () => isUp(line));
});

test('2.x says itself that it has the line', async () => {
  const line = open('2.1.3', {}, 3_600_000);
  await until('up', () => isUp(line));
  expect(line.signals).toEqual([{ type: 'up', level: 1 }]);
});

test('a line closed while it was opened leaves nothing behind', async () => {
  const line = open('1.6.3');
  line.link.close();
  await until('asked', () => existsSync(join(world, 'asked')));
  await pause(200);
  expect([line.signals, monitors()]).toEqual([[], []]);
});

test('words that cannot be read are down, not silence', async () => {
  const line = open('1.6.3');
  await until('up', () => isUp(line));
  wire(['7 5 0']);
  await until('down', () => line.signals.length > 1);
  expect(detailAt(line, 1)).toContain('gpiomon said: 7 5 0');
});

test('faster than a thousand a second, the rest waits: every edge still comes', async () => {
  const line = open('1.6.3');
  await until('up', () => isUp(line));
  const startMs = performance.now();
  wire(Array.from({ length: 1_500 }, (_, edge) => `${edge % 2} 7 ${edge}`));
  await until('all', () => line.levels().length === 1_500);
  wire(['1 8 0']);
  await until('one more', () => line.levels().length === 1_501);
  expect(performance.now() - startMs, 'ms').toBeGreaterThan(900);
});

test('without permission, and without the programs, the hint says what to do', async () => {
  put('denied', '');
  const denied = open('2.1.3');
  await until('down', () => denied.signals.length > 0);
  expect(detailAt(denied, 0)).toContain('group gpio');
  const none = { ...env, PATH: join(world, 'none') };
  expect(await gpiomonInput({ env: none }).missing()).toBe('the program gpiomon is missing: install gpiod');
  expect(await gpiomonInput({ env }).missing()).toBeNull();
  put('version', '1.2');
  expect(await gpiomonInput({ env }).missing()).toContain('too old');
});

describe('no child is left behind', () => {
  const HUB = `
    import { gpiomonInput } from '${new URL('../../../agent/sensors/buses/gpiomon.ts', import.meta.url).href}';
    gpiomonInput().open(${JSON.stringify(ADDRESS)}, (signal) => console.log(signal.type));
  `;
  async function startHub(): Promise<ChildProcess> {
    put('version', '1.6.3');
    const hub = spawn(process.execPath, ['--input-type=module', '-e', HUB], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (hub.stdout === null) throw new Error('a pipe was asked for');
    await once(hub.stdout, 'data');
    expect(monitors().map(isAlive)).toEqual([true]);
    return hub;
  }
  test.each(['SIGKILL', 'SIGINT'] as const)('when the hub ends by %s', async (signal) => {
    const hub = await startHub();
    hub.kill(signal);
    await once(hub, 'exit');
    await until('gone', () => monitors().every((pid) => !isAlive(pid)));
  });
  test('when the keeper is killed: the hub ends gpiomon', async () => {
    const line = open('1.6.3');
    await until('up', () => isUp(line));
    const [pid] = monitors();
    const keeper = Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    process.kill(keeper, 'SIGKILL');
    await until('down', () => line.signals.length > 1);
    await until('gone', () => monitors().every((each) => !isAlive(each)));
  });
});
