/**
 * Programs of the system that a verb starts: to their end, or to the end of its patience.
 *
 * Owns the asking. A program that is not there is an answer; nothing throws.
 */
import { execFile } from 'node:child_process';

export interface Ran {
  /** Null: it was ended because it took too long. */
  readonly code: number | null;
  readonly output: string;
}
const OUTPUT_BYTES_MAX = 1_048_576;

/** Null when there is no such program. */
export async function runProgram(
  program: string,
  words: readonly string[],
  timeout: number,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Ran | null> {
  const { promise, resolve } = Promise.withResolvers<Ran | null>();
  const options = { env, timeout, maxBuffer: OUTPUT_BYTES_MAX, encoding: 'utf8' } as const;
  execFile(program, words, options, (error, stdout, stderr) => {
    const output = `${stdout}${stderr}`.trim();
    if (error === null) resolve({ code: 0, output });
    else if (error.code === 'ENOENT') resolve(null);
    else resolve({ code: typeof error.code === 'number' ? error.code : null, output });
  });
  return promise;
}
