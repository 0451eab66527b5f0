/**
 * A hub board as data: which connectors it has and what is behind them.
 *
 * Owns the shape of `boards/*.json` and the way from a connector's name to a bus. A line is named by its chip's label
 * and its offset, never by the kernel's global number: the numbering base differs between kernels (fivdi/onoff #200).
 */
import { nearest } from './problems.ts';

interface Place {
  readonly id: string;
  /** As it is printed on the board or in its manual: GPIO17. */
  readonly label: string;
  /** Header pins it occupies: two connectors that share a pin cannot both be used. */
  readonly pins: readonly number[];
}
export interface GpioConnector extends Place {
  readonly bus: 'gpio';
  /** The kernel's label of the chip, as in /sys/class/gpio/gpiochip…/label. */
  readonly chip: string;
  /** Offset of the line on that chip. */
  readonly line: number;
}
export interface SerialConnector extends Place {
  readonly bus: 'serial';
  readonly path: string;
  /** Whether the system's console is on it, and how it gets off. */
  readonly console: string;
}
export interface BleConnector extends Place {
  readonly bus: 'ble';
  /** As the kernel calls the adapter: hci0. */
  readonly adapter: string;
}
export type Connector = GpioConnector | SerialConnector | BleConnector;

/** The pins of the header that are no lines. */
export interface Header {
  readonly pins: number;
  readonly supply5V: readonly number[];
  readonly supply3V3: readonly number[];
  readonly ground: readonly number[];
  /** Pins that belong to the board itself. */
  readonly reserved: readonly number[];
}
/** A name of this machine and what is behind it: an ALSA card, a folder of /sys/class/leds. */
export interface Named {
  readonly name: string;
  readonly what: string;
}
/** How a kernel numbers a chip. anbu goes by the label; this is for people who look at the numbers. */
export interface KernelNumbering {
  readonly kernel: string;
  /** The label. */
  readonly chip: string;
  /** /dev/…, and the first number in /sys/class/gpio; null: not known. */
  readonly device: string | null;
  readonly base: number | null;
}

export interface BoardProfile {
  readonly id: string;
  readonly title: string;
  /** True when the simulator feeds the sensors: then none of them needs a device. */
  readonly virtual: boolean;
  /** What /proc/device-tree/model begins with; null where there is no such file. */
  readonly model: string | null;
  /** Where the facts are from. */
  readonly sources: readonly string[];
  /** What the technician has to know before plugging in. */
  readonly notes: readonly string[];
  /** What is taken from the sources and was never tried on the hardware. */
  readonly untried: readonly string[];
  /** Null where there is none. */
  readonly header: Header | null;
  /** Where its serial ports are that are no connectors; `/`: anywhere, for they are pseudo-terminals. */
  readonly portsBelow: '/dev/' | '/';
  readonly connectors: readonly Connector[];
  /** ALSA cards, by the name in square brackets of `aplay -l`. */
  readonly audio: readonly Named[];
  readonly leds: readonly Named[];
  readonly watchdog: {
    readonly device: string;
    readonly driver: string;
    readonly secondsMax: number | null;
  } | null;
  readonly kernels: readonly KernelNumbering[];
}

/**
 * What is behind a connector's name: one of the board by its id, by what is printed (`GPIO17`) or by the pin of a line
 * (`pin11`), or a serial port by its device path (`/dev/serial/by-id/…` stays the same over reboots), however that is
 * written. Null when the board has no such connector.
 */
export function connectorOf(board: BoardProfile, name: string): Connector | null {
  const { connectors } = board;
  const found =
    connectors.find(({ id }) => id === name) ??
    connectors.find(({ label }) => label.toLowerCase() === name.toLowerCase()) ??
    connectors.find(({ bus, pins }) => bus === 'gpio' && pins.some((pin) => name === `pin${pin}`));
  if (found !== undefined) return found;
  if (!name.startsWith('/')) return null;
  const path = normalPath(name);
  if (!path.startsWith(board.portsBelow) || path === '/') return null;
  return { id: path, label: path, bus: 'serial', path, pins: [], console: 'none' };
}

/** How Linux names a serial port: ttyUSB0, ttyACM1, ttyAMA0, ttyS0. */
const PORT = /^tty[A-Za-z]+\d+$/;

/** More are not read; the list of all is named beside them. */
const SHOWN_MAX = 12;

/** What of these kinds nothing needs yet, by its id; '' when nothing is left. */
export function freeText(
  board: BoardProfile,
  used: readonly (Connector | null)[],
  kinds: readonly Connector['bus'][],
): string {
  const free = board.connectors.filter(
    (each) => kinds.includes(each.bus) && !used.some((other) => other !== null && collide(each, other)),
  );
  const shown = free.slice(0, SHOWN_MAX).map(({ id }) => id);
  const more = free.length > shown.length ? ` and ${free.length - shown.length} more` : '';
  return shown.length === 0 ? '' : `Free on this board: ${shown.join(', ')}${more}. `;
}

/** What somebody who wrote `name` may have meant, of these kinds of connector; which are free, and where all are listed. */
export function connectorHint(
  name: string,
  board: BoardProfile,
  used: readonly (Connector | null)[],
  kinds: readonly Connector['bus'][] = ['gpio', 'serial', 'ble'],
): string {
  const wanted = board.connectors.filter(({ bus }) => kinds.includes(bus));
  const isPort = kinds.includes('serial') && PORT.test(name);
  const path = `/dev/${name}`;
  const meant = isPort
    ? path
    : nearest(
        name,
        wanted.map(({ id }) => id),
      );
  return `${freeText(board, used, kinds)}See boards/${board.id}.json.${meant === null || meant === name ? '' : ` Did you mean \`${meant}\`?`}`;
}

/** An absolute path without `.`, `..` and doubled slashes; links are not followed. */
function normalPath(path: string): string {
  const steps: string[] = [];
  for (const step of path.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return `/${steps.join('/')}`;
}

/** Whether the two need the same wire. */
export function collide(left: Connector, right: Connector): boolean {
  return left.id === right.id || left.pins.some((pin) => right.pins.includes(pin)) || samePort(left, right);
}

function samePort(left: Connector, right: Connector): boolean {
  return left.bus === 'serial' && right.bus === 'serial' && left.path === right.path;
}
