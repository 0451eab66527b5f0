/**
 * Ours beside the baselines and the limit by hindsight, all by one rule of absence.
 *
 * Owns the curves and the choice of each baseline's row on the other homes. Only counted homes of one kind come here.
 */
import { delayFigures, medianMs, rateFigures } from './figures.ts';
import { daysOf } from './homes.ts';
import { type HomeRun, OUR_SWEEP } from './run.ts';
import type { Pass } from './silences.ts';
import type { BaselineReport, CurvePoint, GroupReport } from './report.ts';
import { priceFor, ringsAt } from './methods/hindsight.ts';
import { BUDGET_PER_MONTH, FAMILIES, type Summed, chooseWithout, pool } from './methods/sweep.ts';
import type { Family } from './methods/method.ts';
import { MONTH_DAYS } from './units.ts';

/** False alarms a month at which the limit by hindsight is read. */
const HINDSIGHT_RATES = [0.25, 0.5, 1, 1.5, 2, 3, 4, 6, 9, 13] as const;

export function comparisonOf(runs: readonly HomeRun[]): NonNullable<GroupReport['comparison']> {
  return {
    ours: ours(
      null,
      runs.map(({ pass }) => pass),
    ),
    ourCurve: OUR_SWEEP.map((days, at) =>
      ours(
        days,
        runs.flatMap(({ settings }) => settings[at] ?? []),
      ),
    ),
    baselines: FAMILIES.map((family, at) => baseline(family, runs, at)),
    hindsight: HINDSIGHT_RATES.map((perMonth) => hindsight(runs, perMonth)),
    hindsightAtBudget: hindsight(runs, BUDGET_PER_MONTH),
  };
}

function point(setting: number | null, { falseAlarms, days, delaysMs }: Summed): CurvePoint {
  return { setting, falseAlarms: rateFigures(falseAlarms, days), delay: delayFigures(delaysMs) };
}

function ours(setting: number | null, passes: readonly Pass[]): CurvePoint {
  const summed = passes.map(({ home, prompts, collapses }) => ({
    falseAlarms: prompts.filter(({ ms }) => home.truth.atHome(ms)).length,
    days: daysOf(home),
    delaysMs: collapses.map(({ promptMs }) => promptMs),
  }));
  return point(setting, pool(summed));
}

function hindsight(runs: readonly HomeRun[], perMonth: number): CurvePoint {
  const days = runs.reduce((sum, { pass }) => sum + daysOf(pass.home), 0);
  const homes = runs.map((run) => run.hindsight);
  const priceMs = priceFor(homes, (perMonth * days) / MONTH_DAYS);
  const rings = runs.map((run) => ({ ...ringsAt(run.hindsight, priceMs), days: daysOf(run.pass.home) }));
  return point(null, pool(rings));
}

function baseline(family: Family, runs: readonly HomeRun[], at: number): BaselineReport {
  const outcomes = family.sweep.map((_, setting) =>
    runs.map(({ pass, sweeps }) => {
      const { falseAlarms, delaysMs } = sweeps[at]?.[setting] ?? { falseAlarms: 0, delaysMs: [] };
      return { home: pass.home.name, days: daysOf(pass.home), falseAlarms, delaysMs };
    }),
  );
  const { id, name, parameter } = family;
  const curve = family.sweep.map((value, setting) => point(value, pool(outcomes[setting] ?? [])));
  const medianOf = (setting: number, homes: ReadonlySet<string>): number =>
    medianMs(pool((outcomes[setting] ?? []).filter((one) => homes.has(one.home))).delaysMs);
  const settings: Record<string, number> = {};
  const chosen: Summed[] = [];
  for (const { pass } of runs) {
    const setting = chooseWithout(pass.home.name, outcomes, medianOf);
    const value = setting === null ? undefined : family.sweep[setting];
    const outcome =
      setting === null ? undefined : outcomes[setting]?.find((one) => one.home === pass.home.name);
    if (value === undefined || outcome === undefined) return { id, name, parameter, curve, headline: null };
    settings[pass.home.name] = value;
    chosen.push(outcome);
  }
  return { id, name, parameter, curve, headline: { ...point(null, pool(chosen)), settings } };
}
