/**
 * A PZEM-004T on a Modbus line, with a kettle behind it.
 *
 * Owns the port, and where a request begins on it; the meter's registers and replies are the emulator's beside its
 * driver.
 */
import { join } from 'node:path';
import { MODBUS_INITIAL, crc16 } from '../../agent/sensors/crc16.ts';
import { PzemEmulator } from '../../agent/sensors/drivers/pzem/emulator.ts';
import type { BenchTime, VirtualDevice } from './device.ts';
import { Pty } from './pty.ts';

/** A request to read registers has eight bytes. */
const REQUEST_BYTES = 8;

/** The last bytes on the line, at most those of a request. */
export interface Requests {
  recent: readonly number[];
}
/** Takes in bytes; returns the requests that end with one of them: any eight bytes in a row with a right checksum. */
export function takeRequests(state: Requests, bytes: Uint8Array): Uint8Array[] {
  const found: Uint8Array[] = [];
  for (const byte of bytes) {
    state.recent = [...state.recent, byte].slice(-REQUEST_BYTES);
    if (state.recent.length === REQUEST_BYTES && crc16(state.recent, MODBUS_INITIAL) === 0)
      found.push(Uint8Array.from(state.recent));
  }
  return found;
}

export function meter(folder: string, time: BenchTime): VirtualDevice {
  const pzem = new PzemEmulator(time, { nowMs: time.nowMs, key: null, mac: '', options: { address: 1 } });
  const line: Requests = { recent: [] };
  const pty = new Pty(join(folder, 'meter'), (bytes) => {
    for (const request of takeRequests(line, bytes)) {
      const answer = pzem.answer(request);
      if (answer !== null) pty.send(answer);
    }
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
