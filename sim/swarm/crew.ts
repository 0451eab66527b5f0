/**
 * Processes that run seeds, each given the next one as soon as it is done; and what they found, added up.
 *
 * A shell. Owns the processes: none outlives it. A seed that does not end is given up, and counts as failed.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Outcome, Task } from './worker.ts';

const WORKER = fileURLToPath(new URL('worker.ts', import.meta.url));
/** A seed takes a second, the worst of thousands took twenty; so long on a machine with ten other jobs is for ever. */
const SEED_MS_MAX = 600_000;

export interface CrewOptions {
  readonly from: number;
  readonly seeds: number;
  readonly days: number;
  readonly jobs: number;
  readonly commit: string;
  readonly onOutcome: (outcome: Outcome, sum: Sum) => void;
}
/** What was done so far. */
export interface Sum {
  seeds: number;
  homeDays: number;
  cpuMs: number;
  failed: number;
}

export class Crew {
  readonly sum: Sum = { seeds: 0, homeDays: 0, cpuMs: 0, failed: 0 };
  readonly #options: CrewOptions;
  readonly #children = new Set<ChildProcess>();
  #next: number;
  #isOver = false;
  #done: () => void = () => {};

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#next = options.from;
  }

  /** Runs all seeds; resolves when they are done, or when `stop` was called. */
  async run(): Promise<void> {
    const { jobs, seeds } = this.#options;
    await new Promise<void>((resolve) => {
      this.#done = resolve;
      for (let job = 0; job < Math.min(jobs, seeds); job += 1) this.#hire();
    });
  }
  /** Ends every process at once. */
  stop(): void {
    this.#isOver = true;
    for (const child of this.#children) child.kill('SIGKILL');
    this.#done();
  }

  #hire(): void {
    const child = fork(WORKER, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    this.#children.add(child);
    let seed = 0;
    let timer: NodeJS.Timeout | undefined;
    const lose = (what: string): void => this.#take(lost(seed, what));
    const next = (): void => {
      clearTimeout(timer);
      const { from, seeds, days, commit } = this.#options;
      if (this.#next >= from + seeds) {
        this.#children.delete(child);
        child.disconnect();
        if (this.#children.size === 0) this.#done();
        return;
      }
      seed = this.#next;
      this.#next += 1;
      timer = setTimeout(() => child.kill('SIGKILL'), SEED_MS_MAX);
      child.send({ seed, days, commit } satisfies Task);
    };
    child.on('message', (outcome: Outcome) => {
      this.#take(outcome);
      next();
    });
    child.on('exit', (code, signal) => {
      clearTimeout(timer);
      if (this.#isOver || !this.#children.delete(child)) return;
      lose(`the process ended (${code ?? signal}), or was ended after ${SEED_MS_MAX / 1000} s`);
      this.#hire();
    });
    next();
  }
  #take(outcome: Outcome): void {
    if (this.#isOver) return;
    this.sum.seeds += 1;
    this.sum.homeDays += outcome.homeDays;
    this.sum.cpuMs += outcome.cpuMs;
    if (outcome.violations.length > 0) this.sum.failed += 1;
    this.#options.onOutcome(outcome, this.sum);
  }
}

function lost(seed: number, what: string): Outcome {
  const violations = [{ invariant: 'crash', atMs: 0, what }];
  return { seed, homeDays: 0, cpuMs: 0, violations, counts: {}, verdict: `seed ${seed}: ${what}` };
}
