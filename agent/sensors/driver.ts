/**
 * What a driver is: one part's signals in, readings and health out. Pure: a driver owns no timer and opens nothing.
 *
 * The wiring (`sensors/wiring.ts`) opens the bus and wakes a driver at the deadline it states. An emulator beside
 * each driver answers at the bus, so that the simulator runs the driver that ships; it must never import its driver.
 * Every option is a number in a table, so that a configuration can be checked, and explained, without running code.
 */
import type { Bias, BusSignal } from '../ports.ts';
import type { Delivery } from './link-margin.ts';
import type { Climate, ObservationValue, SensorClass, SensorHealth, Supply } from '../record.ts';

/** What enters a driver. `kept`: this counter, and all that was said with it or before, is on disk. */
export type DriverInput =
  | BusSignal
  | { readonly type: 'deadline' }
  | { readonly type: 'kept'; readonly counter: FrameCounter };

export type DriverOutput =
  /** A reading that passed the filters. `isLevel`: found so, and when it changed is not known: no sign of life. */
  | {
      readonly type: 'reading';
      readonly channel: string;
      readonly value: ObservationValue;
      readonly isLevel?: boolean;
    }
  /** The part, or one channel of it, is seen or no longer seen, by evidence that is not the person. */
  | {
      readonly type: 'health';
      /** Absent: the whole device. */
      readonly channel?: string;
      readonly health: SensorHealth['health'];
      readonly why: SensorHealth['why'];
    }
  /** A press of a button or a pull of a cord; `isLate`: some time ago, or nobody knows when: it may call, not answer.
   * `ageS`: whole seconds ago, where it is not late; absent: now. */
  | {
      readonly type: 'press';
      readonly channel: string;
      readonly isLate?: boolean;
      readonly ageS?: number;
    }
  /** The air of its room. */
  | { readonly type: 'climate'; readonly quantity: Climate['quantity']; readonly value: number }
  | {
      readonly type: 'battery';
      readonly percent: number | null;
      readonly millivolts: number | null;
      readonly isLow: boolean;
    }
  /** What feeds the hub itself. */
  | { readonly type: 'supply'; readonly source: Supply['source']; readonly minutesLeft: number | null }
  /**
   * An authenticated frame was taken: this and everything before it is refused from now on. `isUrgent`: it carried
   * what must not be taken twice, and is to be on disk with it; the others are written down now and then.
   */
  | { readonly type: 'counter'; readonly counter: FrameCounter; readonly isUrgent: boolean }
  | { readonly type: 'write'; readonly bytes: Uint8Array };
export const NOTHING: readonly DriverOutput[] = [];

/** The place of a frame among all frames of a device: `session` counts its starts, `count` the frames since. */
export interface FrameCounter {
  readonly session: number;
  readonly count: number;
}
/** Who the device is, for parts that are told apart on a shared bus or prove themselves. */
export interface Identity {
  /** 16 bytes; null: the device has no key, and a frame that claims one is refused. */
  readonly key: Uint8Array | null;
  /** In capitals with colons; null for parts that have none. */
  readonly mac: string | null;
  /** The last frame that was taken before this start; null: none. */
  readonly counter: FrameCounter | null;
  /** It is there to be pressed or pulled and feeds no sensor: nobody may use it for years. Absent: no. */
  readonly isForCalls?: boolean;
}
export const NOBODY: Identity = { key: null, mac: null, counter: null };

/**
 * One setting of a part, a whole number unless it says otherwise; `unit` in words for people. A switch has the bounds
 * 0 and 1.
 */
export interface OptionField {
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly unit: string;
  readonly doc: string;
  /** A measure of something outside, which need not be whole. */
  readonly isFraction?: true;
}
export type OptionTable = Readonly<Record<string, OptionField>>;
export type Options<Table extends OptionTable> = { readonly [Key in keyof Table]: number };

/**
 * How the part is connected. `inverted: 1` among a part's options turns `activeLow` round; `address` among them is the
 * unit on a Modbus line, `pin` the pin of a Firmata board. `shared`: several of the part hang on one port.
 */
