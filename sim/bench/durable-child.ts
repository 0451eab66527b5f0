/**
 * From a call for help to its place on the disk: the whole hub, against one bare insert of the same bytes.
 *
 * Measured from the moment at which the fact is submitted until the commit that holds it has returned: decisions,
 * records, statements and the disk's own wait. Beside each, one row of as many bytes in a transaction of its own, by
 * better-sqlite3 alone, on the same disk. Each alert is closed before the next call, so that each call raises one.
 * Nothing is published or spoken. A child of the bench: prints one JSON line.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { HostClock, hostRandom } from '../../agent/host.ts';
import { Hub } from '../../agent/hub.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { sleep } from '../drive.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog } from '../quiet-ports.ts';
import { bareQueue } from './peers/bare-sqlite.ts';

const [folder = ''] = process.argv.slice(2);
const CALLS = 200;
const WARM_UP_CALLS = 20;
/** The closing of the alert is written, and the processor rests. */
const BETWEEN_MS = 20;

const home: Home = {
  home: 'bench',
  timezone: 'UTC',
  sensors: [{ id: 'hall', room: 'hall', class: 'motion' }],
};
mkdirSync(folder, { recursive: true });
const store = await openSqliteStore(join(folder, 'hub'));
const commit = store.commit.bind(store);
/** When the first commit after a call returned, and what it wrote. */
let first: { readonly atMs: number; readonly text: string } | null = null;
store.commit = (batch) => {
  commit(batch);
  first ??= { atMs: performance.now(), text: JSON.stringify(batch.rows.map(({ entry }) => entry.body)) };
};
const hub = new Hub({
  config: defaultConfig(home, { uplink: { site: 'bench', hub: 'durable' } }),
  program: { version: 'bench', codeHash: 'bench' },
  ports: {
    clock: new HostClock('UTC'),
    random: hostRandom,
    store,
    buses: noBuses,
    speaker: { say: () => {}, stop: () => {} },
    publisher: new OpenPipe(),
    signatures: noSignatures,
    watchdog: noWatchdog,
    log: noLog,
  },
});
hub.start();
const bare = await bareQueue(join(folder, 'bare.db'));

/** Ms until the commit that holds it returned, and the text of what it wrote. */
function call(): { readonly ms: number; readonly text: string } {
  const fromMs = performance.now();
  first = null;
  hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  if (first === null) throw new Error('a call for help was not written at once');
  const { atMs, text }: { atMs: number; text: string } = first;
  return { ms: atMs - fromMs, text };
}

let counter = 0;
function closeAlerts(): void {
  for (const { alert } of hub.state.checkon.alerts.slice()) {
    counter += 1;
    const told = { by: 'bench', minutes: null, outcome: 'bench', keyId: 'bench', counter };
    hub.submit({ kind: 'desk', alert, stage: 'closed', ...told });
  }
}

const values: number[] = [];
const baselines: number[] = [];
let bytes = 0;
for (let at = -WARM_UP_CALLS; at < CALLS; at += 1) {
  const { ms, text } = call();
  closeAlerts();
  await sleep(BETWEEN_MS);
  const fromMs = performance.now();
  bare.insert(text);
  const bareMs = performance.now() - fromMs;
  if (at < 0) continue;
  values.push(ms);
  baselines.push(bareMs);
  bytes += Buffer.byteLength(text);
}
bare.db.close();
await hub.stop();
process.stdout.write(`${JSON.stringify({ values, baselines, bytes: Math.round(bytes / CALLS) })}\n`);
