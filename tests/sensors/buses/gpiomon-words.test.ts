/**
 * What the programs of gpiod print, in both dialects: chips, events, who has a line.
 *
 * Text alone; the programs themselves are in `gpiomon.test.ts`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { dialectOf, isMonitored, readChips, readEvent } from '../../../agent/sensors/buses/gpiomon.ts';

describe('what gpiod prints', () => {
  test.each([
    ['gpiomon (libgpiod) v1.6.3\nCopyright', 1],
    ['gpiomon (libgpiod) v2.2', 2],
    ['gpiomon (libgpiod) v1.4.1', 'gpiomon 1.4 is too old: it sets no bias'],
    ['gpiomon (libgpiod) v3.0', 'gpiomon 3 is not known here'],
    ['usage', 'gpiomon says no version: usage'],
  ])('%j is dialect %j', (text, dialect) => {
    expect(dialectOf(text)).toBe(dialect);
  });
  test('who has a line', () => {
    const [one, two] = [
      'line  17:      unnamed    "gpiomon"   input  active-high [used]\n',
      'line  17:      unnamed                 input consumer=gpiomon edges=both\n',
    ];
    for (const text of [one, two]) {
      expect([17, 1, 7].map((line) => isMonitored(`gpiochip0 - 54 lines:\n\t${text}`, line))).toEqual([
        true,
        false,
        false,
      ]);
    }
    expect(isMonitored('line  17:  "gpiomon-lamp"  "sysfs"  input  active-high [used]', 17)).toBe(false);
  });
  test('chips with any label', () => {
    expect(readChips('gpiochip0 [pinctrl-rp1] (54 lines)\ngpiochip1 [] (1 line)\nrubbish\n')).toEqual([
      { name: 'gpiochip0', label: 'pinctrl-rp1', lines: 54 },
      { name: 'gpiochip1', label: '', lines: 1 },
    ]);
  });
  test('an event is read back as it was printed, and nothing else is an event', () => {
    const time = fc.tuple(fc.boolean(), fc.nat(4_000_000), fc.nat(999_999_999));
    fc.assert(
      fc.property(time, ([isRise, s, ns]) => {
        const event = { level: isRise ? 1 : 0, kernelMs: s * 1_000 + Math.floor(ns / 1e6) };
        expect(readEvent(1, `${isRise ? 1 : 0} ${s} ${ns}`)).toEqual(event);
        expect(readEvent(2, `${isRise ? 1 : 2} ${s}.${String(ns).padStart(9, '0')}`)).toEqual(event);
      }),
    );
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(1 as const, 2 as const), (text, dialect) => {
        const event = readEvent(dialect, text);
        if (event !== null) expect(text).toMatch(/^[012] \d+[ .]\d+$/);
      }),
    );
  });
});