export type Wire =
  | { readonly bus: 'gpio'; readonly bias: Bias; readonly activeLow: boolean }
  | { readonly bus: 'serial'; readonly baud: number; readonly shared: boolean }
  | {
      readonly bus: 'firmata';
      readonly kind: 'digital' | 'analog';
      readonly bias: Bias;
      readonly activeLow: boolean;
    }
  | {
      readonly bus: 'modbus';
      readonly baud: number;
      readonly start: number;
      readonly count: number;
      readonly pollMs: number;
    }
  | { readonly bus: 'ble' };

/**
 * One kind of thing that a part notices: the classes of sensor it can be, `press` for what is pressed or pulled;
 * `supply` and `climate` feed nothing in the home and are told of the hub and of the room.
 */
export type Channel = readonly SensorClass[] | 'press' | 'supply' | 'climate';

/** What every driver says of itself. */
export interface Part {
  /** The folder's name. */
  readonly part: string;
  /** What it is, for people. */
  readonly summary: string;
  readonly wire: Wire;
  /** By name; a device without `feeds` feeds the sensor of its own id with every channel of that sensor's class. */
  readonly channels: Readonly<Record<string, Channel>>;
  /** Whether a device of it must have a key, or never has; optional: it needs one to feed a sensor or a call. */
  readonly key: 'required' | 'optional' | 'none';
  readonly options: OptionTable;
}
/** How a driver is written. `nowMs` is monotonic. */
export interface DriverSource<Table extends OptionTable, State> extends Part {
  readonly options: Table;
  initial(identity: Identity): State;
  /** Changes `state` in place; it stays plain JSON. Returns what follows, `NOTHING` for most signals. */
  step(
    state: State,
    input: DriverInput,
    nowMs: number,
    options: Options<Table>,
    identity: Identity,
  ): readonly DriverOutput[];
  /** When it wants a `deadline`, monotonic ms; null when nothing is pending. */
  deadline(state: State, options: Options<Table>, identity: Identity): number | null;
  /** Named counts of every kind of good and bad signal, for `doctor` and `status`. */
  counters(state: State): Readonly<Record<string, number>>;
  /** What became of what it sent; absent: the part does not number its frames. */
  delivery?(state: State): Delivery;
}
/** One part at work. */
export interface Running {
  step(input: DriverInput, nowMs: number): readonly DriverOutput[];
  /** Monotonic ms; Infinity when nothing is pending. */
  deadlineMs(): number;
  counters(): Readonly<Record<string, number>>;
  /** Null: the part does not number what it sends. */
  delivery(): Delivery | null;
  /** The state as JSON text: it is plain data. */
  snapshot(): string;
}
export interface Driver extends Part {
  /** Starts with options that `checkOptions` has nothing against; what is not named has its default. */
  start(options: Readonly<Record<string, unknown>>, identity?: Identity): Running;
}

/** Makes a driver of its source, hiding the shape of its state. */
export function driverOf<Table extends OptionTable, State>(source: DriverSource<Table, State>): Driver {
  const { part, summary, wire, channels, key, options: table } = source;
  return {
    part,
    summary,
    wire,
    channels,
    key,
    options: table,
    start: (given, identity = NOBODY) => {
      const options = readOptions(table, given);
      const state = source.initial(identity);
      return {
        step: (input, nowMs) => source.step(state, input, nowMs, options, identity),
        deadlineMs: () => source.deadline(state, options, identity) ?? Number.POSITIVE_INFINITY,
        counters: () => source.counters(state),
        delivery: () => source.delivery?.(state) ?? null,
        snapshot: () => JSON.stringify(state),
      };
    },
  };
}

/** Whether a value may stand for an option: within its bounds, and whole where it has to be. */
export function isAllowed({ min, max, isFraction }: OptionField, value: unknown): value is number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) return false;
  return isFraction === true || Number.isInteger(value);
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
