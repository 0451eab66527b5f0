/**
 * A hub that comes back after a month without a link: its journal is there, the broker too, and somebody pulls the cord.
 *
 * The hub, its SQLite journal and its link are those of production, on real time. A child of the bench: prints one JSON
 * line when the receiver has kept everything: when the link came, when the cord was pulled, and what was sent.
 */
import { readFileSync } from 'node:fs';
import { defaultConfig } from '../../agent/config/defaults.ts';
import type { Home } from '../../agent/config/config.ts';
import { HostClock, hostRandom } from '../../agent/host.ts';
import { Hub } from '../../agent/hub.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { Publisher, Random } from '../../agent/ports.ts';
import { LANES } from '../../agent/record.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { openSignatures } from '../../agent/uplink/signatures.ts';
import { sleep } from '../drive.ts';
import { noBuses, noLog, noWatchdog } from '../quiet-ports.ts';
import { WireBytes } from '../wire-bytes.ts';

const [description = '', folder = '', url = '', keyFile = '', rate = ''] = process.argv.slice(2);
/** The drain is well under way. */
const PULL_AFTER_MS = 1000;
const LOOK_EVERY_MS = 50;
/** At the slowest pace a month is done in a quarter of an hour. */
const DRAIN_MS_MAX = 15 * 60_000;

// As in `anbu run`, the description was read and checked in another process.
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bench has just read it
const home = JSON.parse(description) as Home;
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the bench wrote it
const centreKeys = JSON.parse(readFileSync(keyFile, 'utf8')) as Record<string, string>;
const pace = rate === 'lifted' ? { backlogBytesPerS: null } : {};
const config = defaultConfig(home, {
  uplink: { url, site: 'bench', hub: 'month', rawEvents: true, reconnectMinMs: 50, centreKeys, ...pace },
});
/** The random moment at which a backlog begins is now: it is not what is measured. */
const random: Random = { hex: (bytes) => (bytes < 16 ? '0'.repeat(2 * bytes) : hostRandom.hex(bytes)) };
const wire = new WireBytes(() => performance.now());
let upMs: number | null = null;

function watched(inner: Publisher): Publisher {
  return {
    ...inner,
    start: (will, topics, listener) =>
      inner.start(will, topics, {
        ...listener,
        up: (receiveMax) => {
          upMs ??= Date.now();
          listener.up(receiveMax);
        },
      }),
    publish: (packet, done) => inner.publish(packet, done),
    reconnect: () => inner.reconnect(),
    stop: () => inner.stop(),
  };
}

const hub = new Hub({
  config,
  program: { version: 'bench', codeHash: 'bench' },
  ports: {
    clock: new HostClock('UTC'),
    random,
    store: await openSqliteStore(folder),
    buses: noBuses,
    speaker: { say: (_utterance, done) => void setTimeout(() => done(null), 1), stop: () => {} },
    publisher: watched(wire.over(new MqttPublisher(config.uplink, noLog))),
    signatures: openSignatures(centreKeys),
    watchdog: noWatchdog,
    log: noLog,
  },
});
const rows = hub.backlog('history');
hub.start();
let pulledMs: number | null = null;
const waiting = (): number => LANES.reduce((sum, lane) => sum + hub.backlog(lane), 0);
const startMs = performance.now();
let historyDoneMs = 0;
while (performance.now() - startMs < DRAIN_MS_MAX) {
  await sleep(LOOK_EVERY_MS);
  if (upMs !== null && pulledMs === null && Date.now() - upMs >= PULL_AFTER_MS) {
    pulledMs = Date.now();
    hub.submit({ kind: 'reply', by: 'pull-cord', meaning: 'help' });
  }
  if (historyDoneMs === 0 && hub.backlog('history') === 0) historyDoneMs = Date.now();
  if (pulledMs !== null && historyDoneMs > 0 && waiting() === 0) break;
}
const left = waiting();
const packets = wire.packets.get('history') ?? 0;
const bytes = wire.bytes.get('history') ?? 0;
process.stdout.write(`${JSON.stringify({ rows, left, upMs, pulledMs, historyDoneMs, packets, bytes })}\n`);
await hub.stop();
