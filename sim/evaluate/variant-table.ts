/**
 * The other ways to fall by name, and what came of each.
 *
 * Owns the list and the shape of an outcome; what each one does to a home is in `variants.ts`.
 */
import { delayFigures } from './figures.ts';
import type { VariantFigures } from './report.ts';

export const VARIANTS = [
  { id: 'P1a', name: 'noise in the same room, each 10 min' },
  { id: 'P1b', name: 'noise in the same room, each 30 min' },
  { id: 'P2', name: 'one sign in another room after 1–3 h' },
  { id: 'P3', name: 'in the bathroom, 02–06' },
  { id: 'P4', name: 'just after coming home' },
  { id: 'P5', name: 'just after the entrance door (ambiguous)' },
  { id: 'P7', name: 'one sensor dead since a day' },
  { id: 'P8', name: 'the hub reboots 10 min later' },
  { id: 'P9', name: 'slow decline to a fifth of the signs' },
] as const;
export type VariantId = (typeof VARIANTS)[number]['id'];

/** One made-up collapse of one variant; ms, null: nothing within a day. */
export interface VariantRun {
  readonly id: VariantId;
  readonly promptMs: number | null;
  readonly alertMs: number | null;
}

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
