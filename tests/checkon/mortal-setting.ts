/**
 * Where the mortal home stands: its rooms and times, the deaths its hub can die, and the hour before each run.
 *
 * Owns no behaviour: that is `mortal-home.ts`.
 */
import type { Config } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import { Hub } from '../../agent/hub.ts';
import { createMemoryStore } from '../../agent/journal/memory-store.ts';
import type { Row, Speaker } from '../../agent/ports.ts';
import { OpenPipe, noBuses, noLog, noSignatures, noWatchdog, seededRandom } from '../../sim/quiet-ports.ts';
import { VirtualClock } from '../../sim/virtual-clock.ts';

export const SECOND_MS = 1000;
export const MINUTE_MS = 60 * SECOND_MS;
export const HOUR_MS = 60 * MINUTE_MS;
/** Ten in the morning, in a home on UTC. */
export const START_WALL_MS = Date.UTC(2026, 2, 3, 10);
/** After so much silence it is asked, whatever was learned: the hour is lived once for all runs. */
export const CAP_MS = HOUR_MS;
const SENSORS = [
  { id: 'pir-bathroom', room: 'bathroom', class: 'motion' },
  { id: 'pir-kitchen', room: 'kitchen', class: 'motion' },
] as const;
export const CONFIG: Config = defaultConfig(
  { home: 'mortal', timezone: 'UTC', sensors: SENSORS },
  {
    detector: { capMs: CAP_MS, questionDays: 1e6 },
    checkon: {
      probes: false,
      waitMs: [100 * SECOND_MS, 100 * SECOND_MS, 100 * SECOND_MS],
      postponeMs: 60 * SECOND_MS,
      postponeMax: 2,
      unclearWaitMs: 20 * SECOND_MS,
      reminderMs: 2 * MINUTE_MS,
    },
    // Nothing here is about them, and they are most of what is sent.
    uplink: { heartbeatMs: HOUR_MS },
  },
);

export const DEATHS = [
  'before the commit',
  'after the commit',
  'after the effect',
  'in the wait that follows',
] as const;
export type DeathAt = (typeof DEATHS)[number];
export const OFF_TIMES = ['none', 'seconds', 'hours', 'unknown'] as const;
export type OffTime = (typeof OFF_TIMES)[number];
/** So long nobody watches; of the unknown one no clock tells. */
export const OFF_MS: Readonly<Record<OffTime, number>> = {
  none: 0,
  seconds: 20 * SECOND_MS,
  hours: 3 * HOUR_MS,
  unknown: 10 * MINUTE_MS,
};
/** The hub dies at the first commit of this name. */
export interface Kill {
  readonly step: string;
  readonly death: DeathAt;
  readonly off: OffTime;
}
let lived: readonly Row[] | null = null;
/** The journal of an hour in which somebody moved once, at its beginning. */
export function livedRows(): readonly Row[] {
  if (lived !== null) return lived;
  const clock = new VirtualClock(START_WALL_MS);
  const store = createMemoryStore();
  const ports = { clock, random: seededRandom(99), store, buses: noBuses, signatures: noSignatures };
  const speaker: Speaker = { say: () => {}, stop: () => {} };
  const hub = new Hub({
    config: CONFIG,
    program: { version: 'test', codeHash: 'test' },
    ports: { ...ports, speaker, publisher: new OpenPipe(), watchdog: noWatchdog, log: noLog },
  });
  hub.start();
  for (const sensor of ['pir-kitchen', 'pir-bathroom'])
    for (const value of ['on', 'off'] as const) hub.submit({ kind: 'observation', sensor, value });
  clock.advanceTo(CAP_MS - MINUTE_MS);
  clock.clearAlarm();
  const left = store.crash();
  left.open();
  lived = left.read(0, Number.POSITIVE_INFINITY);
  return lived;
}
