/**
 * Who does the job: each program, what is fed to it, and what is known of it before it is measured.
 *
 * A table and how each row is set up in a folder of its own. A shell.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { JOURNAL_DEFAULTS, UPLINK_DEFAULTS } from '../../../agent/config/defaults.ts';
import { START_WITHIN_MS } from '../../../agent/uplink/pace.ts';
import { sleep } from '../../drive.ts';
import type { CentreKey } from '../../keys.ts';
import { type Acknowledged, type Inlet, lineInlet, publishInlet } from './inlets.ts';
import { bridgeIn } from './mosquitto.ts';
import { nodeRedIn } from './node-red.ts';
import { Process, type Program } from './processes.ts';

export interface Place {
  readonly folder: string;
  readonly upstreamUrl: string;
  /** Of whoever receives from our hub. */
  readonly key: CentreKey;
  /** Where Node keeps what it compiled, as on an installed hub. */
  readonly compiled: string;
  readonly acknowledged: Acknowledged;
}
export interface SetUp {
  readonly program: Program;
  readonly inlet: Inlet;
}
export interface Contender {
  readonly about: string;
  readonly isOurs: boolean;
  /** It says which events it has; it owes those. */
  readonly acknowledges: boolean;
  /** What it gathers on purpose before it sends. */
  readonly gatherMs: number;
  /** What it may take to begin after an outage, as it says itself, or is known to. */
  readonly returnsMs: number;
  setUp(place: Place): Promise<SetUp>;
}

export const CONTENDERS = [
  'node-red',
  'bridge-timed',
  'bridge-on-change',
  'naive',
  'sqlite-queue',
  'ours',
  'ours-urgent',
  'ours-shipped',
] as const;
export type ContenderName = (typeof CONTENDERS)[number];

/** Memory before speed, as the hub is started on a board. */
const HUB_FLAGS = ['--max-semi-space-size=1', '--optimize-for-size'];
/** Its bridge tries again after 5 to 30 s. */
const BRIDGE_RETURNS_MS = 30_000;
/** `mqttReconnectTime` of its own settings. */
const NODE_RED_RETURNS_MS = 15_000;
const SCRIPT_RETURNS_MS = 1_000;
const WARM_UP_LOOK_MS = 100;

export const CONTENDER: Readonly<Record<ContenderName, Contender>> = {
  'node-red': {
    about: 'Node-RED 5.0.7: tcp in, mqtt out, QoS 1; its own settings',
    isOurs: false,
    acknowledges: false,
    gatherMs: 0,
    returnsMs: NODE_RED_RETURNS_MS,
    setUp: async ({ folder, upstreamUrl, acknowledged }) => {
      const inlet = await lineInlet(acknowledged);
      return { inlet, program: await nodeRedIn(folder, inlet.port, upstreamUrl) };
    },
  },
  'bridge-timed': bridge(false),
  'bridge-on-change': bridge(true),
  naive: script('MQTT.js, one QoS 1 publish per event, no store', './naive-child.ts'),
  'sqlite-queue': script(
    'better-sqlite3, WAL and FULL, an insert and a delete per event, window 16',
    './queue-child.ts',
  ),
  ours: hub('prompt', 'the hub, records grouped for 10 s, backlog not paced, back within a second'),
  'ours-urgent': hub('urgent', 'the same, each event on disk at once, as frames of a sensor node are'),
  'ours-shipped': hub('shipped', 'the hub with nothing changed: backlog at 8 kB/s, back within two minutes'),
};

function bridge(onChange: boolean): Contender {
  const saves = onChange ? 'at each change' : 'each second';
  return {
    about: `mosquitto with a bridge, saved ${saves}, queue without a bound`,
    isOurs: false,
    acknowledges: true,
    gatherMs: 0,
    returnsMs: BRIDGE_RETURNS_MS,
    setUp: async ({ folder, upstreamUrl, acknowledged }) => {
      const { program, url } = await bridgeIn(folder, upstreamUrl, onChange);
      return { program, inlet: await publishInlet(url, acknowledged) };
    },
  };
}

function script(about: string, file: string): Contender {
  return {
    about,
    isOurs: false,
    acknowledges: false,
    gatherMs: 0,
    returnsMs: SCRIPT_RETURNS_MS,
    setUp: async ({ folder, upstreamUrl, acknowledged }) => {
      const inlet = await lineInlet(acknowledged);
      const words = [beside(file), String(inlet.port), upstreamUrl, join(folder, 'queue.db')];
      return { inlet, program: { command: process.execPath, words } };
    },
  };
}

function hub(variant: 'prompt' | 'urgent' | 'shipped', about: string): Contender {
  return {
    about,
    isOurs: true,
    acknowledges: true,
    gatherMs: variant === 'urgent' ? 0 : JOURNAL_DEFAULTS.groupMs,
    returnsMs: variant === 'shipped' ? UPLINK_DEFAULTS.reconnectMaxMs + START_WITHIN_MS : SCRIPT_RETURNS_MS,
    setUp: async ({ folder, upstreamUrl, acknowledged, key, compiled }) => {
      const inlet = await lineInlet(acknowledged);
      const told = [String(inlet.port), upstreamUrl, join(folder, 'hub'), variant, key.keyId, key.publicKey];
      const words = [...HUB_FLAGS, beside('./hub-child.ts'), ...told];
      return {
        inlet,
        program: { command: process.execPath, words, environment: { NODE_COMPILE_CACHE: compiled } },
      };
    },
  };
}

/** A start that only fills the cache of compiled code, as the first one on an installed hub does. */
export async function warmUp(place: Omit<Place, 'acknowledged'>): Promise<void> {
  const { inlet, program } = await CONTENDER.ours.setUp({ ...place, acknowledged: () => {} });
  const first = new Process(program);
  first.start();
  while (first.isAlive && !inlet.isOpen()) await sleep(WARM_UP_LOOK_MS);
  await inlet.stop();
  while (first.isAlive) await sleep(WARM_UP_LOOK_MS);
}

function beside(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
