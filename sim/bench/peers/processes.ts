/**
 * The programs of one run: started, watched for what they use, killed or ended, and none left behind.
 *
 * Ends only what it started, by its handle. A shell.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { NO_USAGE, type Usage, lived, usageOf } from './usage.ts';

export interface Program {
  readonly command: string;
  readonly words: readonly string[];
  /** Added to our own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it says is nobody's business. */
  readonly isQuiet?: boolean;
}

/** Often enough that little of a life that is killed goes uncounted. */
const LOOK_MS = 200;
/** Node-RED takes about a second to leave. */
const LEAVES_MS_MAX = 10_000;

/** One program, over all its lives. */
export class Process {
  readonly #program: Program;
  #child: ChildProcess | null = null;
  #before: Usage = NO_USAGE;
  #now: Usage = NO_USAGE;
  #looks: NodeJS.Timeout | null = null;
  /** When it was started last, ms of `performance.now()`. */
  startedMs = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  start(): void {
    const { command, words, environment = {}, isQuiet = false } = this.#program;
    this.startedMs = performance.now();
    const child = spawn(command, words, {
      stdio: ['ignore', 'ignore', isQuiet ? 'ignore' : 'inherit'],
      env: { ...process.env, ...environment },
    });
    child.on('error', (error) => process.stderr.write(`${command}: ${error.message}\n`));
    this.#child = child;
    this.#looks = setInterval(() => this.#look(), LOOK_MS);
  }

  get isAlive(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null;
  }
  /** Of all its lives so far. */
  usage(): Usage {
    this.#look();
    return lived(this.#before, this.#now);
  }

  /** Resolves when it is gone. One that does not leave when it is asked to is killed. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    if (this.isAlive) {
      this.#look();
      const gone = once(child, 'exit');
      child.kill(signal);
      const impatience = setTimeout(() => child.kill('SIGKILL'), LEAVES_MS_MAX);
      await gone;
      clearTimeout(impatience);
    }
    this.#forget();
  }

  /** At once, and without waiting: this process is about to end. */
  abandon(): void {
    if (this.isAlive) this.#child?.kill('SIGKILL');
    this.#forget();
  }

  #look(): void {
    const { pid } = this.#child ?? {};
    if (pid === undefined || !this.isAlive) return;
    this.#now = usageOf(pid) ?? this.#now;
  }
  #forget(): void {
    if (this.#looks !== null) clearInterval(this.#looks);
    this.#looks = null;
    this.#child = null;
    this.#before = lived(this.#before, this.#now);
    this.#now = NO_USAGE;
  }
}
