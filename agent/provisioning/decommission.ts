/**
 * What is wiped from a hub that leaves a home for good, in which order, and the mark by which a cut wipe goes on.
 *
 * Owns the order: what opens something first, so that a wipe that is cut leaves the least. Pure: whoever looked at the disk
 * says what is there.
 */
import type { SignedReceipt } from './receipt.ts';

/** In the order in which they go. */
export const WIPED = ['key', 'codes', 'network', 'certificate', 'configuration', 'data'] as const;
export type Wiped = (typeof WIPED)[number];

export interface WipeStep {
  readonly what: Wiped;
  /** Absolute. */
  readonly path: string;
}
/** On the disk from before the first deletion until after the last one. */
export interface WipeMark {
  readonly hub: string;
  readonly steps: readonly WipeStep[];
  readonly receipt: SignedReceipt;
}

export function wipeOrder(steps: readonly WipeStep[]): WipeStep[] {
  const seen = new Map(steps.map((step) => [step.path, step]));
  return WIPED.flatMap((what) => [...seen.values()].filter((step) => step.what === what));
}

/** How many of each, for the receipt. */
export function wipedCounts(steps: readonly WipeStep[]): Record<Wiped, number> {
  const counts = { key: 0, codes: 0, network: 0, certificate: 0, configuration: 0, data: 0 };
  for (const { what } of steps) counts[what] += 1;
  return counts;
}

export function markText(mark: WipeMark): string {
  return `${JSON.stringify(mark)}\n`;
}

/** Null: it is none, so nothing was begun. */
export function markFrom(text: string): WipeMark | null {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return null;
  }
  return isMark(read) ? read : null;
}

function isMark(value: unknown): value is WipeMark {
  if (typeof value !== 'object' || value === null) return false;
  if (!('hub' in value && 'steps' in value && 'receipt' in value)) return false;
  const { hub, steps, receipt } = value;
  if (typeof hub !== 'string' || !Array.isArray(steps) || !steps.every(isStep)) return false;
  return typeof receipt === 'object' && receipt !== null && 'receipt' in receipt && 'signature' in receipt;
}

function isStep(value: unknown): value is WipeStep {
  if (typeof value !== 'object' || value === null || !('what' in value && 'path' in value)) return false;
  const { what, path } = value;
  return typeof path === 'string' && path.startsWith('/') && WIPED.some((known) => known === what);
}
