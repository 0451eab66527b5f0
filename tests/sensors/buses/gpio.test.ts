/**
 * Lines of this machine by sysfs: found by label and offset in a copy of the kernel's folder, opened through a
 * stand-in for onoff's native part (a real line needs a kernel with one). And which way is chosen where.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

import type { BusSignal } from '../../../agent/ports.ts';
import type { DigitalInput, GpioAddress } from '../../../agent/sensors/buses/digital-input.ts';
import { type ExportLine, kernelNumberOf, sysfsInput } from '../../../agent/sensors/buses/gpio-sysfs.ts';
import { openGpio } from '../../../agent/sensors/buses/gpio.ts';

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
    expect(kernelNumberOf(root, { chip: 'pinctrl-bcm2711', line: 17 })).toBe(base + 17);
    expect(kernelNumberOf(root, { chip: 'raspberrypi-exp-gpio', line: 0 })).toBe(base + 58);
  });

  test('is missing, with what there is instead', () => {
    putChip(512, 'pinctrl-rp1', 54);
    mkdirSync(join(root, 'gpiochip999')); // a chip that went while we looked
    expect(kernelNumberOf(root, { chip: 'pinctrl-bcm2711', line: 1 })).toBe(
      'no chip pinctrl-bcm2711; there are: pinctrl-rp1',
    );
    expect(kernelNumberOf(root, { chip: 'pinctrl-rp1', line: 54 })).toBe(
      'pinctrl-rp1 has lines 0 to 53, not 54',
    );
    putChip(600, 'pinctrl-rp1', 54);
    expect(kernelNumberOf(root, { chip: 'pinctrl-rp1', line: 1 })).toBe('2 chips are called pinctrl-rp1');
    expect(kernelNumberOf(join(root, 'none'), { chip: 'x', line: 1 })).toContain('there are: none');
  });
});

describe('a line', () => {
  type Watch = Parameters<ReturnType<ExportLine>['watch']>[0];
  function openLine(level: 0 | 1 = 1, lookMs = 60_000, isOutput = false) {
    const signals: BusSignal[] = [];
    const seen = {
      exported: [] as unknown[],
      written: [] as number[],
      breaks: false,
      unexported: 0,
      watch: null as Watch | null,
    };
    const way = sysfsInput({
      root,
      lookMs,
      load: async () => (kernelNumber, activeLow, isDriven) => {
        seen.exported.push(isDriven ? [kernelNumber, activeLow, 'out'] : [kernelNumber, activeLow]);
        return {
          readSync: () => level,
          writeSync: (to) => {
            if (seen.breaks) throw new Error('ENODEV: no such device, write');
            seen.written.push(to);
          },
          watch: (callback) => {
            seen.watch = callback;
          },
          unexport: () => {
            seen.unexported += 1;
          },
        };
      },
    });
    const link = way.open({ ...address, isOutput }, (signal) => signals.push(signal));
    return { signals, seen, link };
  }

  test('that is an output begins dark, takes levels, and is down once it cannot be written', async () => {
    putChip(512, 'pinctrl-bcm2711', 58);
    const { signals, seen, link } = openLine(0, 60_000, true);
    await turn();
    link.write(Uint8Array.of(1));
    link.write(Uint8Array.of(0));
    expect(seen).toMatchObject({ exported: [[529, true, 'out']], written: [0, 1, 0], watch: null });
    seen.breaks = true;
    link.write(Uint8Array.of(1));
    link.write(Uint8Array.of(1));
    expect(signals.map(({ type }) => type)).toEqual(['up', 'down']);
    expect(seen.unexported).toBe(1);
  });

  test('that is read is never written', async () => {
    putChip(512, 'pinctrl-bcm2711', 58);
    const { seen, link } = openLine();
    await turn();
    link.write(Uint8Array.of(1));
    expect(seen.written).toEqual([]);
  });

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

  test('whose chip was pulled out is down, though onoff never hears of it', async () => {
    putChip(512, 'pinctrl-bcm2711', 58);
    mkdirSync(join(root, 'gpio529'));
    const { signals, seen } = openLine(1, 5);
    await vi.waitUntil(() => signals.length > 0);
    rmSync(join(root, 'gpio529'), { recursive: true });
    await vi.waitUntil(() => signals.length > 1);
    expect(signals[1]).toEqual({
      type: 'down',
      why: 'bus-unavailable',
      detail: 'pinctrl-bcm2711 line 17: its chip is gone',
    });
    expect(seen.unexported).toBe(1);
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
    ['EBUSY: resource busy or locked, write', 'another program uses this line'],
    ['EINVAL: invalid argument, write', 'EINVAL'],
  ])('that cannot be had says what to do: %s', async (message, hint) => {
    putChip(512, 'pinctrl-bcm2711', 58);
    const signals: BusSignal[] = [];
    const load = async () => () => {
      throw new Error(message);
    };
    sysfsInput({ root, load }).open(address, (signal) => signals.push(signal));
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
    openGpio(address, (signal) => resolve(void signals.push(signal)), [sysfsInput({ root })]);
  });
  await opened;
  // The line of the copied folder is not in the kernel: onoff gets as far as asking for it.
  expect(signals).toMatchObject([{ type: 'down', why: 'bus-unavailable' }]);
  expect(signals[0]?.type === 'down' && signals[0].detail).toMatch(
    /ENOENT|EINVAL|EACCES|EROFS|npm run setup/,
  );
});

describe('the way', () => {
  const link = { write: () => {}, close: () => {} };
  function way(name: string, lack: string | null, opened: string[]): DigitalInput {
    return {
      name,
      setsBias: false,
      missing: async () => lack,
      chips: async () => [],
      open: () => {
        opened.push(name);
        return link;
      },
    };
  }
  test.each([
    [null, null, 'first'],
    ['no folder', null, 'second'],
  ])('that is taken when the first lacks %s and the second %s is the %s', async (first, second, taken) => {
    const opened: string[] = [];
    openGpio(address, () => {}, [way('first', first, opened), way('second', second, opened)]);
    await turn();
    expect(opened).toEqual([taken]);
  });
  test('is none where none can, with what each lacks', async () => {
    const signals: BusSignal[] = [];
    openGpio(address, (signal) => signals.push(signal), [
      way('a', 'no folder', []),
      way('b', 'install x', []),
    ]);
    await turn();
    expect(signals).toEqual([
      { type: 'down', why: 'bus-unavailable', detail: 'pinctrl-bcm2711 line 17: no folder; install x' },
    ]);
  });
  test('is not taken for a line that was closed meanwhile', async () => {
    const opened: string[] = [];
    openGpio(address, () => {}, [way('first', null, opened)]).close();
    await turn();
    expect(opened).toEqual([]);
  });
  test('by sysfs is missing without the folder, and without the add-on', async () => {
    expect(await sysfsInput({ root: join(root, 'none') }).missing()).toContain('CONFIG_GPIO_SYSFS');
    putChip(512, 'pinctrl-bcm2711', 58);
    const load = async () => Promise.reject(new Error('NODE_MODULE_VERSION 115 is not 137\nstack'));
    expect(await sysfsInput({ root, load }).missing()).toMatch(
      /npm run setup.*NODE_MODULE_VERSION 115 is not 137$/,
    );
  });
});
