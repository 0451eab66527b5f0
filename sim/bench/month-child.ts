/**
 * A month through the whole hub: real SQLite journal, real MQTT connection, virtual time. A child of the bench.
 *
 * The log comes in on standard input piece by piece, as a home would send it, so that only the hub is in memory.
 * Prints one JSON line: resident memory after a rest, and the bytes this process made the disk write.
 */
import { readFileSync } from 'node:fs';
import { defaultConfig } from '../../agent/config/defaults.ts';
import type { Home } from '../../agent/config/config.ts';
import { Hub } from '../../agent/hub.ts';
import { hostRandom } from '../../agent/host.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { localToUtc, zoneChanges } from '../../agent/zone.ts';
import { Answerer } from '../answerer.ts';
import { sleep } from '../drive.ts';
import { parseHomeLog } from '../home-log.ts';
import { noBuses, noLog, noSignatures, noWatchdog } from '../quiet-ports.ts';
import { SimulatedSpeaker } from '../simulated-speaker.ts';
import { VirtualClock } from '../virtual-clock.ts';

const [description = '', folder = '', url = '', first = '0', last = '0'] = process.argv.slice(2);
const HEADER = 'time,sensor,class,value\n';
const MARGIN_MS = 2 * 86_400_000;
/** Lines between two turns of the event loop: the socket to the broker gets its share. */
const LINES_PER_BREATH = 200;
/** As bare Node is measured. */
const REST_MS = 1500;

function writtenBytes(): number {
  const found = /^write_bytes: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'));
  return Number(found?.[1] ?? Number.NaN);
}

// As in `anbu run`, the description was read and checked in another process.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bench has just read it
const home = JSON.parse(description) as Home;
const config = defaultConfig(home, { uplink: { url, site: 'bench', hub: 'month', reconnectMinMs: 50 } });
const zone = zoneChanges(home.timezone, Number(first) - MARGIN_MS, Number(last) + MARGIN_MS);
const toUtc = localToUtc(zone);
const startMs = toUtc(Number(first));
const clock = new VirtualClock(startMs, zone);
const writtenBefore = writtenBytes();
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
    for (const entry of committed) answerer.see(entry, hub);
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
process.stdout.write(`${JSON.stringify({ rss, written, observations, link })}\n`);
