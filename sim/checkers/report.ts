/**
 * What a checker says: which invariant was broken, when, and how. The invariants are those of the fault catalogue, and
 * I9 of the residents: nobody is disturbed by what need not be said.
 *
 * Only shapes, so that each checker knows them and not the others.
 */

export const INVARIANTS = ['I1', 'I2', 'I3', 'I4', 'I5', 'I6', 'I7', 'I8', 'I9'] as const;
export type Invariant = (typeof INVARIANTS)[number];
export interface Violation {
  readonly invariant: Invariant;
  /** Virtual ms. */
  readonly atMs: number;
  readonly what: string;
}
/** Speaks up. The run goes on. */
export type Report = (invariant: Invariant, what: string) => void;
