/**
 * What a scenario is made of: checks with a title, waits with a bound, and things asked of the host.
 *
 * Speaks over standard input and output, which are the console to the host (words.ts). One failed check never hides
 * the next; a scenario's process ends by `done()` alone, because the console keeps it open.
 */
import { spawnSync } from 'node:child_process';
import { writeSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

import { type Answer, type Word, lineCutter, parseAnswer } from '../words.ts';

/** The guest is emulated, some ten times slower than the machine it runs on, which may have other work. */
const PATIENCE_MS = 60_000;

let waiting: ((answer: Answer) => void) | null = null;
process.stdin.setEncoding('utf8').on(
  'data',
  lineCutter((line) => {
    const answer = parseAnswer(line);
    if (answer !== null) waiting?.(answer);
  }),
);

/** One check. A text that it returns is shown beside its title; a throw is a failure and the next check goes on. */
export async function check(title: string, body: () => Promise<unknown>): Promise<void> {
  try {
    say({ says: 'passed', title, note: noteOf(await body()) });
  } catch (error) {
    say({
      says: 'failed',
      title,
      why: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

const noteOf = (returned: unknown): string => (typeof returned === 'string' ? returned : '');

/** Asks the host to do something and waits for its answer. One question at a time. */
export async function ask(what: string): Promise<unknown> {
  const answer = await new Promise<Answer>((resolve) => {
    waiting = resolve;
    say({ says: 'asks', what });
  });
  if ('refused' in answer) throw new Error(`the host refused: ${answer.why}`);
  return answer.result;
}

export async function until(what: string, holds: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!holds()) {
    if (performance.now() > endMs) throw new Error(`never within ${patienceMs / 1000} s: ${what}`);
    await pause(2);
  }
}

/** Runs a program of the guest to its end; its output, or a throw with its last words. */
export function run(program: string, ...args: string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    encoding: 'utf8',
    timeout: PATIENCE_MS,
  });
  if (error !== undefined || status !== 0) {
    throw new Error(`${program} ${args.join(' ')}: ${error?.message ?? `${status} ${stderr}${stdout}`}`);
  }
  return stdout;
}

/** In ms: `p50 1.8 ms, p99 4.0 ms`. */
export function spread(tookMs: readonly number[]): string {
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.ceil(share * sorted.length) - 1] ?? NaN).toFixed(1);
  return `p50 ${at(0.5)} ms, p99 ${at(0.99)} ms`;
}

export function done(): never {
  process.exit(0);
}

function say(word: Word): void {
  writeSync(1, `${JSON.stringify(word)}\n`);
}
