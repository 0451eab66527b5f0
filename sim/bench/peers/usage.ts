/**
 * What a process and all below it have used, read from Linux: memory, processor time, bytes given to the disk.
 *
 * proc_pid_status(5), proc_pid_stat(5), proc_pid_io(5). A process that is gone leaves its time and its writes with the
 * parent that waited for it, and with nobody when that was killed: the tree has to be read often. Ends nothing.
 */
import { readFileSync, readdirSync } from 'node:fs';

export interface Usage {
  /** The peaks of all that live, added up: never less than the tree's own peak. */
  readonly peakRssBytes: number;
  readonly cpuMs: number;
  readonly writtenBytes: number;
}

export const NO_USAGE: Usage = { peakRssBytes: 0, cpuMs: 0, writtenBytes: 0 };
const KIB = 1024;
/** Linux counts processor time in hundredths of a second towards user space (USER_HZ). */
const TICK_MS = 10;

/** Null when the process is gone. */
export function usageOf(pid: number): Usage | null {
  const own = usageOfOne(pid);
  if (own === null) return null;
  return childrenOf(pid)
    .map(usageOfOne)
    .reduce<Usage>((sum, one) => (one === null ? sum : added(sum, one)), own);
}

/** Two lives of one peer, one after the other. */
export function lived(before: Usage, after: Usage): Usage {
  const peakRssBytes = Math.max(before.peakRssBytes, after.peakRssBytes);
  return { ...added(before, after), peakRssBytes };
}

function added(one: Usage, other: Usage): Usage {
  return {
    peakRssBytes: one.peakRssBytes + other.peakRssBytes,
    cpuMs: one.cpuMs + other.cpuMs,
    writtenBytes: one.writtenBytes + other.writtenBytes,
  };
}

function usageOfOne(pid: number): Usage | null {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const io = readFileSync(`/proc/${pid}/io`, 'utf8');
    // The name, in brackets, may hold anything; utime, stime, cutime and cstime are the 12th to 15th after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    const ticks = stat.slice(11, 15).reduce((sum, text) => sum + Number(text), 0);
    return {
      peakRssBytes: numberAfter(status, 'VmHWM:') * KIB,
      cpuMs: ticks * TICK_MS,
      writtenBytes: numberAfter(io, '\nwrite_bytes:'),
    };
  } catch {
    return null;
  }
}

function numberAfter(text: string, name: string): number {
  const at = text.indexOf(name);
  return at < 0 ? 0 : Number.parseInt(text.slice(at + name.length), 10);
}

/** All below it, by what each thread started (proc_pid_task_children(5)). */
function childrenOf(pid: number): number[] {
  try {
    const direct = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').trim().split(' '),
    );
    return direct
      .filter((text) => text !== '')
      .flatMap((text) => [Number(text), ...childrenOf(Number(text))]);
  } catch {
    return [];
  }
}
