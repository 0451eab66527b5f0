/**
 * The word in a data folder that its journal was handed over: two hubs of one name must never run.
 *
 * Owns that file. On the card before the export is, so that a cut between the two leaves one hub too few, which
 * somebody notices, and never one too many.
 */
import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AnbuError } from '../../errors.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import { writeSynced } from '../../journal/disk-file.ts';

const MARK = 'handed-over.json';
/** A name and a time. */
const MARK_CHARS_MAX = 400;

/** Throws `journal-handed-over` when the journal in `folder` was. */
export function refuseHandedOver(folder: string): void {
  const text = markIn(folder);
  if (text === null) return;
  const hint = `It is the other hub's now. Only if that one never ran: anbu export --take-back --data ${folder}`;
  throw new AnbuError('journal-handed-over', `the journal in ${folder} was handed over${wordsOf(text)}`, {
    hint,
  });
}

/** ` on DAY into FILE`; nothing when the mark cannot be read: it is one all the same. */
function wordsOf(text: string): string {
  const found = /^\{"to":("[^"]*"),"at":"(\d{4}-\d\d-\d\d)T/.exec(text);
  return found === null ? '' : ` on ${found[2]} into ${found[1]}`;
}

/** What the mark says; null when there is none, or the disk cannot say: then the home is watched. */
function markIn(folder: string): string | null {
  try {
    return readFileSync(join(folder, MARK), 'utf8').slice(0, MARK_CHARS_MAX).trim();
  } catch {
    return null;
  }
}

/** For the hub's own user to read, whoever hands it over. */
export function markHandedOver(folder: string, file: string, at: Date): void {
  writeSynced(join(folder, MARK), `${JSON.stringify({ to: basename(file), at: at.toISOString() })}\n`, true);
}

export function isHandedOver(folder: string): boolean {
  return markIn(folder) !== null;
}

/** True when there was a mark. */
export function takeMarkBack(folder: string): boolean {
  const path = join(folder, MARK);
  if (statSync(path, { throwIfNoEntry: false }) === undefined) return false;
  rmSync(path);
  syncFolder(folder);
  return true;
}
