/**
 * A journal as it was at one moment, for looking at: also while a hub is writing it, and never in its way.
 *
 * The running hub holds the file alone (SQLite's exclusive locking mode), so the file and its log are copied and the
 * copy is opened. The copy is whole when no log was folded into the file meanwhile: the file's time and the log's
 * salt are the same before and after (https://sqlite.org/fileformat2.html#the_write_ahead_log; a torn last frame
 * fails its checksum and is ignored). What opening mends or sets aside, it does to the copy.
 */
import { constants } from 'node:fs';
import { copyFile, mkdtemp, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AnbuError } from '../errors.ts';
import { restore } from '../journal/checkpoint.ts';
import { sideFolders } from './side-folders.ts';
import type { HubState } from '../machine.ts';
import { JOURNAL_FILE, openSqliteStore } from '../journal/sqlite-store.ts';
import type { JournalStore, Row, StoreOpening } from '../ports.ts';

/** The log is folded in every 2 MiB, hours apart in a home; three copies in a row that meet it do not happen. */
const COPIES_MAX = 3;
/** Records read at once while walking: about 1 MB. */
const ROWS_AT_ONCE = 2_000;
/** Bytes 16 to 23 of the log are its two salts. */
const SALT_OFFSET = 16;
const SALT_BYTES = 8;

export interface Snapshot {
  readonly store: JournalStore;
  readonly opening: StoreOpening;
}

/** The demo keeps its desk in the data folder too, and its hub's journal in here. */
const DEMO_HUB_FOLDER = 'hub';

/**
 * Calls `look` with a copy of the journal in `folder`, which is the data folder of a hub or of a demo.
 * Throws `AnbuError` `file-not-found` when there is none.
 */
export async function withSnapshot<T>(folder: string, look: (snapshot: Snapshot) => T): Promise<T> {
  let newer: AnbuError | null = null;
  for (const home of await journalFolders(folder)) {
    const copy = await mkdtemp(join(tmpdir(), 'anbu-inspect-'));
    try {
      await copyJournal(home, copy);
      const store = await openSqliteStore(copy);
      try {
        return look({ store, opening: store.open() });
      } finally {
        store.close();
      }
    } catch (error) {
      // A hub that was downgraded goes on beside it.
      if (!(error instanceof AnbuError) || error.code !== 'journal-newer') throw error;
      newer ??= error;
    } finally {
      await rm(copy, { recursive: true, force: true });
    }
  }
  throw newer ?? noJournal(folder);
}

/** What the hub knew at that moment. */
export function stateIn({ store }: Snapshot): HubState {
  const read = (after: number, limit: number) => store.read(after, limit);
  return restore({ failing: null, read, readCheckpoints: (limit) => store.readCheckpoints(limit) }).state;
}

/** Every record, oldest first. */
export function* walk(store: JournalStore, after = 0): Generator<Row> {
  let position = after;
  for (;;) {
    const rows = store.read(position, ROWS_AT_ONCE);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    position = last.n;
  }
}

/** Where a journal lies, in the order in which a hub looks. */
export async function journalFolders(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const place of [folder, ...sideFolders(folder), join(folder, DEMO_HUB_FOLDER)])
    if ((await stat(join(place, JOURNAL_FILE)).catch(() => null)) !== null) found.push(place);
  return found;
}

function noJournal(folder: string): AnbuError {
  return new AnbuError('file-not-found', `there is no journal in ${folder}`, {
    hint: 'Name the data folder of a hub or of a demo: --data DIR, the same as was given to run or demo.',
  });
}

async function copyJournal(folder: string, copy: string): Promise<void> {
  const file = join(folder, JOURNAL_FILE);
  const log = `${file}-wal`;
  for (let attempt = 0; attempt < COPIES_MAX; attempt += 1) {
    const before = await markOf(file, log);
    if (before === null) throw noJournal(folder);
    await copyFile(file, join(copy, JOURNAL_FILE), constants.COPYFILE_FICLONE);
    await rm(join(copy, `${JOURNAL_FILE}-wal`), { force: true });
    if (before.salt !== null) await copyFile(log, join(copy, `${JOURNAL_FILE}-wal`));
    const after = await markOf(file, log);
    if (after?.changedMs === before.changedMs && after.salt === before.salt) return;
  }
  throw new AnbuError('journal-locked', `the journal in ${folder} is being rewritten; try again in a moment`);
}

async function markOf(file: string, log: string): Promise<{ changedMs: number; salt: string | null } | null> {
  const found = await stat(file).catch(() => null);
  return found === null ? null : { changedMs: found.mtimeMs, salt: await saltOf(log) };
}

async function saltOf(log: string): Promise<string | null> {
  const handle = await open(log, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(SALT_BYTES), 0, SALT_BYTES, SALT_OFFSET);
    return buffer.toString('hex', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
