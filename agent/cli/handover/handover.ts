/**
 * A hub's journal, and what it is set up with, moved to the hub that takes its place: out of one folder into one file, and
 * out of that into another.
 *
 * Owns the order of steps and what is left behind when one fails: nothing. The journal is taken whole, because it is
 * everything: what was learned, what is open, the counters of desk and devices, and what nobody has kept. Must never
 * let two hubs go on from the same journal, and never overwrite a journal or a file.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { AnbuError } from '../../errors.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../journal/sqlite-store.ts';
import type { JournalStore, StoreOpening } from '../../ports.ts';
import { LANES } from '../../record.ts';
import { type Snapshot, stateIn } from '../journal-snapshot.ts';
import { type CarriedFile, openParcel, packParcel } from '../../provisioning/parcel.ts';
import { putInPlace, refuseOthers, takeAway } from './carried-files.ts';
import { ImportStage } from './import-stage.ts';
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
  /** Of the configuration's folder and of the data folder, by their names there. */
  readonly files: readonly string[];
}

/** How an export is closed. */
export interface Closing {
  readonly passphrase: string;
  readonly at: Date;
  readonly files?: readonly CarriedFile[];
  readonly cost?: Cost | undefined;
}

/** A journal of the largest bound that may be configured, with its free pages and log. */
const JOURNAL_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Throws `AnbuError`; then the journal is as it was, and there is no file. */
export async function exportJournal(
  folder: string,
  out: string,
  { passphrase, at, files = [], cost }: Closing,
): Promise<HandedOver> {
  refuseHandedOver(folder);
  const path = join(folder, JOURNAL_FILE);
  if (!existsSync(path)) throw new AnbuError('file-not-found', `there is no journal in ${folder}`);
  if (existsSync(out)) throw new AnbuError('usage', `${out} is there already; name a file that is not`);
  const store = await openSqliteStore(folder);
  let known: HandedOver;
  try {
    known = knownIn(store, store.open(), files);
    // Before the lock is let go: no hub can start between the two.
    markHandedOver(folder, out, at);
  } finally {
    store.close();
  }
  try {
    writeSynced(out, sealFile(packParcel(files, gzipSync(wholeFile(path))), passphrase, cost));
    return known;
  } catch (error) {
    takeMarkBack(folder);
    throw unwritable(out, error);
  }
}

export interface ImportWays {
  /** Where the configuration is to lie, with its files beside it; null: they stay in the export. */
  readonly config: string | null;
  /** After each file that came to its place. */
  readonly placed?: (path: string) => void;
}

/**
 * Throws `AnbuError`; then nothing is left that was not there. One that was cut off goes on when it is asked for again, with
 * the same export.
 */
export async function importJournal(
  file: string,
  folder: string,
  passphrase: string,
  { config, placed = () => {} }: ImportWays = { config: null },
): Promise<HandedOver> {
  const path = join(folder, JOURNAL_FILE);
  const sealed = readFileSync(file);
  const stage = new ImportStage(folder, sealed);
  if (!stage.isMoved && (existsSync(path) || existsSync(`${path}-wal`)))
    throw new AnbuError('journal-exists', `there is a journal in ${folder} already`);
  const { files, journal } = openParcel(openSealedFile(sealed, passphrase));
  const places = { config: config ?? folder, data: folder };
  const wanted = files.filter(({ place }) => config !== null || place === 'data');
  refuseOthers(wanted, places);
  const [last, first] = [true, false].map((isLast) =>
    wanted.filter(({ place }) => (place === 'config') === isLast),
  );
  const made: string[] = [];
  const put = (each: CarriedFile): void => {
    putInPlace(each, places, made);
    placed(each.path);
  };
  try {
    const known = await stage.fill(unpacked(journal), (staged) => takeOver(staged, wanted));
    first?.forEach(put);
    stage.move();
    // A mark of an earlier life of this folder says nothing of the journal that is here now.
    takeMarkBack(folder);
    placed(JOURNAL_FILE);
    last?.forEach(put);
    stage.end();
    return known;
  } catch (error) {
    takeAway(made);
    stage.undo();
    throw unwritable(folder, error);
  }
}

async function takeOver(folder: string, files: readonly CarriedFile[]): Promise<HandedOver> {
  const store = await openSqliteStore(folder);
  try {
    const opening = store.open();
    if (opening.quarantined !== null)
      throw new AnbuError('export-damaged', `the journal in it is damaged: ${opening.quarantined}`);
    const known = knownIn(store, opening, files);
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

function knownIn(store: JournalStore, opening: StoreOpening, files: readonly CarriedFile[]): HandedOver {
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
    files: files.map(({ path }) => path),
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

function unwritable(path: string, error: unknown): AnbuError {
  if (error instanceof AnbuError) return error;
  return new AnbuError('file-unwritable', `${path} cannot be written: ${String(error)}`, { cause: error });
}
