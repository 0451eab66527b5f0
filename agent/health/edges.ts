/**
 * The edges of one turn: each at most once, and only where it changes something.
 *
 * Owns the rule that a condition is said once. Changes no state: the edges are records, applied by the tracker.
 */
import type { Condition, ConditionCode, Owner } from '../record.ts';
import { CONDITION_ROWS, OVERDUE_REPEAT_MS, OVERDUE_TO } from './conditions.ts';

export interface OpenCondition {
  readonly code: ConditionCode;
  readonly subject: string;
  readonly sinceMs: number;
  /** The last `overdue` edge; null before the first. */
  overdueMs: number | null;
  /** Whose it is now; absent in what was learned before this was: the first owner's. */
  owner?: Owner | undefined;
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
    if (this.#isOpen(code, subject)) return;
    const { owner, dueMs } = CONDITION_ROWS[code];
    this.edges.push({ kind: 'condition', edge: 'raised', code, subject, owner, dueMs });
  }

  clear(code: ConditionCode, subject: string): void {
    if (!this.#isOpen(code, subject)) return;
    this.edges.push({ kind: 'condition', edge: 'cleared', code, subject });
  }

  /** Its owner let the time pass: it is the next one's, for a day. */
  repeat({ code, subject, owner = CONDITION_ROWS[code].owner }: OpenCondition): void {
    if (!this.#isOpen(code, subject)) return;
    const next = { owner: OVERDUE_TO[owner], dueMs: OVERDUE_REPEAT_MS };
    this.edges.push({ kind: 'condition', edge: 'overdue', code, subject, ...next });
  }

  /** The last word of this turn counts, then what was open before it. */
  #isOpen(code: ConditionCode, subject: string): boolean {
    const said = this.edges.findLast((edge) => edge.code === code && edge.subject === subject);
    if (said !== undefined) return said.edge !== 'cleared';
    return this.open.some((open) => open.code === code && open.subject === subject);
  }
}
