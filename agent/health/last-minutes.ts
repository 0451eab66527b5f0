/**
 * When one life of the hub is to end because its battery does.
 *
 * Owns that judgement, once per life: a life that began in the last minutes goes on to the end of the battery, so that
 * a hub which the service manager starts again watches on, and does not end again and again. Whoever is being asked is
 * heard out for as long as there is any time. Pure; ends nothing itself.
 */
import { type SupplyState, isEmptyIn } from './supply.ts';

/** Enough to write the journal, say farewell and stop a system; the end of a battery is not known to the minute. */
export const ENDING_MS = 10 * 60_000;
export const ENDING_AT_ONCE_MS = 3 * 60_000;

export class LastMinutes {
  #isArmed = false;

  /** Whether to end now. `isQuiet`: nobody is being asked or waited for. Asked at each change and now and then. */
  isOver(supply: Readonly<SupplyState> | null, nowMs: number, isQuiet: boolean): boolean {
    if (!isEmptyIn(supply, nowMs, ENDING_MS)) {
      this.#isArmed = true;
      return false;
    }
    return this.#isArmed && (isQuiet || isEmptyIn(supply, nowMs, ENDING_AT_ONCE_MS));
  }
}
