/**
 * The ten input registers of a PZEM-004T v3.0, and what they can hold.
 *
 * Owns the figures of its data sheet (Peacefair, "PZEM-004T V3.0 user manual", §2.3 and §1.1). Must never repair one:
 * a set of registers in which anything cannot be is dropped whole.
 */
import type { Measure } from '../../meter-watch.ts';

export const REGISTERS = { start: 0, count: 10 } as const;
/** With the current transformer of 100 A; the model of 10 A measures a tenth of it. */
export const WATTS_MAX = 23_000;
const WATT_HOURS_MAX = 9_999_990;
/** The meter itself runs on what it measures: below 80 V it does not answer, whatever it says at 60 is noise. */
const VOLTS = { min: 60, max: 300 };
const AMPERES_MAX = 110;
const HERTZ = { min: 40, max: 70 };
const ALARMS: readonly number[] = [0, 0xffff];
/** Power is at most volts times amperes; each is rounded, and both move while they are read. */
const APPARENT_SHARE = 1.25;
const APPARENT_WATTS = 25;

/** Power and energy; null when the registers cannot be those of this part. */
export function decodeRegisters(values: readonly number[]): Measure | null {
  if (values.length !== REGISTERS.count) return null;
  const at = (index: number): number => values[index] ?? Number.NaN;
  /** The low word comes first. */
  const double = (index: number): number => at(index) + at(index + 1) * 0x1_0000;
  if (!values.every((value) => Number.isInteger(value) && value >= 0 && value <= 0xffff)) return null;
  const volts = at(0) / 10;
  const amperes = double(1) / 1_000;
  const watts = double(3) / 10;
  const wattHours = double(5);
  const hertz = at(7) / 10;
  const powerFactor = at(8) / 100;
  const isPossible =
    within(volts, VOLTS) &&
    within(hertz, HERTZ) &&
    amperes <= AMPERES_MAX &&
    wattHours <= WATT_HOURS_MAX &&
    powerFactor <= 1 &&
    ALARMS.includes(at(9)) &&
    watts <= Math.min(WATTS_MAX, volts * amperes * APPARENT_SHARE + APPARENT_WATTS);
  return isPossible ? { watts, wattHours } : null;
}

function within(value: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return value >= min && value <= max;
}
