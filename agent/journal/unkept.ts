/**
 * The rare lanes' records that were written in this run and that the receiver has not kept.
 *
 * A second source for a disk that takes records and then cannot be read: an alert leaves from here all the same, and is
 * written again when the file had to be moved aside. Owns no truth: the store does. Bounded, alerts last to go.
 */
import type { KeptUpTo, Row } from '../ports.ts';
import type { Lane } from '../record.ts';

/** A home has a dozen such records on a bad day: 256 are three weeks without a receiver, 0.5 MB at 2 KB each. */
const ROWS_MAX = 256;

export class Unkept {
  #rows: Row[] = [];

  /** Rows that are on disk now; history is not for here. */
  add(rows: readonly Row[]): void {
    for (const row of rows) {
      if (row.lane === null || row.lane === 'history') continue;
      this.#rows.push(row);
      if (this.#rows.length > ROWS_MAX) this.#letGo();
    }
  }

  keep({ lane, boot, upTo }: KeptUpTo): void {
    this.#rows = this.#rows.filter(
      (row) => row.lane !== lane || row.entry.at.boot !== boot || (row.seq ?? 0) > upTo,
    );
  }

  of(lane: Lane): Row[] {
    return this.#rows.filter((row) => row.lane === lane);
  }

  get rows(): readonly Row[] {
    return this.#rows;
  }
  /** The disk was opened anew, and has these. */
  begin(rows: readonly Row[]): void {
    this.#rows = [];
    this.add(rows);
  }

  #letGo(): void {
    const at = this.#rows.findIndex(({ lane }) => lane !== 'alert');
    this.#rows.splice(Math.max(at, 0), 1);
  }
}
