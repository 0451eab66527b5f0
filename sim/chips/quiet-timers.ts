/**
 * How long a sleeping chip may be left alone: until the first clock event that can wake it. Pure.
 *
 * avr8js has a running timer count in steps of its prescaler, 7,800 of them a second for a clock of 8 MHz / 1024. A
 * timer takes any number of steps at once, so asleep only its next interrupt or wrap matters; without this a node that
 * sleeps costs a hundred times as much. Must never skip a step that sets an enabled flag: whatever is not a plain
 * counter (normal or clear-on-compare mode, internal clock) is stepped as avr8js does it. Registers: ATmega328P
 * datasheet DS40002061B §15.11 and §16.9.
 */

/** A clock event of avr8js, in the order in which they are due. */
export interface ClockEvent {
  readonly cycles: number;
  readonly callback: () => void;
  readonly next: ClockEvent | null;
}
/** A timer: its clock event, its counter, and where its registers are. */
export interface CountingTimer {
  /** The callback of its clock event: only compared, never called. */
  readonly count: unknown;
  readonly debugTCNT: number;
  readonly registers: {
    readonly bits: 8 | 16;
    readonly dividers: Readonly<Record<number, number>>;
    readonly TCCRA: number;
    readonly TCCRB: number;
    readonly OCRA: number;
    readonly OCRB: number;
    readonly TIMSK: number;
  };
}

/** The cycle of the first event that may wake; Infinity when there is none. May have passed. */
export function nextWakeCycle(
  first: ClockEvent | null,
  timers: readonly CountingTimer[],
  data: Uint8Array,
): number {
  let earliest = Number.POSITIVE_INFINITY;
  for (let event = first; event !== null && event.cycles < earliest; event = event.next) {
    const { callback, cycles } = event;
    const timer = timers.find(({ count }) => count === callback);
    const quiet = timer === undefined ? 0 : quietCycles(timer, data);
    earliest = Math.min(earliest, cycles + quiet);
  }
  return earliest;
}

/** Cycles from the timer's next step to the one that sets an enabled flag or wraps. */
function quietCycles({ registers, debugTCNT }: CountingTimer, data: Uint8Array): number {
  const { bits, TCCRA, TCCRB, OCRA, OCRB, TIMSK, dividers } = registers;
  const read = (address: number): number =>
    (data[address] ?? 0) + (bits === 16 ? 256 * (data[address + 1] ?? 0) : 0);
  const control = data[TCCRB] ?? 0;
  const divider = dividers[control & 7] ?? 0;
  const mode = ((control & (bits === 16 ? 0x18 : 0x08)) >> 1) | ((data[TCCRA] ?? 0) & 3);
  const clearsOnCompare = mode === (bits === 16 ? 4 : 2);
  if (divider === 0 || (mode !== 0 && !clearsOnCompare)) return 0;
  const top = clearsOnCompare ? read(OCRA) : 2 ** bits - 1;
  if (debugTCNT > top) return 0;
  const enabled = data[TIMSK] ?? 0;
  let steps = top + 1 - debugTCNT;
  if ((enabled & 2) !== 0) steps = Math.min(steps, stepsTo(read(OCRA), debugTCNT, top));
  if ((enabled & 4) !== 0) steps = Math.min(steps, stepsTo(read(OCRB), debugTCNT, top));
  return (steps - 1) * divider;
}

/** Steps until the counter, now `from`, is at `compare`; at least one. */
function stepsTo(compare: number, from: number, top: number): number {
  return compare > from ? compare - from : compare + top + 1 - from;
}
