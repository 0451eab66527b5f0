/**
 * How to start after starts that did not last: as a table.
 *
 * A start that lived for ten minutes, or ended in order, is forgotten by whoever notes them. Only starts of the same run
 * of the kernel count: a supply that flickers is not a hub that dies by itself. Owns no file and no clock.
 */
/**
 * safe: the last good configuration, and records that cannot be folded are set aside. anew: safe, and the journal is
 * moved aside whole, once.
 */
export type StartMode = 'normal' | 'safe' | 'anew';
export interface Start {
  /** Which run of the kernel it was in. */
  readonly kernel: string;
  /** Milliseconds since that run began; sleep counts. */
  readonly atMs: number;
  readonly mode: StartMode;
}

/** So many starts that did not last, in so long, and it is not chance. */
const STARTS_MAX = 5;
const WINDOW_MS = 10 * 60_000;

/** `earlier`: the starts that did not last, oldest first. */
export function modeOf(earlier: readonly Start[], now: Omit<Start, 'mode'>): StartMode {
  const ours = earlier.filter(({ kernel, atMs }) => kernel === now.kernel && atMs <= now.atMs);
  const recent = ours.filter(({ atMs }) => atMs > now.atMs - WINDOW_MS);
  if ((ours.at(-1)?.mode ?? 'normal') === 'normal') return recent.length >= STARTS_MAX ? 'safe' : 'normal';
  if (ours.some(({ mode }) => mode === 'anew')) return 'safe';
  return recent.filter(({ mode }) => mode === 'safe').length >= STARTS_MAX ? 'anew' : 'safe';
}
