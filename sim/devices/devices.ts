/**
 * What stands on the bench: one device of each kind of wire that a machine without pins can have.
 *
 * Owns the list. Lines of the machine's own pins need a kernel with some: they are tried in the virtual machine.
 */
import type { BenchTime, VirtualDevice } from './device.ts';
import { firmataBoard } from './firmata-board.ts';
import { meter } from './meter.ts';
import { radio } from './radio.ts';
import { tags } from './tags.ts';

export interface BenchDevices {
  readonly devices: readonly VirtualDevice[];
  /** What stands before the hub's command. */
  readonly environment: string;
}

/** Not plugged in yet. Throws `AnbuError` for a program that is missing, with what to install. */
export async function benchDevices(folder: string, time: BenchTime): Promise<BenchDevices> {
  const { devices, environment } = tags(folder, time);
  return {
    devices: [await radio(folder, time), meter(folder, time), await firmataBoard(folder, time), ...devices],
    environment,
  };
}
