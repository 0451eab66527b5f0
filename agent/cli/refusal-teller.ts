/**
 * What a running hub says in its log of frames that it refused: wrong tags, replays, strangers (F72).
 *
 * Owns the rate: a device's refusals are said when they begin, and then at most once an hour how many there were, so that
 * whoever forges a thousand frames a second writes one line an hour and no more. Says nothing of what was in them.
 */
import type { Log } from '../ports.ts';
import { refusedIn, refusedText } from '../sensors/refusals.ts';
import type { DeviceReport } from '../sensors/wiring.ts';

export const TELL_MS = 60 * 60_000;

interface Told {
  atMs: number;
  counters: DeviceReport['counters'];
}

export class RefusalTeller {
  readonly #log: Log;
  /** Bounded: one for each configured device. */
  readonly #told = new Map<string, Told>();

  constructor(log: Log) {
    this.#log = log;
  }

  see(reports: readonly Pick<DeviceReport, 'id' | 'counters'>[], nowMs: number): void {
    for (const { id, counters } of reports) {
      const told = this.#told.get(id);
      if (told !== undefined && nowMs - told.atMs < TELL_MS) continue;
      const refused = refusedIn(since(told, counters));
      const [first] = refused;
      if (first === undefined) continue;
      this.#log.write('warning', `${id}: refused ${refusedText(refused)}. ${first.remedy}`);
      this.#told.set(id, { atMs: nowMs, counters });
    }
  }
}

/** What was counted since; a driver that was started afresh counts from nothing. */
function since(told: Told | undefined, counters: DeviceReport['counters']): DeviceReport['counters'] {
  return Object.fromEntries(
    Object.entries(counters).map(([name, count]) => {
      const before = told?.counters[name] ?? 0;
      return [name, count < before ? count : count - before];
    }),
  );
}
