/**
 * `anbu sim` where something that it needs is missing: it says what, says what to do, and ends with nothing left running.
 *
 * In a checkout of its own, so that what is built in this one is not touched.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Ended, ended } from '../cli/command.ts';
import { processesNaming } from './processes.ts';

const root = new URL('../..', import.meta.url).pathname;
const NEEDED = ['agent', 'sim', 'boards', 'package.json'];
/** A bench that goes on is ended by force: its exit code is then null. */
const PATIENCE_MS = 40_000;
const missing = ['avr-gcc', 'dbus-daemon', 'socat'].filter((program) => whereIs(program) === '');

let checkout = '';
let folder = '';
beforeAll(() => {
  checkout = mkdtempSync(join(tmpdir(), 'anbu-checkout-'));
  for (const name of NEEDED) cpSync(join(root, name), join(checkout, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(checkout, 'node_modules'));
  mkdirSync(join(checkout, 'programs'));
  if (missing.length === 0)
    expect(spawnSync('bash', ['.ci/firmware'], { cwd: root, stdio: 'ignore' }).status).toBe(0);
}, 120_000);
afterAll(() => rmSync(checkout, { recursive: true, force: true }));
beforeEach(() => {
  for (const name of ['out', 'programs']) rmSync(join(checkout, name), { recursive: true, force: true });
  mkdirSync(join(checkout, 'out/firmware'), { recursive: true });
  mkdirSync(join(checkout, 'programs'));
  folder = mkdtempSync(join(checkout, 'bench-'));
});

function whereIs(program: string): string {
  return spawnSync('which', [program], { encoding: 'utf8' }).stdout.trim();
}
function install(program: string): void {
  symlinkSync(whereIs(program), join(checkout, 'programs', program));
}
function build(...boards: readonly string[]): void {
  for (const board of boards)
    cpSync(join(root, 'out/firmware', `${board}.hex`), join(checkout, 'out/firmware', `${board}.hex`));
}
/** Runs it with only the installed programs, and standard input open as at a terminal. */
async function sim(): Promise<Ended> {
  const words = [join(checkout, 'agent/main.ts'), 'sim', '--dir', folder, '--still'];
  const child = spawn(process.execPath, words, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PATH: join(checkout, 'programs') },
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  });
  const end = await ended(child);
  child.stdin?.destroy();
  return end;
}

test('no firmware was built', async () => {
  // Looked for first, and not started.
  writeFileSync(join(checkout, 'programs/dbus-daemon'), '');
  chmodSync(join(checkout, 'programs/dbus-daemon'), 0o755);
  const { code, err } = await sim();
  expect(err).toContain('the firmware of sensor-node was not built');
  expect(err).toMatch(/npm run setup.*\[file-not-found\]/);
  expect(code).toBe(2);
});
test('no dbus-daemon', async () => {
  const { code, err } = await sim();
  expect(err).toMatch(/dbus-daemon is not installed\n.*Install the package dbus-daemon/);
  expect(code).toBe(1);
});
test('only one of the boards was built: the chips that run already are switched off', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  install('dbus-daemon');
  build('sensor-node');
  const { code, err } = await sim();
  expect(err).toContain('the firmware of firmata-node was not built');
  expect(code).toBe(2);
});
test('no socat: the bus that runs already is ended', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  install('dbus-daemon');
  build('sensor-node', 'firmata-node');
  const { code, err } = await sim();
  expect(err).toMatch(/socat cannot be started.*\n.*Install the package socat/);
  expect(code).toBe(1);
  expect(processesNaming(folder)).toEqual([]);
});
test('the desk cannot keep its cases: broker and chips are ended', async () => {
  if (missing.length > 0) expect.fail(`not installed: ${missing.join(', ')}`);
  for (const program of ['dbus-daemon', 'socat']) install(program);
  build('sensor-node', 'firmata-node');
  mkdirSync(join(folder, 'desk.db'));
  const { code } = await sim();
  expect(code).not.toBeNull();
  expect(processesNaming(folder)).toEqual([]);
});
