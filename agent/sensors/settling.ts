/**
 * The settling of a contact that bounces: which level it has come to rest at, and since when.
 *
 * Never takes the level at `up` for an event. Plain JSON, changed in place.
 */
import type { DriverInput } from './driver.ts';
import { type LineState, isHeard } from './filters.ts';

export interface ContactState {
  /** The level that was last settled; null until the line is up. */
  settled: 0 | 1 | null;
  /** The level that has not settled yet, since when, by our clock and by the kernel's, and how long it has to rest. */
  pending: {
    level: 0 | 1;
    fromMs: number;
    fromKernelMs: number | null;
    restMs: number;
  } | null;
  bounces: number;
}

export function initialContact(): ContactState {
  return { settled: null, pending: null, bounces: 0 };
}

/** When the level that is there now counts as settled, monotonic ms; null when it is. */
export function restsAtMs({ pending }: ContactState): number | null {
  return pending === null ? null : pending.fromMs + pending.restMs;
}

/**
 * Takes in a signal after `followLine` did. Returns the level a contact has newly come to rest at, else null.
 * The level at `up`, and whatever a line did while it was not heard, is taken over without a word. Whether a loose
 * wire is believed is for the part to say: a call is, everything else is not.
 *
 * A hub that was busy hears a whole press at once, or its end before the deadline of its beginning: how long a level
 * rested is seen when it ends, by the kernel's clock where the bus tells it.
 */
export function settle(
  contact: ContactState,
  line: LineState,
  input: DriverInput,
  { nowMs, settleMs }: { readonly nowMs: number; readonly settleMs: number },
): 0 | 1 | null {
  if (!isHeard(line)) {
    contact.settled = line.level;
    contact.pending = null;
    return null;
  }
  if (input.type === 'up') contact.settled = line.level;
  if (input.type === 'edge') {
    const rested = restedLevel(contact, input.kernelMs ?? null, nowMs);
    if (contact.pending !== null && rested === null) contact.bounces += 1;
    contact.pending = {
      level: input.level,
      fromMs: nowMs,
      fromKernelMs: input.kernelMs ?? null,
      restMs: settleMs,
    };
    return rested === null ? null : comeToRest(contact, rested);
  }
  const dueMs = restsAtMs(contact);
  if (input.type !== 'deadline' || dueMs === null || nowMs < dueMs) return null;
  contact.pending = null;
  return line.level === null ? null : comeToRest(contact, line.level);
}

/** The level that ends now, if it was there for long enough. */
function restedLevel({ pending }: ContactState, kernelMs: number | null, nowMs: number): 0 | 1 | null {
  if (pending === null) return null;
  const { level, fromMs, fromKernelMs, restMs } = pending;
  const heldMs = kernelMs !== null && fromKernelMs !== null ? kernelMs - fromKernelMs : nowMs - fromMs;
  return heldMs >= restMs ? level : null;
}

/** Null when it rests where it rested, or for the first time. */
function comeToRest(contact: ContactState, level: 0 | 1): 0 | 1 | null {
  const isFirst = contact.settled === null;
  if (level === contact.settled) return null;
  contact.settled = level;
  return isFirst ? null : level;
}
