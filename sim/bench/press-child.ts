/**
 * From a pulled cord to the broker's PUBACK, through the shipped driver, loop, journal and link, on real time.
 *
 * Measured from the moment at which the contact has settled (the driver's own 20 ms are a decision, not a cost), and
 * beside each pull one fdatasync and one QoS 1 round trip of the same size. Each alert is closed before the next
 * pull, so that each pull raises one. A child of the bench: prints one JSON line.
 */
import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { HostClock, hostRandom } from '../../agent/host.ts';
import { Hub } from '../../agent/hub.ts';
import { openSqliteStore } from '../../agent/journal/sqlite-store.ts';
import type { BusSignal, Packet, Publisher } from '../../agent/ports.ts';
import { PRESS_OPTIONS } from '../../agent/sensors/press.ts';
import { MqttPublisher } from '../../agent/uplink/mqtt.ts';
import { sleep } from '../drive.ts';
import { noLog, noSignatures, noWatchdog } from '../quiet-ports.ts';
import { SIMULATED_BOARD, SIMULATED_HOME } from '../simulated-home.ts';

const [folder = '', url = '', count = '200'] = process.argv.slice(2);
const PULLS = Number(count);
const WARM_UP_PULLS = 20;
const SETTLE_MS = PRESS_OPTIONS.settleMs.default;
/** The hand lets go, the closing of the alert is written and sent, and the processor rests. */
const BETWEEN_MS = 60;
const LINK_MS_MAX = 10_000;
const PAGE = Buffer.alloc(4096, 1);

const cord = {
  id: 'cord',
  part: 'pull-cord',
  connector: 'gpio0',
  options: {},
  role: 'pull-cord',
  mac: null,
  key: null,
  feeds: null,
  room: null,
} as const;
const uplink = { url, site: 'bench', hub: 'press', reconnectMinMs: 50 };
const config = defaultConfig(SIMULATED_HOME, { devices: [cord], uplink });

let heard: (signal: BusSignal) => void = () => {};
/** The alert packet on its way, and what to do when the broker has it. */
let landed: ((packet: Packet) => void) | null = null;
let isUp = false;

function timed(pipe: Publisher): Publisher {
  return {
    start: (will, topics, listener) =>
      pipe.start(will, topics, {
        ...listener,
        up: (receiveMax) => {
          isUp = true;
          listener.up(receiveMax);
        },
      }),
    publish: (packet, done) =>
      pipe.publish(packet, (failed) => {
        if (failed === null && packet.topic.endsWith('/alert')) landed?.(packet);
        done(failed);
      }),
    reconnect: () => pipe.reconnect(),
    stop: () => pipe.stop(),
  };
}

const clock = new HostClock('UTC');
const hub = new Hub({
  config,
  board: SIMULATED_BOARD,
  program: { version: 'bench', codeHash: 'bench' },
  ports: {
    clock,
    random: hostRandom,
    store: await openSqliteStore(folder),
    buses: {
      open: (_address, listener) => {
        heard = listener;
        listener({ type: 'up', level: 0 });
        return { write: () => {}, close: () => {} };
      },
    },
    speaker: { say: (_utterance, done) => void setTimeout(() => done(null), 1), stop: () => {} },
    publisher: timed(new MqttPublisher(config.uplink, noLog)),
    signatures: noSignatures,
    watchdog: noWatchdog,
    log: noLog,
  },
});
const probe = new MqttPublisher({ ...config.uplink, hub: 'probe' }, noLog);
let isProbeUp = false;
probe.start({ topic: 'bench/will', payload: '', qos: 0, retain: false }, [], {
  up: () => {
    isProbeUp = true;
  },
  down: () => {},
  message: () => {},
});
hub.start();
for (let waitedMs = 0; !(isUp && isProbeUp) && waitedMs < LINK_MS_MAX; waitedMs += 20) await sleep(20);

/** One pull; resolves to ms from its edge to the PUBACK of its alert, and that alert's packet. */
function pull(): Promise<{ ms: number; packet: Packet }> {
  return new Promise((resolve) => {
    const fromMs = performance.now();
    landed = (packet) => {
      landed = null;
      resolve({ ms: performance.now() - fromMs, packet });
    };
    heard({ type: 'edge', level: 1 });
  });
}

const file = openSync(join(folder, 'probe'), 'w');
async function floorMs(payload: string): Promise<number> {
  const fromMs = performance.now();
  writeSync(file, PAGE);
  fdatasyncSync(file);
  await new Promise<void>((resolve) => {
    probe.publish({ topic: 'bench/probe', payload, qos: 1, retain: false }, () => resolve());
  });
  return performance.now() - fromMs;
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
for (let at = -WARM_UP_PULLS; at < PULLS; at += 1) {
  const { ms, packet } = await pull();
  heard({ type: 'edge', level: 0 });
  closeAlerts();
  await sleep(BETWEEN_MS);
  const baseline = await floorMs(packet.payload);
  if (at < 0) continue;
  // Whoever measures a starved hub starves it from here on.
  if (at === 0) process.stdout.write('{}\n');
  values.push(ms - SETTLE_MS);
  baselines.push(baseline);
}
closeSync(file);
await hub.stop();
await probe.stop();
process.stdout.write(`${JSON.stringify({ values, baselines })}\n`);
