/**
 * Seeds that once failed, each with what it found.
 *
 * A line is never taken out: the fault it names may come back. `first`: found when seeds drew the first kinds of fault
 * alone, and replayed so. With `remains` the line says itself what happens (`npm run sim:swarm -- --shrink`).
 */
import type { Remains } from '../../sim/swarm/remains.ts';

export interface Regression {
  readonly seed: number;
  readonly days: number;
  readonly found: string;
  readonly first?: true;
  readonly remains?: Remains;
}

export const REGRESSIONS: readonly Regression[] = [
  {
    seed: 9,
    days: 3,
    first: true,
    found: 'a numbered record shed from a full memory held its lane up for ever (case: journal.test.ts)',
  },
  {
    seed: 259,
    days: 3,
    first: true,
    found: 'a desk that never heard the birth of a boot asked for nothing of the boots before',
  },
  {
    seed: 2006,
    days: 3,
    found:
      'that the hub was awake was noted at the very instant at which a decision fell due, and the decision after it',
  },
];
