/**
 * One cause that many devices suffer from, as a person reads it: once, with one remedy.
 * Findings alone; what is looked for on which machine is in the files beside.
 */
import { expect, test } from 'vitest';
import { eachCauseOnce, findingsOf } from '../../../agent/cli/doctor/finding.ts';

const LACK = 'the program gpiomon is missing: install gpiod';
const gpio = findingsOf('gpio');
const device = findingsOf('device');
const DEVICES = [
  device.broken('bedroom', `pinctrl-bcm2711 line 4: ${LACK}`, LACK),
  device.ok('kettle', 'is up'),
  device.broken('hall', `pinctrl-bcm2711 line 22: ${LACK}`, LACK),
  device.broken('tag', 'no adapter', 'Plug one in'),
];

test('is one finding of all of them; what is well, and what has another cause, stands alone', () => {
  expect(eachCauseOnce(DEVICES, [])).toEqual([
    device.broken('bedroom, hall', LACK, LACK),
    DEVICES[1],
    DEVICES[3],
  ]);
});

test('and where it was said before, it is not said again, nor another remedy', () => {
  const lines = gpio.missing('lines', LACK, 'apt install gpiod');
  expect(eachCauseOnce(DEVICES, [lines])[0]).toEqual(
    device.broken('bedroom, hall', 'as was said of gpio, lines', 'apt install gpiod'),
  );
});
