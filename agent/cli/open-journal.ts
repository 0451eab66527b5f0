/**
 * The journal of an installed hub, however sick its disk: the home is watched in every case.
 *
 * A journal in use by another process, or handed over to another hub, is somebody's mistake and stops us. A sick disk
 * does not: what it still holds is copied to memory and read there. A journal of a newer version is left as it is, and
 * one beside it is used. Never writes into a file that it could not open, and moves none aside that another holds.
 */
import { copyFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnbuError, type ErrorCode } from '../errors.ts';
import { absentStore, refusingStore } from '../journal/absent-store.ts';
import { moveAside } from '../journal/disk-quarantine.ts';
import { sideFolders } from './side-folders.ts';
import { JOURNAL_FILE, sqliteOpener } from '../journal/sqlite-store.ts';
import type { JournalStore, Log } from '../ports.ts';
import type { BootTrouble } from '../record.ts';
import { refuseHandedOver } from './handover/mark.ts';

export interface OpenedJournal {
  readonly store: JournalStore;
  readonly trouble: readonly BootTrouble[];
}

/** Somebody's mistake: two hubs would go on from one journal. */
const STOPPING: ReadonlySet<ErrorCode> = new Set(['journal-locked', 'journal-handed-over']);
/** Memory first: the disk that is sick may hold the other one too. */
const COPY_FOLDERS: readonly string[] = ['/dev/shm', tmpdir()];

/**
 * Opens the journal in `folder`; `anew`: an empty one, and what is there is moved aside. `recovered` is called when a
 * disk that was sick holds records that were not read. Throws `journal-locked` and `journal-handed-over`.
 */
export async function openJournal(
  folder: string,
  log: Log,
  { recovered, anew = false }: { readonly recovered: () => void; readonly anew?: boolean },
): Promise<OpenedJournal> {
  refuseHandedOver(folder);
  if (anew && (await setAsideWhole(folder, log))) {
    const { store, trouble } = await openJournal(folder, log, { recovered });
    return { store, trouble: [...trouble, 'journal-quarantined', 'learning-lost'] };
  }
  let open: () => JournalStore;
  try {
    open = await sqliteOpener(folder);
  } catch (error) {
    if (!(error instanceof AnbuError)) throw error;
    log.write('error', `${error.message}. ${error.hint}`);
    return { store: absentStore(error.code, error.message), trouble: [] };
  }
  try {
    return { store: openOwn(open, folder), trouble: [] };
  } catch (error) {
    if (!(error instanceof AnbuError) || STOPPING.has(error.code)) throw error;
    log.write('error', `${error.message}. ${error.hint}`);
    if (error.code === 'journal-newer') return openBeside(folder, log, recovered);
    const readable = await readableCopy(folder);
    if (readable === null)
      log.write('error', 'Nothing of the journal can be read: open calls are not known.');
    const { code: why, message: detail } = error;
    return { store: refusingStore({ why, detail, readable, retry: open, recovered }), trouble: [] };
  }
}

/** False when it is not ours to move, or the disk does not let it be. Throws `journal-locked`. */
async function setAsideWhole(folder: string, log: Log): Promise<boolean> {
  if (!(await isOurs(folder))) return false;
  try {
    log.write(
      'error',
      `journal: ${moveAside(join(folder, JOURNAL_FILE), 'the hub died at each start with it').told}`,
    );
    return true;
  } catch (error) {
    log.write('error', `the journal cannot be moved aside: ${String(error)}`);
    return false;
  }
}

/** Whether nobody has it, and no newer version wrote it: only its lock tells. Whatever else is wrong, it is ours. */
async function isOurs(folder: string): Promise<boolean> {
  try {
    (await sqliteOpener(folder))().close();
    return true;
  } catch (error) {
    if (error instanceof AnbuError && STOPPING.has(error.code)) throw error;
    return !(error instanceof AnbuError && error.code === 'journal-newer');
  }
}

/** Looked at once more under the lock: it may have been handed over in between. */
function openOwn(open: () => JournalStore, folder: string): JournalStore {
  const store = open();
  try {
    refuseHandedOver(folder);
    return store;
  } catch (error) {
    store.close();
    throw error;
  }
}

/** The first journal beside it that is ours: it goes on there at the next start, too. */
async function openBeside(folder: string, log: Log, recovered: () => void): Promise<OpenedJournal> {
  for (const side of sideFolders(folder)) {
    try {
      const store = (await sqliteOpener(side))();
      log.write('error', `The journal of the newer version stays as it is; this hub uses ${side}`);
      return { store, trouble: ['journal-newer'] };
    } catch (error) {
      if (!(error instanceof AnbuError) || error.code === 'journal-locked') throw error;
      if (error.code === 'journal-newer') continue;
      const { code: why, message: detail } = error;
      const retry = await sqliteOpener(side);
      const store = refusingStore({ why, detail, readable: null, retry, recovered });
      return { store, trouble: ['journal-newer'] };
    }
  }
  throw new AnbuError('journal-newer', `${folder} and every folder beside it`);
}

/** What the disk still gives, opened in memory; null when that cannot be had. */
async function readableCopy(folder: string): Promise<JournalStore | null> {
  for (const under of COPY_FOLDERS) {
    let copy: string | null = null;
    try {
      copy = mkdtempSync(join(under, 'anbu-journal-'));
      for (const name of [JOURNAL_FILE, `${JOURNAL_FILE}-wal`]) {
        const from = join(folder, name);
        if (statSync(from, { throwIfNoEntry: false })?.isFile() === true)
          copyFileSync(from, join(copy, name));
      }
      if (statSync(join(copy, JOURNAL_FILE), { throwIfNoEntry: false }) === undefined) return null;
      return (await sqliteOpener(copy))();
    } catch {
      // The next place may be better; when none is, that nothing can be read is said by the caller.
    } finally {
      // The open file lives on without its name, and its memory comes back when the process ends.
      if (copy !== null) rmSync(copy, { recursive: true, force: true });
    }
  }
  return null;
}
