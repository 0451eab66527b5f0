/**
 * What a line brought in place of the node that was awaited, once that is long enough to say.
 *
 * Owns the order of these verdicts, the surest first. Must never call a line wrong on which the right node may yet speak.
 */
import type { SetupFault } from './setup-faults.ts';
import type { Setup } from './setup-state.ts';

/** A node answers a resume once in 10 s: whoever was asked four times in this and is not heard is not there. */
const WRONG_MS = 16_000;

/** `isLong`: a whole heartbeat has passed. Null: listen on. */
export function heardInstead(
  { order: { id, isSwapped }, line: { counts }, other }: Setup,
  listenedMs: number,
  isLong: boolean,
): { readonly fault: SetupFault; readonly detail: string } | null {
  const { bytes, unknown, foreign } = counts;
  if (!isLong && listenedMs < WRONG_MS) return null;
  // Whoever swaps one node for the next on the same line is given the whole time.
  if (other !== null)
    return isLong || !isSwapped
      ? { fault: 'node-other', detail: `${other} is plugged in, and not ${id}` }
      : null;
  if (foreign > 0)
    return { fault: 'node-foreign', detail: 'a node answers under a key that is none of ours' };
  if (unknown > 0)
    return { fault: 'firmware-other', detail: 'a node of another version of the protocol speaks there' };
  if (bytes > 0)
    return { fault: 'not-a-node', detail: `${bytes} bytes came, and no frame of a node among them` };
  return isLong ? { fault: 'silent', detail: `nothing was heard of ${id}` } : null;
}
