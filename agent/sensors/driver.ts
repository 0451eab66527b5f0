/**
 * What a driver is: one part's signals in, readings and health out. Pure: a driver owns no timer and opens nothing.
 *
 * The wiring (`sensors/wiring.ts`) opens the bus and wakes a driver at the deadline it states. An emulator beside
 * each driver answers at the bus, so that the simulator runs the driver that ships; it must never import its driver.
 * Every option is a number in a table, so that a configuration can be checked, and explained, without running code.
 */
import type { BusSignal } from '../ports.ts';
import type { ObservationValue, SensorClass, SensorHealth } from '../record.ts';

/** What enters a driver. */
export type DriverInput = BusSignal | { readonly type: 'deadline' };

export type DriverOutput =
  /** A reading that passed the filters. */
  | { readonly type: 'reading'; readonly value: ObservationValue }
  /** The part is seen or no longer seen, by evidence that is not the person. */
  | { readonly type: 'health'; readonly health: SensorHealth['health']; readonly why: SensorHealth['why'] }
  /** A press of a button or a pull of a cord. */
  | { readonly type: 'press' }
  | { readonly type: 'write'; readonly bytes: Uint8Array };
export const NOTHING: readonly DriverOutput[] = [];

/** One setting of a part; `unit` in words for people. A switch has the bounds 0 and 1. */
export interface OptionField {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly doc: string;
}
export type OptionTable = Readonly<Record<string, OptionField>>;
export type Options<Table extends OptionTable> = { readonly [Key in keyof Table]: number };

/** How the part is connected; `inverted: 1` among a part's options turns `activeLow` round. */
export type Wire =
  | { readonly bus: 'gpio'; readonly bias: 'pull-up' | 'pull-down' | 'none'; readonly activeLow: boolean }
  | { readonly bus: 'serial'; readonly baud: number };

/** What every driver says of itself. */
export interface Part {
  /** The folder's name. */
  readonly part: string;
  /** What it is, for people. */
  readonly summary: string;
  readonly wire: Wire;
  /** The classes of sensor it can be; none for a button or a cord. */
  readonly classes: readonly SensorClass[];
  readonly options: OptionTable;
}
/** How a driver is written. `nowMs` is monotonic. */
export interface DriverSource<Table extends OptionTable, State> extends Part {
  readonly options: Table;
  initial(): State;
  /** Changes `state` in place; it stays plain JSON. Returns what follows, `NOTHING` for most signals. */
  step(state: State, input: DriverInput, nowMs: number, options: Options<Table>): readonly DriverOutput[];
  /** When it wants a `deadline`, monotonic ms; null when nothing is pending. */
  deadline(state: State, options: Options<Table>): number | null;
  /** Named counts of every kind of good and bad signal, for `doctor` and `status`. */
  counters(state: State): Readonly<Record<string, number>>;
}
/** One part at work. */
export interface Running {
  step(input: DriverInput, nowMs: number): readonly DriverOutput[];
  /** Monotonic ms; Infinity when nothing is pending. */
  deadlineMs(): number;
  counters(): Readonly<Record<string, number>>;
  /** The state as JSON text: it is plain data. */
  snapshot(): string;
}
export interface Driver extends Part {
  /** Starts with options that `checkOptions` has nothing against; what is not named has its default. */
  start(options: Readonly<Record<string, unknown>>): Running;
}

/** Makes a driver of its source, hiding the shape of its state. */
export function driverOf<Table extends OptionTable, State>(source: DriverSource<Table, State>): Driver {
  const { part, summary, wire, classes, options: table } = source;
  return {
    part,
    summary,
    wire,
    classes,
    options: table,
    start: (given) => {
      const options = readOptions(table, given);
      const state = source.initial();
      return {
        step: (input, nowMs) => source.step(state, input, nowMs, options),
        deadlineMs: () => source.deadline(state, options) ?? Number.POSITIVE_INFINITY,
        counters: () => source.counters(state),
        snapshot: () => JSON.stringify(state),
      };
    },
  };
}

/** Whether a value may stand for an option: a finite number within its bounds. */
export function isAllowed(field: OptionField, value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= field.min && value <= field.max;
}

function readOptions<Table extends OptionTable>(
  table: Table,
  given: Readonly<Record<string, unknown>>,
): Options<Table> {
  const values = Object.entries(table).map(([key, field]): [string, number] => {
    const value = given[key];
    return [key, isAllowed(field, value) ? value : field.default];
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys are those of the table, one by one
  return Object.fromEntries(values) as Options<Table>;
}
