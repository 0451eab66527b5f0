/**
 * Processes of this machine by a word of their command line: what a command has left behind in its folder.
 * Reads /proc (proc(5)); ends nothing.
 */
import { readFileSync, readdirSync } from 'node:fs';

/** Those that run or are stopped; one that has ended and was not yet waited for is none. */
export function processesNaming(word: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => read(pid, 'cmdline').includes(word) && !/\) [ZX] /.test(read(pid, 'stat')))
    .map(Number);
}

/** '' when it has ended meanwhile. */
function read(pid: string, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return '';
  }
}
