/**
 * The same lines by Debian's gpiomon, over the character device: a kernel without sysfs.
 *
 * sysfs is hidden, so that the bus chooses this way by itself. What any way must do is in lines.ts.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import { LABEL, OpenLine, burst, checkLines } from '../guest/lines.ts';
import { check, done, run, until } from '../guest/scenario.ts';

const BURST = 51;
/**
 * Tried one after another until the kernel can follow: it reads a level when its thread gets to run, which is late on
 * an emulated machine beside other work.
 */
const WAITS_MS = [2, 4, 8, 16, 32, 64];
/** A program that has a line open, and says so. */
const HOLDER = `
  const { openBuses } = await import('./agent/sensors/buses/index.ts');
  const address = { bus: 'gpio', chip: '${LABEL}', line: 21, bias: 'none', activeLow: false };
  openBuses().open(address, ({ type }) => console.log(type));
`;

run('modprobe', 'anbu-gpio-sim');
run('mount', '-t', 'tmpfs', 'none', '/sys/class/gpio');
const chip = await checkLines();

await check(`of ${BURST} toggles in quick succession each is told, with the kernel’s time`, async () => {
  const told: string[] = [];
  for (const waitMs of WAITS_MS) {
    const line = await burst(chip, BURST, waitMs);
    await pause(500);
    line.link.close();
    const times = line.edges.map(({ kernelMs }) => kernelMs ?? NaN);
    assert.ok(
      times.every((ms, n) => ms >= (times[n - 1] ?? 0)),
      `not in order: ${times.join(' ')}`,
    );
    told.push(`${times.length} when ${waitMs} ms apart`);
    if (times.length === BURST && line.edges.every(({ level }, n) => level === (n + 1) % 2)) break;
  }
  assert.match(told.at(-1) ?? '', new RegExp(`^${BURST} `), told.join(', '));
  return told.join(', ');
});

await check('the pull resistor is set as the address says', async () => {
  for (const [bias, level] of [
    ['pull-up', 1],
    ['pull-down', 0],
    ['pull-up', 1],
  ] as const) {
    const line = new OpenLine({ line: 20, bias });
    assert.deepEqual(await line.first(), { type: 'up', level });
    line.link.close();
  }
});

await check('a hub that is killed leaves no child that holds its line', async () => {
  const hub = spawn(process.execPath, ['--eval', HOLDER], {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: new URL('../../..', import.meta.url).pathname,
  });
  await once(hub.stdout, 'data');
  const isHeld = (): boolean => /line +21:.*"gpiomon"/.test(run('gpioinfo'));
  assert.ok(isHeld(), 'its child has the line');
  hub.kill('SIGKILL');
  await until('the line is free', () => !isHeld());
});

done();
