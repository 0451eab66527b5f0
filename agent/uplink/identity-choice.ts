/**
 * Which of two certificates the hub shows at its next connection, while a new one lies beside the one in force.
 *
 * Owns the fallback: a new one is in force only after a connection with it has stood, and while it has not, every second
 * attempt is made with the old one, so that a bad certificate costs one attempt and never the link. Pure: files, keys and
 * connections are the caller's.
 */

/** Beside the one in force lies, or does not lie, a new one. Each by its fingerprint. */
export interface Shelf {
  readonly current: string | null;
  readonly next: string | null;
}
/** What is kept over restarts. */
export interface IdentityMemory {
  /** The last new one with which a connection has stood. */
  readonly proven: string | null;
  /** The new one that was refused where the old one was let in. */
  readonly refused: string | null;
}
export interface ChoiceState extends IdentityMemory {
  /** What the attempt under way was made with; null before the first. */
  readonly tried: string | null;
  /** A new one that has failed since the last connection that stood. */
  readonly failed: string | null;
}

export const NOTHING_KNOWN: IdentityMemory = { proven: null, refused: null };

/** A refusal is asked about again after a restart: what was wrong may be mended at the broker. */
export function firstChoice({ proven }: IdentityMemory): ChoiceState {
  return { proven, refused: null, tried: null, failed: null };
}

/** With what the next attempt is made; null when there is nothing to show. The attempt before it has not stood. */
export function choose(state: ChoiceState, { current, next }: Shelf): ChoiceState {
  return { ...state, ...choice(state, { current, next }) };
}

function choice(state: ChoiceState, { current, next }: Shelf): Pick<ChoiceState, 'tried' | 'failed'> {
  const { failed } = state;
  if (next === null || current === null) return { tried: next ?? current, failed };
  if (next === state.proven) return { tried: next, failed };
  if (next === state.refused) return { tried: current, failed };
  // The one before was made with the new one: now the old one, and again the new one only if that fails too.
  return state.tried === next ? { tried: current, failed: next } : { tried: next, failed };
}

/** A connection with what was tried has stood. */
export function stood(state: ChoiceState, { current, next }: Shelf): ChoiceState {
  const { tried, failed } = state;
  if (tried !== null && tried === next) return { ...state, proven: next, refused: null, failed: null };
  // The old one was let in right after the new one was not: it is the certificate and not the network.
  const isRefused = tried === current && failed !== null && failed === next;
  return { ...state, refused: isRefused ? next : state.refused, failed: null };
}

/** Whether a new one is there that this process has not tried: worth a new connection. */
export function isUntried({ proven, refused, tried }: ChoiceState, { current, next }: Shelf): boolean {
  return next !== null && current !== null && ![proven, refused, tried].includes(next);
}
