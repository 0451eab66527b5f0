/**
 * How errors look to a person and to a program, and which exit code they carry.
 *
 * Owns the form (code, message, hint; with --json one JSON line) and the exit codes. Never decides what is an error.
 * An `AnbuError` is the world's doing and gets no stack; anything else is our own mistake and does.
 */
import { AnbuError, type ErrorCode } from '../errors.ts';
import { asCalled, calledHere } from './called-as.ts';
import type { ExitCode, Io } from './verb.ts';
import { VERBS } from './verbs.ts';

/** The command, or a file named on it, cannot be used: mend it and run again. */
const USAGE_CODES: ReadonlySet<ErrorCode> = new Set([
  'file-not-found',
  'home-invalid',
  'log-malformed',
  'usage',
]);

/** Ended by Ctrl-C: 128 + SIGINT, as shells have it (POSIX 2.8.2). */
export const EXIT_INTERRUPTED = 130;
/** Our own mistake: EX_SOFTWARE of sysexits.h, so that it is never taken for a verdict. */
export const EXIT_DEFECT = 70;

export function exitCodeOf(error: AnbuError): ExitCode {
  return USAGE_CODES.has(error.code) ? 2 : 1;
}

/**
 * Shows what went wrong on standard error and returns the exit code. `words`: the command line; a mistake in it is
 * mended by the help of its verb.
 */
export function printError(error: unknown, io: Io, words: readonly string[]): number {
  if (!(error instanceof AnbuError)) return printDefect(error, io);
  const { code } = error;
  const json = words.includes('--json');
  const verb = VERBS.find(({ name }) => name === words[0]);
  const help = code === 'usage' && verb !== undefined ? `Run: anbu ${verb.name} --help` : error.hint;
  const called = calledHere();
  const [message, hint] = [asCalled(error.message, called), asCalled(help, called)];
  if (json) io.note(JSON.stringify({ kind: 'error', code, message, hint }));
  else io.note(`anbu: ${message}\n  ${hint} [${code}]`);
  return exitCodeOf(error);
}

function printDefect(error: unknown, io: Io): number {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  io.note(`anbu: a defect in anbu itself; please report it with these lines\n${trace}`);
  return EXIT_DEFECT;
}
