/**
 * Ours beside the baselines and the limit by hindsight, all by one rule of absence.
 *
 * Owns the curves and the choice of each baseline's row on the other homes. Only counted homes of one kind come here.
 */
import { rateFigures } from './figures.ts';
import { daysOf } from './homes.ts';
import type { HomeRun } from './run.ts';
import type { BaselineReport, CurvePoint, GroupReport } from './report.ts';
import { priceFor, talliedAt } from './methods/hindsight.ts';
import { BUDGET_PER_MONTH, FAMILIES, chooseWithout } from './methods/sweep.ts';
import { Tally, sumOf } from './tally.ts';
import type { Family } from './methods/method.ts';
import { MONTH_DAYS } from './units.ts';

/** False alarms a month at which the limit by hindsight is read. */
const HINDSIGHT_RATES = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 9, 13] as const;

export function comparisonOf(runs: readonly HomeRun[]): NonNullable<GroupReport['comparison']> {
  return {
    ours: ours(runs),
    baselines: FAMILIES.map((family, at) => baseline(family, runs, at)),
    hindsight: HINDSIGHT_RATES.map((perMonth) => hindsight(runs, perMonth)),
    hindsightAtBudget: hindsight(runs, BUDGET_PER_MONTH),
  };
}

function point(setting: number | null, tally: Tally): CurvePoint {
  return { setting, falseAlarms: rateFigures(tally.falseAlarms, tally.days), delay: tally.figures() };
}

function ours(runs: readonly HomeRun[]): CurvePoint {
  const tally = new Tally();
  for (const { pass } of runs) {
    tally.days += daysOf(pass.home);
    for (const { ms } of pass.prompts) if (pass.home.truth.atHome(ms)) tally.alarm();
    for (const { promptMs } of pass.collapses) tally.delay(promptMs);
  }
  return point(null, tally);
}

function hindsight(runs: readonly HomeRun[], perMonth: number): CurvePoint {
  const days = runs.reduce((sum, { pass }) => sum + daysOf(pass.home), 0);
  const homes = runs.map((run) => run.hindsight);
  const priceMs = priceFor(homes, (perMonth * days) / MONTH_DAYS);
  const tally = sumOf(homes.map((home) => talliedAt(home, priceMs)));
  tally.days = days;
  return point(null, tally);
}

function baseline(family: Family, runs: readonly HomeRun[], at: number): BaselineReport {
  const { id, name, parameter } = family;
  const sweeps = new Map(runs.map(({ pass, sweeps: own }) => [pass.home.name, own[at] ?? []]));
  const all = [...sweeps.values()];
  const curve = family.sweep.map((value, setting) =>
    point(value, sumOf(all.flatMap((sweep) => sweep[setting] ?? []))),
  );
  const settings: Record<string, number> = {};
  const chosen = new Tally();
  for (const [home, sweep] of sweeps) {
    const setting = chooseWithout(home, sweeps);
    const value = family.sweep[setting ?? -1];
    const tally = sweep[setting ?? -1];
    if (value === undefined || tally === undefined) return { id, name, parameter, curve, headline: null };
    settings[home] = value;
    chosen.add(tally);
  }
  return { id, name, parameter, curve, headline: { ...point(null, chosen), settings } };
}
