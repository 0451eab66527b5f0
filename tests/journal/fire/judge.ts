/**
 * The verdict on a disk after a power cut: opened as the next start would, and compared with what was promised.
 *
 * A picture passes when the shipped opener takes it without moving anything aside, when it holds exactly what one of
 * the two commits around the cut left (nothing of an acknowledged commit missing, no half of the other), and when it
 * takes a further record that is there after one more start.
 */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { AnbuError } from '../../../agent/errors.ts';
import { Journal } from '../../../agent/journal/journal.ts';
import { SHIPPED } from '../../../agent/journal/sqlite-schema.ts';
import { openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import type { JournalStore } from '../../../agent/ports.ts';
import { ONE_OF_EACH, stampOf } from '../journal-rows.ts';
import type { Picture } from './disk-model.ts';
import { digestOf } from './recording.ts';

export interface Promised {
  /** What may be there, as digests; the first is what was acknowledged. */
  readonly digests: readonly string[];
  /** Damage that was there before the cut may be met again. */
  readonly mayQuarantine: boolean;
  /** Bytes that must still be there under some name: what was damaged is kept for inspection. */
  readonly keeps: Buffer | null;
}

/** Nothing of the ballast is judged. */
const AS_SHIPPED = { ...SHIPPED, ballastBytes: 0 };
const NEW_BOOT = 'f'.repeat(32);

/**
 * Judges a picture of what was recorded below `root`, laid down below `under`. Null: all is well; else what is not, in
 * words.
 */
export async function judge(
  picture: Picture,
  { root, under }: { readonly root: string; readonly under: string },
  promised: Promised,
): Promise<string | null> {
  const place = mkdtempSync(join(under, 'cut-'));
  try {
    layDown(picture, { root, place });
    const folder = join(place, 'data');
    const wrong = verdict(await openSqliteStore(folder, AS_SHIPPED), promised);
    if (wrong !== null || promised.keeps === null) return wrong;
    return holds(folder, promised.keeps) ? null : 'the damaged file is gone';
  } catch (error) {
    if (error instanceof AnbuError) return `it does not start: ${error.code} ${error.message}`;
    throw error;
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function holds(folder: string, bytes: Buffer): boolean {
  return readdirSync(folder).some((name) => readFileSync(join(folder, name)).equals(bytes));
}

function layDown(picture: Picture, { root, place }: { readonly root: string; readonly place: string }): void {
  for (const [path, bytes] of [...picture].sort(([one], [other]) => (one < other ? -1 : 1))) {
    const to = join(place, relative(root, path));
    if (bytes === null) {
      mkdirSync(to, { recursive: true });
      continue;
    }
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, bytes);
  }
}
function verdict(store: JournalStore, { digests, mayQuarantine }: Promised): string | null {
  try {
    const journal = new Journal(store, { memoryRows: 100, laneOf: () => 'alert' });
    const { lastN, quarantined } = journal.open();
    if (quarantined !== null && !mayQuarantine) return quarantined;
    const found = digests.indexOf(digestOf(store));
    if (found < 0)
      return `it holds ${store.read(0, 1e6).length} records up to ${lastN}, which is neither what was acknowledged nor what was being written`;
    journal.append({ at: stampOf(NEW_BOOT, 1), body: ONE_OF_EACH.alert });
    const result = journal.flush();
    if (!result.ok) return `it takes no further record: ${result.why}`;
    store.close();
    if (store.open().lastN !== lastN + 1) return 'the record after the cut is not there';
    return null;
  } finally {
    store.close();
  }
}
