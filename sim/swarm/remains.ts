/**
 * What is left of a seed when everything is taken away that a failure does not need: data, to be kept as a regression.
 *
 * Pure. A line replays what it says whatever seeds draw later; only the life of the resident, and what answers and
 * crashes draw as they go, is still the seed's.
 */
import { sealConfig } from '../../agent/config/defaults.ts';
import type { Fault } from '../faults.ts';
import type { Deed } from './company.ts';
import type { Fall } from './resident.ts';
import { type Setting, SETTLING_MS, withoutWires } from './setting.ts';

/** Of the policy, what a seed draws. */
export interface Odds {
  readonly capMs: number;
  readonly window: number;
  readonly heartbeatMs: number;
  readonly groupMs: number;
  readonly checkpointMs: number;
  readonly memoryRows: number;
  readonly rawEvents: boolean;
}
export interface Remains {
  readonly faults: readonly Fault[];
  readonly falls: readonly Fall[];
  readonly crashInTheAir: number;
  readonly callsPerDay: number;
  /** Absent: nobody lifts a hand or says a word but about alerts. */
  readonly company?: readonly Deed[];
  /** Virtual ms; when faults end. */
  readonly calmMs: number;
  /** Spans in which the resident moves, virtual ms. */
  readonly lived: readonly (readonly [fromMs: number, toMs: number])[];
  readonly wired: boolean;
  /** Whether the zone changes. */
  readonly zone: boolean;
  readonly odds: Odds;
}

/** All of it. */
export function remainsOf(setting: Setting): Remains {
  const { plan, life, callsPerDay, company, calmMs, endMs, wired, config } = setting;
  const { detector, uplink, journal } = config;
  return {
    faults: plan.faults,
    falls: life.falls,
    crashInTheAir: plan.crashInTheAir,
    callsPerDay,
    company,
    calmMs,
    lived: [[0, (life.signs.at(-1)?.atMs ?? endMs) + 1]],
    wired,
    zone: true,
    odds: {
      capMs: detector.capMs,
      window: uplink.window,
      heartbeatMs: uplink.heartbeatMs,
      groupMs: journal.groupMs,
      checkpointMs: journal.checkpointMs,
      memoryRows: journal.memoryRows,
      rawEvents: uplink.rawEvents,
    },
  };
}

/** The seed's setting with nothing in it but what remains. */
export function leaveOnly(drawn: Setting, remains: Remains): Setting {
  const { faults, falls, crashInTheAir, callsPerDay, company = [], calmMs, lived, zone, odds } = remains;
  const setting = remains.wired ? drawn : withoutWires(drawn);
  const { hash: _, ...config } = setting.config;
  const { capMs, window, heartbeatMs, rawEvents, ...journal } = odds;
  const isLived = (ms: number): boolean => lived.some(([fromMs, toMs]) => fromMs <= ms && ms < toMs);
  return {
    ...setting,
    config: sealConfig({
      ...config,
      detector: { ...config.detector, capMs },
      uplink: { ...config.uplink, window, heartbeatMs, rawEvents },
      journal: { ...config.journal, ...journal },
    }),
    zone: zone ? setting.zone : setting.zone.slice(0, 1),
    life: {
      signs: setting.life.signs.filter(({ atMs }) => isLived(atMs)),
      outings: setting.life.outings.filter(({ fromMs }) => isLived(fromMs)),
      falls,
    },
    plan: { ...setting.plan, faults, crashInTheAir },
    callsPerDay,
    company,
    calmMs,
    endMs: calmMs + capMs + SETTLING_MS,
  };
}
