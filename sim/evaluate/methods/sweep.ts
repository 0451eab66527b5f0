/**
 * Every baseline at every setting over the homes: its curve, and its honest row.
 *
 * The row of a home is read at the setting chosen on the *other* homes (leave one home out): least median delay among
 * those with at most `BUDGET_PER_MONTH` false alarms there. A home that may not be fitted is never among the others.
 */
import { MONTH_DAYS } from '../units.ts';
import type { HomeCase } from '../homes.ts';
import type { Family } from './method.ts';
import { CUMULATIVE_HAZARD } from './cumulative-hazard.ts';
import { DURATION_QUANTILE } from './duration-quantile.ts';
import { type Rings, type Stretch, runMethod } from './ring.ts';
import { ALERT_LINE, FIXED, INACTIVITY_SCORE } from './simple.ts';

export const FAMILIES: readonly Family[] = [
  FIXED,
  ALERT_LINE,
  DURATION_QUANTILE,
  CUMULATIVE_HAZARD,
  INACTIVITY_SCORE,
];
/** False prompts a month at which settings are chosen. */
export const BUDGET_PER_MONTH = 2;
/** Homes whose licence allows no commercial use: judged, never fitted. */
export const NEVER_FITTED: ReadonlySet<string> = new Set(['ordonez_a']);

/** What a setting did in one home. */
export interface Outcome extends Rings {
  readonly home: string;
  readonly days: number;
  readonly median: number;
}
/** Per setting of the sweep, per home. */
export type Sweep = readonly (readonly Outcome[])[];

export function sweepHome(family: Family, home: HomeCase, stretches: readonly Stretch[]): readonly Rings[] {
  return family.sweep.map((value) => runMethod(home, stretches, family.create(value)));
}

export interface Summed {
  readonly falseAlarms: number;
  readonly days: number;
  readonly delaysMs: readonly (number | null)[];
}

export function pool(outcomes: readonly Summed[]): Summed {
  return {
    falseAlarms: outcomes.reduce((sum, one) => sum + one.falseAlarms, 0),
    days: outcomes.reduce((sum, one) => sum + one.days, 0),
    delaysMs: outcomes.flatMap(({ delaysMs }) => [...delaysMs]),
  };
}

/** One setting in one home, by what it is chosen for. */
export interface Judged {
  readonly home: string;
  readonly falseAlarms: number;
  readonly days: number;
}

/**
 * The setting for `home`, as its place in the sweep; null when there is no other home to choose on. `medianOf`: the
 * pooled median delay of a setting over some homes. Ties go to the earlier setting; with none in budget, to the one
 * that comes nearest to it.
 */
export function chooseWithout(
  home: string,
  sweep: readonly (readonly Judged[])[],
  medianOf: (setting: number, homes: ReadonlySet<string>) => number,
): number | null {
  const isOther = (one: Judged): boolean => one.home !== home && !NEVER_FITTED.has(one.home);
  const others = new Set((sweep[0] ?? []).filter(isOther).map((one) => one.home));
  if (others.size === 0) return null;
  const rated = sweep.map((outcomes, setting) => {
    const used = outcomes.filter((one) => others.has(one.home));
    const days = used.reduce((sum, one) => sum + one.days, 0);
    const alarms = used.reduce((sum, one) => sum + one.falseAlarms, 0);
    return { setting, perMonth: (alarms / days) * MONTH_DAYS };
  });
  const inBudget = rated.filter(({ perMonth }) => perMonth <= BUDGET_PER_MONTH);
  if (inBudget.length === 0) return least(rated, ({ perMonth }) => perMonth)?.setting ?? null;
  return least(inBudget, ({ setting }) => medianOf(setting, others))?.setting ?? null;
}

function least<T>(items: readonly T[], of: (item: T) => number): T | null {
  let best: { readonly item: T; readonly value: number } | null = null;
  for (const item of items) {
    const value = of(item);
    if (best === null || value < best.value) best = { item, value };
  }
  return best?.item ?? null;
}
