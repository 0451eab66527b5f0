/**
 * A peer: our own hub as it ships, real disk and real link, in a process of its own so that it can be killed.
 *
 * Each line of the feed is one observation, submitted as a driver would after its filters (the bound of one reading a
 * second per channel is theirs, and is not in the way here); its value is the number of the event. With `urgent` a
 * frame is counted with each, as for a sensor node: it is on disk before the next line is read. Says back which
 * events are on disk, after the commit. Lives as long as the feed. A child of the bench.
 */
import type { Home } from '../../../agent/config/config.ts';
import { defaultConfig } from '../../../agent/config/defaults.ts';
import { HostClock, hostLog, hostRandom } from '../../../agent/host.ts';
import { Hub } from '../../../agent/hub.ts';
import { openSqliteStore } from '../../../agent/journal/sqlite-store.ts';
import type { Batch } from '../../../agent/ports.ts';
import { MqttPublisher } from '../../../agent/uplink/mqtt.ts';
import { openSignatures } from '../../../agent/uplink/signatures.ts';
import { noBuses, noWatchdog } from '../../quiet-ports.ts';
import { OUR_HUB, eventIn } from './event.ts';
import { lineFeed } from './line-feed.ts';

const [port = '', url = '', folder = '', variant = '', keyId = '', publicKey = ''] = process.argv.slice(2);
const isUrgent = variant === 'urgent';
/** As the naive script's one second; shipped, a district's hubs spread their return over up to two minutes. */
const RECONNECT = { reconnectMinMs: 500, reconnectMaxMs: 1000 };
/** A number is a reading like any other, and no sign of life. */
const METERS = 16;

// As in `anbu run`, where another process reads the configuration: what checks it is not loaded here.
const home: Home = {
  home: 'bench',
  timezone: 'UTC',
  sensors: [
    { id: 'hall', room: 'hall', class: 'motion' },
    ...Array.from({ length: METERS }, (_, at) => ({
      id: `meter-${at}`,
      room: 'kitchen',
      class: 'power' as const,
    })),
  ],
};
const asShipped = { url, ...OUR_HUB, rawEvents: true };
const config = defaultConfig(home, {
  uplink: variant === 'shipped' ? asShipped : { ...asShipped, ...RECONNECT, backlogBytesPerS: null },
});
const store = await openSqliteStore(folder);
const commit = store.commit.bind(store);
store.commit = (batch) => {
  commit(batch);
  acknowledge(batch);
};

/** Runs of numbers: a group is one line. */
function acknowledge({ rows }: Batch): void {
  let first: number | null = null;
  let last = 0;
  for (const { entry } of rows) {
    if (entry.body.kind !== 'observation') continue;
    const event = Number(entry.body.value);
    if (first !== null && event !== last + 1) {
      feed.write(`kept ${first} ${last}\n`);
      first = null;
    }
    first ??= event;
    last = event;
  }
  if (first !== null) feed.write(`kept ${first} ${last}\n`);
}

const log = hostLog();
const clock = new HostClock('UTC');
const hub = new Hub({
  config,
  program: { version: 'bench', codeHash: 'bench' },
  ports: {
    clock,
    random: hostRandom,
    store,
    buses: noBuses,
    speaker: { say: (_utterance, done) => void setTimeout(() => done(null), 1), stop: () => {} },
    publisher: new MqttPublisher(config.uplink, { write: () => {} }),
    signatures: openSignatures({ [keyId]: publicKey }),
    watchdog: noWatchdog,
    log,
  },
});
const feed = lineFeed(Number(port), take, () => void leave());
process.on('SIGTERM', () => void leave());
hub.start();

function take(line: string): void {
  const event = eventIn(line);
  if (event === null) return;
  hub.submit({ kind: 'observation', sensor: `meter-${event % METERS}`, value: event });
  if (isUrgent) hub.submit({ kind: 'frame-counter', device: 'node', session: 1, count: event + 1 });
}

/** In order: what was compiled is kept for the next start only by a process that ends so. */
async function leave(): Promise<void> {
  await hub.stop();
  process.exit();
}
