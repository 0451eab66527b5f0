/**
 * What a month costs the link, as shipped and with raw events, beside one JSON message for each event.
 *
 * Payloads are counted; TLS, TCP/IP and keepalives are arithmetic, the same for both (`sim/wire-bytes.ts`). A shell.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { loadHome } from '../../agent/config/load.ts';
import { localToUtc, zoneChanges } from '../../agent/zone.ts';
import { type LoggedObservation, parseHomeLog } from '../home-log.ts';
import { OpenPipe } from '../quiet-ports.ts';
import { WireBytes } from '../wire-bytes.ts';
import { WiredHome } from '../wired-home.ts';
import type { Figure } from './figures.ts';
import type { BenchHome } from './home.ts';

const DAY_MS = 86_400_000;
/** The budget of `tests/uplink/budget.test.ts`. */
const BUDGET_BYTES = 1_400_000;

export async function wireFigures({ home }: { home: BenchHome }): Promise<Figure[]> {
  const description = await loadHome(home.description);
  const text = gunzipSync(readFileSync(home.events)).toString('utf8');
  const log = parseHomeLog(text, description.sensors);
  const days = (home.lastLocalMs - home.firstLocalMs) / DAY_MS;
  const live = (rawEvents: boolean): { ours: WireBytes; naive: WireBytes } =>
    month(description, log, home, rawEvents);
  const quiet = live(false);
  const raw = live(true);
  const perDay = (wire: WireBytes): number => Math.round(wire.total / days);
  const told = ({ bytes, total }: WireBytes): number =>
    Math.round((total - (bytes.get('heartbeat') ?? 0) - (bytes.get('ping') ?? 0)) / days);
  const unit = 'bytes';
  const events = 'one JSON message for each event, QoS 1';
  return [
    {
      name: 'wire a day',
      measured: 'heartbeats, keepalives, summaries, alerts, acknowledgements',
      baseline: 'the budget',
      unit,
      values: [perDay(quiet.ours)],
      baselines: [BUDGET_BYTES],
      aim: 1,
    },
    {
      name: 'wire a day, what is told',
      measured: 'the same without heartbeats and keepalives',
      baseline: events,
      unit,
      values: [told(quiet.ours)],
      baselines: [told(quiet.naive)],
      aim: 0.2,
    },
    {
      name: 'wire a day, raw, what is told',
      measured: 'raw events on',
      baseline: events,
      unit,
      values: [told(raw.ours)],
      baselines: [told(raw.naive)],
      aim: 1,
    },
  ];
}

function month(
  home: Awaited<ReturnType<typeof loadHome>>,
  log: readonly LoggedObservation[],
  { firstLocalMs, lastLocalMs }: BenchHome,
  rawEvents: boolean,
): { ours: WireBytes; naive: WireBytes } {
  const zone = zoneChanges(home.timezone, firstLocalMs - DAY_MS, lastLocalMs + DAY_MS);
  const toUtc = localToUtc(zone);
  const startWallMs = toUtc(firstLocalMs);
  const uplink = { site: 'district-9', hub: 'hub-12', rawEvents };
  let ours = new WireBytes(() => 0);
  const wired = new WiredHome({
    config: defaultConfig(home, { uplink }),
    zone,
    startWallMs,
    over: (inner, nowMs) => {
      ours = new WireBytes(nowMs);
      return ours.over(inner);
    },
  });
  const naive = new WireBytes(() => wired.clock.now().monotonicMs);
  const pipe = naive.over(new OpenPipe());
  for (const { localMs, sensor, value } of log) {
    const wallMs = toUtc(localMs);
    wired.see(wallMs - startWallMs, sensor, value);
    const payload = JSON.stringify({ time: new Date(wallMs).toISOString(), sensor, value });
    pipe.publish({ topic: `district-9/hub-12/event`, payload, qos: 1, retain: false }, () => {});
  }
  return { ours, naive };
}
