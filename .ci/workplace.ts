/**
 * Where everything that the gate starts puts its files, so that nothing of it stays when the gate ends.
 *
 * A test that is cut off clears away nothing, and what it started goes on: keys of a home and hubs at work would be left.
 * All of them know the folder from their environment, and by that they are found (proc_pid_environ(5)): no other
 * process can have its name. Must never end a process by what it is called.
 */
import { accessSync, constants, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What is synced in a loop is quick there (shm_overview(7)). */
const IN_MEMORY = '/dev/shm';
/** A killed process is gone in milliseconds; each look finds what those of the look before had started. */
const LOOKS_MAX = 200;
const BETWEEN_LOOKS_MS = 10;

export class Workplace {
  readonly folder = mkdtempSync(join(tmpdir(), 'anbu-gate-'));
  readonly #inMemory = folderInMemory() ?? this.folder;

  /** For whatever the gate starts. */
  get env(): Readonly<Record<string, string>> {
    return { TMPDIR: this.folder, ANBU_TEST_MEMORY: this.#inMemory };
  }

  /** Ends what still runs here and takes the files away. */
  clear(): void {
    for (let look = 0; look < LOOKS_MAX && this.#endAll(); look += 1)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BETWEEN_LOOKS_MS);
    for (const folder of [this.folder, this.#inMemory]) rmSync(folder, { recursive: true, force: true });
  }

  /** False when nothing was there to end. */
  #endAll(): boolean {
    const found = processes().filter((pid) => environmentOf(pid).includes(this.folder));
    for (const pid of found) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself.
      }
    }
    return found.length > 0;
  }
}

function folderInMemory(): string | null {
  try {
    accessSync(IN_MEMORY, constants.W_OK);
    return mkdtempSync(join(IN_MEMORY, 'anbu-gate-'));
  } catch {
    return null;
  }
}

/** None where the kernel has no such table: there a terminal's Ctrl-C reaches them all. */
function processes(): number[] {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid !== process.pid);
  } catch {
    return [];
  }
}

/** Empty of one that is over, and of another user's. */
function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
