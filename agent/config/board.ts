/**
 * A hub board as data: which connectors it has and what is behind them.
 *
 * Owns the shape of `boards/*.json` and the way from a connector's name to a bus. A line is named by its chip's label
 * and its offset, never by the kernel's global number: the numbering base differs between kernels (fivdi/onoff #200).
 */
export interface GpioConnector {
  readonly id: string;
  readonly bus: 'gpio';
  /** The kernel's label of the chip, as in /sys/class/gpio/gpiochip…/label. */
  readonly chip: string;
  /** Offset of the line on that chip. */
  readonly line: number;
  /** Header pins it occupies: two connectors that share a pin cannot both be used. */
  readonly pins: readonly number[];
}
export interface SerialConnector {
  readonly id: string;
  readonly bus: 'serial';
  readonly path: string;
  readonly pins: readonly number[];
}
export interface BleConnector {
  readonly id: string;
  readonly bus: 'ble';
  /** As the kernel calls the adapter: hci0. */
  readonly adapter: string;
  readonly pins: readonly number[];
}
export type Connector = GpioConnector | SerialConnector | BleConnector;

export interface BoardProfile {
  readonly id: string;
  readonly title: string;
  /** True when the simulator feeds the sensors: then none of them needs a device. */
  readonly virtual: boolean;
  /** Where the facts are from. */
  readonly sources: readonly string[];
  /** What the technician has to know before plugging in. */
  readonly notes: readonly string[];
  readonly connectors: readonly Connector[];
}

/**
 * What is behind a connector's name: one of the board, or a serial port by its device path
 * (`/dev/serial/by-id/…` stays the same over reboots). Null when the board has no such connector.
 */
export function connectorOf(board: BoardProfile, name: string): Connector | null {
  const found = board.connectors.find(({ id }) => id === name);
  if (found !== undefined) return found;
  return name.startsWith('/dev/') ? { id: name, bus: 'serial', path: name, pins: [] } : null;
}

/** Whether the two need the same wire. */
export function collide(left: Connector, right: Connector): boolean {
  return left.id === right.id || left.pins.some((pin) => right.pins.includes(pin)) || samePort(left, right);
}

function samePort(left: Connector, right: Connector): boolean {
  return left.bus === 'serial' && right.bus === 'serial' && left.path === right.path;
}
