/**
 * What the doctor says of the companion's body: its lamp, its bed shaker and its device. The loudspeaker is in `machine.test.ts`.
 * On another machine than this one.
 */
import { expect, test } from 'vitest';
import { examineWires } from '../../../agent/cli/doctor/wires.ts';
import type { DigitalInput } from '../../../agent/sensors/buses/digital-input.ts';
import { RIGHT } from '../../config/hub-file.ts';
import { onMachine, otherMachine } from './other-machine.ts';
import { find } from './trait.ts';

test('a lamp and a shaker need a way that can switch them, and a companion device its port', async () => {
  const way = (name: string, setsLevel: boolean): DigitalInput => ({
    name,
    setsBias: true,
    setsLevel,
    missing: async () => null,
    chips: async () => [{ label: 'pinctrl-bcm2711', lines: 58 }],
    open: () => ({ write: () => {}, close: () => {} }),
  });
  const lamp = `${RIGHT}companion: { light: { connector: gpio12 }, shaker: { connector: gpio13 } }\n`;
  const about = await onMachine(otherMachine({}), lamp);
  const reads = await examineWires(about, [way('gpiomon', false)]);
  expect(find(reads, 'gpio', 'companion.light')).toMatchObject({ state: 'missing' });
  expect(find(reads, 'gpio', 'companion.shaker')).toMatchObject({ state: 'missing' });
  const neither: DigitalInput = {
    ...way('gpiomon', false),
    missing: async () => 'the program gpiomon is missing',
  };
  const nothing = await examineWires(about, [neither]);
  expect(find(nothing, 'gpio', 'companion.light')).toMatchObject({ state: 'missing' });
  expect(find(nothing, 'gpio', 'companion.shaker')).toMatchObject({ state: 'missing' });
  const drives = await examineWires(about, [way('onoff', true)]);
  expect(find(drives, 'gpio', 'pinctrl-bcm2711 line 12')).toMatchObject({ state: 'ok' });
  expect(find(drives, 'gpio', 'pinctrl-bcm2711 line 13')).toMatchObject({ state: 'ok' });
  const device = `${RIGHT}companion: { device: /dev/ttyACM7 }\n`;
  const found = await examineWires(await onMachine(otherMachine({}), device), [way('onoff', true)]);
  expect(find(found, 'serial', '/dev/ttyACM7')).toMatchObject({ state: 'missing' });
});
