/**
 * A GPIO chip of the kernel's own simulator, with the label of a real one.
 *
 * Lines are pulled up and down through its sysfs, as a wire would be. Kernel: Documentation/admin-guide/gpio/gpio-sim.rst.
 */
import { mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { run } from './scenario.ts';

const CONFIG = '/sys/kernel/config';
const SIMULATED = join(CONFIG, 'gpio-sim');
let isLoaded = false;

export class SimulatedChip {
  readonly label: string;
  readonly #folder: string;
  readonly #pulls: string;

  /** `used`: lines that a driver of the kernel has taken. */
  constructor(label: string, lines: number, used: readonly number[] = []) {
    load();
    this.label = label;
    this.#folder = join(SIMULATED, label);
    const bank = join(this.#folder, 'bank0');
    mkdirSync(this.#folder);
    mkdirSync(bank);
    writeFileSync(join(bank, 'num_lines'), String(lines));
    writeFileSync(join(bank, 'label'), label);
    for (const line of used) {
      const hog = join(bank, `line${line}`, 'hog');
      mkdirSync(join(hog, '..'));
      mkdirSync(hog);
      writeFileSync(join(hog, 'name'), 'a-kernel-driver');
      writeFileSync(join(hog, 'direction'), 'input');
    }
    writeFileSync(join(this.#folder, 'live'), '1');
    const read = (file: string): string => readFileSync(join(this.#folder, file), 'utf8').trim();
    this.#pulls = join('/sys/devices/platform', read('dev_name'), read('bank0/chip_name'));
  }

  pull(line: number, level: 0 | 1): void {
    writeFileSync(join(this.#pulls, `sim_gpio${line}`, 'pull'), level === 1 ? 'pull-up' : 'pull-down');
  }
  /** What whoever drives the line has set it to. */
  level(line: number): number {
    return Number(readFileSync(join(this.#pulls, `sim_gpio${line}`, 'value'), 'utf8'));
  }
  /** Takes the chip out of the machine, in use or not. */
  remove(): void {
    removeAt(this.#folder);
  }
}

/** The kernel's own folders cannot be emptied at one stroke: each made one is taken back, innermost first. */
function removeAt(folder: string): void {
  writeFileSync(join(folder, 'live'), '0');
  const made = (where: string): string[] =>
    readdirSync(where, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .flatMap(({ name }) => [...made(join(where, name)), join(where, name)]);
  for (const inner of made(folder)) rmdirSync(inner);
  rmdirSync(folder);
}

/** A scenario begins without the chips of the one before it, which may have ended anyhow. */
function load(): void {
  if (isLoaded) return;
  run('modprobe', 'configfs');
  run('modprobe', 'anbu-gpio-sim');
  run('sh', '-c', `mountpoint -q ${CONFIG} || mount -t configfs none ${CONFIG}`);
  for (const name of readdirSync(SIMULATED)) removeAt(join(SIMULATED, name));
  isLoaded = true;
}
