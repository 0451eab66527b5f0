/**
 * Lines of this machine's own pins, by a child process: gpiomon of Debian's package gpiod, on the character device.
 *
 * Speaks both its dialects: 1.5 and later (Debian 11 and 12) and 2.x (Debian 13); `--version` tells which. Every edge
 * arrives, however fast, with the kernel's time; the pull resistor is set by gpiomon's own flag. Must never leave a
 * child behind: it would hold the line against the next start, so its keeper ends it when the hub is gone. Must never
 * be blind in silence: a child that ends, or says what cannot be read, is `down`.
 * Command lines: gpiomon(1), gpioget(1), gpiodetect(1) of libgpiod 1.6 and 2.x.
 */
import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';

import type { Bias, BusLink, BusSignal } from '../../ports.ts';
import {
  type DigitalInput,
  type FoundChip,
  type GpioAddress,
  chooseChip,
  explainRefusal,
} from './digital-input.ts';

export interface GpiomonOptions {
  /** Where the programs are looked for, and what they are told; another one in tests. */
  readonly env?: NodeJS.ProcessEnv;
  /** Between two looks whether the child has its line: 1.x does not say so itself. */
  readonly lookMs?: number;
}
/** What a Raspberry Pi Zero takes to start such a program. */
const LOOK_MS = 100;
/** Some 10 s and more; what takes longer is not coming. */
const LOOKS_MAX = 100;
/** gpiodetect and gpioget answer at once or not at all. */
const ANSWER_MS_MAX = 5_000;
/** Ten floods of F53; beyond it the pipe is left full for the rest of the second, and the kernel drops. */
const EDGES_PER_SECOND_MAX = 1_000;
/** One event is some 25 characters. */
const LINE_CHARS_MAX = 1_000;

export type Dialect = 1 | 2;
interface Chip extends FoundChip {
  readonly name: string;
}

export function gpiomonInput({ env = process.env, lookMs = LOOK_MS }: GpiomonOptions = {}): DigitalInput {
  return {
    name: 'gpiomon',
    setsBias: true,
    missing: async () => {
      const dialect = await dialectHere(env);
      return typeof dialect === 'string' ? dialect : null;
    },
    chips: async () => detectChips(env),
    open: (address, listener) => new Monitor(address, listener, { env, lookMs }),
  };
}

// ---- The two dialects -------------------------------------------------------------------------------------------

/** `gpiomon --version`: 1 from 1.5 on, which can set a bias; 2 from 2.0 on; else in words why it cannot be used. */
export function dialectOf(version: string): Dialect | string {
  const [, major, minor] = /v(\d+)\.(\d+)/.exec(version) ?? [];
  if (major === undefined) return `gpiomon says no version: ${version.slice(0, 80)}`;
  if (major === '1') return Number(minor) >= 5 ? 1 : `gpiomon 1.${minor ?? ''} is too old: it sets no bias`;
  return major === '2' ? 2 : `gpiomon ${major} is not known here`;
}

const BIAS: Readonly<Record<Dialect, Readonly<Record<Bias, string>>>> = {
  1: { 'pull-up': 'pull-up', 'pull-down': 'pull-down', none: 'disable' },
  2: { 'pull-up': 'pull-up', 'pull-down': 'pull-down', none: 'disabled' },
};

/** The words after `gpioget`. */
export function gpiogetWords(
  dialect: Dialect,
  chip: string,
  { line, bias, activeLow }: GpioAddress,
): string[] {
  const low = activeLow ? ['-l'] : [];
  return dialect === 1
    ? ['-B', BIAS[1][bias], ...low, chip, String(line)]
    : ['--numeric', '-b', BIAS[2][bias], ...low, '-c', chip, String(line)];
}

/** The words after `gpiomon`; without a word about edges it tells both. */
export function gpiomonWords(
  dialect: Dialect,
  chip: string,
  { line, bias, activeLow }: GpioAddress,
): string[] {
  const low = activeLow ? ['-l'] : [];
  return dialect === 1
    ? ['-b', '-B', BIAS[1][bias], ...low, '-F', '%e %s %n', chip, String(line)]
    : ['--banner', '-b', BIAS[2][bias], ...low, '-F', '%e %S', '-c', chip, String(line)];
}

