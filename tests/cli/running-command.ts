/**
 * A command that is talked with while it runs, as somebody at a terminal does: say a line, wait for what it says.
 * Knows nothing of how the command does it. What it waits for in vain is told with all that was said instead.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { MAIN } from './command.ts';

const AGAIN_MS = 4_000;
/** A machine that does ten other things is slow; a command that never says it is wrong. */
const PATIENCE_MS = 90_000;

/** A command that runs, and what it has said. */
export class Command {
  readonly child: ChildProcess;
  readonly lines: string[] = [];
  #wake: () => void = () => {};
  #at = 0;

  constructor(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    this.child = spawn(process.execPath, [MAIN, ...words], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      let rest = '';
      stream?.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        this.lines.push(...lines);
        this.#wake();
      });
    }
  }
  say(line: string): void {
    this.child.stdin?.write(`${line}\n`);
  }
  /** Waits for a line that was not waited for yet; what came before it is passed over. */
  async until(text: string): Promise<void> {
    await this.#line((line) => line.includes(text), text, PATIENCE_MS);
  }
  /** The next line, not waited for yet, that is like this. */
  next(like: RegExp, patienceMs = PATIENCE_MS): Promise<string> {
    return this.#line((line) => like.test(line), String(like), patienceMs);
  }
  async #line(isIt: (line: string) => boolean, named: string, patienceMs: number): Promise<string> {
    const signal = AbortSignal.timeout(patienceMs);
    for (;;) {
      const at = this.lines.findIndex((line, index) => index >= this.#at && isIt(line));
      if (at >= 0) {
        this.#at = at + 1;
        return this.lines[at] ?? '';
      }
      if (signal.aborted)
        throw new Error(`nobody said "${named}" but:\n${this.lines.slice(this.#at).join('\n')}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        signal.addEventListener('abort', () => resolve(), { once: true });
      });
    }
  }
  /** Does something, or several things by turns, until a line comes: what a tag says first after an outage is a level, no event. */
  async sayUntil(deeds: string | readonly string[], text: string): Promise<void> {
    const turns = [deeds].flat();
    let turn = 0;
    const next = (): void => {
      this.say(turns[turn % turns.length] ?? '');
      turn += 1;
    };
    const again = setInterval(next, AGAIN_MS);
    next();
    try {
      await this.until(text);
    } finally {
      clearInterval(again);
    }
  }
  /** Waits for all of these, in any order. */
  async untilAll(...texts: readonly string[]): Promise<void> {
    const from = this.#at;
    let last = from;
    for (const text of texts) {
      this.#at = from;
      await this.until(text);
      last = Math.max(last, this.#at);
    }
    this.#at = last;
  }
  /** Its exit code, when it comes to its end by itself. */
  async ended(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    return new Promise((resolve) => this.child.once('exit', resolve));
  }
  async stop(): Promise<number | null> {
    if (this.child.exitCode !== null) return this.child.exitCode;
    const gone = new Promise<number | null>((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGTERM');
    return gone;
  }
}
