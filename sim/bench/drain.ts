/**
 * A month without a link, then a link, and an alert while the month drains: how fast, how soon, and without a gap.
 *
 * Beside it raw QoS 1 publishes of the same packets. The broker is killed in the middle of the paced drain. What is lost,
 * doubled or missing at the desk is no figure: it throws. Ends every process it started. A shell.
 */
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Home } from '../../agent/config/config.ts';
import { BACKLOG_BYTES_PER_S, defaultConfig } from '../../agent/config/defaults.ts';
import { loadHome } from '../../agent/config/load.ts';
import { findMosquitto, startMosquitto } from '../broker-mosquitto.ts';
import type { RealBroker } from '../broker-process.ts';
import type { DeskAction } from '../desk-core.ts';
import { District } from '../district.ts';
import { centreKey } from '../keys.ts';
import { noLog } from '../quiet-ports.ts';
import { measure, numberIn, script } from './children.ts';
import type { Figure } from './figures.ts';
import type { BenchHome } from './home.ts';
import type { Measured } from './wires.ts';

/** Nobody listens there: the discard port of this machine. */
const NOBODY = 'mqtt://127.0.0.1:9';
const BROKER_AWAY_MS = 400;
/** The longest an alert may take on the worst link (design §2). */
const ALERT_MS_MAX = 30_000;
const KEY = centreKey('bench drain');

interface Drain {
  readonly ms: number;
  readonly alertMs: number;
  readonly rows: number;
  readonly packets: number;
  readonly bytes: number;
}

export async function drainFigures({ home, folder }: { home: BenchHome; folder: string }): Promise<Measured> {
  const program = findMosquitto();
  if (program === null) return { figures: [], missing: ['the drain of a month: mosquitto is not installed'] };
  const backlog = join(folder, 'backlog');
  const lived = await loadHome(home.description);
  const description = JSON.stringify(lived);
  const span = [home.firstLocalMs, home.lastLocalMs].map(String);
  const changes = JSON.stringify({ uplink: { rawEvents: true } });
  const month = [script('month-child.ts'), description, backlog, NOBODY, ...span, changes];
  mkdirSync(backlog);
  await measure({ words: month, input: home.events });
  const broker = await startMosquitto(program, join(folder, 'drain-broker'));
  try {
    const place = { home: lived, description, folder, backlog, broker };
    const lifted = await drain(place, 'lifted', () => {});
    let killed: Promise<void> | null = null;
    const paced = await drain(place, 'shipped', (keptRows) => {
      if (keptRows * 2 >= lifted.rows) killed ??= broker.killAndRestart(BROKER_AWAY_MS);
    });
    if (killed === null) throw new Error('the broker was never killed');
    const size = Math.round(lifted.bytes / lifted.packets);
    const words = [script('raw-child.ts'), broker.url, String(lifted.packets), String(size)];
    const rawMs = numberIn(await measure({ words }), 'ms');
    return { figures: figuresOf(lifted, paced, rawMs), missing: [] };
  } finally {
    await broker.stop();
  }
}

function figuresOf(lifted: Drain, paced: Drain, rawMs: number): Figure[] {
  const what = `${lifted.rows} records in ${lifted.packets} packets, ${lifted.bytes} bytes with TLS and TCP/IP, to the last one kept`;
  const alert = { unit: 'ms', baseline: 'the promise of 30 s', baselines: [ALERT_MS_MAX], aim: 0.1 } as const;
  const from = 'from the pulled cord to the desk, a second after the link came';
  return [
    {
      name: 'drain of a month, pacing lifted',
      measured: what,
      baseline: 'raw MQTT.js, the same packets at QoS 1, to the last PUBACK',
      unit: 'ms',
      values: [lifted.ms],
      baselines: [rawMs],
      aim: null,
    },
    {
      name: 'drain as shipped, bytes a second',
      measured: `the same, the broker killed -9 in the middle, ${Math.round(paced.ms / 1000)} s in all`,
      baseline: 'uplink.backlogBytesPerS',
      unit: 'bytes',
      values: [(paced.bytes * 1000) / paced.ms],
      baselines: [BACKLOG_BYTES_PER_S],
      aim: 1,
    },
    { ...alert, name: 'alert in the drain, lifted', measured: from, values: [lifted.alertMs] },
    { ...alert, name: 'alert in the drain, as shipped', measured: from, values: [paced.alertMs] },
  ];
}

interface Place {
  readonly home: Home;
  readonly description: string;
  readonly folder: string;
  readonly backlog: string;
  readonly broker: RealBroker;
}

/** Drains a copy of the backlog into a desk of its own. `kept` is told how much of the history is kept. */
async function drain(place: Place, rate: string, kept: (rows: number) => void): Promise<Drain> {
  const { description, folder, backlog, broker } = place;
  const data = join(folder, `drain-${rate}`);
  cpSync(backlog, data, { recursive: true });
  const keyFile = join(data, 'centre.json');
  writeFileSync(keyFile, JSON.stringify({ [KEY.keyId]: KEY.publicKey }));
  let heardMs = 0;
  const config = defaultConfig(place.home, { uplink: { site: 'bench', hub: 'month' } });
  const district = await District.open(config, {
    brokerUrl: broker.url,
    folder: data,
    key: KEY,
    home: () => () => {},
    nowMs: () => Date.now(),
    log: noLog,
    onAction: (action: DeskAction) => {
      if (action.kind === 'alert' && action.cause === 'help' && action.opened) heardMs = Date.now();
      if (action.kind === 'kept' && action.lane === 'history') kept(action.upTo);
    },
  });
  try {
    const told = await measure({
      words: [script('drain-child.ts'), description, data, broker.url, keyFile, rate],
    });
    const rows = numberIn(told, 'rows');
    const report = district.report();
    const lost = numberIn(told, 'left') + report.gaps.length + report.duplicatesApplied;
    if (lost > 0 || report.records.history < rows || heardMs === 0)
      throw new Error(`drain ${rate}: ${rows} records owed, at the desk ${JSON.stringify(report)}`);
    return {
      rows,
      ms: numberIn(told, 'historyDoneMs') - numberIn(told, 'upMs'),
      alertMs: heardMs - numberIn(told, 'pulledMs'),
      packets: numberIn(told, 'packets'),
      bytes: numberIn(told, 'bytes'),
    };
  } finally {
    await district.stop();
  }
}
