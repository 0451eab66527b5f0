/**
 * Our Firmata firmware, byte for byte, on a simulated ATmega328P: what it answers, what it reports, what it refuses, and
 * what is left of it after a reset. Standard: github.com/firmata/protocol, version 2.5.
 */
import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BoardBench, NO_COMPILER, buildFirmware, pairs } from './bench.ts';

const VERSION = 'f90205';
const firmware = (name: string): string => `f0790100${pairs(name)}f7`;
const text = (words: string): string => `f071${pairs(words)}f7`;
const pinState = (pin: number): number[] => [0xf0, 0x6d, pin, 0xf7];
const setName = (name: string): number[] => [0xf0, 0x01, ...Buffer.from(pairs(name), 'hex'), 0xf7];
const PULLUP = 0x0b;

let size = '';
let board: BoardBench;
beforeAll(() => {
  size = buildFirmware();
});
beforeEach(async (context) => {
  if (NO_COMPILER !== null) context.skip(`${NO_COMPILER}: the firmware is not tried`);
  board = await BoardBench.open();
  board.chip.runFor(100);
});

describe('who it is', () => {
  test('said at its start, with the reason', () => {
    expect(board.heard()).toEqual([VERSION, firmware('anbu-firmata'), text('started: power')]);
    board.chip.reset();
    board.chip.runFor(100);
    expect(board.heard()).toEqual([VERSION, firmware('anbu-firmata'), text('started: reset')]);
  });
  test('said when asked', () => {
    board.heard();
    expect(board.ask([0xf9])).toEqual([VERSION]);
    expect(board.ask([0xf0, 0x79, 0xf7])).toEqual([firmware('anbu-firmata')]);
  });
  test('its pins: none on the serial line, six that are analog', () => {
    board.heard();
    const digital = '000101010b017f';
    const analog = '000101010b01020a7f';
    expect(board.ask([0xf0, 0x6b, 0xf7])).toEqual([`f06c7f7f${digital.repeat(12)}${analog.repeat(6)}f7`]);
    expect(board.ask([0xf0, 0x69, 0xf7])).toEqual([`f06a${'7f'.repeat(14)}000102030405f7`]);
  });
  test('a name is kept over a power cut, and half a name is none', async () => {
    board.heard();
    const { eeprom } = board.chip;
    const empty = eeprom.copy();
    expect(board.ask(setName('kitchen'), 300)).toEqual([firmware('kitchen')]);
    const written = eeprom.operations;
    expect(written).toBeGreaterThan(10);
    for (let cut = written - 1; cut > 0; cut -= 4) {
      const kept = empty.copy();
      const cutBoard = await BoardBench.open(kept);
      cutBoard.chip.runFor(100);
      kept.cutAfter(cut, () => cutBoard.chip.powerOff());
      cutBoard.ask(setName('kitchen'), 300);
      const again = await BoardBench.open(kept.copy());
      again.chip.runFor(100);
      expect(again.heard()[1]).toBe(firmware('anbu-firmata'));
    }
    const again = await BoardBench.open(eeprom.copy());
    again.chip.runFor(100);
    expect(again.heard()[1]).toBe(firmware('kitchen'));
  });
  test.each([
    ['empty', ''],
    ['of 25 characters', 'a'.repeat(25)],
    ['with a line break', 'a\nb'],
    ['beyond ASCII', 'küche'],
  ])('a name %s is refused, and the old one stays', (_, name) => {
    board.heard();
    board.ask(setName(name), 300);
    expect(board.ask([0xf0, 0x79, 0xf7])).toEqual([firmware('anbu-firmata')]);
  });
});

