/**
 * What the running hub tells of its console: that ten wrong codes have locked it, and that it takes codes again.
 *
 * Owns when that is news; the hub looks, and nothing listens. The hub may read the folder, never write it. Reads no code:
 * there is none, only hashes, and how many were wrong.
 */
import type { ConditionsState } from '../../health/slice.ts';
import { lockedMs } from '../../provisioning/console/claim.ts';
import type { ConsoleClaims } from '../../record.ts';
import { claimsIn } from './claims-file.ts';

/** Null: nothing else than was told, or nobody can say. */
export function consoleFact(folder: string, told: ConditionsState['claims']): ConsoleClaims | null {
  const { isLocked: wasLocked, locks: before } = told ?? { isLocked: false, locks: 0 };
  try {
    const state = claimsIn(folder);
    const isLocked = lockedMs(state) > 0;
    const locks = state.waits + (isLocked ? 1 : 0);
    return isLocked === wasLocked && locks === before ? null : { kind: 'console', isLocked, locks };
  } catch {
    // A folder of before this hub might read it: the console itself still refuses codes, and logs it.
    return null;
  }
}
