/**
 * A PZEM-004T v3.0: voltage, current, power and energy of one circuit, over Modbus RTU on a serial adapter.
 *
 * Owns its registers (`codec.ts`) and its rhythm of polling. Its measuring side runs on the mains that it measures: in
 * a power cut it does not answer, which is a meter lost and no home at rest. Every new one has the address 1; several
 * on one line need their own, set before they are fitted (register 2, function 6).
 */
import { type DriverInput, type DriverOutput, type Options, driverOf } from '../../driver.ts';
import {
  type WatchState,
  initialWatch,
  takeGarbled,
  takeMeasure,
  watchBus,
  watchCounters,
  watchDeadline,
} from '../../meter-watch.ts';
import { METER_OPTIONS } from '../../power-meter.ts';
import { REGISTERS, WATTS_MAX, decodeRegisters } from './codec.ts';

const OPTIONS = {
  address: {
    default: 1,
    min: 1,
    max: 247,
    unit: 'address',
    doc: 'Its address on the line; 1 when it is new.',
  },
  ...METER_OPTIONS,
} as const;
/** A kettle runs for two minutes: two dozen readings; a reply takes 30 ms, so a line has room for a dozen meters. */
const POLL_MS = 5_000;

function step(
  state: WatchState,
  input: DriverInput,
  nowMs: number,
  options: Options<typeof OPTIONS>,
): readonly DriverOutput[] {
  switch (input.type) {
    case 'up':
    case 'down':
    case 'no-reply':
    case 'deadline':
      return watchBus(state, input, nowMs);
    case 'registers':
      if (input.values.length !== REGISTERS.count) return takeGarbled(state);
      return takeMeasure(state, decodeRegisters(input.values), nowMs, { ...options, wattsMax: WATTS_MAX });
    case 'edge':
    case 'bytes':
    case 'analog':
    case 'advert':
    case 'kept':
      state.ignored += 1;
      return [];
  }
}

export const pzem = driverOf({
  part: 'pzem',
  summary: 'electricity meter for one circuit, Modbus RTU (PZEM-004T v3.0)',
  wire: { bus: 'modbus', baud: 9_600, ...REGISTERS, pollMs: POLL_MS },
  channels: { power: ['power'] },
  key: 'none',
  options: OPTIONS,
  initial: initialWatch,
  step,
  deadline: watchDeadline,
  counters: watchCounters,
});
