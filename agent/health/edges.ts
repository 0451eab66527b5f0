/**
 * The edges of one turn: each at most once, and only where it changes something.
 *
 * Owns the rule that a condition is said once. Changes no state: the edges are records, applied by the tracker.
 */
import type { Condition, ConditionCode, ConditionEdge } from '../record.ts';

export interface OpenCondition {
  readonly code: ConditionCode;
  readonly subject: string;
  readonly sinceMs: number;
  /** The last `overdue` edge; null before the first. */
  overdueMs: number | null;
  /** When it happened last, for what happens rather than lasts. */
  againMs: number;
}

export class Edges {
  readonly edges: Condition[] = [];
  readonly open: readonly OpenCondition[];

  constructor(open: readonly OpenCondition[]) {
    this.open = open;
  }

  raise(code: ConditionCode, subject: string): void {
    if (!this.#isOpen(code, subject)) this.#add('raised', code, subject);
  }

  clear(code: ConditionCode, subject: string): void {
    if (this.#isOpen(code, subject)) this.#add('cleared', code, subject);
  }

  repeat(code: ConditionCode, subject: string): void {
    if (this.#isOpen(code, subject)) this.#add('overdue', code, subject);
  }

  /** The last word of this turn counts, then what was open before it. */
  #isOpen(code: ConditionCode, subject: string): boolean {
    const said = this.edges.findLast((edge) => edge.code === code && edge.subject === subject);
    if (said !== undefined) return said.edge !== 'cleared';
    return this.open.some((open) => open.code === code && open.subject === subject);
  }

  #add(edge: ConditionEdge, code: ConditionCode, subject: string): void {
    this.edges.push({ kind: 'condition', edge, code, subject });
  }
}
