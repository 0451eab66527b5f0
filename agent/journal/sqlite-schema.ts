/**
 * The journal on disk, as text: pragmas, tables, and every statement the store runs.
 *
 * Written for few bytes per record: 1 KiB pages, the row's number as key, no AUTOINCREMENT, and indexes only over
 * what is rare (https://sqlite.org/fileformat2.html). Never runs anything. A table changes by a new migration at
 * the end of the list, never by an edit of an old one.
 */
import { CHECKPOINTS_KEPT, PRUNE_ROWS_MAX } from './bounds.ts';
import { CHECKPOINT_KIND, ROW_COLUMNS } from './codec.ts';

/**
 * WAL pages before they are copied into the file: 2,048 × 1 KiB = 2 MiB. The longer the log, the more changes of one
 * page are copied once; reading 2 MiB back after a crash takes an SD card 0.1 s. The file of the log is cut back to
 * twice that, for an outage grows it.
 */
const WAL_PAGES = 2048;
/** A hub that is being replaced needs a moment to let go of the lock. */
const LOCK_WAIT_MS = 1000;

/**
 * In this order: the lock mode before the first access (so that no shared-memory file is made and the lock is the
 * kernel's, gone with the process), page size and auto-vacuum before the first table, then the log.
 */
export const PRAGMAS_FIRST: readonly string[] = [
  `busy_timeout = ${LOCK_WAIT_MS}`,
  'locking_mode = EXCLUSIVE',
];
/** For a new file only: said again to an old one, they would write to it. */
export const PRAGMAS_NEW: readonly string[] = ['page_size = 1024', 'auto_vacuum = INCREMENTAL'];
/**
 * The ballast is 4 MiB. Half of it so that the log, 2 MiB at most, can be copied into the file though that must grow;
 * half for what is still written while the disk is full: some 30 KiB a day (a dozen records of 2 KB that somebody must
 * see, a word each 15 minutes that the hub is awake) beside four checkpoints of 64 KiB, of which the oldest makes room for
 * the next: eight weeks.
 */
const BALLAST_BYTES = 4 * 1024 * 1024;
/** While the disk is full the log is copied at every 256 KiB, so that it does not grow. */
export const WAL_PAGES_WHEN_FULL = 256;

/** How much a commit promises. Shipped: all of it; proofs run on small disks, or with less care, to see what is lost. */
export interface Durability {
  readonly synchronous: 'FULL' | 'NORMAL' | 'OFF';
  readonly walPages: number;
  /** 0: no ballast. */
  readonly ballastBytes: number;
}
export const SHIPPED: Durability = {
  synchronous: 'FULL',
  walPages: WAL_PAGES,
  ballastBytes: BALLAST_BYTES,
};
export function pragmasOf({ synchronous, walPages }: Durability): readonly string[] {
  return [
    'journal_mode = WAL',
    `synchronous = ${synchronous}`,
    `wal_autocheckpoint = ${walPages}`,
    // Twice the log: an outage grows it.
    `journal_size_limit = ${2 * walPages * 1024}`,
    'temp_store = MEMORY',
    // Deleted records need not be overwritten: it would write every freed page once more.
    'secure_delete = OFF',
  ];
}

/** Migration k brings a journal from version k to k + 1; `user_version` says where it stands. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE boot (id INTEGER PRIMARY KEY, nonce TEXT NOT NULL UNIQUE);
   CREATE TABLE record (
     n INTEGER PRIMARY KEY, boot INTEGER NOT NULL, mono INTEGER NOT NULL, wall INTEGER NOT NULL,
     quality INTEGER NOT NULL, tz INTEGER NOT NULL, v INTEGER NOT NULL, kind INTEGER NOT NULL,
     lane INTEGER, seq INTEGER, body TEXT NOT NULL);
   CREATE INDEX record_lane ON record (lane) WHERE lane < 4;
   CREATE INDEX record_checkpoint ON record (kind) WHERE kind = ${CHECKPOINT_KIND};
   CREATE TABLE kept (boot INTEGER, lane INTEGER, up_to INTEGER NOT NULL, PRIMARY KEY (boot, lane)) WITHOUT ROWID;
   CREATE TABLE sent (lane INTEGER PRIMARY KEY, n INTEGER NOT NULL);
   CREATE TABLE damaged (n INTEGER PRIMARY KEY, boot, mono, wall, quality, tz, v, kind, lane, seq, body);`,
  'ALTER TABLE record ADD COLUMN crc INTEGER; ALTER TABLE damaged ADD COLUMN crc;',
  '-- kinds 59 to 61',
];
/**
 * The highest number of a kind of record in a journal of version k + 1. A kind that a version does not know is damage to it, and a
 * hundred of them a damaged journal: whoever adds one adds a migration, though it changes no table, and a downgrade
 * leaves the journal as it is.
 */
