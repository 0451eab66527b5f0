/**
 * A passphrase from a file or from whoever sits at the terminal; never from an argument, which every process can read.
 *
 * Never shows, keeps or logs it.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { AnbuError } from '../../errors.ts';
import type { Io } from '../verb.ts';

/** Scrypt makes guessing dear; below this even that is no help: three words of a list, or a dozen random signs. */
const CHARS_MIN = 12;
const CHARS_MAX = 1024;

/** `again`: it is new, so it is asked for twice at a terminal. Throws `AnbuError` `usage` or `file-not-found`. */
export async function passphraseFrom(file: string | null, io: Io, again: boolean): Promise<string> {
  const passphrase = file === null ? await asked(io, again) : firstLineOf(file);
  const { length } = passphrase;
  if (length < CHARS_MIN || length > CHARS_MAX)
    throw new AnbuError(
      'usage',
      `a passphrase has ${CHARS_MIN} to ${CHARS_MAX} characters; this has ${length}`,
    );
  return passphrase;
}

function firstLineOf(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/, 1)[0] ?? '';
  } catch (error) {
    throw new AnbuError('file-not-found', `${file} cannot be read`, { cause: error });
  }
}

async function asked(io: Io, again: boolean): Promise<string> {
  if (!process.stdin.isTTY)
    throw new AnbuError(
      'usage',
      'no terminal to ask for the passphrase at: name its file by --passphrase-file',
    );
  const first = await ask(io, 'Passphrase: ');
  if (again && (await ask(io, 'Once more: ')) !== first)
    throw new AnbuError('usage', 'the two passphrases are not the same');
  return first;
}

/** What is typed is not shown: readline writes into nothing. */
async function ask(io: Io, question: string): Promise<string> {
  io.note(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await reader.question('');
  } finally {
    reader.close();
  }
}
