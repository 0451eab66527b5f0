/**
 * A run in words: what was drawn first, then what was broken, then how to see it again.
 *
 * Pure. Whoever reads it has nothing else to go by.
 */
import type { SwarmReport } from './world.ts';

const HOUR_MS = 3_600_000;

export function replayCommand(seed: number, days: number): string {
  return `npm run sim:swarm -- --seeds 1 --from ${seed} --days ${days}`;
}

/** Several lines; `commit` is what the code was, as far as anybody knows. */
export function verdictOf({ setting, violations, counts }: SwarmReport, commit: string): string {
  const { seed, days, plan, config } = setting;
  const rates = Object.entries(plan.rates).filter(([, rate]) => rate > 0);
  const { detector, journal, uplink } = config;
  return [
    `seed ${seed}, ${days} days, commit ${commit}`,
    `faults per day: ${rates.map(([kind, rate]) => `${kind} ${rate}`).join(', ') || 'none'}; crash in the air ${plan.crashInTheAir}`,
    `cap ${detector.capMs / HOUR_MS} h, group ${journal.groupMs} ms, checkpoint ${journal.checkpointMs / HOUR_MS} h, ` +
      `memory ${journal.memoryRows} rows, window ${uplink.window}, raw events ${uplink.rawEvents ? 'on' : 'off'}`,
    `${counts.records} records, ${counts.boots} boots, ${counts.alerts} alerts, ${counts.judged} of ${counts.falls} falls judged`,
    ...violations.map(
      ({ invariant, atMs, what }) => `${invariant} at ${(atMs / HOUR_MS).toFixed(3)} h: ${what}`,
    ),
    ...(violations.length > 0 ? [`again: ${replayCommand(seed, days)}`] : []),
  ].join('\n');
}
