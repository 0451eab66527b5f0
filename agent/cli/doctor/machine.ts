/**
 * This machine as the doctor asks it: files below a root, programs on the path, who else is running.
 *
 * Owns the asking: everything that is not there is an answer, nothing throws. Must never change anything, and never
 * opens a device.
 */
import {
  accessSync,
  constants,
  existsSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  realpathSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { type Ran, runProgram } from '../run-program.ts';

/** A program that hangs, hangs with what it asks. */
const ANSWER_MS_MAX = 5_000;

export class Machine {
  readonly #root: string;
  readonly env: NodeJS.ProcessEnv;

  /** `root`: another folder stands for `/` in tests. */
  constructor({
    root = '/',
    env = process.env,
  }: { readonly root?: string; readonly env?: NodeJS.ProcessEnv } = {}) {
    this.#root = root;
    this.env = env;
  }

  at(path: string): string {
    return join(this.#root, path);
  }
  exists(path: string): boolean {
    return existsSync(this.at(path));
  }
  /** Its text without the white space around it (device trees end with a zero byte); null when it cannot be read. */
  read(path: string): string | null {
    try {
      return readFileSync(this.at(path), 'utf8').replaceAll('\0', ' ').trim();
    } catch {
      return null;
    }
  }
  /** Names in a folder, sorted; none when there is no such folder. */
  list(path: string): string[] {
    try {
      return readdirSync(this.at(path)).toSorted();
    } catch {
      return [];
    }
  }
  /** Whether this user may read and write it. */
  isOpen(path: string): boolean {
    try {
      accessSync(this.at(path), constants.R_OK | constants.W_OK);
      return true;
    } catch {
      return false;
    }
  }
  /** Null when there is no such program. */
  async run(program: string, ...words: readonly string[]): Promise<Ran | null> {
    return runProgram(program, words, ANSWER_MS_MAX, this.env);
  }

  /** The processes of hubs that run on this machine, as far as this user may see. */
  runningHubs(): number[] {
    return this.#processes().filter((pid) => isHub(this.#wordsOf(pid)));
  }
  /** The processes that have a device file open, as far as this user may see. */
  holdersOf(path: string): number[] {
    let device: string;
    try {
      device = realpathSync(this.at(path));
    } catch {
      return []; // no such device
    }
    return this.#processes().filter((pid) =>
      this.list(`/proc/${pid}/fd`).some((fd) => this.#linkOf(`/proc/${pid}/fd/${fd}`) === device),
    );
  }
  /** What a process is called, for people. */
  nameOf(pid: number): string {
    return basename(this.#wordsOf(pid)[0] ?? 'a program');
  }

  #processes(): number[] {
    return this.list('/proc')
      .map(Number)
      .filter((pid) => Number.isInteger(pid) && pid > 0 && pid !== process.pid);
  }
  #wordsOf(pid: number): string[] {
    try {
      return readFileSync(this.at(`/proc/${pid}/cmdline`), 'utf8')
        .split('\0')
        .filter(Boolean);
    } catch {
      return [];
    }
  }
  #linkOf(path: string): string {
    try {
      return readlinkSync(this.at(path));
    } catch {
      return '';
    }
  }
}

function isHub(words: readonly string[]): boolean {
  const program = words.findIndex((word) => word.endsWith('agent/main.ts') || basename(word) === 'anbu');
  return program >= 0 && words[program + 1] === 'run' && !words.includes('--check-config');
}
