/**
 * A hub's journal moved to the hub that takes its place: out of one folder into one file, and out of that into another.
 *
 * Owns the order of steps and what is left behind when one fails: nothing. The journal is taken whole, because it is
 * everything: what was learned, what is open, the counters of desk and devices, and what nobody has kept. Must never
 * let two hubs go on from the same journal, and never overwrite a journal or a file.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { AnbuError } from '../../errors.ts';
import { syncFolder } from '../../journal/disk-folder.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../journal/sqlite-store.ts';
import type { JournalStore, StoreOpening } from '../../ports.ts';
import { LANES } from '../../record.ts';
import { type Snapshot, stateIn } from '../journal-snapshot.ts';
import { markHandedOver, refuseHandedOver, takeMarkBack } from './mark.ts';
import { type Cost, openSealedFile, sealFile } from './sealed-file.ts';
import { writeSynced } from '../../journal/disk-file.ts';

/** What goes along, counted: for the technician, who sees that it is the right hub. */
export interface HandedOver {
  readonly records: number;
  readonly learnedDays: number;
  readonly openAlerts: readonly string[];
  readonly isAsking: boolean;
  /** Records that nobody has kept yet. */
  readonly waiting: number;
  readonly deskKeys: number;
  readonly devices: number;
}

/** How an export is closed. */
export interface Closing {
  readonly passphrase: string;
  readonly at: Date;
  readonly cost?: Cost | undefined;
}

/** A journal of the largest bound that may be configured, with its free pages and log. */
const JOURNAL_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Throws `AnbuError`; then the journal is as it was, and there is no file. */
export async function exportJournal(
  folder: string,
  out: string,
  { passphrase, at, cost }: Closing,
): Promise<HandedOver> {
  refuseHandedOver(folder);
  const path = join(folder, JOURNAL_FILE);
  if (!existsSync(path)) throw new AnbuError('file-not-found', `there is no journal in ${folder}`);
  if (existsSync(out)) throw new AnbuError('usage', `${out} is there already; name a file that is not`);
  const store = await openSqliteStore(folder);
  let known: HandedOver;
  try {
    known = knownIn(store, store.open());
    // Before the lock is let go: no hub can start between the two.
    markHandedOver(folder, out, at);
  } finally {
    store.close();
  }
  try {
    writeSynced(out, sealFile(gzipSync(wholeFile(path)), passphrase, cost));
    return known;
  } catch (error) {
    takeMarkBack(folder);
    throw unwritable(out, error);
  }
}

/** Throws `AnbuError`; then nothing is left in `folder` that was not there. */
export async function importJournal(file: string, folder: string, passphrase: string): Promise<HandedOver> {
  const path = join(folder, JOURNAL_FILE);
  if (existsSync(path) || existsSync(`${path}-wal`))
    throw new AnbuError('journal-exists', `there is a journal in ${folder} already`);
  const plain = unpacked(openSealedFile(readFileSync(file), passphrase));
  // Undefined when it was there.
  const made = attemptIn(folder, () => mkdirSync(folder, { recursive: true }));
  const staging = attemptIn(folder, () => mkdtempSync(join(folder, '.import-')));
  try {
    writeSynced(join(staging, JOURNAL_FILE), plain);
    const known = await takeOver(staging);
    renameSync(join(staging, JOURNAL_FILE), path);
    // A mark of an earlier life of this folder says nothing of the journal that is here now.
    takeMarkBack(folder);
    syncFolder(folder);
    rmSync(staging, { recursive: true, force: true });
    return known;
  } catch (error) {
    rmSync(made ?? staging, { recursive: true, force: true });
    throw unwritable(folder, error);
  }
}

/** Opened where it lies, so that a journal which cannot be used never comes to where a hub looks. */
async function takeOver(folder: string): Promise<HandedOver> {
  const store = await openSqliteStore(folder);
  try {
    const opening = store.open();
    if (opening.quarantined !== null)
      throw new AnbuError('export-damaged', `the journal in it is damaged: ${opening.quarantined}`);
    const known = knownIn(store, opening);
    noteNewCard(store, opening);
    return known;
  } finally {
    store.close();
    wholeFile(join(folder, JOURNAL_FILE));
  }
}

/** What was written so far was written to the card that stays behind. */
function noteNewCard(store: JournalStore, { lastN, lastStamp }: StoreOpening): void {
  if (lastStamp === null) return;
  const body = { kind: 'card-written', bytes: 0, monthsLeft: null, isNew: true } as const;
  const row = { n: lastN + 1, entry: { at: lastStamp, body }, lane: null, seq: null };
  store.commit({ rows: [row], kept: [], sent: [], pruneUpTo: null });
}

function knownIn(store: JournalStore, opening: StoreOpening): HandedOver {
  if (opening.lastN === 0) throw new AnbuError('file-not-found', 'the journal is empty');
  const snapshot: Snapshot = { store, opening };
  const { checkon, centre, sensors, detector } = stateIn(snapshot);
  return {
    records: opening.lastN,
    learnedDays: Math.floor(detector.habits.days.homeDays),
    openAlerts: checkon.alerts.filter(({ test }) => !test).map(({ alert }) => alert),
    isAsking: checkon.conversation !== null,
    waiting: LANES.reduce((sum, lane) => sum + store.backlog(lane).rows, 0),
    deskKeys: Object.keys(centre.counters).length,
    devices: sensors.counters.length,
  };
}

/** SQLite folds its log into the file when it closes it; one that could not would be a part of a journal. */
function wholeFile(path: string): Buffer {
  const log = statSync(`${path}-wal`, { throwIfNoEntry: false });
  if (log !== undefined && log.size > 0)
    throw new AnbuError('journal-unwritable', `${path}-wal could not be folded into the journal`);
  return readFileSync(path);
}

function unpacked(packed: Buffer): Buffer {
  try {
    return gunzipSync(packed, { maxOutputLength: JOURNAL_BYTES_MAX });
  } catch (error) {
    throw new AnbuError('export-damaged', 'what is in the export cannot be unpacked', { cause: error });
  }
}

function attemptIn<T>(folder: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw unwritable(folder, error);
  }
}

function unwritable(path: string, error: unknown): AnbuError {
  if (error instanceof AnbuError) return error;
  return new AnbuError('file-unwritable', `${path} cannot be written: ${String(error)}`, { cause: error });
}