export const KIND_MAX: readonly number[] = [58, 58, 61];

const VALUES = ROW_COLUMNS.replaceAll(/\w+/g, '?');
const R_COLUMNS = ROW_COLUMNS.replaceAll(/\w+/g, 'r.$&');
const WAITS = 'LEFT JOIN kept k ON k.boot = r.boot AND k.lane = r.lane';
const WAITING = 'r.n > ? AND r.seq > coalesce(k.up_to, 0) ORDER BY r.n LIMIT ?';
const PROTECTED = `SELECT n FROM record WHERE kind = ${CHECKPOINT_KIND} ORDER BY n DESC LIMIT ${CHECKPOINTS_KEPT}`;

/** What is read of a damaged file. Boots twice, for the index holds them too: without its boot no record is one. */
export const SALVAGE = {
  boots: ['SELECT id, nonce FROM boot NOT INDEXED', 'SELECT id, nonce FROM boot ORDER BY nonce'],
  kept: 'SELECT boot, lane, up_to FROM kept',
  sent: 'SELECT lane, n FROM sent',
  down: `SELECT ${ROW_COLUMNS} FROM record NOT INDEXED WHERE n > ? AND n < ? ORDER BY n DESC LIMIT ?`,
  up: `SELECT ${ROW_COLUMNS} FROM record NOT INDEXED WHERE n > ? AND n < ? ORDER BY n LIMIT ?`,
} as const;

/** The rare lanes are read by their index, history by its place in the table: it is most of it. */
export const SQL = {
  append: `INSERT INTO record (${ROW_COLUMNS}) VALUES (${VALUES})`,
  addBoot: 'INSERT INTO boot (id, nonce) VALUES (?, ?)',
  boots: 'SELECT id, nonce FROM boot ORDER BY id',
  keep: 'INSERT INTO kept (boot, lane, up_to) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET up_to = excluded.up_to',
  kept: 'SELECT boot, lane, up_to FROM kept ORDER BY boot, lane',
  send: 'INSERT INTO sent (lane, n) VALUES (?, ?) ON CONFLICT DO UPDATE SET n = excluded.n',
  sent: 'SELECT lane, n FROM sent ORDER BY lane',
  all: `SELECT ${ROW_COLUMNS} FROM record ORDER BY n`,
  read: `SELECT ${ROW_COLUMNS} FROM record WHERE n > ? ORDER BY n LIMIT ?`,
  readRare: `SELECT ${R_COLUMNS} FROM record r ${WAITS} WHERE r.lane < 4 AND r.lane = ? AND ${WAITING}`,
  readDense: `SELECT ${R_COLUMNS} FROM record r NOT INDEXED ${WAITS} WHERE r.lane = ? AND ${WAITING}`,
  checkpoints: `SELECT ${ROW_COLUMNS} FROM record WHERE kind = ${CHECKPOINT_KIND} ORDER BY n DESC LIMIT ?`,
  last: `SELECT ${ROW_COLUMNS} FROM record ORDER BY n DESC LIMIT 1`,
  lastDamaged: 'SELECT max(n) FROM damaged',
  setAside: `INSERT OR REPLACE INTO damaged (${ROW_COLUMNS}) SELECT ${ROW_COLUMNS} FROM record WHERE n = ?`,
  standIn: `REPLACE INTO record (${ROW_COLUMNS}) VALUES (${VALUES})`,
  thinOut: 'DELETE FROM record WHERE n >= ? AND n < ? AND lane = ? AND boot = ?',
  remove: 'DELETE FROM record WHERE n = ?',
  sweepEnd: `SELECT n FROM record WHERE n > ? AND n <= ? ORDER BY n LIMIT 1 OFFSET ${PRUNE_ROWS_MAX - 1}`,
  sweep: `DELETE FROM record WHERE n IN (
      SELECT r.n FROM (SELECT n, boot, lane, seq FROM record WHERE n > ? AND n <= ? ORDER BY n LIMIT ${PRUNE_ROWS_MAX}) r
      ${WAITS} WHERE r.lane IS NULL OR r.seq <= k.up_to)
    AND n NOT IN (${PROTECTED}) AND n < (SELECT max(n) FROM record)`,
  oldestBoot: 'SELECT boot FROM record ORDER BY n LIMIT 1',
  forgetBoots: 'DELETE FROM boot WHERE id < ?',
  forgetKept: 'DELETE FROM kept WHERE boot < ?',
  freePages: 'PRAGMA freelist_count',
  pages: 'PRAGMA page_count',
  pageBytes: 'PRAGMA page_size',
} as const satisfies Record<string, string>;
