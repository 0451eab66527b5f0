/**
 * What SQLite and the file system say, in the hub's own error codes (https://sqlite.org/rescode.html).
 *
 * Only what the world does is translated; a broken constraint or a wrong statement is a programmer's error and
 * stays as it is. Touches no disk.
 */
import { AnbuError, type ErrorCode } from '../errors.ts';

/** Begins with → code. SQLite's extended codes begin with the primary one. */
const CODES: readonly (readonly [begins: string, code: ErrorCode])[] = [
  ['SQLITE_FULL', 'journal-full'],
  ['ENOSPC', 'journal-full'],
  ['EDQUOT', 'journal-full'],
  ['SQLITE_BUSY', 'journal-locked'],
  ['SQLITE_LOCKED', 'journal-locked'],
  ['SQLITE_CORRUPT', 'journal-corrupt'],
  ['SQLITE_NOTADB', 'journal-corrupt'],
  ['SQLITE_FORMAT', 'journal-corrupt'],
  ['SQLITE_READONLY', 'journal-unwritable'],
  ['SQLITE_IOERR', 'journal-unwritable'],
  ['SQLITE_CANTOPEN', 'journal-unwritable'],
  ['SQLITE_PERM', 'journal-unwritable'],
  ['SQLITE_NOMEM', 'journal-unwritable'],
  ['SQLITE_PROTOCOL', 'journal-unwritable'],
  ['EACCES', 'journal-unwritable'],
  ['EEXIST', 'journal-unwritable'],
  ['EIO', 'journal-unwritable'],
  ['EISDIR', 'journal-unwritable'],
  ['ENOENT', 'journal-unwritable'],
  ['ENOTDIR', 'journal-unwritable'],
  ['EPERM', 'journal-unwritable'],
  ['EROFS', 'journal-unwritable'],
];

/** Runs `work`; what the world did wrong is thrown as an `AnbuError`, everything else as it came. */
export function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw translate(error);
  }
}

/** True for what means: this file is damaged. */
export function isCorrupt(error: unknown): error is AnbuError {
  return error instanceof AnbuError && error.code === 'journal-corrupt';
}

function translate(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof AnbuError || !('code' in error)) return error;
  const said = String(error.code);
  const row = CODES.find(([begins]) => said.startsWith(begins));
  return row === undefined ? error : new AnbuError(row[1], `${said}: ${error.message}`, { cause: error });
}
