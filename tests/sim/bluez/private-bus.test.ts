/**
 * The bus daemon of the simulated Bluetooth: it never outlives whoever started it, however that ends. Real processes;
 * says what was not tried where dbus-daemon is missing.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, afterEach, beforeEach, expect, test } from 'vitest';
import { PrivateBus, findDbusDaemon } from '../../../sim/bluez/private-bus.ts';
import { until } from '../../sensors/buses/pty.ts';
import { processesNaming } from '../processes.ts';

const program = findDbusDaemon() ?? '';
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'anbu-bus-'));
});
afterEach(() => {
  for (const pid of daemons()) process.kill(pid, 'SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
/** The daemon, and who keeps it. */
function daemons(): number[] {
  return processesNaming(join(folder, 'bus.conf'));
}
function needsDaemon(context: TestContext): void {
  if (program === '') context.skip('dbus-daemon is missing: its end is not tried');
}

/** Somebody who starts a bus, freezes it or not, and says when it is there. */
async function startOwner(isFrozen: boolean): Promise<ChildProcess> {
  const words = `
    import { PrivateBus } from '${new URL('../../../sim/bluez/private-bus.ts', import.meta.url).href}';
    const bus = new PrivateBus(${JSON.stringify(program)}, ${JSON.stringify(folder)});
    await bus.start();
    if (${isFrozen}) bus.freeze(true);
    console.log('there');
    setInterval(() => {}, 1_000);
  `;
  const owner = spawn(process.execPath, ['--input-type=module', '-e', words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (owner.stdout === null) throw new Error('a pipe was asked for');
  await once(owner.stdout, 'data');
  expect(daemons()).not.toEqual([]);
  return owner;
}

test.for([
  ['SIGKILL', false],
  ['SIGINT', false],
  ['SIGKILL', true],
] as const)('it is gone after %s of its owner; frozen: %s', async ([signal, isFrozen], context) => {
  needsDaemon(context);
  const owner = await startOwner(isFrozen);
  owner.kill(signal);
  await once(owner, 'exit');
  await until('gone', () => daemons().length === 0);
});
test('it is gone when it was stopped, also while it is frozen, and can be started again', async (context) => {
  needsDaemon(context);
  const bus = new PrivateBus(program, folder);
  for (const isFrozen of [false, true]) {
    await bus.start();
    expect(daemons()).not.toEqual([]);
    bus.freeze(isFrozen);
    await bus.stop();
    expect(daemons()).toEqual([]);
  }
  await bus.stop();
});
test('a daemon that ends at once is said in its own words, and nothing is left', async (context) => {
  needsDaemon(context);
  const bus = new PrivateBus(program, folder);
  rmSync(join(folder, 'bus.conf'));
  await expect(bus.start()).rejects.toThrow(/ended at once: .*bus\.conf/s);
  await bus.stop();
  expect(daemons()).toEqual([]);
});
