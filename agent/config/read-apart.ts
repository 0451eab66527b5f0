/**
 * Reads a hub's file in another process, so that the parser and the schema do not stay in the hub's memory: they are
 * a sixth of it, and are needed once in years.
 *
 * Gives what `loadConfig` gives, without the places of lines. A shell: it starts a process and waits for its end.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AnbuError, type ErrorCode } from '../errors.ts';
import type { SettingValues } from '../record.ts';
import { sealConfig } from './defaults.ts';
import type { Loaded, Refused } from './load.ts';

export type ReadApart = Omit<Loaded, 'lines'>;

const CHILD = fileURLToPath(new URL('read-child.ts', import.meta.url));
/** A configuration is a few kilobytes; a thousand problems of a bad file are a few hundred. */
const OUTPUT_BYTES_MAX = 16 * 1024 * 1024;

/** A reader that was ended from outside says nothing of the file: short of memory, or a machine with a flaw. */
const TRIES_MAX = 3;

/**
 * As `loadConfig`. Throws `AnbuError` `file-not-found`, or `config-unread` when the reader (`program`) was ended by a
 * signal each time.
 */
export async function readApart(
  path: string,
  beside: string = path,
  program: string = CHILD,
  set: SettingValues = {},
): Promise<ReadApart | Refused> {
  const stdout = await outputOf([program, path, beside, JSON.stringify(set)]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- our own process said it
  const said = JSON.parse(stdout) as ReadApart | Refused | { error: { code: ErrorCode; message: string } };
  if ('error' in said) throw new AnbuError(said.error.code, said.error.message);
  if ('problems' in said) return said;
  const { hash: _, ...parts } = said.config;
  return { ...said, config: sealConfig(parts) };
}

async function outputOf(words: readonly string[]): Promise<string> {
  const run = promisify(execFile);
  let signal = '';
  for (let time = 0; time < TRIES_MAX; time += 1) {
    try {
      return (await run(process.execPath, words, { maxBuffer: OUTPUT_BYTES_MAX })).stdout;
    } catch (error) {
      if (!(error instanceof Error) || !('signal' in error) || typeof error.signal !== 'string') throw error;
      signal = error.signal;
    }
  }
  throw new AnbuError('config-unread', `the program that reads ${words[1] ?? ''} was ended by ${signal}`);
}
