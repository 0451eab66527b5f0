/**
 * What the hub has written since it was last looked at, read from a copy of its journal: for a walk beside a hub that does
 * not answer on its socket.
 *
 * Owns how often that is: only when the journal has changed, so that a whole copy is made once for each group of records
 * (`journal.group`, ten seconds at most). Takes nothing from the hub and changes nothing.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../../journal/sqlite-store.ts';
import type { JournalStore, Row } from '../../ports.ts';
import type { HubNews } from '../../provisioning/hub-words.ts';
import { signIn } from '../../provisioning/walk-test.ts';
import { walk as rowsAfter, withSnapshot } from '../journal-snapshot.ts';

/** Of a whole journal only the last ones are looked at: nobody walks that much between two looks. */
const SEEN_MAX = 1_000;

export class JournalSigns {
  readonly #folder: string;
  #readUpTo = 0;
  #mark = '';

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is new, oldest first. Throws `AnbuError` when there is no journal. */
  async read(): Promise<HubNews[]> {
    const mark = markOf(this.#folder);
    if (mark === this.#mark) return [];
    const seen = await withSnapshot(this.#folder, ({ store }) => this.#readRows(store));
    this.#mark = mark;
    return seen;
  }

  #readRows(store: JournalStore): HubNews[] {
    const seen: HubNews[] = [];
    for (const row of rowsAfter(store, this.#readUpTo)) {
      this.#readUpTo = row.n;
      const one = newsIn(row);
      if (one !== null) seen.push(one);
      if (seen.length > SEEN_MAX) seen.shift();
    }
    return seen;
  }
}

function newsIn({ entry: { at, body } }: Row): HubNews | null {
  const { wallMs: atMs } = at;
  if (body.kind === 'boot') return { kind: 'begin', bootMs: atMs };
  if (body.kind === 'alert' && body.test && body.stage === 'acknowledged')
    return { kind: 'acknowledged', alert: body.alert, by: body.by, atMs };
  const seen = signIn(body);
  if (seen === null) return null;
  // The journal keeps no word of how well it was heard.
  return seen.kind === 'sign' ? { ...seen, atMs, link: null } : { ...seen, atMs, isTest: false };
}

/** Differs whenever something was written. */
function markOf(folder: string): string {
  return [JOURNAL_FILE, `${JOURNAL_FILE}-wal`]
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    .map((found) => (found === undefined ? '-' : `${found.size} ${found.mtimeMs}`))
    .join('; ');
}
