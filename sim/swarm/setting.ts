/**
 * What a seed draws before anything happens: the policy of the hub, the desk's patience, the zone, the life, the faults.
 *
 * Pure data: it is printed first when a seed fails.
 */
import type { Config } from '../../agent/config/config.ts';
import { defaultConfig } from '../../agent/config/defaults.ts';
import type { ZoneChange } from '../../agent/zone.ts';
import type { DeskPolicy } from '../desk-cases.ts';
import { type FaultPlan, drawFaults, drawFirstFaults } from '../faults.ts';
import type { CentreKey } from '../keys.ts';
import { type Deed, drawCompany } from './company.ts';
import { drawer } from './draw.ts';
import { SWARM_DEVICES } from './swarm-devices.ts';
import { type Lifetime, SWARM_SENSORS, drawLifetime } from './resident.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A wall clock of the true world at virtual 0: local midnight in the zones below. */
export const START_WALL_MS = Date.UTC(2026, 2, 25, 23);

export interface Setting {
  readonly seed: number;
  /** Days in which things fail; one more follows in which nothing does. */
  readonly days: number;
  readonly config: Config;
  readonly desk: DeskPolicy;
  readonly zone: readonly ZoneChange[];
  readonly life: Lifetime;
  readonly plan: FaultPlan;
  /** Whether parts on wires show what happens, and shipped drivers see it. */
  readonly wired: boolean;
  /** Calls for help per day. */
  readonly callsPerDay: number;
  /** What is done by hand, and said by the centre. */
  readonly company: readonly Deed[];
  /** Virtual ms at which faults end. */
  readonly calmMs: number;
  /** Virtual ms at which the resident's story ends. */
  readonly endMs: number;
}

/** Streams of a seed, one per concern. */
export const STREAMS = {
  policy: 1,
  life: 2,
  faults: 3,
  world: 4,
  whim: 5,
  later: 6,
  link: 7,
  meddler: 8,
  home: 9,
  orders: 10,
  wires: 11,
  company: 12,
  hands: 13,
} as const;
/** After the longest silence that may follow the last fault, everything has been told. */
export const SETTLING_MS = 2 * HOUR_MS;
/** Of the homes; the others are told what the drivers would say. */
const WIRED_SHARE = 0.35;

export function drawSetting(seed: number, days: number, key: CentreKey): Setting {
  const draw = drawer(seed, STREAMS.policy);
  const wired = drawer(seed, STREAMS.wires).chance(WIRED_SHARE);
  const config = defaultConfig(
    { home: 'swarm', timezone: 'Europe/Berlin', sensors: SWARM_SENSORS },
    {
      language: 'en',
      // Without wires they are what the home has to press and to touch.
      devices: SWARM_DEVICES,
      detector: { capMs: draw.pick([5, 8, 12] as const) * HOUR_MS },
      uplink: {
        site: 'swarm',
        hub: 'hub-1',
        rawEvents: draw.chance(0.5),
        window: draw.pick([2, 8, 16] as const),
        heartbeatMs: draw.pick([1, 5, 10] as const) * MINUTE_MS,
        centreKeys: { [key.keyId]: key.publicKey },
      },
      journal: {
        groupMs: draw.pick([1000, 10_000] as const),
        checkpointMs: draw.pick([1, 6, 24] as const) * HOUR_MS,
        memoryRows: draw.pick([100, 10_000] as const),
      },
    },
  );
  const desk: DeskPolicy = {
    acknowledgeAfterMs: draw.between(0, 10) * MINUTE_MS,
    dispatchAfterMs: draw.between(1, 20) * MINUTE_MS,
    minutes: 20,
    arriveAfterMs: draw.between(10, 40) * MINUTE_MS,
    closeAfterMs: draw.between(5, 30) * MINUTE_MS,
    outcome: 'found-and-helped',
  };
  const calmMs = days * DAY_MS;
  const endMs = calmMs + config.detector.capMs + SETTLING_MS;
  return {
    seed,
    days,
    config,
    desk,
    zone: drawZone(draw.between(0, 2), draw.between(1, 3) * DAY_MS),
    life: drawLifetime(drawer(seed, STREAMS.life), days + 1, calmMs),
    plan: drawFaults(drawer(seed, STREAMS.faults), drawer(seed, STREAMS.later), calmMs),
    wired,
    callsPerDay: draw.pick([0, 0, 0.5] as const),
    company: drawCompany(drawer(seed, STREAMS.company), days),
    calmMs,
    endMs,
  };
}

/** The same home without wires: its observations enter where drivers would hand them over. */
export function withoutWires(setting: Setting): Setting {
  return { ...setting, wired: false };
}
/** A seed as it was drawn before there were later kinds of fault, wires, and company. */
export function asFirstDrawn(setting: Setting): Setting {
  const plan = drawFirstFaults(drawer(setting.seed, STREAMS.faults), setting.calmMs);
  return { ...withoutWires(setting), plan, company: [] };
}

/** None, an hour forward, or an hour back, at three in the morning of some day of the run. */
function drawZone(which: number, afterMs: number): readonly ZoneChange[] {
  const start: ZoneChange = { fromMs: 0, offsetMin: 60 };
  if (which === 0) return [start];
  const fromMs = START_WALL_MS + afterMs + 2 * HOUR_MS;
  return [start, { fromMs, offsetMin: which === 1 ? 120 : 0 }];
}
