/**
 * The seam below a line of this machine's own pins: what every way of reading one offers.
 *
 * Owns the shape only. Which way is taken is chosen in `gpio.ts`.
 */
import type { BusAddress, BusLink, BusSignal } from '../../ports.ts';

export type GpioAddress = Extract<BusAddress, { bus: 'gpio' }>;

/** One way to read lines: by a package, by a program. */
export interface DigitalInput {
  /** For people: what reads the lines. */
  readonly name: string;
  /** Whether it sets the pull resistor of a line; else that is done at boot. */
  readonly setsBias: boolean;
  /** Whether it can drive a line too; absent: it only reads. */
  readonly setsLevel?: boolean;
  /** Null when this machine has it, else in words what is missing and what to do. Never rejects. */
  missing(): Promise<string | null>;
  /** The chips it can see. Rejects in words where it may not look. */
  chips(): Promise<readonly FoundChip[]>;
  /**
   * Takes a line as input, both edges, or as output (`isOutput`); `chip` is the kernel's label. Signals come after `open`
   * has returned: `up` with the level, then edges; or `down`, once, for good.
   */
  open(address: GpioAddress, listener: (signal: BusSignal) => void): BusLink;
}

/** A chip as the kernel names it; `lines` counts from 0. */
export interface FoundChip {
  readonly label: string;
  readonly lines: number;
}

/** The one chip of a label that has such a line, or in words why there is none. */
export function chooseChip<Chip extends FoundChip>(
  chips: readonly Chip[],
  { chip, line }: Pick<GpioAddress, 'chip' | 'line'>,
): Chip | string {
  const found = chips.filter(({ label }) => label === chip);
  const [only] = found;
  if (only === undefined)
    return `no chip ${chip}; there are: ${chips.map(({ label }) => label).join(', ') || 'none'}`;
  if (found.length > 1) return `${found.length} chips are called ${chip}`;
  return line < only.lines ? only : `${chip} has lines 0 to ${only.lines - 1}, not ${line}`;
}

/** What the kernel said, and what a person can do about it. */
export function explainRefusal(text: string): string {
  if (/EACCES|permission denied/i.test(text)) return `${text}; add anbu's user to the group gpio`;
  if (/EBUSY|resource busy/i.test(text)) return `${text}; a kernel driver or another program uses this line`;
  return text;
}
