/**
 * A Firmata board with a motion detector on a pin: our own firmware in a simulated chip, behind a serial port.
 *
 * Its supply is the cable: unplugged, it is off, and starts anew.
 */
import { join } from 'node:path';
import { PirEmulator } from '../../agent/sensors/drivers/pir/emulator.ts';
import { openChips } from '../chips/chip.ts';
import { ClockedChip } from '../chips/clocked-chip.ts';
import { readFirmware } from '../chips/firmware.ts';
import type { BenchTime, VirtualDevice } from './device.ts';
import { Pty } from './pty.ts';

const FREQUENCY_HZ = 16_000_000;
const SUPPLY_VOLTS = 5;
/** Pin 4 of an Uno is PD4. */
const PIN = 4;

export async function firmataBoard(folder: string, time: BenchTime): Promise<VirtualDevice> {
  const flash = readFirmware('firmata-node');
  const make = await openChips();
  const pir = new PirEmulator(time);
  const clocked = new ClockedChip(make, { flash, frequencyHz: FREQUENCY_HZ }, time);
  clocked.chip.setSupplyVolts(SUPPLY_VOLTS);
  clocked.drive('D', PIN, pir.line.level);
  pir.line.listen((level) => clocked.drive('D', PIN, level));
  const pty = new Pty(join(folder, 'board'), (bytes) => clocked.port.hear(bytes));
  clocked.port.listen((bytes) => pty.send(bytes));
  const unplug = async (): Promise<void> => {
    clocked.powerOff();
    await pty.unplug();
  };
  return {
    name: 'board',
    what: `a Firmata board, our firmware in a simulated chip, on ${pty.path}: kitchen`,
    deeds: { 'walk kitchen': () => pir.movement() },
    // The detector is warm: the bench was set up before.
    config: [
      `{ id: kitchen, part: firmata-pir, connector: ${pty.path}, options: { pin: ${PIN}, warmUpMs: 0 } }`,
    ],
    plug: async () => {
      await pty.plug();
      clocked.powerOn();
    },
    unplug,
    close: unplug,
  };
}
