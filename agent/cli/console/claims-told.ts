/**
 * What the running hub tells of its console: that ten wrong codes have locked it, and that it takes codes again.
 *
 * Owns when that is news; the hub looks, and nothing listens. The hub may read the folder, never write it. Reads no code:
 * there is none, only hashes, and how many were wrong.
 */
import type { ConditionsState } from '../../health/slice.ts';
import { lockedMs } from '../../provisioning/console/claim.ts';
import type { Log } from '../../ports.ts';
import type { ConsoleClaims } from '../../record.ts';
import { claimsIn } from './claims-file.ts';

/** Null: nothing else than was told. Throws what the disk throws, and of a file that is damaged. */
export function consoleFact(folder: string, told: ConditionsState['claims']): ConsoleClaims | null {
  const { isLocked: wasLocked, locks: before } = told ?? { isLocked: false, locks: 0 };
  const state = claimsIn(folder);
  const isLocked = lockedMs(state) > 0;
  const locks = state.waits + (isLocked ? 1 : 0);
  return isLocked === wasLocked && locks === before ? null : { kind: 'console', isLocked, locks };
}

/** One hub's look at it, twice a minute: that nobody can say is logged when it begins and when it is over. */
export class ConsoleTeller {
  readonly #folder: string;
  readonly #log: Log;
  #isUnreadable = false;

  constructor(folder: string, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  fact(told: ConditionsState['claims']): ConsoleClaims | null {
    try {
      const fact = consoleFact(this.#folder, told);
      if (this.#isUnreadable) this.#log.write('info', `${this.#folder} can be read again.`);
      this.#isUnreadable = false;
      return fact;
    } catch (error) {
      if (!this.#isUnreadable)
        this.#log.write(
          'warning',
          `Nobody hears whether wrong codes lock the console: ${this.#folder} cannot be read (${String(error)}). As root: chgrp -R anbu ${this.#folder} && chmod -R u=rwX,g=rX,o= ${this.#folder}; where it is damaged: anbu console --issue 1`,
        );
      this.#isUnreadable = true;
      return null;
    }
  }
}
