/**
 * better-sqlite3 as anybody would use it for a queue: WAL, synchronous FULL, default pages, one table.
 *
 * What our journal is measured against; nothing of ours is in between.
 */
import type Sqlite from 'better-sqlite3';

export interface BareQueue {
  readonly db: Sqlite.Database;
  /** Its own transaction; the row's number. */
  insert(text: string): number;
}

export async function bareQueue(path: string): Promise<BareQueue> {
  const { default: Database } = await import('better-sqlite3');
  const db = new Database(path);
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec('CREATE TABLE IF NOT EXISTS queue (id INTEGER PRIMARY KEY, body TEXT NOT NULL)');
  const insert = db.prepare<[string]>('INSERT INTO queue (body) VALUES (?)');
  return { db, insert: (text) => Number(insert.run(text).lastInsertRowid) };
}
