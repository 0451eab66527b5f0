/**
 * A run in words: what was drawn first, then what was broken, then how to see it again.
 *
 * Pure. Whoever reads it has nothing else to go by.
 */
import type { Shrunk } from './shrink.ts';
import type { Setting } from './setting.ts';
import type { SwarmReport } from './report.ts';

const HOUR_MS = 3_600_000;

/** Said wherever a figure of the swarm is quoted. */
export const ABOUT_STORE =
  'The store is the one in memory, with faults; SQLite on a real disk is proven by npm run test:fire.';

export function replayCommand(seed: number, days: number): string {
  return `npm run sim:swarm -- --seeds 1 --from ${seed} --days ${days}`;
}

/** What a seed drew, before it runs; `commit` is what the code was, as far as anybody knows. */
export function drawnText({ seed, days, plan, config, wired }: Setting, commit: string): string {
  const rates = Object.entries(plan.rates);
  const { detector, journal, uplink } = config;
  return [
    `seed ${seed}, ${days} days, commit ${commit}`,
    `faults per day: ${rates.map(([kind, rate]) => `${kind} ${rate}`).join(', ') || 'none'}; ` +
      `several at once ${plan.swizzles}; crash in the air ${plan.crashInTheAir}`,
    `${wired ? 'on wires' : 'told'}, cap ${detector.capMs / HOUR_MS} h, group ${journal.groupMs} ms, ` +
      `checkpoint ${journal.checkpointMs / HOUR_MS} h, memory ${journal.memoryRows} rows, ` +
      `window ${uplink.window}, raw events ${uplink.rawEvents ? 'on' : 'off'}`,
  ].join('\n');
}

/** Several lines. */
export function verdictOf({ setting, violations, counts }: SwarmReport, commit: string): string {
  const { seed, days } = setting;
  return [
    drawnText(setting, commit),
    `${counts.records} records, ${counts.boots} boots, ${counts.alerts} alerts, ` +
      `${counts.judged} of ${counts.falls} falls judged, ${counts.obeyed} words of the centre obeyed`,
    ...violations.map(
      ({ invariant, atMs, what }) => `${invariant} at ${(atMs / HOUR_MS).toFixed(3)} h: ${what}`,
    ),
    ...(violations.length > 0
      ? [
          `again: ${replayCommand(seed, days)}`,
          `smaller: npm run sim:swarm -- --shrink ${seed} --days ${days}`,
        ]
      : []),
  ].join('\n');
}

/** A line for `tests/sim/swarm-regressions.ts`. */
export function regressionLine({ seed, days }: Setting, { remains, violation }: Shrunk): string {
  const found = `${violation.invariant}: ${violation.what}`;
  return `${JSON.stringify({ seed, days, found, remains })},`;
}
