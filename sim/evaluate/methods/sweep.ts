/**
 * Every baseline at every setting over the homes: its curve, and its honest row.
 *
 * The row of a home is read at the setting chosen on the *other* homes (leave one home out): least median delay among
 * those with at most `BUDGET_PER_MONTH` false alarms there. A home that may not be fitted is never among the others.
 */
import { type Tally, sumOf } from '../tally.ts';
import { MONTH_DAYS } from '../units.ts';
import type { HomeCase } from '../homes.ts';
import type { Family } from './method.ts';
import { CUMULATIVE_HAZARD } from './cumulative-hazard.ts';
import { DURATION_QUANTILE } from './duration-quantile.ts';
import { type Stretch, runMethod } from './ring.ts';
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

/** What each setting did, in one home. */
export type HomeSweep = readonly Tally[];

export function sweepHome(family: Family, home: HomeCase, stretches: readonly Stretch[]): HomeSweep {
  return family.sweep.map((value) => runMethod(home, stretches, family.create(value)));
}

/**
 * The setting for `home`, as its place in the sweep; null when there is no other home to choose on. Ties go to the
 * earlier setting; with none in budget, to the one that comes nearest to it.
 */
export function chooseWithout(home: string, sweeps: ReadonlyMap<string, HomeSweep>): number | null {
  const others = [...sweeps].filter(([name]) => name !== home && !NEVER_FITTED.has(name));
  const settings = others[0]?.[1].length ?? 0;
  const rated = Array.from({ length: settings }, (_, setting) => {
    const tally = sumOf(others.flatMap(([, sweep]) => sweep[setting] ?? []));
    return { setting, tally, perMonth: (tally.falseAlarms / tally.days) * MONTH_DAYS };
  });
  const inBudget = rated.filter(({ perMonth }) => perMonth <= BUDGET_PER_MONTH);
  if (inBudget.length === 0) return least(rated, ({ perMonth }) => perMonth)?.setting ?? null;
  return least(inBudget, ({ tally }) => tally.quantileHours(0.5))?.setting ?? null;
}

function least<T>(items: readonly T[], of: (item: T) => number): T | null {
  let best: { readonly item: T; readonly value: number } | null = null;
  for (const item of items) {
    const value = of(item);
    if (best === null || value < best.value) best = { item, value };
  }
  return best?.item ?? null;
}
