/**
 * One home through everything: the shipped reducer, the collapses and their variants, the baselines, the limit by hindsight.
 *
 * Owns the order; what is done is in the files it calls. Deterministic: the same home gives the same run.
 */
import type { HomeCase } from './homes.ts';
import { type Hindsight, hindsightOf } from './methods/hindsight.ts';
import { type Rings, stretchesOf } from './methods/ring.ts';
import { FAMILIES, sweepHome } from './methods/sweep.ts';
import { type Pass, lifeThrough } from './silences.ts';
import type { VariantRun } from './variant-table.ts';
import { Variants } from './variants.ts';

/** Days between two questions to somebody who is well (`detector.questionDays`): ours at other settings than as shipped. */
export const OUR_SWEEP = [5, 10, 15, 60, 90] as const;

export interface HomeRun {
  readonly pass: Pass;
  /** Per setting of `OUR_SWEEP`. */
  readonly settings: readonly Pass[];
  readonly variants: readonly VariantRun[];
  /** Per baseline of `FAMILIES`, per setting. */
  readonly sweeps: readonly (readonly Rings[])[];
  readonly hindsight: Hindsight;
}

export function runHome(home: HomeCase): HomeRun {
  const variants = new Variants(home);
  const pass = lifeThrough(home, variants.watch);
  // A filtered log is compared with nothing: its false alarms say nothing.
  const stretches = home.counted ? stretchesOf(pass) : [];
  const settings = home.counted ? OUR_SWEEP.map((days) => lifeThrough(asking(home, days))) : [];
  return {
    pass,
    settings,
    variants: variants.runs,
    sweeps: home.counted ? FAMILIES.map((family) => sweepHome(family, home, stretches)) : [],
    hindsight: hindsightOf(stretches),
  };
}

function asking(home: HomeCase, questionDays: number): HomeCase {
  const { config } = home;
  return { ...home, config: { ...config, detector: { ...config.detector, questionDays } } };
}
