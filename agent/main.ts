#!/usr/bin/env node
/**
 * The command `anbu`: words in, one verb run, an exit code out.
 *
 * Owns the process: its streams, signals and exit code. Knows no verb by name; never ends the process while output
 * waits to be written. Exit codes: those of `cli/verb.ts`, 130 after Ctrl-C, 70 for a defect.
 */
import { existsSync, readFileSync } from 'node:fs';
import { endWithReader } from './broken-pipe.ts';
import { readArguments } from './cli/arguments.ts';
import { overview, verbHelp } from './cli/help.ts';
import { EXIT_INTERRUPTED, printError } from './cli/print.ts';
import type { Io, Verb } from './cli/verb.ts';
import { VERBS } from './cli/verbs.ts';
import { nearest } from './config/problems.ts';
import { AnbuError } from './errors.ts';

/** Back to the start of the line, and nothing on it (ECMA-48: EL). */
const CLEAR_LINE = '\r\u001b[2K';

/** What became known of the outside while the verb ran. */
const outside = { interrupted: false, outlivesItsReader: false };

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr])
    endWithReader(stream, () => outside.outlivesItsReader);
  const io = processIo();
  try {
    const code = await runWords(words, io);
    return outside.interrupted ? EXIT_INTERRUPTED : code;
  } catch (error) {
    return printError(error, io, words);
  }
}

async function runWords([first, ...rest]: readonly string[], io: Io): Promise<number> {
  if (first === '--version') {
    io.line(`anbu ${version()}`);
    return 0;
  }
  if (first === undefined || first === '--help' || first === 'help') {
    io.line(overview());
    return first === undefined ? 2 : 0;
  }
  const verb = await findVerb(first);
  const args = readArguments(verb, rest);
  if (args.on('help')) {
    io.line(verbHelp(verb));
    return 0;
  }
  outside.outlivesItsReader = verb.outlivesItsReader === true;
  return verb.run(args, io).catch((error: unknown) => {
    throw isWithoutSimulator(error) ? checkoutOnly(verb) : error;
  });
}

/** The hub's package leaves the simulator out: nothing that could be mistaken for a home is on a hub. */
function isWithoutSimulator(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_MODULE_NOT_FOUND') return false;
  return !existsSync(new URL('../sim', import.meta.url));
}

function checkoutOnly({ name }: Verb): AnbuError {
  return new AnbuError('usage', `${name} needs the simulator, which the hub's package leaves out`, {
    hint: 'Run it in a checkout of anbu, with the same arguments.',
  });
}

async function findVerb(word: string): Promise<Verb> {
  const row = VERBS.find(({ name }) => name === word);
  if (row !== undefined) return (await row.load()).verb;
  const meant = nearest(
    word,
    VERBS.map(({ name }) => name),
  );
  const ask = meant === null ? '' : `; did you mean ${meant}?`;
  throw new AnbuError('usage', `there is no verb "${word}"${ask}`);
}

function version(): string {
  const about: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof about === 'object' && about !== null && 'version' in about
    ? String(about.version)
    : 'unknown';
}

function processIo(): Io {
  let stop: AbortController | null = null;
  let standing = false;
  return {
    line: (text) => {
      process.stdout.write(`${standing ? CLEAR_LINE : ''}${text}\n`);
      standing = false;
    },
    status: (text) => {
      if (!process.stdout.isTTY) return;
      process.stdout.write(`${CLEAR_LINE}${text.slice(0, process.stdout.columns - 1)}`);
      standing = true;
    },
    note: (text) => void process.stderr.write(`${text}\n`),
    columns: process.stdout.isTTY ? process.stdout.columns : null,
    interrupted: () => {
      stop ??= listen();
      return stop.signal;
    },
  };
}

function listen(): AbortController {
  const stop = new AbortController();
  process.on('SIGINT', () => {
    if (outside.interrupted) process.exit(EXIT_INTERRUPTED);
    outside.interrupted = true;
    stop.abort();
  });
  process.on('SIGTERM', () => stop.abort());
  return stop;
}
