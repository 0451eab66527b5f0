/**
 * `anbu run` whose battery ends: the real command, its mains line by a stand-in for gpiomon, its `systemctl` by a
 * script. It ends by itself, in order and once, and asks for the power to go only where the file says so.
 */
import { execFileSync, spawn } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
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
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAIN, type Ended, anbu, ended } from './command.ts';

const FAKE = new URL('../sensors/buses/fake-gpiod.sh', import.meta.url).pathname;

let world = '';
let env: NodeJS.ProcessEnv = {};
beforeEach(() => {
  world = mkdtempSync(join(tmpdir(), 'anbu-battery-'));
  const programs = join(world, 'bin');
  mkdirSync(programs);
  for (const name of ['gpiomon', 'gpioget', 'gpiodetect']) symlinkSync(FAKE, join(programs, name));
  env = { ...process.env, PATH: `${programs}:${process.env['PATH'] ?? ''}`, FAKE_GPIOD: world };
  execFileSync('mkfifo', [join(world, 'edges')]);
  put('version', '2.2');
  put('chips', 'gpiochip0 [simulated] (32 lines)\n');
  put('monitors', '');
});
afterEach(() => rmSync(world, { recursive: true, force: true }));

function put(name: string, text: string): void {
  writeFileSync(join(world, name), text);
}
/** A `systemctl` that notes what it was asked, and ends with that code. */
function systemctl(code: number): void {
  const program = join(world, 'bin', 'systemctl');
  writeFileSync(program, `#!/bin/sh\necho "$@" >>'${join(world, 'asked-of-systemd')}'\nexit ${code}\n`);
  chmodSync(program, 0o755);
}
function askedOfSystemd(): string {
  const path = join(world, 'asked-of-systemd');
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}
function hubFile(powerOff: boolean): string {
  put(
    'hub.yaml',
    `home:
  home: flat-12
  timezone: Asia/Seoul
  sensors:
    - { id: hall, room: hall, class: motion }
board: simulated
devices:
  - id: mains
    part: mains-line
    connector: gpio0
    role: supply
    options: { runtimeMinutes: 10, lossMs: 1000 }
uplink: { url: 'mqtt://127.0.0.1:9', site: district-9, hub: hub-12 }
supply: { powerOff: ${powerOff} }
`,
  );
  return join(world, 'hub.yaml');
}
/** Starts on mains, which is cut once the line is watched. Ends as the hub does; told to stop at `up` instead. */
async function run(file: string, lives: 'cut' | 'to-be-stopped'): Promise<Ended> {
  const data = join(world, 'data');
  const child = spawn(process.execPath, [MAIN, 'run', '--config', file, '--data', data], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (!text.includes('up: home')) return;
    if (lives === 'cut') appendFileSync(join(world, 'edges'), '1 100 0\n');
    else child.kill('SIGTERM');
  });
  return ended(child);
}

test('it ends in order, once; the life that follows goes on to the end of the battery', async () => {
  systemctl(0);
  put('level', '0');
  const file = hubFile(false);
  const first = await run(file, 'cut');
  expect(first.code).toBe(1);
  expect(first.err).toContain('[mains-lost]');
  expect(first.err).toContain('the journal is closed while there is time');
  expect(askedOfSystemd()).toBe('');
  expect(existsSync(join(world, 'data', 'journal.db-wal')), 'what a closed journal has taken in').toBe(false);
  const { out } = await anbu('inspect', 'journal', '--data', join(world, 'data'));
  expect(out).toContain('mains-lost');

  put('level', '1');
  const second = await run(file, 'to-be-stopped');
  expect(second).toMatchObject({ code: 0 });
  expect(second.err).not.toContain('the journal is closed while there is time');
});

test('where the file says so, the system is asked to power off; one that refuses is no end of the hub', async () => {
  systemctl(0);
  put('level', '0');
  const file = hubFile(true);
  expect((await run(file, 'cut')).code).toBe(0);
  expect(askedOfSystemd()).toBe('poweroff\n');

  rmSync(join(world, 'data'), { recursive: true });
  systemctl(1);
  const refused = await run(file, 'cut');
  expect(refused.code).toBe(1);
  expect(refused.err).toContain('does not power off');
});
