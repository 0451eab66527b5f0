/**
 * The simulated chip against what the part does: pins, converter, EEPROM, resets, sleep, and time to the step.
 *
 * Two small programs are compiled for it at each run; avr8js itself has tests of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Chip, openChips } from '../../../sim/chips/chip.ts';
import { Eeprom } from '../../../sim/chips/eeprom.ts';
import { AnbuError } from '../../../agent/errors.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import { readIntelHex } from '../../../sim/chips/intel-hex.ts';

const hasCompiler = spawnSync('avr-gcc', ['--version'], { stdio: 'ignore' }).status === 0;
const folder = mkdtempSync(join(tmpdir(), 'anbu-chip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Probe {
  readonly chip: Chip;
  /** Runs and returns what was sent meanwhile. */
  readonly run: (ms: number) => number[];
  readonly ask: (question: string) => number[];
}
let start: (program: string, eeprom?: Eeprom) => Probe;
beforeAll(async () => {
  if (!hasCompiler) return;
  const make = await openChips();
  const flashOf = new Map<string, Uint8Array>();
  for (const program of ['probe', 'clockwork']) {
    const [source, elf, hex] = [`${program}.c`, `${program}.elf`, `${program}.hex`];
    const path = new URL(`fixtures/${source}`, import.meta.url).pathname;
    const built = spawnSync('avr-gcc', [
      '-mmcu=atmega328p',
      '-DF_CPU=8000000',
      '-Os',
      '-o',
      join(folder, elf),
      path,
    ]);
    expect(built.status).toBe(0);
    spawnSync('avr-objcopy', ['-O', 'ihex', join(folder, elf), join(folder, hex)]);
    flashOf.set(program, readIntelHex(readFileSync(join(folder, hex), 'utf8'), 32_768));
  }
  start = (program, eeprom = new Eeprom()) => {
    const bytes: number[] = [];
    const chip = make({
      flash: flashOf.get(program)!,
      frequencyHz: 8e6,
      eeprom,
      sent: ({ byte }) => bytes.push(byte),
    });
    const run = (ms: number): number[] => {
      chip.runFor(ms);
      return bytes.splice(0);
    };
    const ask = (question: string): number[] => {
      chip.receive(Buffer.from(question));
      return run(10);
    };
    chip.powerOn();
    return { chip, run, ask };
  };
});
beforeEach((context) => {
  if (!hasCompiler) context.skip('avr-gcc is missing (apt-get install gcc-avr avr-libc): no chip is run');
});

describe('wires', () => {
  test('a floating input reads its pull-up, a driven one its drive', () => {
    const { chip, run, ask } = start('probe');
    run(10);
    expect(ask('p')).toEqual([0, 0, 0x10]);
    chip.setPin('D', 4, 0);
    chip.setPin('D', 7, 1);
    chip.setPin('B', 5, 1);
    expect(ask('p')).toEqual([0x20, 0x80, 0x80]);
    chip.setPin('D', 4, 'floating');
    expect(ask('p')).toEqual([0x20, 0x80, 0x90]);
  });

  test('an edge is one interrupt, and wakes', () => {
    const { chip, run, ask } = start('probe');
    run(10);
    for (const level of [1, 0, 1, 1, 0] as const) {
      chip.setPin('D', 2, level);
      chip.runFor(1);
    }
    expect(ask('i')).toEqual([4]);
  });

  test.each([
    [1.65, 3.3, 512],
    [0, 3.3, 0],
    [5, 3.3, 1023],
    [1, 2, 512],
  ])('%d V of %d V converts to %d', (volts, supply, reading) => {
    const { chip, run, ask } = start('probe');
    run(10);
    chip.setSupplyVolts(supply);
    chip.setVolts(0, volts);
    expect(ask('a')).toEqual([reading % 256, Math.floor(reading / 256)]);
  });

  test('what comes in without power, or more than a line brings, is lost and counted', () => {
    const { chip, run, ask } = start('probe');
    run(10);
    chip.powerOff();
    chip.receive(Buffer.from('pp'));
    expect(chip.lostBytes).toBe(2);
    expect(run(1000)).toEqual([]);
    chip.powerOn();
    run(10);
    chip.receive(new Uint8Array(200_000));
    expect(chip.lostBytes).toBeGreaterThan(90_000);
    chip.reset();
    run(10);
    expect(ask('e')).toEqual([0xff]);
  });
});

describe('memory and resets', () => {
  test('EEPROM outlives power; static memory outlives a reset', () => {
    const eeprom = new Eeprom();
    const { chip, run, ask } = start('probe', eeprom);
    expect(run(10)).toEqual([1, 1]);
    expect(ask('w')).toEqual([1]);
    chip.reset();
    expect(run(10)).toEqual([2, 2]);
    chip.powerOff();
    expect(chip.memory()).toHaveLength(0);
    chip.powerOn();
    expect(run(10)).toEqual([1, 1]);
    expect(ask('e')).toEqual([0x5a]);
    const other = start('probe', eeprom.copy());
    other.run(10);
    expect(other.ask('e')).toEqual([0x5a]);
  });

  test('power that fails after the erasure leaves the byte erased', () => {
    const eeprom = new Eeprom();
    eeprom.memory[3] = 0x11;
    const { chip, run, ask } = start('probe', eeprom);
    run(10);
    eeprom.cutAfter(1, () => chip.powerOff());
    expect(ask('w')).toEqual([]);
    expect([chip.isPowered, eeprom.memory[3]]).toEqual([false, 0xff]);
  });

  test('a program that hangs, or sleeps with interrupts off, is ended by the watchdog and by nothing else', () => {
    const { chip, run, ask } = start('probe');
    run(10);
    chip.hang();
    expect(run(7900)).toEqual([]);
    expect(run(500)).toEqual([8, 2]);
    ask('s');
    chip.setPin('D', 2, 1);
    expect(run(7900)).toEqual([]);
    expect(run(500)).toEqual([8, 3]);
    expect(chip.resets).toBe(2);
  });

  test('sleep that the simulator cannot wake from is refused', () => {
    const { run, ask } = start('probe');
    run(10);
    expect(() => ask('d')).toThrow('only idle sleep');
  });

  test('a board that was not built is named, with what to do', () => {
    let thrown: unknown;
    try {
      readFirmware('no-such-board');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AnbuError);
    expect(thrown).toMatchObject({
      code: 'file-not-found',
      hint: expect.stringContaining('bash .ci/firmware no-such-board') as unknown,
    });
  });
});

describe('time', () => {
  test('timers wake on their step in each mode, however long the leap', () => {
    const { chip, run } = start('clockwork');
    const text = String.fromCharCode(...run(60_000));
    const count = (letter: string): number => text.split(letter).length - 1;
    expect(count('m')).toBe(599);
    expect(count('c')).toBe(Math.floor(60_000 / 256));
    expect(count('o')).toBe(Math.floor(60_000 / (30 * 32.768)));
    expect(chip.awakeCycles / chip.cycle).toBeLessThan(0.02);
  });

  test('without power time passes, and nothing is due', () => {
    const { chip, run } = start('probe');
    run(10);
    const { awakeCycles } = chip;
    expect(chip.nextEventMs).toBeGreaterThan(chip.nowMs);
    chip.powerOff();
    chip.runTo(5000);
    expect([chip.nowMs, chip.nextEventMs, chip.awakeCycles]).toEqual([
      5000,
      Number.POSITIVE_INFINITY,
      awakeCycles,
    ]);
    chip.runTo(4000);
    expect(chip.nowMs).toBe(5000);
  });
});
