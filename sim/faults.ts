/**
 * What may go wrong in a seed, and when: drawn before the run, so that the rates can be printed with a failure.
 *
 * Pure. Each seed draws a rate for every kind first, often none: mixes of few faults find what a constant rain of
 * all of them hides. Times are virtual ms; how a fault is done is the world's.
 */
import type { Draw } from './swarm/draw.ts';

export const FAULT_KINDS = [
  /** The hub dies between two steps. */
  'crash',
  /** The hub dies inside the next transaction: just before it is on disk, or just after and before any effect. */
  'crash-at-commit',
  'outage',
  'refusing',
  'silent',
  'duplicating',
  'losing',
  /** The broker restarts and remembers nothing. */
  'forget',
  /** One connection is cut. */
  'cut',
  'store-failing',
  'speaker-absent',
  'speaker-stuck',
  'sensor-lost',
  /** The wall clock is wrong: 1970, or years off; later a time server sets it right. */
  'clock-wrong',
  'desk-crash',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  readonly kind: FaultKind;
  readonly fromMs: number;
  readonly toMs: number;
  /** In [0, 1): whatever the kind has to choose. */
  readonly choice: number;
}
export interface FaultPlan {
  /** Expected number per day. */
  readonly rates: Readonly<Record<FaultKind, number>>;
  /** Chance per step of a crash while a question or an unkept alert is in the air. */
  readonly crashInTheAir: number;
  readonly faults: readonly Fault[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** How long each lasts at most, in minutes; a crash's duration is the time until the hub is up again. */
const MINUTES_MAX: Readonly<Record<FaultKind, number>> = {
  crash: 10,
  'crash-at-commit': 10,
  outage: 600,
  refusing: 240,
  silent: 60,
  duplicating: 240,
  losing: 60,
  forget: 1,
  cut: 1,
  'store-failing': 120,
  'speaker-absent': 600,
  'speaker-stuck': 300,
  'sensor-lost': 600,
  'clock-wrong': 600,
  'desk-crash': 120,
};

/** Draws the faults of a run that end before `endMs`. */
export function drawFaults(draw: Draw, endMs: number): FaultPlan {
  const days = endMs / DAY_MS;
  const faults: Fault[] = [];
  const rateOf = (kind: FaultKind): number => {
    const rate = draw.pick([0, 0, 0.5, 1.5, 6] as const);
    for (let left = rate * days; left > 0; left -= 1) {
      if (left < 1 && !draw.chance(left)) break;
      faults.push(drawFault(draw, kind, endMs));
    }
    return rate;
  };
  const rates = perKind(rateOf);
  const crashInTheAir = draw.pick([0, 0.002, 0.02] as const);
  faults.sort((left, right) => left.fromMs - right.fromMs);
  return { rates, crashInTheAir, faults };
}

function drawFault(draw: Draw, kind: FaultKind, endMs: number): Fault {
  // Most are short: the square of a uniform number is below a quarter half of the time.
  const share = draw.unit() * draw.unit();
  const lengthMs = 1000 + Math.floor(share * MINUTES_MAX[kind] * MINUTE_MS);
  const fromMs = draw.between(0, Math.max(0, endMs - lengthMs - 1));
  return { kind, fromMs, toMs: fromMs + lengthMs, choice: draw.unit() };
}

/** A world in which nothing fails. */
export function noFaults(): FaultPlan {
  return { rates: perKind(() => 0), crashInTheAir: 0, faults: [] };
}

/** In the order of the kinds, for each draws from the seed. */
function perKind(rateOf: (kind: FaultKind) => number): Record<FaultKind, number> {
  return {
    crash: rateOf('crash'),
    'crash-at-commit': rateOf('crash-at-commit'),
    outage: rateOf('outage'),
    refusing: rateOf('refusing'),
    silent: rateOf('silent'),
    duplicating: rateOf('duplicating'),
    losing: rateOf('losing'),
    forget: rateOf('forget'),
    cut: rateOf('cut'),
    'store-failing': rateOf('store-failing'),
    'speaker-absent': rateOf('speaker-absent'),
    'speaker-stuck': rateOf('speaker-stuck'),
    'sensor-lost': rateOf('sensor-lost'),
    'clock-wrong': rateOf('clock-wrong'),
    'desk-crash': rateOf('desk-crash'),
  };
}
