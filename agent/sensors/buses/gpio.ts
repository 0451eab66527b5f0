/**
 * Lines of this machine's own pins, by onoff over the kernel's sysfs.
 *
 * The only importer of onoff. A line is named by its chip's label and its offset, because the kernel's numbers begin
 * at 0, 512 or 571 by kernel and model (fivdi/onoff #199, #200). Must never set a pull resistor or a direction other
 * than input: pulls are set at boot (config.txt `gpio=17=pu`), sysfs cannot. Several edges within some 5 ms arrive as
 * one. Kernel: Documentation/admin-guide/gpio/sysfs.rst.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { BusAddress, BusLink, BusSignal } from '../../ports.ts';

export type GpioAddress = Extract<BusAddress, { bus: 'gpio' }>;

/** The part of onoff's Gpio that is used. */
export interface GpioLine {
  readSync(): 0 | 1;
  watch(callback: (error: Error | null | undefined, level: 0 | 1) => void): void;
  unexport(): void;
}
/** Takes the kernel's number of a line; throws when it cannot be had. */
export type ExportLine = (kernelNumber: number, activeLow: boolean) => GpioLine;
export interface GpioOptions {
  /** The kernel's folder; another one in tests. */
  readonly root?: string;
  /** Loads onoff; rejects where its native part is missing. */
  readonly load?: () => Promise<ExportLine>;
}

const ROOT = '/sys/class/gpio';

/**
 * The kernel's number of a line, or in words why it has none.
 * `chip` is a label as in /sys/class/gpio/gpiochip…/label, `line` an offset on that chip.
 */
export function kernelNumberOf(root: string, chip: string, line: number): number | string {
  let folders: string[];
  try {
    folders = readdirSync(root).filter((name) => name.startsWith('gpiochip'));
  } catch {
    return `${root} is missing: this machine has no pins, or its kernel was built without CONFIG_GPIO_SYSFS`;
  }
  const chips = folders.flatMap((name) => readChip(join(root, name)));
  const found = chips.filter(({ label }) => label === chip);
  const [only] = found;
  if (only === undefined)
    return `no chip ${chip}; there are: ${chips.map(({ label }) => label).join(', ') || 'none'}`;
  if (found.length > 1) return `${found.length} chips are called ${chip}`;
  if (line >= only.lines) return `${chip} has lines 0 to ${only.lines - 1}, not ${line}`;
  return only.base + line;
}

function readChip(
  folder: string,
): { readonly label: string; readonly base: number; readonly lines: number }[] {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
  try {
    return [{ label: read('label'), base: Number(read('base')), lines: Number(read('ngpio')) }];
  } catch {
    return []; // a chip that was unplugged while we looked
  }
}

/** Opens a line as input, both edges. Signals `up` with its level, then edges; or `down`, once, for good. */
export function openGpio(
  address: GpioAddress,
  listener: (signal: BusSignal) => void,
  { root = ROOT, load = loadOnoff }: GpioOptions = {},
): BusLink {
  let line: GpioLine | null = null;
  let closed = false;

  const release = (): void => {
    closed = true;
    try {
      line?.unexport();
    } catch {
      // The chip went with its line; there is nothing left to give back.
    }
    line = null;
  };
  const lose = (detail: string): void => {
    if (closed) return;
    release();
    const where = `${address.chip} line ${address.line}`;
    listener({ type: 'down', why: 'bus-unavailable', detail: `${where}: ${detail}` });
  };
  const hear = (error: Error | null | undefined, level: 0 | 1): void => {
    if (closed) return;
    if (error) lose(error.message);
    else listener({ type: 'edge', level });
  };
  const take = async (): Promise<0 | 1 | null> => {
    const number = kernelNumberOf(root, address.chip, address.line);
    if (typeof number === 'string') throw new Error(number);
    const exportLine = await load();
    if (closed) return null;
    line = exportLine(number, address.activeLow);
    const level = line.readSync();
    line.watch(hear);
    return level;
  };
  const open = async (): Promise<void> => {
    let level: 0 | 1 | null = null;
    try {
      level = await take();
    } catch (error) {
      lose(explain(error));
    }
    if (level !== null && !closed) listener({ type: 'up', level });
  };

  void open();
  return { write: () => {}, close: release };
}

async function loadOnoff(): Promise<ExportLine> {
  const { Gpio } = await import('onoff');
  return (kernelNumber, activeLow) => new Gpio(kernelNumber, 'in', 'both', { activeLow });
}

function explain(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  if (text.includes('EACCES')) return `${text}; add anbu's user to the group gpio`;
  if (text.includes('EBUSY')) return `${text}; a kernel driver uses this line`;
  if (/NODE_MODULE_VERSION|Cannot find (module|package)|bindings/.test(text)) {
    return `the GPIO add-on is not built for this Node (npm run setup): ${text.split('\n')[0] ?? ''}`;
  }
  return text;
}
