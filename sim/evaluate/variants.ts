/** What the other ways to fall gave. */
import { delayFigures } from './figures.ts';
import type { VariantFigures } from './report.ts';

/** One made-up collapse of one variant; ms. */
export interface VariantRun {
  readonly id: string;
  readonly promptMs: number | null;
  readonly alertMs: number | null;
}

export const VARIANTS: readonly { readonly id: string; readonly name: string }[] = [];

export function variantFigures(runs: readonly VariantRun[]): VariantFigures[] {
  return VARIANTS.map(({ id, name }) => {
    const own = runs.filter((run) => run.id === id);
    return {
      id,
      name,
      prompt: delayFigures(own.map(({ promptMs }) => promptMs)),
      alert: delayFigures(own.map(({ alertMs }) => alertMs)),
    };
  });
}
