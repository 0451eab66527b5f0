/**
 * How the hub is, on one page, for whoever looks after it from afar: the answer to the command `diagnostics`.
 *
 * Owns what is on the page and its bounds. It goes with the result of the command and is no record: it is true of one
 * moment, and a page that came late would be taken for news. Must never tell anything about the resident: sensors by name
 * and health, never what they saw.
 */
import { isResidentsOwn } from '../health/conditions.ts';
import { isTrusted } from '../home-time.ts';
import type { HubState } from '../machine.ts';
import type { Instant } from '../ports.ts';
import type { ConditionCode, Lane, SensorHealth, TimeQuality } from '../record.ts';
import type { Birth } from './heartbeat.ts';
import type { LaneReader } from './lanes.ts';
import { perLane } from './wire.ts';

export interface Diagnostics {
  readonly version: string;
  readonly codeHash: string | null;
  readonly configHash: string;
  /** Of the settings that lie over the file; null: none. */
  readonly settingsVersion: number | null;
  readonly boot: string;
  readonly uptimeMs: number;
  /** So long of home time nobody watched, over all boots. */
  readonly unobservedMs: number;
  readonly timeQuality: TimeQuality;
  readonly timeTrusted: boolean;
  readonly linkMs: number;
  readonly durable: boolean;
  /** Written to the memory card so far, and how long it will bear that; null: not known. */
  readonly cardBytes: number;
  readonly cardMonthsLeft: number | null;
  /** Records that the receiver has not kept. */
  readonly backlog: Readonly<Record<Lane, number>>;
  /** How many there are, and those that do not look, with what is known against them. */
  readonly sensors: number;
  readonly lost: readonly { readonly sensor: string; readonly by: readonly SensorHealth['why'][] }[];
  readonly conditions: readonly {
    readonly code: ConditionCode;
    readonly subject: string;
    readonly ageMs: number;
  }[];
  readonly keysAdded: number;
  readonly keysRetired: number;
}
export interface Diagnosed {
  readonly birth: Birth;
  readonly instant: () => Instant;
  readonly state: () => Readonly<HubState>;
  readonly journal: LaneReader;
}

/** Lost sensors, and open conditions, on a page: at 100 bytes each it stays below 8 KiB. More are counted elsewhere. */
const LISTED_MAX = 32;

export function diagnosticsOf({ birth, instant, state: now, journal }: Diagnosed): Diagnostics {
  const at = instant();
  const state = now();
  const { card, sensors, centre, conditions, home, settings, time } = state;
  const ms = time.originMs + at.monotonicMs;
  const all = [...sensors.memories, ...sensors.calls];
  const lost = all.filter(({ lostBy }) => lostBy.length > 0);
  return {
    version: birth.version,
    codeHash: birth.codeHash ?? null,
    configHash: home.configHash,
    settingsVersion: (settings.trial ?? settings.good)?.version ?? null,
    boot: birth.boot,
    uptimeMs: at.monotonicMs,
    unobservedMs: time.unobservedMs,
    timeQuality: at.quality,
    timeTrusted: isTrusted(time, ms, at.quality),
    linkMs: Math.max(0, ms - centre.link.sinceMs),
    durable: journal.durable(),
    cardBytes: card.bytes,
    cardMonthsLeft: card.monthsLeft,
    backlog: perLane((lane) => journal.backlog(lane).rows),
    sensors: home.sensors.length,
    lost: lost.slice(0, LISTED_MAX).map(({ id, lostBy }) => ({ sensor: id, by: [...lostBy] })),
    conditions: conditions.open
      .filter((open) => !isResidentsOwn(open))
      .slice(0, LISTED_MAX)
      .map(({ code, subject, sinceMs }) => ({ code, subject, ageMs: Math.max(0, ms - sinceMs) })),
    keysAdded: centre.keyring.added.length,
    keysRetired: centre.keyring.retired.length,
  };
}
