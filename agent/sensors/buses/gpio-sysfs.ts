/**
 * Lines of this machine's own pins, by onoff over the kernel's sysfs.
 *
 * The only importer of onoff. A line is named by its chip's label and its offset, because the kernel's numbers begin
 * at 0, 512 or 571 by kernel and model (fivdi/onoff #199, #200). Must never drive a line that is not asked for as an
 * output, nor set a pull resistor: pulls are set at boot (config.txt `gpio=17=pu`), sysfs cannot. Several edges within some 5 ms arrive as
 * one. Kernel: Documentation/admin-guide/gpio/sysfs.rst.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { BusLink, BusSignal } from '../../ports.ts';
import {
  type DigitalInput,
  type FoundChip,
  type GpioAddress,
  chooseChip,
  explainRefusal,
} from './digital-input.ts';

/** The part of onoff's Gpio that is used. */
export interface GpioLine {
  readSync(): 0 | 1;
  writeSync(level: 0 | 1): void;
  watch(callback: (error: Error | null | undefined, level: 0 | 1) => void): void;
  unexport(): void;
}
/** Takes the kernel's number of a line; throws when it cannot be had. */
export type ExportLine = (kernelNumber: number, activeLow: boolean, isOutput: boolean) => GpioLine;
export interface SysfsOptions {
  /** The kernel's folder; another one in tests. */
  readonly root?: string;
  /** Loads onoff; rejects where its native part is missing. */
  readonly load?: () => Promise<ExportLine>;
  /** Between two looks whether the line is still there. */
  readonly lookMs?: number;
}
interface SysfsChip extends FoundChip {
  readonly base: number;
}

const ROOT = '/sys/class/gpio';
/** A chip on USB can be pulled out: the kernel takes its lines away and wakes nobody who waits for an edge. */
const LOOK_MS = 5_000;

export function sysfsInput({
  root = ROOT,
  load = loadOnoff,
  lookMs = LOOK_MS,
}: SysfsOptions = {}): DigitalInput {
  return {
    name: 'onoff (sysfs)',
    setsBias: false,
    setsLevel: true,
    missing: async () => {
      if (chipFolders(root).length === 0) return `${root} has no chips (a kernel without CONFIG_GPIO_SYSFS)`;
      try {
        await load();
        return null;
      } catch (error) {
        return `the GPIO add-on is not built for this Node (npm run setup): ${textOf(error).split('\n')[0] ?? ''}`;
      }
    },
    chips: async () => sysfsChips(root),
    open: (address, listener) => openLine(address, listener, { root, load, lookMs }),
  };
}

/** The kernel's number of a line, or in words why it has none. */
export function kernelNumberOf(root: string, address: Pick<GpioAddress, 'chip' | 'line'>): number | string {
  const chip = chooseChip(sysfsChips(root), address);
  return typeof chip === 'string' ? chip : chip.base + address.line;
}

function sysfsChips(root: string): SysfsChip[] {
  return chipFolders(root).flatMap((name) => readChip(join(root, name)));
}

function chipFolders(root: string): string[] {
  try {
    return readdirSync(root).filter((name) => name.startsWith('gpiochip'));
  } catch {
    return []; // no such folder: the caller says so
  }
}

function readChip(folder: string): SysfsChip[] {
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8').trim();
  try {
    return [{ label: read('label'), base: Number(read('base')), lines: Number(read('ngpio')) }];
  } catch {
    return []; // a chip that was unplugged while we looked
  }
}

function openLine(
  address: GpioAddress,
  listener: (signal: BusSignal) => void,
  { root, load, lookMs }: Required<SysfsOptions>,
): BusLink {
  let line: GpioLine | null = null;
  let closed = false;
  let look: NodeJS.Timeout | undefined;
  const isOutput = address.isOutput === true;

  const release = (): void => {
    closed = true;
    clearInterval(look);
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
    const number = kernelNumberOf(root, address);
    if (typeof number === 'string') throw new Error(number);
    const exportLine = await load();
    if (closed) return null;
    line = exportLine(number, address.activeLow, isOutput);
    if (isOutput) line.writeSync(0);
    else line.watch(hear);
    const level = line.readSync();
    look = setInterval(() => {
      if (!existsSync(join(root, `gpio${number}`))) lose('its chip is gone');
    }, lookMs);
    return level;
  };
  const open = async (): Promise<void> => {
    let level: 0 | 1 | null = null;
    try {
      level = await take();
    } catch (error) {
      lose(explainRefusal(textOf(error)));
    }
    if (level !== null && !closed) listener({ type: 'up', level });
  };

  void open();
  return { write: (bytes) => writeTo(isOutput ? line : null, bytes, lose), close: release };
}

function writeTo(line: GpioLine | null, bytes: Uint8Array, lose: (detail: string) => void): void {
  try {
    line?.writeSync(bytes[0] === 0 ? 0 : 1);
  } catch (error) {
    lose(explainRefusal(textOf(error)));
  }
}

async function loadOnoff(): Promise<ExportLine> {
  const { Gpio } = await import('onoff');
  return (kernelNumber, activeLow, isOutput) =>
    isOutput
      ? new Gpio(kernelNumber, 'out', 'none', { activeLow })
      : new Gpio(kernelNumber, 'in', 'both', { activeLow });
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
