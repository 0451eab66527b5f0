/**
 * What a driver is: one part's signals in, readings and health out. Pure: a driver owns no timer and opens nothing.
 *
 * The wiring (`sensors/wiring.ts`) opens the bus, keeps the state, and wakes a driver at the deadline it states. An
 * emulator beside each driver answers at the bus, so that the simulator runs the driver that ships.
 */
import type { z } from 'zod';
import type { BusSignal } from '../ports.ts';
import type { ObservationValue, SensorClass, SensorHealth } from '../record.ts';

/** What enters a driver. `nowMs` is monotonic. */
export type DriverInput = BusSignal | { readonly type: 'deadline' };

export type DriverOutput =
  /** A reading that passed the filters. */
  | { readonly type: 'reading'; readonly value: ObservationValue }
  /** The part is seen or no longer seen, by evidence that is not the person. */
  | { readonly type: 'health'; readonly health: SensorHealth['health']; readonly why: SensorHealth['why'] }
  /** A press of a button or a pull of a cord. */
  | { readonly type: 'press' }
  | { readonly type: 'write'; readonly bytes: Uint8Array };

export interface Step<State> {
  readonly state: State;
  readonly outputs: readonly DriverOutput[];
}
export interface Driver<Options, State> {
  /** The folder's name. */
  readonly part: string;
  /** What it is, for people: maker, datasheet. */
  readonly summary: string;
  readonly bus: 'gpio' | 'serial';
  /** The classes of sensor it can be. */
  readonly classes: readonly SensorClass[];
  /** Options with defaults; unknown keys are errors. */
  readonly options: z.ZodType<Options>;
  initial(options: Options, nowMs: number): State;
  step(state: State, input: DriverInput, nowMs: number, options: Options): Step<State>;
  /** When it wants a `deadline`, monotonic ms; Infinity when nothing is pending. */
  nextDeadline(state: State): number;
  /** Named counts of every kind of good and bad signal, for `doctor` and `status`. */
  counters(state: State): Readonly<Record<string, number>>;
}
