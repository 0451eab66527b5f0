/**
 * The customer port (P1) of a smart meter: power and energy of the whole home, once in one to ten seconds.
 *
 * DSMR 5.0.2 P1 companion standard: 115,200 baud, 8N1, 5 V inverted (the cable does that); the meter speaks as long as
 * its request line is high. Owns the reading of its telegrams (`codec.ts`). Only what is drawn is read: where a roof
 * feeds in, clouds move it too, and steps of power say less.
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
import { type TelegramState, readTelegram, takeBytes } from './codec.ts';

/** Three phases of 80 A. */
const WATTS_MAX = 55_200;

interface P1State {
  telegram: TelegramState;
  watch: WatchState;
}

function step(
  { telegram, watch }: P1State,
  input: DriverInput,
  nowMs: number,
  options: Options<typeof METER_OPTIONS>,
): readonly DriverOutput[] {
  switch (input.type) {
    case 'up':
    case 'down':
      telegram.text = '';
      return watchBus(watch, input, nowMs);
    case 'no-reply':
    case 'deadline':
      return watchBus(watch, input, nowMs);
    case 'bytes':
      return takeBytes(telegram, input.bytes).flatMap((each) =>
        each.type === 'garbled'
          ? takeGarbled(watch)
          : takeMeasure(watch, readTelegram(each.text), nowMs, { ...options, wattsMax: WATTS_MAX }),
      );
    case 'edge':
    case 'registers':
    case 'analog':
    case 'advert':
    case 'kept':
      watch.ignored += 1;
      return [];
  }
}

export const p1 = driverOf({
  part: 'p1',
  summary: 'customer port (P1) of a smart meter',
  wire: { bus: 'serial', baud: 115_200, shared: false },
  channels: { power: ['power'] },
  key: 'none',
  options: METER_OPTIONS,
  initial: (): P1State => ({ telegram: { text: '' }, watch: initialWatch() }),
  step,
  deadline: ({ watch }) => watchDeadline(watch),
  counters: ({ watch }) => watchCounters(watch),
});
