/**
 * Each measurement in a process of its own, so that none is heated, filled or slowed by another.
 *
 * Starts children and reads the one line each prints; ends the broker it started. A shell.
 */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { findMosquitto, startMosquitto } from '../broker-mosquitto.ts';

export interface Broker {
  readonly name: 'mosquitto' | 'aedes';
  readonly url: string;
  stop(): Promise<void>;
}
export interface Child {
  /** Options of Node itself. */
  readonly node?: readonly string[];
  readonly words: readonly string[];
  /** A gzipped file for its standard input. */
  readonly input?: string;
  /** Where Node keeps what it compiled, so that it need not load its compiler again. */
  readonly cache?: string;
  /** The share of time in which it may run from its first line on; absent: always. */
  readonly share?: number;
}

/** Short beside a question, long beside a system call. */
const STARVED_EVERY_MS = 100;

/** Lets a process run for a share of the time only, as on a machine that is busy. Returns what ends it. */
function starve(child: ChildProcess, share: number): () => void {
  const runs = setInterval(() => {
    child.kill('SIGCONT');
    setTimeout(() => child.kill('SIGSTOP'), STARVED_EVERY_MS * share);
  }, STARVED_EVERY_MS);
  return () => clearInterval(runs);
}

/** A file beside this one, to be started. */
export function script(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}

/** What a child measured, by name. */
export type Told = Readonly<Record<string, unknown>>;

/** Runs Node with these words; the JSON of its last line. Rejects when it fails. */
export async function measure({ node = [], words, input, cache, share }: Child): Promise<Told> {
  const child = spawn(process.execPath, [...node, ...words], {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'inherit'],
    env: cache === undefined ? process.env : { ...process.env, NODE_COMPILE_CACHE: cache },
  });
  if (input !== undefined && child.stdin !== null) {
    child.stdin.on('error', () => {});
    createReadStream(input).pipe(createGunzip()).pipe(child.stdin);
  }
  let out = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text));
  if (share !== undefined) {
    child.stdout?.once('data', () => child.once('close', starve(child, share)));
  }
  const [code]: unknown[] = Array.from(await once(child, 'close'), (told: unknown) => told);
  if (code !== 0) throw new Error(`${words[0] ?? 'node'} ended with ${String(code)}`);
  const told: unknown = JSON.parse(out.trim().split('\n').at(-1) ?? 'null');
  return typeof told === 'object' && told !== null ? { ...told } : {};
}

/** Throws when the child did not tell it. */
export function numberIn(told: Told, name: string): number {
  const value = told[name];
  if (typeof value !== 'number') throw new Error(`the child told no ${name}`);
  return value;
}

export function pairsOf(told: Told): { readonly values: number[]; readonly baselines: number[] } {
  return { values: numbersIn(told, 'values'), baselines: numbersIn(told, 'baselines') };
}

/** Empty when the child did not tell it. */
export function numbersIn(told: Told, name: string): number[] {
  const value = told[name];
  return Array.isArray(value) ? value.map(Number) : [];
}

/** A broker in another process: mosquitto where it is installed. */
export async function startBrokerApart(folder: string): Promise<Broker> {
  const program = findMosquitto();
  if (program !== null) {
    const mosquitto = await startMosquitto(program, join(folder, 'mosquitto'));
    return { name: 'mosquitto', url: mosquitto.url, stop: () => mosquitto.stop() };
  }
  const child = fork(script('broker-child.ts'), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const [told]: unknown[] = Array.from(await once(child, 'message'), (one: unknown) => one);
  const url = typeof told === 'object' && told !== null && 'url' in told ? String(told.url) : '';
  const stop = async (): Promise<void> => {
    const gone = once(child, 'exit');
    child.disconnect();
    await gone;
  };
  return { name: 'aedes', url, stop };
}