/** The words after `gpioinfo`. */
export function gpioinfoWords(dialect: Dialect, chip: string): string[] {
  return dialect === 1 ? [chip] : ['-c', chip];
}

/** Whether gpioinfo names gpiomon as who has the line: 1.x `line  17: unnamed "gpiomon" input …`, 2.x `consumer=…`. */
export function isMonitored(text: string, line: number): boolean {
  return new RegExp(`^\\s*line +${line}:.*["=]gpiomon["\\s]`, 'm').test(text);
}

/** One line of gpiomon in the format asked for; null when it is none. The level is the logical one. */
export function readEvent(
  dialect: Dialect,
  text: string,
): { readonly level: 0 | 1; readonly kernelMs: number } | null {
  // 1.x: 0 falling, 1 rising, nanoseconds unpadded. 2.x: 1 rising, 2 falling, nine digits.
  const [, kind, seconds, nanoseconds] =
    (dialect === 1 ? /^([01]) (\d{1,12}) (\d{1,9})$/ : /^([12]) (\d{1,12})\.(\d{9})$/).exec(text) ?? [];
  if (kind === undefined) return null;
  const kernelMs = Number(seconds) * 1_000 + Math.floor(Number(nanoseconds) / 1e6);
  return { level: kind === '1' ? 1 : 0, kernelMs };
}

/** What gpiodetect prints, the same in both: `gpiochip0 [pinctrl-bcm2711] (58 lines)`. */
export function readChips(text: string): Chip[] {
  return [...text.matchAll(/^(gpiochip\d+) \[(.*)\] \((\d+) lines?\)$/gm)].map(
    ([, name = '', label = '', lines]) => ({ name, label, lines: Number(lines) }),
  );
}

// ---- The programs -----------------------------------------------------------------------------------------------

/** Standard output; throws with what the program said when it failed. */
async function answerOf(program: string, words: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(program, words, { env, timeout: ANSWER_MS_MAX, encoding: 'utf8' }, (error, stdout, stderr) => {
    if (error === null) resolve(stdout);
    else if (error.code === 'ENOENT') reject(new Error(`the program ${program} is missing: install gpiod`));
    else reject(new Error(explainRefusal(stderr.trim() || error.message)));
  });
  return promise;
}

async function dialectHere(env: NodeJS.ProcessEnv): Promise<Dialect | string> {
  try {
    return dialectOf(await answerOf('gpiomon', ['--version'], env));
  } catch (error) {
    return textOf(error);
  }
}

/** The chips of the character device. Throws in words. */
async function detectChips(env: NodeJS.ProcessEnv): Promise<readonly Chip[]> {
  return readChips(await answerOf('gpiodetect', [], env));
}

/**
 * Runs gpiomon as its child and ends it when its own input ends: also when the hub is killed, of which gpiomon, which
 * only writes, would not hear before the next edge. It keeps no end of gpiomon's pipes, so that these end with it.
 */
const KEEPER = '"$@" </dev/null & exec >/dev/null 2>&1; read -r _; kill $!; wait $!';

class Monitor implements BusLink {
  readonly #address: GpioAddress;
  readonly #listener: (signal: BusSignal) => void;
  readonly #env: NodeJS.ProcessEnv;
  readonly #lookMs: number;
  #child: ChildProcessByStdio<Writable, Readable, Readable> | null = null;
  #isOver = false;
  /** Until the line is known to be ours; then null. */
  #level: 0 | 1 | null = null;
  #second: NodeJS.Timeout | undefined;
  #edgesThisSecond = 0;
  #rest = '';
  #complaint = '';

  constructor(
    address: GpioAddress,
    listener: (signal: BusSignal) => void,
    { env, lookMs }: Required<GpiomonOptions>,
  ) {
    this.#address = address;
    this.#listener = listener;
    this.#env = env;
    this.#lookMs = lookMs;
    this.#open().catch((error: unknown) => this.#lose(textOf(error)));
  }

