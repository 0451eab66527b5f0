/**
 * A PZEM-004T on a Modbus line, with a kettle behind it.
 *
 * Owns the port; the meter's registers and replies are the emulator's beside its driver.
 */
import { join } from 'node:path';
import { PzemEmulator } from '../../agent/sensors/drivers/pzem/emulator.ts';
import type { BenchTime, VirtualDevice } from './device.ts';
import { Pty } from './pty.ts';

/** A request to read registers has eight bytes; more than a line's worth of garbage is forgotten. */
const REQUEST_BYTES = 8;
const PENDING_BYTES_MAX = 256;

export function meter(folder: string, time: BenchTime): VirtualDevice {
  const pzem = new PzemEmulator(time, { nowMs: time.nowMs, key: null, mac: '', options: { address: 1 } });
  let pending: number[] = [];
  const pty = new Pty(join(folder, 'meter'), (bytes) => {
    pending = [...pending, ...bytes].slice(-PENDING_BYTES_MAX);
    if (pending.length % REQUEST_BYTES !== 0) return;
    const answer = pzem.answer(Uint8Array.from(pending.slice(-REQUEST_BYTES)));
    pending = [];
    if (answer !== null) pty.send(answer);
  });
  return {
    name: 'meter',
    what: `a PZEM-004T power meter on ${pty.path}: kettle`,
    deeds: { 'boil water': () => pzem.use() },
    config: [`{ id: kettle, part: pzem, connector: ${pty.path} }`],
    plug: () => pty.plug(),
    unplug: () => pty.unplug(),
    close: () => pty.unplug(),
  };
}
