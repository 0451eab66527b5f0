/**
 * The report over the homes of a folder, by the protocol of the reference (§8), without any file or terminal.
 *
 * Owns what is said of the protocol itself, and that real and simulated homes never share a figure.
 */
import { groupReport } from './group.ts';
import type { ExpectedDelay, GroupReport, KitReport, Report } from './report.ts';
import type { HomeRun } from './run.ts';
import { fixed } from './figures.ts';
import { BUDGET_PER_MONTH, NEVER_FITTED } from './methods/sweep.ts';
import { GRID_MS, HORIZON_MS } from './silences.ts';
import { HOUR_MS, MINUTE_MS, MONTH_DAYS } from './units.ts';

/** The name a report has for the sensors as they are. */
export const ALL_SENSORS = 'all sensors';

export function reportOf(runs: readonly HomeRun[], kit: KitReport | null): Report {
  const kinds = ['real', 'simulated'] as const;
  const groups = kinds.flatMap((kind) => {
    const own = runs.filter(({ pass }) => pass.home.kind === kind);
    return own.length === 0 ? [] : [groupReport(kind, own)];
  });
  return {
    kind: 'evaluation',
    schema: 1,
    protocol: {
      gridMinutes: GRID_MS / MINUTE_MS,
      horizonHours: HORIZON_MS / HOUR_MS,
      budgetPerMonth: BUDGET_PER_MONTH,
      monthDays: MONTH_DAYS,
      atHome:
        'no silence of more than 20 min begun by one of the last 4 lines of an entrance sensor, none of 16 h or more',
      absence:
        'told to all baselines alike: nothing rings in it and nothing is learned; ours by the same rule beside them',
      neverFitted: [...NEVER_FITTED],
    },
    groups,
    kit,
    expectedDelay: groups.flatMap((group) => expectedOf(group, kit?.list ?? ALL_SENSORS)),
  };
}

function expectedOf({ kind, pooled }: GroupReport, kit: string): ExpectedDelay[] {
  if (pooled === null || pooled.prompt === null) return [];
  const { prompt, prompts, homes } = pooled;
  return [
    {
      kind,
      kit,
      homes,
      homeDays: prompts.days,
      medianHours: prompt.medianHours,
      p95Hours: prompt.p95Hours,
      promptsPerMonth: prompts.perMonth,
      promptsInterval: prompts.interval,
      missedShare: fixed(prompt.missed / prompt.collapses),
    },
  ];
}