  write(): void {}

  close(): void {
    this.#isOver = true;
    clearTimeout(this.#second);
    this.#end();
  }

  async #open(): Promise<void> {
    const env = this.#env;
    const dialect = await dialectHere(env);
    if (typeof dialect === 'string') throw new Error(dialect);
    const chip = chooseChip(await detectChips(env), this.#address);
    if (typeof chip === 'string') throw new Error(chip);
    if (this.#isOver) return;
    // Only before gpiomon has the line: afterwards it is in use.
    const level = await answerOf('gpioget', gpiogetWords(dialect, chip.name, this.#address), env);
    if (this.#isOver) return;
    if (!/^[01]\s*$/.test(level)) throw new Error(`gpioget said: ${level.slice(0, 80)}`);
    this.#level = level.startsWith('1') ? 1 : 0;
    this.#watch(dialect, gpiomonWords(dialect, chip.name, this.#address));
    await this.#awaitLine(gpioinfoWords(dialect, chip.name));
  }

  /** An edge before gpiomon has the line is lost unseen: `up` waits for it. */
  async #awaitLine(words: readonly string[]): Promise<void> {
    for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
      await pause(this.#lookMs);
      if (this.#isOver || this.#level === null) return;
      if (isMonitored(await answerOf('gpioinfo', words, this.#env), this.#address.line)) {
        this.#up();
        return;
      }
    }
    throw new Error('gpiomon does not take the line');
  }

  #watch(dialect: Dialect, words: readonly string[]): void {
    // In a group of its own: Ctrl-C at the hub's terminal must not end the keeper before gpiomon.
    const child = spawn('/bin/sh', ['-c', KEEPER, 'keeper', 'gpiomon', ...words], {
      env: this.#env,
      stdio: ['pipe', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    child.stdin.on('error', () => {});
    child.stdout.setEncoding('utf8').on('data', (text: string) => this.#hear(dialect, text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      if (this.#complaint.length < LINE_CHARS_MAX) this.#complaint += text;
    });
    child.stderr.on('end', () => this.#lose(explainRefusal(this.#complaint.trim() || 'gpiomon ended')));
    child.on('error', (error) => this.#lose(error.message));
    child.on('exit', () => this.#lose('the keeper of gpiomon ended'));
  }

  #up(): void {
    const level = this.#level;
    this.#level = null;
    if (level !== null && !this.#isOver) this.#listener({ type: 'up', level });
  }

  #hear(dialect: Dialect, text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (this.#isOver) return;
      const event = readEvent(dialect, line);
      if (event !== null) {
        this.#up();
        this.#listener({ type: 'edge', ...event });
      } else if (line.startsWith('Monitoring line')) this.#up();
      else this.#lose(`gpiomon said: ${line.slice(0, 80)}`);
    }
    if (this.#rest.length > LINE_CHARS_MAX) this.#lose('gpiomon says what cannot be read');
    this.#limit(lines.length);
  }

  #limit(lines: number): void {
    if (this.#isOver) return;
    this.#edgesThisSecond += lines;
    this.#second ??= setTimeout(() => {
      this.#second = undefined;
      this.#edgesThisSecond = 0;
      this.#child?.stdout.resume();
    }, 1_000);
    if (this.#edgesThisSecond > EDGES_PER_SECOND_MAX) this.#child?.stdout.pause();
  }

  #lose(detail: string): void {
    if (this.#isOver) return;
    this.close();
    const where = `${this.#address.chip} line ${this.#address.line}`;
    this.#listener({ type: 'down', why: 'bus-unavailable', detail: `${where}: ${detail}` });
  }

  /** Ends the keeper and gpiomon, whichever of them is left. */
  #end(): void {
    const child = this.#child;
    this.#child = null;
    if (child?.pid === undefined) return;
    child.stdin.destroy();
    try {
      process.kill(-child.pid, 'SIGTERM');
    } catch {
      // Both are gone already.
    }
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
