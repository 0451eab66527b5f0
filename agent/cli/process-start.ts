/**
 * Which process a number means, beyond that process: the kernel gives a number to another one when it is gone.
 *
 * Owns how the two are told apart: the boot of this machine, and when in it the process was started (proc_pid_stat(5)).
 */
import { readFileSync } from 'node:fs';

/** Field 22 of `stat`, counted from the one after the name of the program, which may have blanks. */
const START_FIELD = 22 - 3;

/** The same until this machine starts again; `unknown` where the kernel does not say. */
export function kernelBoot(): string {
  return textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? 'unknown';
}

/** When a process was started, in ticks of this boot; null: there is no such process. */
export function startOf(pid: number): string | null {
  const stat = textOf(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[START_FIELD] ?? null;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
