/**
 * What a run amounted to: records, alerts, and one hash over everything that was observed.
 *
 * Counts only. The hash is of the text of each record with its time, so that the same seed gives the same.
 */
import { createHash } from 'node:crypto';
import type { Entry } from '../../agent/record.ts';

export class Tally {
  records = 0;
  alerts = 0;
  steps = 0;
  readonly #hash = createHash('sha256');

  observed(entries: readonly Entry[], nowMs: number): void {
    this.records += entries.length;
    for (const entry of entries) {
      const { body } = entry;
      this.#hash.update(`${nowMs} ${JSON.stringify(entry)}\n`);
      if (body.kind === 'alert' && body.why === 'raised' && !body.test) this.alerts += 1;
    }
  }
  digest(): string {
    return this.#hash.digest('hex');
  }
}
