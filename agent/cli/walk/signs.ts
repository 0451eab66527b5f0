/**
 * What the running hub has written since it was last looked at, read from a copy of its journal: signs, presses, and the
 * test alert that came back.
 *
 * Owns how often that is: only when the journal has changed, so that a whole copy is made once for each group of records
 * (`journal.group`, ten seconds at most). Takes nothing from the hub and changes nothing.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { JOURNAL_FILE } from '../../journal/sqlite-store.ts';
import type { JournalStore, Row } from '../../ports.ts';
import type { WalkInput } from '../../provisioning/walk-test.ts';
import { walk as rowsAfter, withSnapshot } from '../journal-snapshot.ts';

/** What was written, and when it happened: by the wall clock, which hub and command share. */
export interface Seen {
  readonly input: WalkInput;
  readonly atMs: number;
}
export interface TestAlert {
  readonly alert: string;
  readonly by: string | null;
  /** When it was acknowledged. */
  readonly atMs: number;
}

/** Of a whole journal only the last ones are looked at: nobody walks that much between two looks. */
const SEEN_MAX = 1_000;

export class JournalSigns {
  readonly #folder: string;
  #readUpTo = 0;
  #mark = '';
  /** When the hub last started. */
  bootMs = 0;
  acknowledged: TestAlert | null = null;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is new, oldest first. Throws `AnbuError` when there is no journal. */
  async read(): Promise<Seen[]> {
    const mark = markOf(this.#folder);
    if (mark === this.#mark) return [];
    const seen = await withSnapshot(this.#folder, ({ store }) => this.#readRows(store));
    this.#mark = mark;
    return seen;
  }

  #readRows(store: JournalStore): Seen[] {
    const seen: Seen[] = [];
    for (const row of rowsAfter(store, this.#readUpTo)) {
      this.#readUpTo = row.n;
      const one = this.#seen(row);
      if (one !== null) seen.push(one);
      if (seen.length > SEEN_MAX) seen.shift();
    }
    return seen;
  }

  #seen({ entry: { at, body } }: Row): Seen | null {
    const { wallMs: atMs } = at;
    if (body.kind === 'boot') this.bootMs = atMs;
    if (body.kind === 'reply') return { input: { kind: 'press', by: body.by }, atMs };
    // An output that falls is the end of a movement, which may be long over.
    if (body.kind === 'observation' && body.isLevel !== true && body.value !== 'off')
      return { input: { kind: 'sign', sensor: body.sensor }, atMs };
    if (body.kind === 'alert' && body.test && body.stage === 'acknowledged')
      this.acknowledged = { alert: body.alert, by: body.by, atMs };
    return null;
  }
}

/** Differs whenever something was written. */
function markOf(folder: string): string {
  return [JOURNAL_FILE, `${JOURNAL_FILE}-wal`]
    .map((name) => statSync(join(folder, name), { throwIfNoEntry: false }))
    .map((found) => (found === undefined ? '-' : `${found.size} ${found.mtimeMs}`))
    .join('; ');
}
