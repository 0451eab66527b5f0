/**
 * A process that commits to the journal of a folder until it is killed or cannot: `node writer.ts FOLDER`.
 *
 * Prints one line per commit that returned: the number of its last row. A batch has one alert and some history, and
 * each of its rows says how many they are, so that half a batch would be seen. When a commit fails it prints
 * `failed CODE N`, N being the last row that can still be read, and ends.
 */
import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';

import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { AnbuError } from '../../agent/errors.ts';
import { Numbering, batchOf } from './journal-rows.ts';

const BATCH_ROWS_MAX = 7;
const STDOUT = 1;

const store = await openSqliteStore(process.argv[2]!);
const boot = randomBytes(16).toString('hex');
const numbering = new Numbering();
numbering.n = store.open().lastN;
writeSync(STDOUT, 'open\n');
try {
  for (let round = 1; ; round += 1) {
    const size = 1 + (round % BATCH_ROWS_MAX);
    const rows = Array.from({ length: size }, (_, index) =>
      numbering.row(boot, index === 0 ? 'alert' : 'history', {
        kind: 'observation',
        sensor: `${size}`,
        value: round,
      }),
    );
    store.commit(batchOf({ rows }));
    writeSync(STDOUT, `${numbering.n}\n`);
  }
} catch (error) {
  if (!(error instanceof AnbuError)) throw error;
  const last = store.readLane('alert', 0, 1_000_000).at(-1)?.n ?? 0;
  writeSync(STDOUT, `failed ${error.code} ${store.read(Math.max(0, last - 1), 100).at(-1)?.n ?? 0}\n`);
}
