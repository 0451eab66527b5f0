/**
 * A month through the whole hub: real SQLite journal, real MQTT connection, virtual time. A child of the bench.
 *
 * The log comes in on standard input piece by piece, as a home would send it, so that only the hub is in memory.
 * Prints one JSON line: resident memory after a rest, the bytes this process made the disk write, in how many commits,
 * and what the journal holds at the end.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { type Overrides, defaultConfig } from '../../agent/config/defaults.ts';
import type { Home } from '../../agent/config/config.ts';
import { Hub } from '../../agent/hub.ts';
import { hostCard, hostRandom } from '../../agent/host.ts';
import { JOURNAL_FILE, openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { firstSeqOf } from '../../agent/journal/thinning.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { localToUtc, zoneChanges } from '../../agent/zone.ts';
import { Answerer } from '../answerer.ts';
import { sleep } from '../drive.ts';
import { parseHomeLog } from '../home-log.ts';
import { noBuses, noLog, noSignatures, noWatchdog } from '../quiet-ports.ts';
import { SimulatedSpeaker } from '../simulated-speaker.ts';
import { VirtualClock } from '../virtual-clock.ts';

const [description = '', folder = '', url = '', first = '0', last = '0', changes = '{}'] =
  process.argv.slice(2);
const HEADER = 'time,sensor,class,value\n';
const MARGIN_MS = 2 * 86_400_000;
/** Lines between two turns of the event loop: the socket to the broker gets its share. */
const LINES_PER_BREATH = 200;
/** As bare Node is measured. */
const REST_MS = 1500;
/** More than any month has. */
const ROWS_MAX = 10_000_000;

const writtenBytes = (): number => hostCard.writtenBytes() ?? Number.NaN;

// As in `anbu run`, the description was read and checked in another process.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bench has just read it
const home = JSON.parse(description) as Home;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bench wrote it
const { uplink, journal } = JSON.parse(changes) as Pick<Overrides, 'uplink' | 'journal'>;
const config = defaultConfig(home, {
  uplink: { url, site: 'bench', hub: 'month', reconnectMinMs: 50, ...uplink },
  journal: journal ?? {},
});
const zone = zoneChanges(home.timezone, Number(first) - MARGIN_MS, Number(last) + MARGIN_MS);
const toUtc = localToUtc(zone);
const startMs = toUtc(Number(first));
const clock = new VirtualClock(startMs, zone);
const writtenBefore = writtenBytes();
let commits = 0;
let alerts = 0;
const answerer = new Answerer(clock, Number.POSITIVE_INFINITY);
const hub = new Hub({
  config,
  program: { version: 'bench', codeHash: 'bench' },
  ports: {
    clock,
    random: hostRandom,
    store: await openSqliteStore(folder),
    buses: noBuses,
    speaker: new SimulatedSpeaker(clock.after),
    publisher: new MqttPublisher(config.uplink, noLog),
    signatures: noSignatures,
    watchdog: noWatchdog,
    log: noLog,
  },
  observer: (committed) => {
    commits += 1;
    for (const entry of committed) {
      if (entry.body.kind === 'alert') alerts += 1;
      answerer.see(entry, hub);
    }
  },
});
hub.start();

async function feed(text: string): Promise<void> {
  for (const [at, { localMs, sensor, value }] of parseHomeLog(HEADER + text, home.sensors).entries()) {
    clock.advanceTo(toUtc(localMs) - startMs);
    hub.submit({ kind: 'observation', sensor, value });
    if (at % LINES_PER_BREATH === 0) await new Promise((resolve) => setImmediate(resolve));
  }
}

/** What the next process would find. */
async function heldIn(path: string): Promise<Readonly<Record<string, number>>> {
  const store = await openSqliteStore(path);
  store.open();
  const alertRows = store.readLane('alert', 0, ROWS_MAX).length;
  let [told, thinned] = [0, 0];
  for (const row of store.readLane('history', 0, ROWS_MAX)) {
    const stoodFor = (row.seq ?? 0) - firstSeqOf(row);
    if (stoodFor > 0) thinned += stoodFor + 1;
    else told += 1;
  }
  const bytes = store.bytes();
  store.close();
  const fileBytes = statSync(join(path, JOURNAL_FILE)).size;
  return { bytes, fileBytes, alertRows, told, thinned };
}

let rest = '';
for await (const piece of process.stdin.setEncoding('utf8')) {
  const text = rest + String(piece);
  const end = text.lastIndexOf('\n') + 1;
  rest = text.slice(end);
  await feed(text.slice(0, end).replace(HEADER, ''));
}
await sleep(REST_MS);
const { observations } = hub.state.counts;
const link = hub.state.centre.link.state;
const rss = process.memoryUsage.rss();
await hub.stop();
const written = writtenBytes() - writtenBefore;
const held = await heldIn(folder);
const days = (Number(last) - Number(first)) / 86_400_000;
process.stdout.write(
  `${JSON.stringify({ rss, written, observations, link, commits, alerts, days, ...held })}\n`,
);
