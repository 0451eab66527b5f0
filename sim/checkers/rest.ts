/**
 * Liveness: once nothing fails any more, what was said to be broken is said to be mended, and the link stands.
 *
 * Owns which conditions end by themselves with their cause. What waits for somebody or for a day to pass is not judged.
 * Pure.
 */
import type { HubState } from '../../agent/machine.ts';
import type { ConditionCode } from '../../agent/record.ts';
import type { Report } from './report.ts';

/** Cleared by their cause going away; the rest of a run is longer than any of them takes. */
const MENDED: ReadonlySet<ConditionCode> = new Set([
  'blind',
  'clock-untrusted',
  'disk-full',
  'journal-unwritable',
  'link-down',
  'sensor-lost',
  'uplink-refused',
]);

export class RestChecker {
  readonly #report: Report;

  constructor(report: Report) {
    this.#report = report;
  }

  /** `isSet`: whether a time server answers in the end; in some worlds none ever does. */
  rested({ conditions, centre, sensors }: Readonly<HubState>, isSet: boolean): void {
    for (const { code, subject } of conditions.open) {
      if (code === 'clock-untrusted' && !isSet) continue;
      if (MENDED.has(code)) this.#report('I5', `${code} (${subject}) is still open, and its cause is gone`);
    }
    if (centre.link.state !== 'up') this.#report('I2', 'the link is down, and nothing fails any more');
    for (const { id, lostBy } of sensors.memories) {
      const left = lostBy.filter((why) => why !== 'contradiction');
      if (left.length > 0) this.#report('I5', `${id} is still lost by ${left.join(', ')}, and it works`);
    }
  }
}
