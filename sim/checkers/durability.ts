/**
 * I1: what was once on disk is in the journal until the receiver has it. I2: each alert reaches the desk, once.
 *
 * Owns its own book of every record written. A record that stays home may go by retention; one that leaves may go
 * only when the desk's ledger holds it. Pure.
 */
import type { Batch, Row } from '../../agent/ports.ts';
import type { Lane } from '../../agent/record.ts';
import type { Report } from './report.ts';

/** The desk, as its own ledger counts. */
export interface ReceiverView {
  /** Whether this record was applied. */
  readonly has: (lane: Lane, boot: string, seq: number) => boolean;
  readonly gaps: readonly {
    readonly lane: Lane;
    readonly boot: string;
    readonly first: number;
    readonly last: number;
  }[];
  readonly duplicatesApplied: number;
  /** Alert ids that were put before a person. */
  readonly opened: ReadonlySet<string>;
  /** Rows that still wait, per lane, as the hub's store counts. */
  readonly waiting: number;
}
interface Written {
  readonly text: string;
  readonly row: Row;
}

export class DurabilityChecker {
  readonly #report: Report;
  readonly #written = new Map<number, Written>();
  readonly #raised = new Set<string>();
  readonly #openedTimes = new Map<string, number>();
  readonly #torn = new Set<string>();
  #lastN = 0;
  #receiver: () => ReceiverView['has'] = () => () => true;

  constructor(report: Report) {
    this.#report = report;
  }

  /** How to look into the desk's ledger. */
  ask(ledger: () => ReceiverView['has']): void {
    this.#receiver = ledger;
  }

  written({ rows }: Batch): void {
    for (const row of rows) {
      if (row.n <= this.#lastN) this.#report('I1', `record ${row.n} was written after record ${this.#lastN}`);
      this.#lastN = row.n;
      if (row.lane === null) continue;
      this.#written.set(row.n, { text: identity(row), row });
      const { body } = row.entry;
      if (body.kind === 'alert' && body.why === 'raised') this.#raised.add(body.alert);
    }
  }
  /** The desk put an alert before a person. */
  opened(alert: string): void {
    const times = (this.#openedTimes.get(alert) ?? 0) + 1;
    this.#openedTimes.set(alert, times);
    if (times > 1) this.#report('I2', `alert ${alert} was opened ${times} times`);
  }

  /** This boot died while its store failed: what had left from memory alone may have left holes at the desk. */
  lostTail(boot: string): void {
    this.#torn.add(boot);
  }

  /**
   * The disk was damaged, and of the journal only `left` is there: what the desk never had is lost, and nobody can be
   * held to it. Everything else stays owed.
   */
  damaged(left: readonly Row[], opened: ReadonlySet<string>): void {
    const there = new Set(left.map(({ n }) => n));
    for (const [n, { row }] of this.#written) {
      if (there.has(n)) continue;
      this.#written.delete(n);
      this.#torn.add(row.entry.at.boot);
      const { body } = row.entry;
      if (body.kind === 'alert' && !opened.has(body.alert)) this.#raised.delete(body.alert);
    }
    this.#lastN = left.at(-1)?.n ?? 0;
  }

  /** The journal as the next start finds it. */
  restarted(rows: readonly Row[]): void {
    const found = new Map(rows.map((row) => [row.n, row]));
    const desk = this.#receiver();
    for (const [n, { text, row }] of this.#written) {
      const { lane, seq, entry } = row;
      if (lane === null || seq === null) continue;
      const there = found.get(n);
      if (there !== undefined) {
        if (identity(there) !== text)
          this.#report('I1', `record ${n} changed on disk: ${text} → ${identity(there)}`);
      } else if (desk(lane, entry.at.boot, seq)) this.#written.delete(n);
      else this.#report('I1', `record ${n} (${text}) is gone, and the desk does not have it`);
    }
  }

  ended(rows: readonly Row[], receiver: ReceiverView): void {
    this.restarted(rows);
    for (const { row, text } of this.#written.values()) {
      if (row.lane === null || row.seq === null) continue;
      if (!receiver.has(row.lane, row.entry.at.boot, row.seq))
        this.#report('I1', `${text} never reached the desk`);
    }
    if (receiver.waiting > 0)
      this.#report('I1', `${receiver.waiting} records still wait though nothing fails any more`);
    for (const { lane, boot, first, last } of receiver.gaps) {
      if (this.#torn.has(boot)) continue;
      this.#report('I1', `the desk misses ${lane}/${boot.slice(0, 8)} ${first} to ${last}`);
    }
    if (receiver.duplicatesApplied > 0)
      this.#report('I2', `${receiver.duplicatesApplied} records were applied twice`);
    for (const alert of this.#raised) {
      if (!receiver.opened.has(alert)) this.#report('I2', `alert ${alert} never reached the desk`);
    }
  }
}

/** What must never change of a row. */
function identity({ n, lane, seq, entry }: Row): string {
  return `${n} ${lane ?? '-'}/${entry.at.boot.slice(0, 8)}/${seq ?? '-'} ${entry.body.kind}`;
}
