/**
 * Shrinking a failing seed: what is left is what the failure needs, and no more; and what is left replays.
 *
 * The failure is a rule here, so that hundreds of runs take no time; that a line replays is shown by a real seed.
 */
import { describe, expect, test } from 'vitest';
import type { Violation } from '../../sim/checkers/report.ts';
import { type Remains, leaveOnly, remainsOf } from '../../sim/swarm/remains.ts';
import { drawSetting } from '../../sim/swarm/setting.ts';
import { type Shrinking, shrink } from '../../sim/swarm/shrink.ts';
import { SWARM_KEY } from '../../sim/swarm/signing.ts';

const HOUR_MS = 3_600_000;
const SEED = 15;
const DRAWN = drawSetting(SEED, 3, SWARM_KEY);
const ALL = remainsOf(DRAWN);

const BROKEN: Violation = { invariant: 'I2', atMs: 30 * HOUR_MS, what: 'planted' };
/** Breaks when a crash and a stop come together, with somebody who moves at some hour. */
function needs({ faults, lived }: Remains): readonly Violation[] {
  const kinds = new Set(faults.map(({ kind }) => kind));
  const moves = lived.some(([fromMs, toMs]) => fromMs <= 10 * HOUR_MS && 10 * HOUR_MS < toMs);
  return kinds.has('crash-at-commit') && kinds.has('stop') && moves ? [BROKEN] : [];
}
function shrinkBy(run: Shrinking['run'], runsMax = 400, isLate = () => false) {
  return shrink(ALL, { run, progress: () => {}, runsMax, isLate });
}

describe('a failing seed', () => {
  test('is left with the two faults and the hours that it takes', () => {
    const shrunk = shrinkBy(needs);
    const kinds = shrunk?.remains.faults.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual(['crash-at-commit', 'stop']);
    expect(shrunk?.remains.falls).toEqual([]);
    expect(shrunk?.remains.lived).toHaveLength(1);
    expect(shrunk?.remains.crashInTheAir).toBe(0);
    expect(shrunk?.isDone).toBe(true);
    expect(shrunk?.runs).toBeLessThan(400);
  });
  test('that does not fail is not shrunk', () => {
    expect(shrinkBy(() => [])).toBeNull();
  });
  test('keeps to its invariant: another one breaking is no reproduction', () => {
    const other = { ...BROKEN, invariant: 'I7' } as const;
    const shrunk = shrinkBy((remains) => (remains.faults.length === ALL.faults.length ? [BROKEN] : [other]));
    expect(shrunk?.remains.faults).toHaveLength(ALL.faults.length);
  });
  test('is given up after so many runs, or when it is late, with what was reached', () => {
    expect(shrinkBy(needs, 10)?.runs).toBe(10);
    expect(shrinkBy(needs, 10)?.isDone).toBe(false);
    let runs = 0;
    const late = shrinkBy(
      (remains) => {
        runs += 1;
        return needs(remains);
      },
      400,
      () => runs > 5,
    );
    expect(late?.isDone).toBe(false);
  });
  test('with everything left is the seed as it was drawn', () => {
    const again = leaveOnly(DRAWN, ALL);
    expect({ ...again, config: null }).toEqual({ ...DRAWN, config: null });
    expect(again.config.hash).toBe(DRAWN.config.hash);
  });
});
