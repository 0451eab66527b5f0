/**
 * The last configuration with which the hub lived, kept beside the journal: a home is not left unwatched for a typo.
 *
 * Only a start that lasted leaves a copy; only a restart uses it. A first start with a bad file has none and is
 * refused. Never changes the file that was given, and never hides that it is bad.
 */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Refused } from '../config/load.ts';
import { type ReadApart, readApart } from '../config/read-apart.ts';
import { AnbuError } from '../errors.ts';
import { makeFolder } from '../journal/disk-folder.ts';
import { writeSynced } from '../journal/disk-file.ts';
import type { Log } from '../ports.ts';

const LAST_GOOD = 'config.last-good.yaml';

export function lastGoodPath(folder: string): string {
  return join(folder, LAST_GOOD);
}

/** The copy in `folder`, its paths meant beside `file`; null when there is none that can be used. */
export async function loadLastGood(folder: string, file: string): Promise<ReadApart | null> {
  const path = lastGoodPath(folder);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return null;
  const loaded = await readApart(path, file);
  return 'problems' in loaded ? null : loaded;
}

/** Reads the file, and the good copy where it is needed or wanted; a file that is not there is a bad one when there is a good copy. Throws `file-not-found`. */
export async function loadOrLastGood(
  file: string,
  folder: string,
  isWanted = false,
): Promise<{ readonly given: ReadApart | Refused | AnbuError; readonly lastGood: ReadApart | null }> {
  let given: ReadApart | Refused | AnbuError;
  try {
    given = await readApart(file);
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    given = error;
  }
  const isGood = !(given instanceof AnbuError) && !('problems' in given);
  const lastGood = isGood && !isWanted ? null : await loadLastGood(folder, file);
  if (given instanceof AnbuError && lastGood === null) throw given;
  return { given, lastGood };
}

/** The text with which the hub starts: by the time it has lived, somebody may have written another. Null: not readable. */
export function textOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

/** Keeps the text with which the hub has lived. A disk that refuses is told and does not stop the hub. */
export function keepLastGood(folder: string, text: Buffer, log: Log): void {
  const path = lastGoodPath(folder);
  try {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path).equals(text))
      return;
    makeFolder(folder);
    writeSynced(path, text);
  } catch (error) {
    log.write('warning', `cannot keep a copy of the configuration: ${String(error)}`);
  }
}
