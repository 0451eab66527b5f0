/**
 * Lines of this machine: found by label and offset in a copy of the kernel's folder, opened through a stand-in for
 * onoff's native part (a real line needs a kernel with one).
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { BusSignal } from '../../../agent/ports.ts';
import {
  type ExportLine,
  type GpioAddress,
  kernelNumberOf,
  openGpio,
} from '../../../agent/sensors/buses/gpio.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'anbu-gpio-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function putChip(base: number, label: string, lines: number): void {
  const folder = join(root, `gpiochip${base}`);
  mkdirSync(folder);
  writeFileSync(join(folder, 'label'), `${label}\n`);
  writeFileSync(join(folder, 'base'), `${base}\n`);
  writeFileSync(join(folder, 'ngpio'), `${lines}\n`);
}
const address: GpioAddress = {
  bus: 'gpio',
  chip: 'pinctrl-bcm2711',
  line: 17,
  bias: 'pull-up',
  activeLow: true,
};

describe('the number of a line', () => {
  test.each([0, 512, 571])('counts from the chip’s base %i', (base) => {
    putChip(base, 'pinctrl-bcm2711', 58);
    putChip(base + 58, 'raspberrypi-exp-gpio', 8);
    expect(kernelNumberOf(root, 'pinctrl-bcm2711', 17)).toBe(base + 17);
    expect(kernelNumberOf(root, 'raspberrypi-exp-gpio', 0)).toBe(base + 58);
  });

  test('is missing, with what there is instead', () => {
    putChip(512, 'pinctrl-rp1', 54);
    mkdirSync(join(root, 'gpiochip999')); // a chip that went while we looked
    expect(kernelNumberOf(root, 'pinctrl-bcm2711', 1)).toBe(
      'no chip pinctrl-bcm2711; there are: pinctrl-rp1',
    );
    expect(kernelNumberOf(root, 'pinctrl-rp1', 54)).toBe('pinctrl-rp1 has lines 0 to 53, not 54');
    putChip(600, 'pinctrl-rp1', 54);
    expect(kernelNumberOf(root, 'pinctrl-rp1', 1)).toBe('2 chips are called pinctrl-rp1');
    expect(kernelNumberOf(join(root, 'none'), 'x', 1)).toContain('CONFIG_GPIO_SYSFS');
  });
});

describe('a line', () => {
  type Watch = Parameters<ReturnType<ExportLine>['watch']>[0];
  function openLine(level: 0 | 1 = 1) {
    const signals: BusSignal[] = [];
    const seen = { exported: [] as unknown[], unexported: 0, watch: null as Watch | null };
    const link = openGpio(address, (signal) => signals.push(signal), {
      root,
      load: async () => (kernelNumber, activeLow) => {
        seen.exported.push([kernelNumber, activeLow]);
        return {
          readSync: () => level,
          watch: (callback) => {
            seen.watch = callback;
          },
          unexport: () => {
            seen.unexported += 1;
          },
        };
      },
    });
    return { signals, seen, link };
  }

  test('is up with its level, then tells both edges, and is given back on close', async () => {
    putChip(512, 'pinctrl-bcm2711', 58);
    const { signals, seen, link } = openLine();
    expect(signals, 'nothing before open has returned').toEqual([]);
    await turn();
    expect(seen.exported).toEqual([[529, true]]);
    seen.watch?.(null, 0);
    seen.watch?.(null, 1);
    link.close();
    link.close();
    seen.watch?.(null, 0);
    expect(signals).toEqual([
      { type: 'up', level: 1 },
      { type: 'edge', level: 0 },
      { type: 'edge', level: 1 },
    ]);
    expect(seen.unexported).toBe(1);
  });

  test('that was closed while it was opened is never taken', async () => {
    putChip(512, 'pinctrl-bcm2711', 58);
    const { signals, seen, link } = openLine();
    link.close();
    await turn();
    expect([signals, seen.exported]).toEqual([[], []]);
  });

  test('that was closed while it failed says nothing', async () => {
    const { signals, link } = openLine();
    link.close();
    await turn();
    expect(signals).toEqual([]);
  });

  test('that breaks is down once, and given back', async () => {
    putChip(512, 'pinctrl-bcm2711', 58);
    const { signals, seen } = openLine();
    await turn();
    seen.watch?.(new Error('epoll failed'), 0);
    seen.watch?.(new Error('epoll failed'), 0);
    expect(signals.slice(1)).toEqual([
      { type: 'down', why: 'bus-unavailable', detail: 'pinctrl-bcm2711 line 17: epoll failed' },
    ]);
    expect(seen.unexported).toBe(1);
  });

  test.each([
    ['EACCES: permission denied', 'group gpio'],
    ['EBUSY: resource busy or locked, write', 'a kernel driver uses this line'],
    ['was compiled against a different Node.js version using NODE_MODULE_VERSION 115', 'npm run setup'],
    ['EINVAL: invalid argument, write', 'EINVAL'],
  ])('that cannot be had says what to do: %s', async (message, hint) => {
    putChip(512, 'pinctrl-bcm2711', 58);
    const signals: BusSignal[] = [];
    openGpio(address, (signal) => signals.push(signal), {
      root,
      load: async () => () => {
        throw new Error(message);
      },
    });
    await turn();
    expect(signals).toMatchObject([{ type: 'down', why: 'bus-unavailable' }]);
    expect(signals[0]?.type === 'down' && signals[0].detail).toContain(hint);
  });

  test('on a machine without pins is down, and the process goes on', async () => {
    const { signals, seen } = openLine();
    await turn();
    expect(signals).toMatchObject([{ type: 'down', why: 'bus-unavailable' }]);
    expect(seen.exported).toEqual([]);
  });
});

test('the package itself loads on this machine, or says that it is not built', async () => {
  putChip(9_000, 'pinctrl-bcm2711', 58);
  const signals: BusSignal[] = [];
  const opened = new Promise<void>((resolve) => {
    openGpio(address, (signal) => resolve(void signals.push(signal)), { root });
  });
  await opened;
  // The line of the copied folder is not in the kernel: onoff gets as far as asking for it.
  expect(signals).toMatchObject([{ type: 'down', why: 'bus-unavailable' }]);
  expect(signals[0]?.type === 'down' && signals[0].detail).toMatch(
    /ENOENT|EINVAL|EACCES|EROFS|npm run setup/,
  );
});
