/**
 * The same firmware in simavr, written by others in another language: it must say the same first words.
 *
 * Only the boot frame can be equal to the byte: the two round their converters differently.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readHeartbeat } from '../../../agent/sensors/drivers/sensor-node/bodies.ts';
import { openChips } from '../../../sim/chips/chip.ts';
import { readFirmware } from '../../../sim/chips/firmware.ts';
import {
  Ear,
  FACTORY_KEY,
  FREQUENCY_HZ,
  NO_COMPILER,
  ROOT,
  SERIAL,
  buildFirmware,
  wireBoard,
} from './rig.ts';

const RUN_MS = 400;
const hasSimavr = existsSync('/usr/include/simavr/sim_avr.h');

test('avr8js and simavr: the same boot frame byte for byte, and a heartbeat a converter step apart', async (context) => {
  if (NO_COMPILER !== null) return context.skip(`${NO_COMPILER}: the firmware is not run`);
  if (!hasSimavr) return context.skip('simavr is missing (apt-get install libsimavr-dev): no second opinion');
  buildFirmware();
  const bytes: number[] = [];
  const make = await openChips();
  const flash = readFirmware('sensor-node');
  const chip = make({ flash, frequencyHz: FREQUENCY_HZ, sent: ({ byte }) => bytes.push(byte) });
  wireBoard(chip).powerOn();
  chip.runTo(RUN_MS);

  const folder = mkdtempSync(join(tmpdir(), 'anbu-simavr-'));
  try {
    const program = join(folder, 'second-opinion');
    const source = 'tests/boards/sensor-node/second-opinion.c';
    const built = spawnSync('gcc', ['-o', program, source, '-lsimavr'], { cwd: ROOT, encoding: 'utf8' });
    expect(built.stderr).toBe('');
    const serial = Buffer.from(SERIAL).toString('hex');
    const elf = 'out/firmware/sensor-node.elf';
    const run = spawnSync(program, [elf, `${RUN_MS}`, serial], { cwd: ROOT, encoding: 'utf8' });
    expect(run.status).toBe(0);
    const others = Buffer.from(run.stdout.trim().split('\n').at(-1) ?? '', 'hex');

    const bootEnd = bytes.indexOf(0, 1) + 1;
    expect(bootEnd).toBe(37);
    expect(Array.from(others.subarray(0, bootEnd))).toEqual(bytes.slice(0, bootEnd));
    const [ours, theirs] = [bytes, [...others]].map((heard) => {
      const ear = new Ear([FACTORY_KEY]);
      heard.forEach((byte, at) => ear.hear(byte, at));
      return ear.frames.map(({ body }) => body)[1]!;
    });
    const [one, other] = [readHeartbeat(ours!), readHeartbeat(theirs!)];
    expect(other).toMatchObject({ uptime: 0, levels: 0, faults: 0, newest: 0, lost: 0 });
    expect(Math.abs((one?.battery ?? 0) - (other?.battery ?? 9999))).toBeLessThanOrEqual(20);
    expect(Math.abs((one?.temperature ?? 0) - (other?.temperature ?? 9999))).toBeLessThanOrEqual(8);
    expect(Math.abs((one?.light ?? 0) - (other?.light ?? 9999))).toBeLessThanOrEqual(2);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
