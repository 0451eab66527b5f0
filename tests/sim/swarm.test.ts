/**
 * Sixteen seeds, short, in which every fault occurs; every seed that ever failed; and what no seed may depend on.
 *
 * A failing seed prints what was drawn, what broke, and the command that runs it again.
 */
import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../agent/record.ts';
import { type Fault, noFaults } from '../../sim/faults.ts';
import { leaveOnly } from '../../sim/swarm/remains.ts';
import { type Setting, asFirstDrawn, withoutWires } from '../../sim/swarm/setting.ts';
import { verdictOf } from '../../sim/swarm/verdict.ts';
import type { SwarmReport } from '../../sim/swarm/report.ts';
import { runSeed } from '../../sim/swarm/world.ts';
import { REGRESSIONS } from './swarm-regressions.ts';

const SEEDS = Array.from({ length: 16 }, (_, at) => at + 1);
const DAYS = 3;
const HOUR_MS = 3_600_000;

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'unknown';
  }
}
function expectSound(report: SwarmReport): void {
  if (report.violations.length > 0) expect.fail(`\n${verdictOf(report, commit())}`);
}

describe('the small swarm', () => {
  let judged = 0;
  let boots = 0;
  test.each(SEEDS)('seed %i breaks no invariant', (seed) => {
    const report = runSeed({ seed, days: DAYS });
    judged += report.counts.judged;
    boots += report.counts.boots;
    expectSound(report);
  });
  test('the seeds were not idle', () => {
    expect(judged).toBeGreaterThanOrEqual(10);
    expect(boots).toBeGreaterThanOrEqual(100);
  });
  test.each(REGRESSIONS)('seed $seed: $found', ({ seed, days, first, remains }) => {
    const amend = (setting: Setting): Setting => {
      if (remains !== undefined) return leaveOnly(setting, remains);
      return first === true ? asFirstDrawn(setting) : setting;
    };
    expectSound(runSeed({ seed, days, amend }));
  });
});

describe('the same seed', () => {
  test('gives the same bytes', () => {
    expect(runSeed({ seed: 2, days: 2 }).digest).toBe(runSeed({ seed: 2, days: 2 }).digest);
  });
  test('gives other bytes than its neighbour', () => {
    expect(runSeed({ seed: 2, days: 1 }).digest).not.toBe(runSeed({ seed: 3, days: 1 }).digest);
  });
});

describe('a clock that cannot be believed', () => {
  test.each([4, 8, 26])(
    'seed %i: steps of years, and everything delivered twice, change no decision',
    (seed) => {
      const steady = decisionsOf(seed, [], false);
      // To 1970 and past 2080, forward and back, in the night, at noon, in the middle of whatever is said.
      const jumps = Array.from({ length: 40 }, (_, at) => 1.7 * at * HOUR_MS);
      const jumping = decisionsOf(seed, jumps, true);
      expect(steady.length).toBeGreaterThan(10);
      expect(jumping).toEqual(steady);
    },
  );
});

/** Every decision with its home time, without what the wall clock says; the clock is never synced. */
function decisionsOf(seed: number, jumpsAtMs: readonly number[], isTwice: boolean): string[] {
  const decisions: string[] = [];
  const report = runSeed({
    seed,
    days: 2,
    amend: (setting) => untrusted(setting, jumpsAtMs, isTwice),
    observer: (committed, nowMs) => {
      for (const entry of committed) {
        const text = decisionText(entry);
        if (text !== null) decisions.push(`${nowMs} ${text}`);
      }
    },
  });
  expectSound(report);
  return decisions;
}

function untrusted(setting: Setting, jumpsAtMs: readonly number[], isTwice: boolean): Setting {
  // A step is a record of its own: it shows earlier that the store fails, and what was last known before a crash is
  // later. That is all it may do.
  const { plan: drawn } = asFirstDrawn(setting);
  const apart = ['clock-wrong', 'crash', 'crash-at-commit', 'store-failing'];
  const faults = drawn.faults.filter(({ kind }) => !apart.includes(kind));
  // One from the beginning, never set right before the end; then a step at each instant.
  const wrong = [0, ...jumpsAtMs].map((fromMs, at) => {
    return {
      kind: 'clock-wrong',
      fromMs,
      toMs: setting.endMs + 2 * HOUR_MS,
      choice: (at * 0.37) % 0.6,
    } as const;
  });
  const twice: Fault = { kind: 'duplicating', fromMs: 1, toMs: setting.endMs + 2 * HOUR_MS, choice: 0 };
  const plan = { ...drawn, crashInTheAir: 0, faults: [...faults, ...wrong, ...(isTwice ? [twice] : [])] };
  return {
    ...withoutWires(setting),
    company: [],
    plan,
    zone: [{ fromMs: 0, offsetMin: 60 }],
    calmMs: setting.endMs + HOUR_MS,
  };
}

const DECIDED = new Set([
  'overdue',
  'prompt',
  'answer',
  'postponed',
  'correction',
  'alert',
  'say',
  'condition',
  'presence',
]);

function decisionText({ body }: Entry): string | null {
  if (!DECIDED.has(body.kind)) return null;
  return JSON.stringify(body, (key, value: unknown) =>
    key === 'localMs' || key.startsWith('text') ? undefined : value,
  );
}

test('a world without faults is a quiet one', () => {
  const report = runSeed({ seed: 5, days: 2, amend: (setting) => ({ ...setting, plan: noFaults() }) });
  expectSound(report);
  expect(report.counts.boots).toBe(1);
});
