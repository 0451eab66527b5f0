/**
 * When alerts that the broker took, and the receiver never kept, are sent again.
 *
 * A broker's PUBACK promises nothing about the application behind it. Until kept, an alert goes out again, ever
 * more slowly, for ever; for the other lanes see `unkept-lanes.ts`.
 */
import type { Row } from '../ports.ts';
import type { LaneReader } from './lanes.ts';

/** After 1 min first, doubled nine times: at last every 8.5 h. */
const AGAIN_MS = 60_000;
const DOUBLINGS_MAX = 9;

export class UnkeptAlerts {
  /** Monotonic ms; Infinity when nothing waits. */
  dueMs = Number.POSITIVE_INFINITY;
  #times = 0;
  #furthestN = 0;

  /**
   * The broker took alerts. One that it never took before is not made to wait for what an older one has waited
   * already; a call for help begins the series anew. A reminder only repeats what was said.
   */
  acknowledged(rows: readonly Row[], nowMs: number): void {
    for (const { n, entry } of rows) {
      const { body } = entry;
      if (n <= this.#furthestN || body.kind !== 'alert') continue;
      this.#furthestN = n;
      if (body.why === 'reminder') continue;
      if (!body.test) this.#times = 0;
      this.dueMs = Math.min(this.dueMs, nowMs + AGAIN_MS);
    }
    if (this.dueMs === Number.POSITIVE_INFINITY) this.#wait(nowMs);
  }
  /** The receiver is there: the next wait is the shortest again. */
  kept(): void {
    this.#times = 0;
  }
  /** The connection is new, and everything unkept goes out anyway. */
  reset(): void {
    this.dueMs = Number.POSITIVE_INFINITY;
  }

  /** Whether alerts are to go out again now. */
  due(nowMs: number, journal: LaneReader): boolean {
    if (nowMs < this.dueMs) return false;
    this.dueMs = Number.POSITIVE_INFINITY;
    if (journal.backlog('alert').rows === 0) return false;
    this.#times = Math.min(this.#times + 1, DOUBLINGS_MAX);
    this.#wait(nowMs);
    return true;
  }

  #wait(nowMs: number): void {
    this.dueMs = nowMs + (AGAIN_MS << this.#times);
  }
}
