/**
 * A record that can be read and that the hub dies of when it folds it, planted into a closed journal.
 *
 * Pokes at the file with SQLite itself, never at an open one.
 */
import { join } from 'node:path';

import Sqlite from 'better-sqlite3';

import { JOURNAL_FILE } from '../../agent/journal/sqlite-store.ts';

/** A configuration whose sensors are none: decoded, for it is a list. Returns its number. */
export function plantPoison(folder: string): number {
  const db = new Sqlite(join(folder, JOURNAL_FILE));
  const n = Number(db.prepare('SELECT max(n) FROM record WHERE kind = 2').pluck().get());
  const body = db.prepare('SELECT body FROM record WHERE n = ?').pluck().get(n);
  const poisoned = JSON.stringify({ ...(JSON.parse(String(body)) as object), sensors: [null] });
  db.prepare('UPDATE record SET body = ? WHERE n = ?').run(poisoned, n);
  // In the lane of notices, where the receiver would wait for it.
  db.prepare('UPDATE record SET lane = 1, seq = 99, crc = NULL WHERE n = ?').run(n);
  db.close();
  return n;
}