describe('pins', () => {
  beforeEach(() => void board.heard());

  test('are unset and float until they are asked for', () => {
    for (const pin of [2, 13, 14]) {
      const hex = pin.toString(16).padStart(2, '0');
      expect(board.ask(pinState(pin))).toEqual([`f06e${hex}7f00f7`]);
    }
    expect(board.ask(pinState(20))).toEqual([]);
  });
  test('an input tells its level when it is asked to report, and each change once', () => {
    board.chip.setPin('D', 2, 1);
    expect(board.ask([0xf4, 2, 0, 0xd0, 1])).toEqual(['900400']);
    board.chip.setPin('D', 2, 0);
    board.chip.runFor(500);
    expect(board.heard()).toEqual(['900000']);
    board.chip.setPin('D', 2, 1);
    board.chip.runFor(2);
    board.chip.setPin('D', 2, 0);
    board.chip.runFor(50);
    expect(board.heard()).toEqual(['900400', '900000']);
    expect(board.ask([0xd0, 0])).toEqual([]);
    board.chip.setPin('D', 2, 1);
    board.chip.runFor(50);
    expect(board.heard()).toEqual([]);
  });
  test('a pull-up holds an open contact high, and pin 7 has the eighth bit', () => {
    expect(board.ask([0xf4, 7, PULLUP, 0xd0, 1])).toEqual(['900001']);
    board.chip.setPin('D', 7, 0);
    board.chip.runFor(50);
    expect(board.heard()).toEqual(['900000']);
    expect(board.ask(pinState(7))).toEqual(['f06e070b01f7']);
  });
  test('an output is driven, by pin or by port, and other pins of the port are left alone', () => {
    board.ask([0xf4, 13, 1, 0xf4, 8, PULLUP]);
    expect(board.ask([0xf5, 13, 1, ...pinState(13)])).toEqual(['f06e0d0101f7']);
    expect(board.ask([0x91, 0, 0, ...pinState(13), ...pinState(8)])).toEqual([
      'f06e0d0100f7',
      'f06e080b01f7',
    ]);
  });
  test('an analog pin is told at the sampling interval, until it is something else', () => {
    board.chip.setVolts(2, 2.5);
    board.ask([0xf0, 0x7a, 97, 0, 0xf7, 0xc2, 1], 0);
    board.chip.runFor(97 * 10);
    const reports = board.heard();
    expect(reports.length).toBeGreaterThanOrEqual(9);
    expect(reports.length).toBeLessThanOrEqual(11);
    expect(new Set(reports)).toEqual(new Set(['e20004']));
    expect(board.ask(pinState(16))).toContain('f06e100200f7');
    board.ask([0xf4, 16, 0]);
    board.chip.runFor(300);
    expect(board.heard()).toEqual([]);
  });
  test('no sampling interval makes it faster than every 10 ms', () => {
    board.ask([0xf0, 0x7a, 0, 0, 0xf7, 0xc0, 1], 0);
    board.chip.runFor(1_000);
    expect(board.heard().length).toBeLessThanOrEqual(100);
  });
  test.each([
    ['pin 1, the serial line', [0xf4, 1, 0], 1],
    ['pin 5 as analog', [0xf4, 5, 2], 5],
    ['pin 5 as a servo', [0xf4, 5, 4], 5],
  ])('%s is refused', (_, request, pin) => {
    board.ask(request);
    expect(board.ask(pinState(pin))).toEqual([`f06e0${pin}7f00f7`]);
  });
  test('a reset by the host forgets them all', () => {
    board.ask([0xf4, 2, PULLUP, 0xd0, 1, 0xc0, 1]);
    board.ask([0xff]);
    board.chip.runFor(200);
    expect(board.heard()).toEqual([]);
    expect(board.ask(pinState(2))).toEqual(['f06e027f00f7']);
  });
});

describe('what goes wrong', () => {
  beforeEach(() => void board.heard());

  test('a program that hangs is ended by the watchdog within 2.5 s, and says so', () => {
    board.chip.hang();
    board.chip.runFor(2_500);
    expect(board.heard()).toEqual([VERSION, firmware('anbu-firmata'), text('started: watchdog')]);
  });
  test('a command that is cut off by another is dropped', () => {
    expect(board.ask([0xf4, 2, 0xf9, 0xf0, 0x6d, 0xf9, ...pinState(2)])).toEqual([
      VERSION,
      VERSION,
      'f06e027f00f7',
    ]);
  });
  test('a message that is too long is not obeyed in part', () => {
    const tail = new Array<number>(200).fill(0x41);
    for (const sort of [0x79, 0x01]) expect(board.ask([0xf0, sort, ...tail, 0xf7], 300)).toEqual([]);
    expect(board.ask([0xf0, 0x79, 0xf7])).toEqual([firmware('anbu-firmata')]);
  });
  test('property: no bytes stop it or reset it', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
        board.ask(bytes, 200);
        // Ends whatever was begun, and silences what was asked for.
        board.ask([0xf7, 0xff], 200);
        expect(board.ask([0xf9])).toEqual([VERSION]);
        expect(board.chip.resets).toBe(0);
      }),
      { numRuns: 60 },
    );
  });
});

test('it is small: the build keeps to its bounds, and the stack to what is left for it', () => {
  expect(size).toMatch(/flash \d+ of 8192 bytes/);
  board.ask(setName('a'.repeat(24)), 300);
  board.chip.setVolts(0, 1);
  board.ask([0xf0, 0x6b, 0xf7, 0xf4, 2, PULLUP, 0xd0, 1, 0xc0, 1], 300);
  const staticBytes = Number(/memory (\d+)/.exec(size)?.[1]);
  const stack = board.chip.stackBytes(0x100 + staticBytes);
  expect(stack).toBeGreaterThan(20);
  expect(stack).toBeLessThanOrEqual(160);
  expect(staticBytes + stack).toBeLessThanOrEqual(512);
});
